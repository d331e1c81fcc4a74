"""How long things are kept: set by a person, kept to by the worker, noted in the history."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.operations import refuse_unless
from clave.access.policy import Action, FieldClass
from clave.kit.refusals import Refusal
from clave.personal_data import rules
from clave.personal_data.declared import PERIODS, Period
from clave.personal_data.models import KeptFor
from clave.personal_data.operations.people import erase_contact, erase_login
from clave.personal_data.rules import Why, months_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from clave.access.models import User

MOST_A_DAY = 500
"""So many people at most are erased in one go; the rest follow the next day."""
log = logging.getLogger(__name__)


@transaction.atomic
def set_period(*, by: User | None, key: str, months: int, is_on: bool, based_on: int) -> KeptFor:
    """Say how many months something is kept, and whether it goes by itself after that; `based_on` 0 for the first time.

    Raises PeriodWrong and PeriodStale.
    """
    refuse_unless(by, Action.CHANGE_PERIODS)
    if not 1 <= months <= rules.LONGEST_MONTHS:
        raise rules.PeriodWrong(most=rules.LONGEST_MONTHS)
    journal.lock()
    found = KeptFor.objects.filter(key=key).first()
    if (found.version if found else 0) != based_on:
        raise rules.PeriodStale
    before = {"months": found.months, "on": found.is_on} if found else None
    kept = found or KeptFor(key=key, version=0)
    kept.months, kept.is_on, kept.by, kept.at, kept.version = months, is_on, by, timezone.now(), kept.version + 1
    kept.done_on = None
    kept.save()
    after = {"period": key, "months": months, "on": is_on}
    journal.record(
        by=by, event="personal_data.period.set", subject=kept, before=before, after=after, holds=FieldClass.F7
    )
    return kept


def keep_periods(today: date) -> dict[str, int]:
    """Take away what is due under every period that is switched on, once a day; says how much of each went."""
    waiting = KeptFor.objects.filter(is_on=True).exclude(done_on=today)
    return {kept.key: _keep(kept, PERIODS[kept.key], today) for kept in waiting if kept.key in PERIODS}


def _keep(kept: KeptFor, period: Period, today: date) -> int:
    due = period.due(months_before(today, kept.months))
    gone, held = _people_gone(due) if period.take is None else (_rows_gone(kept, period.take, due), 0)
    KeptFor.objects.filter(pk=kept.pk).update(done_on=today, gone=gone, held=held)
    return gone


def _rows_gone(kept: KeptFor, take: Callable[[QuerySet[Any]], int], due: QuerySet[Any]) -> int:
    with transaction.atomic():
        journal.lock()
        gone = take(due)
        if gone:
            after = {"period": kept.key, "gone": gone}
            journal.record(by=None, event="personal_data.period.done", subject=kept, after=after, holds=FieldClass.F7)
    return gone


def _people_gone(due: QuerySet[Any]) -> tuple[int, int]:
    """Erase each; who still answers for something stays until that is handed over."""
    gone = held = 0
    for person in list(due[:MOST_A_DAY]):
        try:
            _erase(person)
            gone += 1
        except Refusal as refusal:
            held += 1
            log.info("kept beyond its period: %s %s: %s", person._meta.label_lower, person.pk, refusal.code)
    return gone, held


def _erase(person: Any) -> None:
    if person._meta.label == "ledger.Contact":
        erase_contact(by=None, contact=person, why=Why.PERIOD)
    else:
        erase_login(by=None, user=person, why=Why.PERIOD)
