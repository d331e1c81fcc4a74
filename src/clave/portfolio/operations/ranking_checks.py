"""A finished ranking computed again by the worker: the same figures to the last digit, or which candidates differ."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django_tasks import task

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.code_version import code_version
from clave.portfolio.models import Ranking, RankingCheck
from clave.portfolio.operations.ranking import recompute_ranking
from clave.portfolio.rules.ranking_refusals import STOPPED, UNEXPECTED, RankingNotDone
from clave.value.operations.beside import finish, has_died, write_end
from clave.value.operations.moves import refuse_unless
from clave.value.rules import AT_WORK, State

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def queue_check(*, by: User, ranking: Ranking) -> RankingCheck:
    """Ask for a finished ranking to be computed again by the worker; one that is under way already is given back."""
    refuse_unless(by, Action.RANK_CANDIDATES)
    if not ranking.is_done:
        raise RankingNotDone(ranking=ranking.short_code)
    journal.lock()
    held = ranking.checks.filter(state__in=AT_WORK).first()
    if held and has_died(held, _claim(held)):
        _end(by, held, State.FAILED, failure=STOPPED)
        held = None
    if held:
        return held
    check = RankingCheck.objects.create(ranking=ranking, code_version=code_version(), by=by)
    after = {"ranking": ranking.short_code}
    journal.record(by=by, event="portfolio.ranking.checking", subject=check, after=after, holds=FieldClass.F0)
    compute_check.enqueue(check.pk, by.pk)
    return check


def finish_check(*, by: User | None, check: RankingCheck) -> RankingCheck:
    """Do the work of a waiting check; the ranking itself stays as it is, whatever comes out."""
    finish(
        check,
        claim=_claim(check),
        work=lambda: _compared(by, check.ranking),
        end=partial(_end, by, check),
        unexpected=UNEXPECTED,
    )
    return check


@task()
def compute_check(pk: int, by_pk: int) -> None:
    """The job that the worker does."""
    check = RankingCheck.objects.select_related("ranking__charter", "ranking__run", "by").get(pk=pk)
    finish_check(by=check.by if check.by_id == by_pk else None, check=check)


def _claim(check: RankingCheck) -> str:
    return f"{check.ranking.short_code}-again"


def _compared(by: User | None, ranking: Ranking) -> dict[str, Any]:
    again = recompute_ranking(by=by, ranking=ranking)
    return {"result_digest": again.digest, "difference": list(again.differences)}


def _end(by: User | None, check: RankingCheck, state: State, **values: Any) -> None:
    """Keep what came out; the history says only whether it was the same."""
    with transaction.atomic():
        write_end(check, state, **values)
        after = {"ranking": check.ranking.short_code, "state": state, "same": check.is_same}
        journal.record(by=by, event="portfolio.ranking.checked", subject=check, after=after, holds=FieldClass.F0)
