"""Moving a run from one state to the next: only as the table allows, and only once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.access.policy import ROLE_NAMES, Action, who_may
from clave.access.rules import NotAllowed
from clave.analytics.refusals import CannotCompute
from clave.kit.refusals import Refusal, gettext_noop
from clave.value import store
from clave.value.models import Run
from clave.value.rules import State, may_move

if TYPE_CHECKING:
    from datetime import datetime

    from clave.access.models import User

STOPPED = {
    "code": "RUN_STOPPED",
    "template": gettext_noop(
        "The process that computed this run has died; nothing of it was kept. Start it again with the same parameters."
    ),
    "facts": {},
}
UNEXPECTED = {
    "code": "RUN_FAILED",
    "template": gettext_noop(
        "The run failed in a way that Clave did not expect; nothing of it was kept. Start it again; if it fails again, "
        "give the administrator this run's code: the log says more."
    ),
    "facts": {},
}


def refuse_unless(by: User | None, action: Action) -> None:
    """The second gate: an operation asks again who may do this; None is the command line."""
    if by is not None and not by.may(action):
        raise NotAllowed(able=", ".join(gettext(ROLE_NAMES[role]) for role in who_may(action)))


def moved(run: Run, to: State, **values: Any) -> bool:
    """Whether this process moved the run on, writing `values` with it; False where it stands elsewhere by now."""
    allowed = [before for before in State if may_move(before, to)]
    values |= {"state": to, "worked_at": timezone.now()}
    if not Run.objects.filter(Q(state__in=allowed), pk=run.pk).update(**values):
        run.refresh_from_db()
        return False
    for name, value in values.items():
        setattr(run, name, value)
    return True


def has_died(run: Run, now: datetime) -> bool:
    """Whether the process that worked on a run has died: its claim is free, or nothing was heard of it for long."""
    return run.state == State.RUNNING and (run.is_silent(now) or store.is_abandoned(run.short_code))


def note_progress(run: Run, rows: int) -> None:
    """Note how many customers are written, so that everybody sees that the work goes on."""
    run.rows_done += rows
    Run.objects.filter(pk=run.pk, state=State.RUNNING).update(rows_done=run.rows_done, worked_at=timezone.now())


def next_step(run: Run, step: str, total: int = 0) -> None:
    """Note what the run does now, and over how many customers."""
    run.step, run.rows_done, run.rows_total, run.worked_at = step, 0, total, timezone.now()
    Run.objects.filter(pk=run.pk, state=State.RUNNING).update(
        step=step, rows_total=total, rows_done=0, worked_at=run.worked_at
    )


def told(refusal: Refusal | CannotCompute) -> dict[str, Any]:
    """A refusal as it is kept: its code, its sentence and the facts in it, to be put in words where it is shown."""
    facts = {name: value if isinstance(value, int) else str(value) for name, value in refusal.facts.items()}
    return {"code": refusal.code, "template": refusal.template, "facts": facts}
