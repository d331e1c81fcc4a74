"""What we can tell about connectors: how far they have read, what waits, what failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from clave.analytics.sources.servers import SECONDS_AT_MOST
from clave.connectors.models import Connector, ConnectorRun
from clave.connectors.programs import Way
from clave.connectors.rules import RunState, Stretch, covered
from clave.connectors.sealing import from_environment, unseal
from clave.ledger.models import ImportJob
from clave.ledger.rules import State

if TYPE_CHECKING:
    from clave.access.models import User

SHOWN_RUNS = 50
WAITING = (State.MAPPING, State.READY)
"""States of an import in which it needs a person."""
MENDED = (State.REFUSED, State.FAILED, State.RECEIVED, State.READING)
"""States of an import that the next run of its connector makes needless."""
SETTLED = Q(state=RunState.NOTHING) | Q(state=RunState.FETCHED, job__state=State.IMPORTED, job__refused_count=0)
STANDS = Q(job=None) | Q(job__batch=None) | Q(job__batch__undone_at=None)


def mark_of(connector: Connector) -> str:
    """Up to where everything that changed in the source is in the ledger; '' when nothing is, or it is not known."""
    settled = connector.runs.filter(SETTLED, STANDS).order_by("pk")
    start = settled.filter(since="").exclude(upto="").order_by("-pk").values_list("pk", flat=True).first()
    if start is None:
        return ""
    return covered(Stretch(*told) for told in settled.filter(pk__gte=start).values_list("since", "upto"))


def undone_since(connector: Connector, moment: datetime) -> bool:
    """Whether somebody took back what this connector brought in, after a moment."""
    return connector.runs.filter(job__batch__undone_at__gt=moment).exists()


def waiting(connector: Connector) -> ImportJob | None:
    """The import of this connector that waits for a person; None when none does."""
    return ImportJob.objects.filter(connector_run__connector=connector, state__in=WAITING).first()


def connectors(user: User) -> list[Connector]:
    """The connectors this person sees, each with its latest run as `latest`."""
    rows = list(Connector.objects.visible_to(user).select_related("owner", "allowed_by", "mapping"))
    newest = ConnectorRun.objects.filter(connector__in=rows).order_by("connector_id", "-pk")
    latest: dict[int, ConnectorRun] = {}
    for run in newest.select_related("job", "job__batch"):
        latest.setdefault(run.connector_id, run)
    for row in rows:
        row.latest = latest.get(row.pk)
    return rows


def runs_of(connector: Connector) -> QuerySet[ConnectorRun]:
    """The times a connector went, the latest first, with what became of each."""
    return connector.runs.select_related("by", "job", "job__batch")


def way_of(connector: Connector, seconds: int = SECONDS_AT_MOST) -> Way:
    """The connector with its secret open. Raises SecretUnreadable and SecretNotThere."""
    secret = ""
    if connector.secret_variable:
        secret = from_environment(connector.secret_variable)
    elif connector.sealed_secret:
        secret = unseal(connector.sealed_secret)
    names = ("brings", "address", "database", "login", "query", "changed_column")
    facts: dict[str, Any] = {name: getattr(connector, name) for name in names}
    return Way(**facts, secret=secret, seconds=seconds)


def failing() -> Iterator[tuple[Connector, ConnectorRun]]:
    """Connectors whose last runs failed, each with the run with which that began."""
    for row in Connector.objects.filter(failures__gt=0, is_paused=False).select_related("owner"):
        good = row.runs.exclude(state=RunState.FAILED).values_list("pk", flat=True).first() or 0
        first = row.runs.filter(state=RunState.FAILED, pk__gt=good).order_by("pk").first()
        if first is not None:
            yield row, first
