"""What is kept of people at customers, and of anybody in files on their way in."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from clave.access.policy import FieldClass
from clave.kit.refusals import gettext_noop
from clave.ledger.models import BatchImage, Contact, ImportJob
from clave.ledger.operations.receive import clear
from clave.ledger.rules import State
from clave.personal_data.declared import Duty, Erased, Holding, Period, Sentences, declare, when_erasing
from clave.personal_data.rules import Whose

OF_PEOPLE = ("contacts", "people", "training")
"""Kinds of files whose rows are about people."""
WAITING = (State.RECEIVED, State.MAPPING, State.READY, State.REFUSED, State.FAILED)
UNDOING = gettext_noop("taking an import back")

declare(
    Holding(
        "ledger.Contact",
        ("full_name", "email", "phone", "role", "note", "consent", "contact_id"),
        Whose.CONTACT,
        "pk",
        gettext_noop("knowing whom to speak with at the customer, and with whose consent"),
        FieldClass.F5,
        period="quiet",
    ),
    Holding(
        "ledger.BatchImage",
        ("subject", "before", "after"),
        Whose.CONTACT,
        "subject",
        UNDOING,
        FieldClass.F5,
        key="contact_id",
        only={"batch__kind": "contacts"},
        period="images",
    ),
    Holding(
        "ledger.BatchImage",
        ("subject", "before", "after"),
        Whose.COLLEAGUE,
        "subject",
        UNDOING,
        FieldClass.F0,
        key="person_code",
        only={"batch__kind": "people"},
        period="images",
    ),
    Sentences("ledger.BatchImage", ("before", "after")),
    Sentences("ledger.Customer", ("owner_email", "name")),
    Sentences(
        "ledger.ImportJob",
        ("file_name", "source", "inspection", "problems", "warnings", "preview"),
    ),
    Sentences("ledger.Batch", ("file_name",)),
    Sentences("ledger.DataVersion", ("reason",)),
    Sentences("ledger.PeriodLock", ("reason",)),
    Sentences("ledger.MappingProfile", ("name", "toml")),
    Duty(
        "ledger.CustomerAssignment",
        "user",
        Whose.LOGIN,
        gettext_noop("customers assigned to them"),
        until="valid_to",
    ),
)


@when_erasing
def send_files_away(erased: Erased) -> int:
    """Files about people that wait to be imported may hold anybody: all of them go; previews of others lose their rows."""
    if erased.whose is Whose.LOGIN:
        return 0
    jobs = ImportJob.objects.filter(kind__in=OF_PEOPLE)
    ImportJob.objects.filter(kind__in=OF_PEOPLE, state=State.IMPORTED).exclude(preview=None).update(preview=None)
    return discard_waiting(jobs)


def discard_waiting(jobs: QuerySet[ImportJob]) -> int:
    """Send files away that nobody imported, with all that was read from them."""
    gone = list(jobs.filter(state__in=WAITING))
    empty: dict[str, Any] = {"inspection": None, "preview": None, "problems": [], "warnings": []}
    ImportJob.objects.filter(pk__in=[job.pk for job in gone]).update(
        state=State.DISCARDED, finished_at=timezone.now(), **empty
    )
    for job in gone:
        transaction.on_commit(partial(clear, job))
    jobs.filter(state__in=(State.IMPORTED, State.DISCARDED)).update(**{k: empty[k] for k in ("inspection", "problems")})
    return len(gone)


def _images(day: date) -> QuerySet[BatchImage]:
    """How rows about people stood before imports that are long past; without them an import cannot be taken back."""
    of_people = BatchImage.objects.filter(batch__kind__in=OF_PEOPLE, batch__imported_at__date__lt=day)
    return of_people.order_by("batch__number", "pk")


def _waiting(day: date) -> QuerySet[ImportJob]:
    """Files about people that were brought in and never imported."""
    jobs = ImportJob.objects.filter(kind__in=OF_PEOPLE, state__in=WAITING, created_at__date__lt=day)
    return jobs.order_by("created_at")


def _refused(day: date) -> QuerySet[Contact]:
    """People at customers who refused, and have been on record since before a day."""
    return Contact.objects.filter(consent=False, known_since__date__lt=day).order_by("known_since")


declare(
    Period("images", gettext_noop("What undoing imports of people needs"), _images, lambda rows: rows.delete()[0]),
    Period("waiting", gettext_noop("Files about people that nobody imported"), _waiting, discard_waiting),
    Period("refused", gettext_noop("People at customers who refused their consent"), _refused),
)
