"""A ranking: every candidate scored by the charter in force from the latest run, kept whole or not at all, then final."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django_tasks import task

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.code_version import code_version
from clave.analytics.refusals import CannotCompute
from clave.kit.refusals import Refusal
from clave.ledger.models import Customer
from clave.portfolio.models import CandidateScore, Charter, Ranking
from clave.portfolio.operations.ranking_moves import has_died, moved, next_step
from clave.portfolio.operations.ranking_rows import (
    KEPT_FIELDS,
    Row,
    differences,
    digest_of,
    drop_rows,
    findings_of,
    rows_of,
    write_rows,
)
from clave.portfolio.queries import charter as charters
from clave.portfolio.queries.ranking import key_accounts_on
from clave.portfolio.queries.ranking_sheet import Candidates, candidates_again, candidates_for
from clave.portfolio.rules.ranking import DRAWS, SEED, ranked
from clave.portfolio.rules.ranking_refusals import (
    STOPPED,
    UNEXPECTED,
    NoCandidates,
    NoCharterInForce,
    RankingIsFinal,
    RankingNeedsRun,
    RankingNotDone,
)
from clave.value import store
from clave.value.models import Run
from clave.value.operations.moves import refuse_unless, told
from clave.value.rules import AT_WORK, State

if TYPE_CHECKING:
    from clave.access.models import User

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Again:
    """A finished ranking computed once more: the digest that was kept, the one found, and what differs."""

    ranking: Ranking
    digest: str
    differences: Sequence[dict[str, Any]]

    @property
    def is_same(self) -> bool:
        """Whether every figure came out the same."""
        return self.digest == self.ranking.result_digest

    @property
    def code_versions(self) -> tuple[str, str]:
        """The version of the code that computed it first, and that of today."""
        return self.ranking.manifest["code_version"], code_version()


def start_ranking(*, by: User | None, draws: int = DRAWS, seed: int = SEED, is_review: bool = False) -> Ranking:
    """Ask for a ranking by the charter in force from the latest run; one that is under way already is given back.

    Raises NoCharterInForce and RankingNeedsRun.
    """
    refuse_unless(by, Action.RANK_CANDIDATES)
    with transaction.atomic():
        journal.lock()
        charter, run = charters.in_force(), charters.latest_run()
        if charter is None:
            raise NoCharterInForce
        if run is None or run.as_of is None:
            raise RankingNeedsRun
        held = Ranking.objects.filter(charter=charter, run=run, state__in=AT_WORK).first()
        if held and has_died(held, timezone.now()):
            _end_failed(by, held, STOPPED)
            held = None
        return held or _new_ranking(by, charter, run, run.as_of, draws=draws, seed=seed, is_review=is_review)


def queue_ranking(*, by: User | None, **parameters: Any) -> Ranking:
    """Ask for a ranking and leave it to the worker: the job stands in the database with the ranking, or neither does."""
    with transaction.atomic():
        ranking = start_ranking(by=by, **parameters)
        if ranking.state == State.QUEUED:
            compute_ranking.enqueue(ranking.pk, by.pk if by else None)
    return ranking


def rank_now(*, by: User | None, **parameters: Any) -> Ranking:
    """Ask for a ranking and compute it at once (the command line)."""
    return finish_ranking(by=by, ranking=start_ranking(by=by, **parameters))


def rank_after_run(*, run: Run, **_: Any) -> None:
    """Where a charter is in force, rank by the run that has just been done, in the process that computed it."""
    if charters.in_force() and charters.latest_run() == run:
        rank_now(by=None)


def finish_ranking(*, by: User | None, ranking: Ranking) -> Ranking:
    """Do the work of a waiting ranking; any other is given back as it stands. What cannot be computed fails with why."""
    with store.working_on(ranking.short_code) as is_mine:
        if not is_mine or not moved(ranking, State.RUNNING, step="reading"):
            return ranking
        try:
            _compute(by, ranking)
        except (Refusal, CannotCompute) as refusal:
            _fail(by, ranking, told(refusal))
        except BaseException:
            log.exception("ranking %s failed", ranking.short_code)
            _fail(by, ranking, UNEXPECTED)
            raise
    return ranking


@task()
def compute_ranking(pk: int, by_pk: int | None) -> None:
    """The job that the worker does."""
    ranking = Ranking.objects.select_related("charter", "run", "by").get(pk=pk)
    finish_ranking(by=ranking.by if ranking.by_id == by_pk else None, ranking=ranking)


def recompute_ranking(*, by: User | None, ranking: Ranking) -> Again:
    """Compute a finished ranking again from what was known then; the ranking itself stays as it is."""
    refuse_unless(by, Action.RANK_CANDIDATES)
    if not ranking.is_done:
        raise RankingNotDone(ranking=ranking.short_code)
    found = candidates_again(ranking, datetime.fromisoformat(ranking.manifest["read_at"]))
    rows = _ranked(ranking, found)[0]
    kept = {row["customer_id"]: row for row in CandidateScore.objects.filter(ranking=ranking).values(*KEPT_FIELDS)}
    again = Again(ranking, digest_of(rows), _named(differences(kept, rows)))
    with transaction.atomic():
        after = {"ranking": ranking.short_code, "digest": again.digest, "same": again.is_same}
        _record(by, "recomputed", ranking, after)
    return again


def _named(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Differences with the codes of their customers."""
    codes = dict(Customer.objects.filter(pk__in={each["customer"] for each in found}).values_list("pk", "code"))
    return [{**each, "customer": codes[each["customer"]]} for each in found]


