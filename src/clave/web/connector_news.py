"""What people are told of connectors: a preview that waits, a source that fails, a connector without somebody to act for."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Action
from clave.connectors import queries
from clave.connectors.refusals import OwnerUnfit
from clave.kit.templatetags import figures
from clave.ledger.models import ImportJob
from clave.ledger.rules import BRINGS
from clave.notices.rules import Kind, News


def connector_news(user: User) -> Iterator[News]:
    """To the owner what waits and what fails, each once while it lasts; what has lost its owner to who sets it up."""
    if user.may(Action.SEE_CONNECTORS):
        yield from _waiting(user)
        yield from _failing(user)


def _waiting(user: User) -> Iterator[News]:
    kinds = [kind for kind, action in BRINGS.items() if user.may(action)]
    jobs = ImportJob.objects.filter(connector_run__connector__owner=user, state__in=queries.WAITING, kind__in=kinds)
    for job in jobs.select_related("connector_run__connector"):
        title = gettext("%(connector)s has brought something that waits for your yes") % {
            "connector": job.connector_run.connector
        }
        fact = gettext("Fetched on %(day)s; nothing has changed yet.") % {"day": figures.day(job.created_at)}
        to = reverse("import", args=[job.key])
        yield News(f"connector-job-{job.pk}", Kind.CONNECTORS, title, fact, to, "warn", gettext("to decide"))


def _failing(user: User) -> Iterator[News]:
    for row, run in queries.failing():
        lost = run.problem is not None and run.problem["code"] == OwnerUnfit.code
        if row.owner_id == user.pk or (lost and user.may(Action.CHANGE_CONNECTORS)):
            title = gettext("%(connector)s brings nothing any more") % {"connector": row}
            to = reverse("connector", args=[row.pk])
            yield News(f"connector-run-{run.pk}", Kind.CONNECTORS, title, run.told, to, "bad", gettext("failing"))
