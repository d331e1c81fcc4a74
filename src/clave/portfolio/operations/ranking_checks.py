"""A finished ranking computed again by the worker: the same figures to the last digit, or which candidates differ."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.refusals import CannotCompute
from clave.kit.refusals import Refusal
from clave.portfolio.models import Ranking, RankingCheck
from clave.portfolio.operations.ranking import recompute_ranking
from clave.portfolio.rules.ranking_refusals import STOPPED, UNEXPECTED, RankingNotDone
from clave.value import store
from clave.value.operations.freezing import code_version
from clave.value.operations.moves import refuse_unless, told
from clave.value.rules import AT_WORK, SECONDS_OF_SILENCE, State

if TYPE_CHECKING:
    from clave.access.models import User

log = logging.getLogger(__name__)


@transaction.atomic
def queue_check(*, by: User, ranking: Ranking) -> RankingCheck:
    """Ask for a finished ranking to be computed again by the worker; one that is under way already is given back."""
    refuse_unless(by, Action.RANK_CANDIDATES)
    if not ranking.is_done:
        raise RankingNotDone(ranking=ranking.short_code)
    journal.lock()
    held = ranking.checks.filter(state__in=AT_WORK).first()
    if held and _has_died(held):
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
    with store.working_on(_claim(check)) as is_mine:
        waiting = RankingCheck.objects.filter(pk=check.pk, state=State.QUEUED)
        if not is_mine or not waiting.update(state=State.RUNNING):
            check.refresh_from_db()
            return check
        try:
            again = recompute_ranking(by=by, ranking=check.ranking)
        except (Refusal, CannotCompute) as refusal:
            _end(by, check, State.FAILED, failure=told(refusal))
        except BaseException:
            log.exception("computing ranking %s again failed", check.ranking.short_code)
            _end(by, check, State.FAILED, failure=UNEXPECTED)
            raise
        else:
            _end(by, check, State.DONE, result_digest=again.digest, difference=list(again.differences))
    return check


@task()
def compute_check(pk: int, by_pk: int) -> None:
    """The job that the worker does."""
    check = RankingCheck.objects.select_related("ranking__charter", "ranking__run", "by").get(pk=pk)
    finish_check(by=check.by if check.by_id == by_pk else None, check=check)


def _claim(check: RankingCheck) -> str:
    return f"{check.ranking.short_code}-again"


def _has_died(check: RankingCheck) -> bool:
    """Whether the process that worked on it has died: its claim is free, or it was asked for too long ago."""
    if check.state == State.RUNNING and store.is_abandoned(_claim(check)):
        return True
    return (timezone.now() - check.queued_at).total_seconds() > SECONDS_OF_SILENCE


def _end(by: User | None, check: RankingCheck, state: State, **values: Any) -> None:
    """Keep what came out; the history says only whether it was the same."""
    values |= {"state": state, "finished_at": timezone.now()}
    with transaction.atomic():
        RankingCheck.objects.filter(pk=check.pk).update(**values)
        for name, value in values.items():
            setattr(check, name, value)
        after = {"ranking": check.ranking.short_code, "state": state, "same": check.is_same}
        journal.record(by=by, event="portfolio.ranking.checked", subject=check, after=after, holds=FieldClass.F0)
