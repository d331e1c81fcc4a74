"""Moving a ranking from one state to the next: only as the table of runs allows, and only once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from clave.portfolio.models import Ranking
from clave.value import store
from clave.value.rules import SECONDS_OF_SILENCE, State, may_move


def moved(ranking: Ranking, to: State, **values: Any) -> bool:
    """Whether this process moved the ranking on, writing `values` with it; False where it stands elsewhere by now."""
    allowed = [before for before in State if may_move(before, to)]
    values |= {"state": to, "worked_at": timezone.now()}
    if not Ranking.objects.filter(pk=ranking.pk, state__in=allowed).update(**values):
        ranking.refresh_from_db()
        return False
    for name, value in values.items():
        setattr(ranking, name, value)
    return True


def note_progress(ranking: Ranking, rows: int) -> None:
    """Note how many candidates are written, so that everybody sees that the work goes on."""
    ranking.rows_done, ranking.worked_at = rows, timezone.now()
    at_work = Ranking.objects.filter(pk=ranking.pk, state=State.RUNNING)
    at_work.update(rows_done=rows, worked_at=ranking.worked_at)


def next_step(ranking: Ranking, step: str, candidates: int) -> None:
    """Note what is done now, and over how many candidates."""
    ranking.step, ranking.candidates, ranking.worked_at = step, candidates, timezone.now()
    at_work = Ranking.objects.filter(pk=ranking.pk, state=State.RUNNING)
    at_work.update(step=step, candidates=candidates, worked_at=ranking.worked_at)


def has_died(ranking: Ranking, now: datetime) -> bool:
    """Whether the process that worked on it has died: its claim is free, or nothing was heard of it for long."""
    if ranking.state != State.RUNNING:
        return False
    return store.is_abandoned(ranking.short_code) or (now - ranking.worked_at).total_seconds() > SECONDS_OF_SILENCE
