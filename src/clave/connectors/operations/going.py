"""A connector goes: its rows become a file of ours, read and set beside the ledger like any other; then a person says yes."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.problems import Problem
from clave.connectors import queries
from clave.connectors.models import Connector, ConnectorRun
from clave.connectors.operations.carrying import NothingCame, carried
from clave.connectors.operations.rights import refuse_owner, refuse_unless, refuse_unless_brings
from clave.connectors.programs import READS
from clave.connectors.refusals import AlreadyGoing, AskedTooOften, ConnectorPaused, PreviewWaits, RunStopped
from clave.connectors.rules import Program, Rhythm, RunState, before, is_clean, next_going, pause
from clave.kit.refusals import Refusal
from clave.ledger import operations as ledger
from clave.ledger.models import ImportJob
from clave.ledger.rules import BRINGS, State

if TYPE_CHECKING:
    from clave.access.models import User

SECONDS_TO_CHECK = 15
NO_LIMITS = {"max_rows": None, "max_uncompressed_mb": None}
READY_MAPPINGS = "clave.connectors.ready"
log = logging.getLogger(__name__)


def check_connector(*, by: User | None, connector: Connector) -> tuple[str, ...]:
    """The columns that the source gives now, asked with the connector's own address and secret; no value of any row."""
    refuse_unless(by, Action.CHANGE_CONNECTORS)
    rows = READS[Program(connector.program)](queries.way_of(connector, SECONDS_TO_CHECK), "")
    headers = next(rows).values
    next(rows, None)
    rows.close()  # type: ignore[attr-defined]
    return headers


def go(*, by: User | None, connector: Connector) -> ConnectorRun:
    """Have the worker fetch what is new."""
    run = start_run(by=by, connector=connector)
    fetch_rows.enqueue(run.pk)
    return run


@transaction.atomic
def start_run(*, by: User | None, connector: Connector) -> ConnectorRun:
    """Note that a connector goes now; refused while it goes already, rests, or its last preview waits."""
    refuse_unless(by, Action.RUN_CONNECTORS)
    refuse_unless_brings(by, connector.kind)
    row = Connector.objects.select_for_update(of=("self",)).select_related("owner").get(pk=connector.pk)
    refuse_owner(row.owner, row.kind)
    if row.is_paused:
        raise ConnectorPaused
    if row.runs.filter(state=RunState.FETCHING).exists():
        raise AlreadyGoing
    if queries.waiting(row):
        raise PreviewWaits
    _clear_away(row)
    run = ConnectorRun.objects.create(connector=row, by=by, since=before(queries.mark_of(row)))
    after = {"run": run.pk, "since": run.since}
    journal.record(by=by, event="connectors.run.started", subject=row, after=after, holds=FieldClass.F0)
    return run


@task()
def fetch_rows(pk: int) -> None:
    """The job that the worker does."""
    run = ConnectorRun.objects.select_related("connector", "connector__owner", "connector__allowed_by", "by").get(pk=pk)
    if run.state == RunState.FETCHING:
        finish_run(run)


def finish_run(run: ConnectorRun) -> ConnectorRun:
    """Fetch, read, set beside the ledger; what was allowed and is clean enters at once. A refusal is noted, not raised."""
    try:
        _fetch(run)
    except NothingCame:
        _settle(run, RunState.NOTHING)
    except Refusal as refusal:
        _fail(run, refusal)
    except Exception:
        log.exception("run %s of connector %s stopped", run.pk, run.connector_id)
        _fail(run, RunStopped())
    return run


def _fetch(run: ConnectorRun) -> None:
    row = run.connector
    acting = run.by or row.owner
    way = queries.way_of(row)
    rows = READS[Program(row.program)](way, run.since if row.program != Program.SQL or row.changed_column else "")
    job = ledger.receive_file(
        by=acting,
        kind=row.kind,
        file_name=f"{row.name}.csv",
        content=carried(run, rows),
        key=uuid4(),
        profile=mapping(row),
    )
    ConnectorRun.objects.filter(pk=run.pk).update(job=job)
    run.job = job
    ledger.start_reading(by=acting, job=job)
    ledger.finish_reading(job=job, heard=lambda _done, _total: sign_of_life(run), limits=NO_LIMITS)
    _judge(run, job)


def mapping(connector: Connector) -> str:
    """The profile by which its columns become ours: the saved one, else the one ready for its program."""
    from importlib.resources import files

    if connector.mapping is not None:
        return connector.mapping.toml
    ready = files(READY_MAPPINGS) / f"{connector.program}-{connector.brings}.toml"
    return ready.read_text(encoding="utf-8") if ready.is_file() else CARRIED_SO


CARRIED_SO = '[format]\nencoding = "utf-8"\ndelimiter = ","\ndecimal = "."\ndate = "%Y-%m-%d"\n'
"""How the files are written that connectors carry; which columns are ours is proposed from their names."""


