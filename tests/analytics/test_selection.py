"""Scores, and how firm a place in the ranking is: against print, by hand, and by what must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.analytics.pairwise import ACCEPTED, RANDOM_INDEX, compared, compared_by_columns, least_consistent, matrix_of
from clave.analytics.refusals import ParameterOutOfRange
from clave.analytics.selection import (
    acceptability,
    counted_twice,
    flips,
    places,
    rated,
    relative_strength,
    scored,
)
from tests.analytics.ledgers import oracles

CASE = oracles()["select.weighted_score"]["inputs"]
SCORES, WEIGHTS = np.array(CASE["scores"], dtype=float), CASE["weights"]


def test_the_weighted_score_of_the_oracle() -> None:
    told = oracles()["select.weighted_score"]["expected"]
    found = scored(SCORES, WEIGHTS)
    assert found.score == pytest.approx(told["score"], abs=1e-9)
    assert [CASE["accounts"][i] for i in np.argsort(places(found.score))] == told["rank"]
    assert np.array_equal(found.high, found.score)


def test_the_account_scoring_index_in_print() -> None:
    case = oracles()["select.account_scoring_index"]
    most = np.array(case["inputs"]["max"], dtype=float)
    found = scored(np.array(case["inputs"]["scores"]) / most * 10, most)
    assert found.score[0] * 10 == pytest.approx(case["expected"]["total"])


def test_relative_strength_of_the_oracle() -> None:
    case = oracles()["select.relative_strength"]["inputs"]
    own, rival = (np.array([list(case[name].values())], dtype=float) for name in ("own", "competitor"))
    found = relative_strength(list(case["weights"].values()), own, rival)
    assert found == pytest.approx(oracles()["select.relative_strength"]["expected"]["relative"], abs=1e-5)


def test_the_best_of_several_rivals_is_the_measure() -> None:
    own, rivals = np.array([[6.0, 6.0]]), np.array([[3.0, 3.0], [8.0, 4.0]])
    assert relative_strength([1, 1], own, rivals) == 1.0


def test_first_places_under_any_weighting() -> None:
    """METHOD 4.2: uniform weights give A to E the first place in .364 .258 .293 .085 .000 of draws."""
    found = acceptability(SCORES, WEIGHTS, first=1, tightness=None, draws=40_000)
    assert found.by_rank[:, 0] == pytest.approx([0.364, 0.258, 0.293, 0.085, 0.0], abs=0.006)


def test_tighter_weights_make_places_firmer() -> None:
    loose, tight = (acceptability(SCORES, WEIGHTS, first=1, tightness=each).in_first[0] for each in (20, 1_000))
    assert loose < tight <= 1


def test_every_rank_is_taken_once_in_every_draw() -> None:
    found = acceptability(SCORES, WEIGHTS, first=5)
    assert found.by_rank.sum(axis=0) == pytest.approx(np.ones(5))
    assert found.by_rank.sum(axis=1) == pytest.approx(np.ones(5))


def test_what_is_not_known_is_a_range_and_no_score() -> None:
    found = scored(np.array([[8.0, np.nan], [8.0, 0.0]]), [3, 1])
    assert found.score == pytest.approx([6.0, 6.0])
    assert found.high == pytest.approx([8.5, 6.0])
    assert found.known_share == pytest.approx([0.75, 1.0])


def test_an_unknown_score_makes_a_place_less_firm() -> None:
    sure = np.array([[6.0, 6.0], [5.0, 5.0], [4.0, 4.0]])
    unsure = sure.copy()
    unsure[1, 1] = np.nan
    assert acceptability(sure, [1, 1], first=1).in_first[1] == 0
    assert acceptability(unsure, [1, 1], first=1).in_first[1] > 0.1


def test_raters_who_disagree_make_a_place_less_firm() -> None:
    scores, spread = np.array([[6.0, 6.0], [5.0, 5.0]]), np.array([[0.0, 0.0], [2.0, 2.0]])
    assert acceptability(scores, [1, 1], first=1, spread=spread).in_first[1] > 0.1


def test_the_same_seed_gives_the_same_chances() -> None:
    one, other = (acceptability(SCORES, WEIGHTS, first=2, seed=7) for _ in range(2))
    assert np.array_equal(one.by_rank, other.by_rank)


def test_thousands_of_candidates_are_drawn_in_portions_and_add_up() -> None:
    rng = np.random.default_rng(1)
    scores = rng.uniform(0, 10, (3_000, 8))
    scores[rng.random(scores.shape) < 0.1] = np.nan
    found = acceptability(scores, np.ones(8), first=25, draws=400)
    assert found.in_first.sum() == pytest.approx(25)


def test_a_small_change_of_a_weight_that_swaps_two_is_shown_and_is_real() -> None:
    found = flips(SCORES, WEIGHTS, first=2)
    assert found
    for flip in found:
        moved = np.array(WEIGHTS)
        rest = 1 - moved[flip.criterion]
        beyond = flip.change / 100 * 1.01
        moved = np.where(np.arange(4) == flip.criterion, moved + beyond, moved * (rest - beyond) / rest)
        after = SCORES @ moved
        assert after[flip.outside] > after[flip.inside]


def test_nothing_can_flip_when_one_leads_on_everything() -> None:
    assert flips(np.array([[9.0, 9.0], [1.0, 1.0]]), [1, 1], first=1, within=100) == []


def test_two_criteria_that_go_together_are_named() -> None:
    rng = np.random.default_rng(2)
    scores = rng.uniform(0, 10, (50, 3))
    scores[:, 2] = np.clip(scores[:, 0] + rng.normal(0, 0.5, 50), 0, 10)
    (pair,) = counted_twice(scores)
    assert (pair.one, pair.other, pair.candidates) == (0, 2, 50)
    assert pair.correlation > 0.9


def test_few_candidates_and_constant_criteria_say_nothing_of_correlation() -> None:
    assert counted_twice(np.array([[1.0, 1.0], [2.0, 2.0]])) == []
    assert counted_twice(np.column_stack([np.ones(20), np.arange(20) / 2.0])) == []


def test_one_opinion_is_no_judgement() -> None:
    means, errors = rated([[7, 9], [8], []])
    assert means[0] == 8
    assert errors[0] == pytest.approx(1.0)
    assert np.isnan(means[1:]).all()


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [float("nan"), 1]])
def test_weights_without_a_meaning_are_refused(weights: list[float]) -> None:
    with pytest.raises(ParameterOutOfRange, match="weights"):
        scored(np.ones((2, len(weights) or 1)), weights)


@pytest.mark.parametrize("score", [-0.1, 10.1, float("inf")])
def test_a_score_off_the_scale_is_refused(score: float) -> None:
    with pytest.raises(ParameterOutOfRange, match="scores"):
        scored(np.array([[score, 5.0]]), [1, 1])


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(st.floats(0, 10), min_size=3, max_size=3), min_size=2, max_size=8),
    st.lists(st.floats(0.01, 1), min_size=3, max_size=3),
    st.integers(0, 2),
)
def test_a_better_score_never_lowers_the_total(rows: list[list[float]], weights: list[float], criterion: int) -> None:
    scores = np.array(rows)
    better = scores.copy()
    better[0, criterion] = 10
    assert scored(better, weights).score[0] >= scored(scores, weights).score[0] - 1e-12


def test_the_pairwise_comparisons_in_print() -> None:
    case = oracles()["select.ahp_3x3"]
    told, matrix = case["expected"], np.array(case["inputs"]["matrix"])
    by_vector, by_columns = compared(matrix), compared_by_columns(matrix)
    assert by_vector.weights == pytest.approx(told["eig"], abs=6e-5)
    assert by_vector.eigenvalue == pytest.approx(told["lambda_eig"], abs=6e-5)
    assert by_vector.ratio == pytest.approx(told["CR_eig"], abs=6e-5)
    assert by_columns.weights == pytest.approx(told["approx"], abs=6e-5)
    assert by_columns.eigenvalue == pytest.approx(told["lambda_approx"], abs=6e-5)
    assert by_columns.ratio == pytest.approx(told["CR_approx"], abs=6e-5)
    assert by_vector.is_consistent


def test_the_random_index_in_print() -> None:
    assert list(RANDOM_INDEX) == oracles()["select.ahp_RI"]["expected"]


def test_comparisons_that_follow_weights_give_them_back() -> None:
    weights = np.array([0.5, 0.3, 0.15, 0.05])
    found = compared(np.minimum(weights[:, None] / weights[None, :], 1e9).clip(1 / 10, 10)[:3, :3])
    assert found.weights == pytest.approx(weights[:3] / weights[:3].sum())
    assert found.ratio == pytest.approx(0, abs=1e-9)


def test_a_circle_of_preferences_is_not_accepted_and_pointed_out() -> None:
    circle = matrix_of({(0, 1): 9, (1, 2): 9, (0, 2): 1 / 9, (0, 3): 1, (1, 3): 1, (2, 3): 1}, 4)
    assert compared(circle).ratio > ACCEPTED
    assert least_consistent(circle) == (0, 1, 2)


@pytest.mark.parametrize(
    "matrix", [np.ones((2, 3)), np.ones((9, 9)), np.array([[1, 2], [2, 1]]), np.array([[1, 10], [0.1, 1]])]
)
def test_what_is_no_matrix_of_comparisons_is_refused(matrix: np.ndarray) -> None:
    with pytest.raises(ParameterOutOfRange, match="comparisons"):
        compared(matrix)


def test_one_and_two_criteria_are_always_consistent() -> None:
    assert compared(np.ones((1, 1))).weights == pytest.approx([1.0])
    two = compared(matrix_of({(0, 1): 3}, 2))
    assert two.weights == pytest.approx([0.75, 0.25])
    assert two.ratio == 0


def test_a_missing_comparison_is_named() -> None:
    with pytest.raises(ParameterOutOfRange, match="1 with 3"):
        matrix_of({(0, 1): 2, (1, 2): 2}, 3)
