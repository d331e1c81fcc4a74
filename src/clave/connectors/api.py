"""The doors of connectors for other programs: list, one, its runs, and have it fetch; what it found waits for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.responses import Status

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.connectors import queries
from clave.connectors.models import Connector, ConnectorRun
from clave.connectors.operations.going import go
from clave.kit.refusals import gettext_noop
from clave.kit.wire import After, Answer, Limit, newest_first, page, read_cursor

CONNECTORS = gettext_noop("Connectors")
router = Router(tags=[CONNECTORS])


class ConnectorTold(Answer):
    """A connector; its secret is never told."""

    number: int
    name: str
    program: str
    brings: str
    kind: str
    address: str
    rhythm: str
    hour: int
    is_paused: bool
    brings_in_by_itself: bool
    goes_at: datetime | None
    read_up_to: str
    failures: int


class ConnectorsTold(Answer):
    """A page of connectors, by number."""

    items: list[ConnectorTold]
    next_cursor: str | None


class FetchTold(Answer):
    """One time a connector went; `import_state` says what became of its rows."""

    number: int
    state: str
    started_at: datetime
    finished_at: datetime | None
    since: str
    rows: int
    added: int | None
    changed: int | None
    unchanged: int | None
    import_key: UUID | None
    import_state: str | None
    code: str | None
    detail: str


class FetchesTold(Answer):
    """A page of runs, the newest first."""

    items: list[FetchTold]
    next_cursor: str | None


@router.get("/connectors", response=ConnectorsTold, url_name="connectors", summary=CONNECTORS)
@requires(Action.SEE_CONNECTORS)
def list_connectors(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The connectors that the owner of the token sees."""
    rows = Connector.objects.visible_to(request.user).order_by("pk")
    if place := read_cursor(cursor, int):
        rows = rows.filter(pk__gt=place[0])
    shown, following = page(rows[: limit + 1], limit, lambda row: (row.pk,))
    return {"items": [_connector(row) for row in shown], "next_cursor": following}


@router.get(
    "/connectors/{int:number}", response=ConnectorTold, url_name="connector", summary=gettext_noop("One connector")
)
@requires(Action.SEE_CONNECTORS)
def see_connector(request: SignedIn, number: int) -> dict[str, Any]:
    """One connector."""
    return _connector(_found(request, number))


@router.get(
    "/connectors/{int:number}/runs",
    response=FetchesTold,
    url_name="connector-runs",
    summary=gettext_noop("Runs of a connector"),
)
@requires(Action.SEE_CONNECTORS)
def list_runs(request: SignedIn, number: int, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every time a connector went, the newest first."""
    return newest_first(queries.runs_of(_found(request, number)), limit, cursor, _run, by="pk")


@router.post(
    "/connectors/{int:number}/runs", response={202: FetchTold}, url_name="connector-runs",
    summary=gettext_noop("Have a connector fetch what is new"),
)  # fmt: skip
@requires(Action.RUN_CONNECTORS)
def start_run(request: SignedIn, number: int) -> Status[dict[str, Any]]:
    """Fetch what is new, up to the preview."""
    row: Connector = get_object_or_404(Connector.objects.brought_by(request.user), pk=number)
    return Status(202, _run(go(by=request.user, connector=row)))


def _found(request: SignedIn, number: int) -> Connector:
    row: Connector = get_object_or_404(Connector.objects.visible_to(request.user), pk=number)
    return row


def _connector(row: Connector) -> dict[str, Any]:
    names = ("name", "program", "brings", "kind", "address", "rhythm", "hour", "is_paused", "goes_at", "failures")
    told = {name: getattr(row, name) for name in names}
    return {
        **told, "number": row.pk, "brings_in_by_itself": row.allowed_by_id is not None, "read_up_to": queries.mark_of(row),
    }  # fmt: skip


def _run(run: ConnectorRun) -> dict[str, Any]:
    preview = (run.job and run.job.preview) or {}
    return {
        **{name: getattr(run, name) for name in ("state", "started_at", "finished_at", "since", "rows")},
        **{name: preview.get(name) for name in ("added", "changed", "unchanged")},
        "number": run.pk,
        "import_key": run.job and run.job.key,
        "import_state": run.job and run.job.state,
        "code": run.problem and run.problem["code"],
        "detail": run.told,
    }
