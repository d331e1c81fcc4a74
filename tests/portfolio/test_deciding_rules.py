"""What admits and releases a customer, by the rules alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from clave.portfolio.rules.deciding import (
    Admission,
    Closing,
    Load,
    Size,
    Tally,
    against_admission,
    against_closing,
    against_vote,
    line_flips,
    size_advice,
    size_of,
    tally_of,
)
from clave.portfolio.rules.exceptions import Judged, Verdict, verdict_on
from clave.portfolio.rules.offers import Gift, nothing_different
from clave.portfolio.rules.releasing import Leaving, Review, against_leaving, against_review, below_in_a_row, is_ripe
from clave.portfolio.rules.states import DecisionState

FIT = Admission(customer="Alder", charter="C1", ranking="K1", entry_line=6_500, score=6_500)
DAY = date(2026, 4, 20)
HINDERED: dict[str, dict[str, Any]] = {
    "ALREADY_KEY_ACCOUNT": {"is_key_account": True},
    "DECISION_IS_OPEN": {"open_proposal": 4},
    "CUSTOMER_MERGED": {"merged_into": ("GROUP", "Elm Group")},
    "CUSTOMER_INACTIVE": {"is_active": False},
    "NOT_A_CANDIDATE": {"is_candidate": False, "score": None},
    "CANDIDATE_NOT_SCORED": {"score": None, "missing": ("Fit",)},
    "BELOW_ENTRY_LINE": {"score": 6_499},
    "KEY_ACCOUNTS_FULL": {"held": 99},
    "MANAGER_FULL": {"manager": Load("Ana", 5, 5)},
}


def test_a_customer_on_the_entry_line_may_enter() -> None:
    assert against_admission(FIT) == []


@pytest.mark.parametrize("code", HINDERED)
def test_an_admission_is_refused_for_each_reason_by_its_name(code: str) -> None:
    found = against_admission(replace(FIT, **HINDERED[code]))
    assert [refusal.code for refusal in found] == [code]


def test_everything_that_hinders_is_told_at_once() -> None:
    found = against_admission(replace(FIT, score=1, held=99, manager=Load("Ana", 5, 5)))
    assert [each.code for each in found] == ["BELOW_ENTRY_LINE", "KEY_ACCOUNTS_FULL", "MANAGER_FULL"]


def test_a_score_just_below_the_line_is_not_written_as_the_line() -> None:
    refusal = against_admission(replace(FIT, score=6_499))[0]
    assert "6.499" in refusal.sentence()
    assert "6.5 " in refusal.sentence()


def test_the_merged_customer_is_told_whom_to_propose_instead() -> None:
    refusal = against_admission(replace(FIT, merged_into=("GROUP", "Elm Group"), is_candidate=False, score=None))[0]
    assert "Propose Elm Group instead" in refusal.sentence()


def test_a_sponsor_with_many_is_no_refusal() -> None:
    assert against_admission(replace(FIT, sponsor=Load("Eva", 9, 6))) == []


@pytest.mark.parametrize(("count", "size"), [(4, Size.FEW), (5, Size.GUIDED), (25, Size.GUIDED), (26, Size.MANY)])
def test_five_to_twenty_five_is_the_guidance(count: int, size: Size) -> None:
    assert size_of(count) == size
    assert "%(" not in size_advice(count)


@pytest.mark.parametrize(
    ("yes", "no", "outcome"),
    [(1, 0, DecisionState.APPROVED), (1, 1, DecisionState.REFUSED), (0, 1, DecisionState.REFUSED)],
)
def test_more_yes_than_no_approves_and_nothing_else(yes: int, no: int, outcome: DecisionState) -> None:
    assert tally_of(["yes"] * yes + ["no"] * no + ["recused"] * 3) == Tally(yes, no, 3)
    assert Tally(yes, no, 3).outcome == outcome


def vote(**given: Any) -> str:
    told = {"choice": "yes", "reason": "", "is_proposer": False, "answers_for_it": False, **given}
    refusal = against_vote(number=1, customer="Alder", **told)
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, ""),
        ({"choice": "no"}, "VOTE_NEEDS_REASON"),
        ({"choice": "no", "reason": "Too small"}, ""),
        ({"choice": "maybe"}, "VOTE_UNCLEAR"),
        ({"is_proposer": True}, "DECISION_PROPOSER_VOTES"),
        ({"answers_for_it": True}, "DECISION_ON_OWN_ACCOUNT"),
        ({"answers_for_it": True, "choice": "no", "reason": "x"}, "DECISION_ON_OWN_ACCOUNT"),
        ({"answers_for_it": True, "choice": "recused"}, ""),
    ],
)
def test_who_may_vote_what(given: dict[str, Any], code: str) -> None:
    assert vote(**given) == code


CLOSING = Closing(1, "Alder", DecisionState.APPROVED, "Minutes", DAY, DAY, DAY, Tally(2, 1, 0), False, False)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"is_proposer": True}, "DECISION_PROPOSER_DECIDES"),
        ({"answers_for_it": True}, "DECISION_ON_OWN_ACCOUNT"),
        ({"tally": Tally(0, 0, 2)}, "VOTES_MISSING"),
        ({"tally": Tally(1, 1, 0)}, "VOTES_SAY_OTHERWISE"),
        ({"outcome": DecisionState.REFUSED}, "VOTES_SAY_OTHERWISE"),
        ({"minutes": "  "}, "MINUTES_MISSING"),
        ({"effective_on": DAY - timedelta(days=1)}, "EFFECTIVE_TOO_EARLY"),
        ({"effective_on": DAY + timedelta(days=184)}, "EFFECTIVE_TOO_LATE"),
    ],
)
def test_a_decision_is_refused_for_each_reason_by_its_name(changed: dict[str, Any], code: str) -> None:
    assert [each.code for each in against_closing(replace(CLOSING, **changed))] == [code]


def test_a_decision_in_order_is_not_refused() -> None:
    assert against_closing(CLOSING) == []
    assert against_closing(replace(CLOSING, effective_on=DAY + timedelta(days=183))) == []


def test_the_change_of_a_weight_that_carries_a_score_to_the_line_does_so() -> None:
    scores, weights = {"worth": 9_000, "fit": 2_000, "rest": 6_000}, {"worth": 0.5, "fit": 0.3, "rest": 0.2}
    score = 6_300
    flips = line_flips(scores=scores, weights=weights, score=score, line=6_000)
    assert [(flip.criterion, flip.points) for flip in flips] == [("fit", 4.9), ("worth", -5.6), ("rest", 80.0)]
    for flip in flips:
        moved = weights[flip.criterion] + flip.points / 100
        others = (1 - moved) / (1 - weights[flip.criterion])
        again = sum(scores[key] * (moved if key == flip.criterion else w * others) for key, w in weights.items())
        assert again == pytest.approx(6_000, abs=5)


def test_a_weight_that_cannot_carry_a_score_so_far_is_not_told() -> None:
    flips = line_flips(scores={"a": 5_000, "b": 5_100}, weights={"a": 0.5, "b": 0.5}, score=5_050, line=9_000)
    assert flips == []


def review(days: int, score: int | None, line: int = 5_000) -> Review:
    return Review(f"K{days}", DAY + timedelta(days=days), score, line)


@pytest.mark.parametrize(
    ("scores", "ripe"),
    [
        ([(0, 4_000)], False),
        ([(0, 4_000), (59, 4_000)], False),
        ([(0, 4_000), (60, 4_000)], True),
        ([(0, 4_000), (60, 5_000)], False),
        ([(0, 4_000), (60, None)], False),
        ([(0, 4_000), (60, 5_500), (120, 4_000)], False),
        ([(0, 5_500), (60, 4_000), (90, 4_000), (121, 4_999)], True),
        ([(-1, 4_000), (70, 4_000)], False),
    ],
)
def test_a_release_needs_two_reviews_in_a_row_sixty_days_apart(
    scores: list[tuple[int, int | None]], ripe: bool
) -> None:
    reviews = tuple(review(days, score) for days, score in scores)
    assert is_ripe(below_in_a_row(reviews, DAY)) is ripe
    found = against_leaving(Leaving("Alder", DAY, 5_000, reviews))
    assert [each.code for each in found] == ([] if ripe else ["REVIEWS_MISSING"])


def test_the_refusal_tells_what_each_review_found() -> None:
    facts = Leaving("Alder", DAY, 5_000, (review(0, 4_000), review(61, None), review(90, 5_200)))
    told = against_leaving(facts)[0].sentence()
    assert "4, below 5" in told
    assert "could not be scored" in told
    assert "5.2, not below 5" in told


def test_a_release_needs_a_whole_plan_for_telling() -> None:
    ripe = Leaving("Alder", DAY, 5_000, (review(0, 1), review(80, 1)), telling={"who": "We", "when": " "})
    refusal = against_leaving(ripe)[0]
    assert refusal.code == "TELLING_MISSING"
    assert "Who tells it" not in refusal.sentence()
    assert "When, How" in refusal.sentence()


def test_a_merged_key_account_that_continues_in_its_group_needs_no_reviews() -> None:
    assert against_leaving(Leaving("Alder", DAY, 5_000, continues_in="Elm Group")) == []


def test_who_is_no_key_account_cannot_leave() -> None:
    assert [each.code for each in against_leaving(Leaving("Alder", None, 5_000))] == ["NOT_A_KEY_ACCOUNT"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, ""),
        ({"latest": "K2"}, "REVIEW_NOT_LATEST"),
        ({"is_held": True}, "REVIEW_HELD"),
        ({"today": DAY + timedelta(days=46)}, "REVIEW_OF_OLD_FIGURES"),
    ],
)
def test_a_review_is_held_once_on_fresh_figures_of_the_latest_ranking(changed: dict[str, Any], code: str) -> None:
    told: dict[str, Any] = {"ranking": "K1", "latest": "K1", "as_of": DAY, "is_held": False, "today": DAY, **changed}
    refusal = against_review(**told)
    assert (refusal.code if refusal else "") == code


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, Verdict.REFUSED),
        ({"score": 6_500}, Verdict.NO_EXCEPTION_NEEDED),
        ({"score": None}, Verdict.CANNOT_BE_SCORED),
        ({"is_candidate": False, "score": None}, Verdict.NOT_A_CANDIDATE),
        ({"is_merged": True, "is_candidate": False}, Verdict.MERGED),
        ({"is_key_account": True}, Verdict.KEY_ACCOUNT),
    ],
)
def test_the_charter_answers_by_the_score_alone(changed: dict[str, Any], verdict: Verdict) -> None:
    facts = Judged(is_key_account=False, is_merged=False, is_candidate=True, score=6_499, entry_line=6_500)
    assert verdict_on(replace(facts, **changed)) == verdict


def test_who_gets_nothing_different_is_told() -> None:
    gifts = [Gift(1, DAY, None), Gift(2, DAY, DAY), Gift(3, DAY + timedelta(days=2), None)]
    assert nothing_different([1, 2, 3, 4], gifts, DAY) == [3, 4]
    assert nothing_different([1, 2, 3, 4], gifts, DAY + timedelta(days=1)) == [2, 3, 4]