def _new_ranking(
    by: User | None, charter: Charter, run: Run, as_of: date, *, draws: int, seed: int, is_review: bool
) -> Ranking:
    number = (Ranking.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    inputs = {"number": number, "charter": charter.digest, "run": run.short_code, "draws": draws, "seed": seed}
    digest = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
    ranking = Ranking.objects.create(
        number=number,
        short_code=f"K{number}-{digest[:4]}",
        charter=charter,
        run=run,
        as_of=as_of,
        first=charter.first,
        draws=draws,
        seed=seed,
        is_review=is_review,
        by=by,
    )
    after = {"ranking": ranking.short_code, "charter": charter.number, "run": run.short_code, "review": is_review}
    _record(by, "started", ranking, after)
    return ranking


def _compute(by: User | None, ranking: Ranking) -> None:
    """Read, score, write every row, and only then say that the ranking is done."""
    read_at = timezone.now()
    found = candidates_for(ranking.charter, ranking.run, read_at)
    if not found.measured.customers:
        raise NoCandidates(run=ranking.run.short_code)
    next_step(ranking, "scoring", len(found.measured.customers))
    rows, findings = _ranked(ranking, found)
    next_step(ranking, "rows", len(rows))
    write_rows(ranking, rows, key_accounts_on(timezone.localdate(read_at)))
    _close(by, ranking, rows, findings, read_at)


def _ranked(ranking: Ranking, found: Candidates) -> tuple[list[Row], dict[str, Any]]:
    """Every row of a ranking, and what to know when reading it."""
    result = ranked(found.sheet, first=ranking.first, draws=ranking.draws, seed=ranking.seed)
    return rows_of(found, result), findings_of(found, result, ranking.first)


@transaction.atomic
def _close(by: User | None, ranking: Ranking, rows: Sequence[Row], findings: dict[str, Any], read_at: datetime) -> None:
    digest = digest_of(rows)
    done = moved(
        ranking,
        State.DONE,
        step="",
        candidates=len(rows),
        rows_done=len(rows),
        findings=findings,
        manifest=_manifest(ranking, len(rows), digest, read_at),
        result_digest=digest,
        finished_at=timezone.now(),
    )
    if not done:
        raise RankingIsFinal(ranking=ranking.short_code)
    _record(by, "done", ranking, {"ranking": ranking.short_code, "digest": digest, "candidates": len(rows)})


def _manifest(ranking: Ranking, candidates: int, digest: str, read_at: datetime) -> dict[str, Any]:
    """Everything needed to compute the ranking again."""
    charter, run = ranking.charter, ranking.run
    return {
        "ranking": ranking.short_code,
        "charter": charter.number,
        "charter_digest": charter.digest,
        "run": run.short_code,
        "run_digest": run.result_digest,
        "data_version": run.data_version.number,
        "as_of": ranking.as_of.isoformat(),
        "first": ranking.first,
        "draws": ranking.draws,
        "seed": ranking.seed,
        "candidates": candidates,
        "read_at": read_at.isoformat(),
        "code_version": code_version(),
        "time_zone": settings.TIME_ZONE,
        "result_digest": digest,
    }


def _fail(by: User | None, ranking: Ranking, failure: dict[str, Any]) -> None:
    """Nothing of a failed ranking is kept but why."""
    _end_failed(by, ranking, failure)
    if not ranking.is_done:
        drop_rows(ranking)


@transaction.atomic
def _end_failed(by: User | None, ranking: Ranking, failure: dict[str, Any]) -> None:
    if moved(ranking, State.FAILED, failure=failure, finished_at=timezone.now()):
        _record(by, "failed", ranking, {"ranking": ranking.short_code, "code": failure["code"]})


def _record(by: User | None, event: str, ranking: Ranking, after: dict[str, Any]) -> None:
    journal.record(by=by, event=f"portfolio.ranking.{event}", subject=ranking, after=after, holds=FieldClass.F0)