def _judge(run: ConnectorRun, job: ImportJob) -> None:
    """What is to happen to the file that was read."""
    preview = job.preview or {}
    if job.came_before or (job.state == State.READY and not (preview["added"] or preview["changed"])):
        ledger.discard_job(by=None, job=job)
        _settle(run, RunState.NOTHING)
    elif job.state in (State.REFUSED, State.FAILED):
        problem = job.problems[0] if job.problems else _told(RunStopped())
        _settle(run, RunState.FAILED, problem)
    else:
        if (allowed := _leave(run.connector)) and _is_clean(job):
            ledger.import_batch(by=allowed, job=job)
        _settle(run, RunState.FETCHED)


def _leave(row: Connector) -> User | None:
    """Who allowed it to bring data in by itself: still here, still entitled, and nobody took anything back since."""
    who: User | None = row.allowed_by
    if who is None or row.allowed_at is None or not who.is_active or not who.may(BRINGS[row.kind]):
        return None
    return None if queries.undone_since(row, row.allowed_at) else who


def _is_clean(job: ImportJob) -> bool:
    return is_clean(
        job.state,
        refused=job.refused_count,
        needs_confirmation=len(job.needs_confirmation),
        in_locked_period=(job.preview or {}).get("in_locked_period", 0),
    )


def _clear_away(row: Connector) -> None:
    """Forget files of earlier runs that were refused or died: this run fetches their rows again."""
    for job in ImportJob.objects.filter(connector_run__connector=row, state__in=queries.MENDED):
        if job.state == State.READING:
            job = ledger.declare_stopped(by=None, job=job)
        if job.state != State.READING:
            ledger.discard_job(by=None, job=job)


def sign_of_life(run: ConnectorRun) -> None:
    """Note that the work on a run goes on."""
    ConnectorRun.objects.filter(pk=run.pk).update(worked_at=timezone.now(), rows=run.rows)


def _fail(run: ConnectorRun, refusal: Refusal) -> None:
    wait = refusal.facts["seconds"] if isinstance(refusal, AskedTooOften) else 0
    _settle(run, RunState.FAILED, _told(refusal), timedelta(seconds=wait))


def _told(refusal: Refusal) -> dict[str, object]:
    """A refusal as it is kept, to be said in each reader's language."""
    facts = {name: fact if isinstance(fact, int) else str(fact) for name, fact in refusal.facts.items()}
    return Problem(code=refusal.code, template=refusal.template, facts=facts).as_json()


@transaction.atomic
def _settle(
    run: ConnectorRun, state: RunState, problem: dict[str, object] | None = None, wait: timedelta = timedelta()
) -> None:
    """How a run ended, and when its connector goes next; only the first ending counts."""
    journal.lock()
    now = timezone.now()
    facts = {"state": state, "problem": problem, "upto": run.upto, "rows": run.rows, "finished_at": now}
    if not ConnectorRun.objects.filter(pk=run.pk, state=RunState.FETCHING).update(**facts):
        return
    for name, value in facts.items():
        setattr(run, name, value)
    row = Connector.objects.select_for_update().get(pk=run.connector_id)
    row.failures = row.failures + 1 if state is RunState.FAILED else 0
    row.goes_at = _next(row, now, wait)
    row.save(update_fields=["failures", "goes_at"])
    after = {"run": run.pk, "state": state, "rows": run.rows, "code": problem and problem["code"]}
    journal.record(by=run.by, event="connectors.run.done", subject=row, after=after, holds=FieldClass.F0)


def _next(row: Connector, now: datetime, wait: timedelta) -> datetime | None:
    by_rhythm = None if row.is_paused else next_going(Rhythm(row.rhythm), row.hour, timezone.localtime(now))
    return by_rhythm if by_rhythm is None or not row.failures else now + pause(row.failures, wait)


def start_due(*, now: datetime) -> int:
    """Have every connector go whose time has come, and note runs that died; says how many went."""
    for run in ConnectorRun.objects.filter(state=RunState.FETCHING).select_related("connector"):
        if run.is_silent(now):
            _fail(run, RunStopped())
    due = Connector.objects.filter(goes_at__lte=now, is_paused=False).select_related("owner")
    return sum(_went(row, now) for row in due)


def _went(row: Connector, now: datetime) -> bool:
    """Let one connector go; what stands against it is noted as a run that failed, unless it only has to wait."""
    claimed = Connector.objects.filter(pk=row.pk, goes_at=row.goes_at)
    if not claimed.update(goes_at=next_going(Rhythm(row.rhythm), row.hour, timezone.localtime(now))):
        return False
    try:
        go(by=None, connector=row)
    except (AlreadyGoing, PreviewWaits, ConnectorPaused):
        return False
    except Refusal as refusal:
        _fail(ConnectorRun.objects.create(connector=row), refusal)
        return False
    return True
