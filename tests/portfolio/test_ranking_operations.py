"""Candidates are ranked by the charter in force from the latest run; what is done stays, and comes out the same again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from clave.access.models import Entry
from clave.access.rules import NotAllowed
from clave.portfolio.models import CandidateScore, Ranking
from clave.portfolio.operations import ranking as operations
from clave.portfolio.rules.ranking_refusals import NoCharterInForce, RankingNeedsRun, RankingNotDone
from clave.portfolio.rules.states import Side
from clave.value import store
from clave.value.signals import run_done
from tests.cast import Cast
from tests.portfolio.charters import TERMS, judged, locked, measured, without_run
from tests.portfolio.rankings import judge, judge_all, ranked_again, ranking_of, row
from tests.value.book import Company, customer, run_with

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    found = Entry.objects.filter(event__startswith="portfolio.ranking").order_by("seq")
    return [event.removeprefix("portfolio.ranking.") for event in found.values_list("event", flat=True)]


def test_every_active_customer_is_ranked_with_all_that_belongs_to_it(company: Company) -> None:
    ranking = ranking_of(company.cast)
    codes = CandidateScore.objects.filter(ranking=ranking).values_list("customer__code", flat=True)
    assert set(codes) == {"GOOD", "QUIET", "LOSS", "NEW", "GROUP"}
    assert (ranking.candidates, ranking.rows_done, ranking.run, ranking.first) == (5, 5, company.run, 5)
    assert events() == ["started", "done"]


def test_a_customer_that_is_put_to_rest_is_no_candidate(company: Company) -> None:
    company.quiet.is_active = False
    company.quiet.save(update_fields=["is_active"])
    ranking = ranking_of(company.cast)
    assert not CandidateScore.objects.filter(ranking=ranking, customer=company.quiet).exists()


def test_the_score_is_what_the_charter_says(company: Company) -> None:
    judge_all(company.cast, company.good, 8.0, rival=5.0)
    found = row(ranking_of(company.cast), company.good)
    worth, margin = 9.5, 9.0  # 190,000 of 0 / 100,000 / 200,000, and 36 % of 0 / 20 / 40 %
    ours = 0.60 * worth + 0.25 * margin + 0.15 * 8
    assert (found.ours, found.theirs) == (round(ours * 1_000), 8_000)
    assert found.score == found.score_high == round((0.7 * ours + 0.3 * 8) * 1_000)
    assert (found.rank, found.known_basis_points, found.strength_thousandths) == (1, 10_000, 1_600)
    assert found.by_criterion["worth"] | {"more": 1, "less": 1} == {
        "score": 9_500,
        "value": 190_000.0,
        "more": 1,
        "less": 1,
    }
    assert found.by_criterion["service"]["rival"] == 5_000


def test_what_nobody_judged_is_a_range_and_never_filled_in(company: Company) -> None:
    found = row(ranking_of(company.cast), company.good)
    ours = 0.60 * 9.5 + 0.25 * 9.0
    assert found.score == round(0.7 * ours * 1_000)
    assert found.score_high == round((0.7 * (ours + 1.5) + 3) * 1_000)
    assert (found.theirs, found.strength_thousandths) == (None, None)
    assert found.known_basis_points == 5_950
    assert found.score < found.low < found.high < found.score_high


def test_one_rater_is_no_judgement_yet(company: Company) -> None:
    judge(company.good, "fit", (company.cast.champion, 9.0))
    found = row(ranking_of(company.cast), company.good)
    assert found.known_basis_points == 5_950
    assert found.by_criterion["fit"]["raters"] == 1
    assert "score" not in found.by_criterion["fit"]


def test_all_judged_factors_missing_cannot_be_scored(company: Company) -> None:
    terms = replace(TERMS, criteria=(judged("fit", 100), *TERMS.of_side(Side.THEIRS)))
    judge(company.good, "fit", (company.cast.champion, 9.0), (company.cast.finance_partner, 8.0))
    ranking = ranking_of(company.cast, terms)
    nothing = row(ranking, company.quiet)
    assert (nothing.rank, nothing.score, nothing.low, nothing.top_k_basis_points) == (None, None, None, None)
    assert nothing.known_basis_points == 0
    assert (row(ranking, company.good).rank, ranking.findings["unscored"]) == (1, 4)


def test_equal_scores_at_the_line_are_said(cast: Cast) -> None:
    run_with([{"customer": customer(f"C{n}"), "rank": n} for n in range(1, 8)])
    ranking = ranking_of(cast)
    assert set(CandidateScore.objects.values_list("rank", flat=True)) == {1}
    assert sorted(ranking.findings["equal_at_the_line"]) == [f"C{n}" for n in range(1, 8)]


def test_one_candidate_and_more_places_than_candidates(cast: Cast) -> None:
    run_with([{"customer": customer("ONLY"), "rank": 1}])
    ranking = ranking_of(cast)
    (only,) = CandidateScore.objects.filter(ranking=ranking)
    assert (only.rank, only.top_k_basis_points) == (1, 10_000)
    assert ranking.findings["flips"] == []


def test_a_run_without_anybody_fails_with_why(cast: Cast) -> None:
    run_with([{"customer": customer("GONE", is_active=False), "rank": 1}])
    locked(cast)
    ranking = operations.rank_now(by=None)
    assert (ranking.state, ranking.failure["code"]) == ("failed", "RANKING_WITHOUT_CANDIDATES")
    assert events() == ["started", "failed"]


def test_without_a_charter_or_a_run_nothing_is_ranked(cast: Cast) -> None:
    with pytest.raises(NoCharterInForce):
        operations.start_ranking(by=cast.champion)
    locked(cast, without_run())
    with pytest.raises(RankingNeedsRun):
        operations.start_ranking(by=cast.champion)
    assert not Ranking.objects.exists()


def test_who_may_not_rank_does_not(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        operations.start_ranking(by=cast.reader)


def test_a_small_change_that_swaps_two_at_the_line_is_kept(cast: Cast) -> None:
    terms = replace(
        TERMS,
        first=1,
        theirs_share_percent=10,
        criteria=(
            measured("worth", "lifetime_value", 50),
            measured("margin", "contribution_share", 50, "0", "0.2", "0.4"),
            judged("service", 100, Side.THEIRS),
        ),
    )
    rows = [("A", 160_000, 2_000), ("B", 90_000, 3_300), ("C", 10_000, 100)]
    run_with(
        {
            "customer": customer(code),
            "rank": place,
            "lifetime_value": worth * 100,
            "lifetime_value_low": None,
            "lifetime_value_high": None,
            "contribution_share_basis_points": share,
        }
        for place, (code, worth, share) in enumerate(rows, start=1)
    )
    (flip,) = ranking_of(cast, terms).findings["flips"]
    assert (flip["inside"], flip["outside"]) == ("A", "B")
    assert 0 < abs(flip["points"]) < 10


def test_the_worker_does_what_the_button_asked_for(company: Company, cast: Cast) -> None:
    locked(cast)
    ranking = operations.queue_ranking(by=cast.champion, draws=50)
    assert ranking.state == "queued"
    assert operations.queue_ranking(by=cast.finance_partner, draws=50).pk == ranking.pk
    operations.compute_ranking.func(ranking.pk, cast.champion.pk)
    ranking.refresh_from_db()
    assert (ranking.state, ranking.by, ranking.candidates) == ("done", cast.champion, 5)
    assert operations.queue_ranking(by=cast.champion, draws=50).pk != ranking.pk


def test_after_a_run_the_candidates_are_ranked_by_themselves(company: Company, cast: Cast) -> None:
    run_done.send_robust(sender=type(company.run), run=company.run)
    assert not Ranking.objects.exists()
    locked(cast)
    run_done.send_robust(sender=type(company.run), run=company.run)
    ranking = Ranking.objects.get()
    assert (ranking.state, ranking.run, ranking.by, ranking.draws) == ("done", company.run, None, 2_000)


def test_a_ranking_whose_process_died_is_started_anew(company: Company, cast: Cast, data_dir: Any) -> None:
    locked(cast)
    dead = operations.start_ranking(by=cast.champion)
    Ranking.objects.filter(pk=dead.pk).update(state="running")
    (data_dir / "runs").mkdir()
    (data_dir / "runs" / f".working-{dead.short_code}").touch()
    again = operations.start_ranking(by=cast.champion)
    dead.refresh_from_db()
    assert (dead.state, dead.failure["code"]) == ("failed", "RANKING_STOPPED")
    assert again.pk != dead.pk


def test_a_ranking_that_breaks_off_keeps_nothing_but_why(
    company: Company, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*args: Any, **words: Any) -> Any:
        raise OSError("the disk is gone")

    locked(cast)
    with monkeypatch.context() as patched:
        patched.setattr(operations, "_close", breaks)
        with pytest.raises(OSError, match="the disk is gone"):
            operations.rank_now(by=None, draws=50)
    failed = Ranking.objects.get()
    assert (failed.state, failed.failure["code"]) == ("failed", "RANKING_FAILED")
    assert not CandidateScore.objects.exists()
    assert operations.rank_now(by=None, draws=50).is_done
    assert not store.is_abandoned(failed.short_code)


def test_the_same_comes_out_again_whatever_was_said_since(company: Company, cast: Cast) -> None:
    judge_all(cast, company.good, 8.0)
    ranking = ranking_of(cast)
    judge_all(cast, company.good, 2.0)
    company.quiet.is_active = False
    company.quiet.save(update_fields=["is_active"])
    again = operations.recompute_ranking(by=cast.champion, ranking=ranking)
    assert (again.is_same, again.digest, list(again.differences)) == (True, ranking.result_digest, [])
    other = ranked_again()
    assert other.result_digest != ranking.result_digest
    assert row(other, company.good).by_criterion["fit"]["score"] == 2_000


def test_another_seed_comes_out_differently_and_says_where(company: Company, cast: Cast) -> None:
    ranking = ranking_of(cast)
    ranking.seed = 2
    again = operations.recompute_ranking(by=None, ranking=ranking)
    assert not again.is_same
    assert {each["column"] for each in again.differences} <= {"low", "high", "top_k_basis_points"}


def test_only_what_is_done_is_computed_again(company: Company, cast: Cast) -> None:
    locked(cast)
    with pytest.raises(RankingNotDone):
        operations.recompute_ranking(by=None, ranking=operations.start_ranking(by=None))


def test_the_record_names_everything_that_went_in(company: Company, cast: Cast) -> None:
    ranking = ranking_of(cast, seed=7)
    told = json.loads(json.dumps(ranking.manifest))
    assert (told["charter"], told["charter_digest"]) == (1, ranking.charter.digest)
    assert (told["run"], told["run_digest"], told["draws"], told["seed"]) == (
        company.run.short_code,
        company.run.result_digest,
        200,
        7,
    )
    assert told["code_version"]
    assert told["result_digest"] == ranking.result_digest
    assert len(ranking.result_digest) == 64


CHANGES: dict[str, Callable[[Ranking], Any]] = {
    "a score": lambda ranking: CandidateScore.objects.update(score=1),
    "a candidate away": lambda ranking: CandidateScore.objects.all().delete(),
    "the ranking": lambda ranking: Ranking.objects.update(seed=2),
    "the ranking, marked a review": lambda ranking: Ranking.objects.update(seed=2, is_review=True),
    "its state": lambda ranking: Ranking.objects.update(state="failed"),
    "another candidate": lambda ranking: CandidateScore.objects.create(
        ranking=ranking, customer=customer("LATE"), known_basis_points=0
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_finished_ranking_refuses_to_change(company: Company, cast: Cast, name: str) -> None:
    ranking = ranking_of(cast)
    before = list(CandidateScore.objects.order_by("pk").values())
    with pytest.raises(DatabaseError, match="a finished ranking never changes"), transaction.atomic():
        CHANGES[name](ranking)
    assert list(CandidateScore.objects.order_by("pk").values()) == before


def test_only_a_review_is_marked_later_and_for_good(company: Company, cast: Cast) -> None:
    ranking = ranking_of(cast)
    assert Ranking.objects.filter(pk=ranking.pk).update(is_review=True) == 1
    with pytest.raises(DatabaseError, match="a finished ranking never changes"), transaction.atomic():
        Ranking.objects.filter(pk=ranking.pk).update(is_review=False)


def test_who_is_a_key_account_on_the_day_is_kept(company: Company, cast: Cast) -> None:
    assert ranking_of(cast).finished_at <= timezone.now()
    assert not CandidateScore.objects.filter(is_key_account=True).exists()
