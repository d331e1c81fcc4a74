"""Moving an import from one state to the next: only as the table allows, and only once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext

from clave.access.policy import ROLE_NAMES, who_may
from clave.analytics.problems import Problem
from clave.ledger.models import ImportJob
from clave.ledger.refusals import KindUnknown, MoveRefused, NotYours
from clave.ledger.rules import BRINGS, OVER, STATE_NAMES, State, may_move

if TYPE_CHECKING:
    from clave.access.models import User
    from clave.kit.refusals import Refusal


def move(job: ImportJob, to: State, **values: Any) -> None:
    """Move an import on, writing `values` with it; refused when it stands elsewhere by now."""
    before = State(job.state)
    if not may_move(before, to):
        raise moved_on(job)
    now = timezone.now()
    values |= {"state": to, "worked_at": now, "finished_at": now if to in OVER else None}
    if not ImportJob.objects.filter(pk=job.pk, state=before).update(**values):
        job.refresh_from_db(fields=["state"])
        raise moved_on(job)
    for name, value in values.items():
        setattr(job, name, value)


def sign_of_life(job: ImportJob, done: int, total: int) -> None:
    """Note how far the work on an import is."""
    ImportJob.objects.filter(pk=job.pk).update(rows_done=done, rows_total=total, worked_at=timezone.now())


def refuse_unless(by: User | None, kind: str) -> None:
    """The second gate: an operation asks again who brings in this kind of file; None is the command line."""
    if kind not in BRINGS:
        raise KindUnknown(kind=kind, known=", ".join(BRINGS))
    if by is not None and not by.may(BRINGS[kind]):
        raise NotYours(able=", ".join(gettext(ROLE_NAMES[role]) for role in who_may(BRINGS[kind])))


def moved_on(job: ImportJob) -> MoveRefused:
    """The refusal that says where an import stands by now."""
    return MoveRefused(state=gettext(STATE_NAMES[State(job.state)]))


def as_problem(job: ImportJob, refusal: Refusal, row: str = "") -> dict[str, Any]:
    """What stands against one row of an import, named by its subject, or against the whole file; as the import keeps it."""
    facts = {**refusal.facts, "row": row} if row else refusal.facts
    return Problem(code=refusal.code, template=refusal.template, file=job.file_name, facts=facts).as_json()
