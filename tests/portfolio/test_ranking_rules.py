"""Places, what shares one, what a weight moves: without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.analytics.selection import relative_strength
from clave.portfolio.rules.ranking import (
    Sheet,
    close_flips,
    equal_at_the_line,
    like_tenure,
    moved_weights,
    ranked,
    shared_places,
    strengths,
)

NAN = float("nan")
TABLES = st.lists(st.lists(st.floats(0, 10) | st.just(NAN), min_size=3, max_size=3), min_size=1, max_size=9)
WEIGHTS = st.lists(st.floats(0.01, 1), min_size=3, max_size=3)


def sheet(scores: list[list[float]], weights: list[float], theirs: list[bool] | None = None) -> Sheet:
    table, share = np.array(scores, dtype=float), np.array(weights, dtype=float)
    unknown = np.full(table.shape, np.nan)
    return Sheet(table, unknown, unknown.copy(), share / share.sum(), np.array(theirs or [False] * len(weights)))


def test_equals_share_a_place_and_the_next_leave_room() -> None:
    assert shared_places(np.array([5.0, 7.0, 5.0, NAN, 1.0])).tolist()[:3] == [2, 1, 2]
    assert shared_places(np.array([5.0, 7.0, 5.0, NAN, 1.0]))[4] == 4
    assert np.isnan(shared_places(np.array([5.0, NAN]))[1])


def test_equals_at_the_line_are_named_only_when_the_line_runs_through_them() -> None:
    place = shared_places(np.array([9.0, 7.0, 7.0, 7.0, 1.0]))
    assert equal_at_the_line(place, 2) == [1, 2, 3]
    assert equal_at_the_line(place, 4) == []
    assert equal_at_the_line(place, 1) == []
    assert equal_at_the_line(np.array([]), 3) == []


def test_scores_that_differ_only_beyond_what_is_kept_are_equal() -> None:
    found = ranked(sheet([[5.00001], [5.00002], [4.0]], [1]), first=1, draws=50)
    assert found.place.tolist() == [1, 1, 3]


def test_who_has_nothing_known_has_no_place_and_takes_none() -> None:
    found = ranked(sheet([[5.0, NAN], [NAN, NAN], [4.0, 4.0]], [1, 1]), first=3, draws=200)
    assert np.isnan([found.place[1], found.score[1], found.low[1], found.in_first[1]]).all()
    assert found.in_first[[0, 2]].tolist() == [1, 1]
    assert (found.score[0], found.high_if_ten[0], found.known_share[0]) == (2_500, 7_500, 0.5)


def test_one_candidate_is_the_first_however_many_are_wanted() -> None:
    found = ranked(sheet([[3.0, 4.0]], [1, 1]), first=15, draws=50)
    assert (found.place.tolist(), found.in_first.tolist()) == ([1], [1])
    assert close_flips(sheet([[3.0, 4.0]], [1, 1]), 15) == []


def test_each_side_has_a_score_of_its_own() -> None:
    found = ranked(sheet([[8.0, 2.0, NAN]], [1, 1, 2], [False, True, True]), first=1, draws=50)
    assert (found.ours[0], found.theirs[0]) == (8_000, round(2_000 / 3))
    nothing = ranked(sheet([[8.0, NAN, NAN]], [1, 1, 2], [False, True, True]), first=1, draws=50)
    assert np.isnan(nothing.theirs[0])


def test_a_side_that_counts_nothing_has_no_score() -> None:
    found = ranked(sheet([[8.0, 2.0]], [1, 0], [False, True]), first=1, draws=50)
    assert np.isnan(found.theirs[0])
    assert found.score[0] == 8_000


def test_strength_is_ours_over_the_best_alternative_where_both_are_known() -> None:
    one = sheet([[9.0, 6.0, 8.0], [9.0, NAN, 8.0], [9.0, 6.0, 8.0]], [2, 1, 1], [False, True, True])
    rivals = np.array([[NAN, 5.0, 6.0], [NAN, 5.0, 4.0], [NAN, NAN, NAN]])
    found = strengths(replace(one, rivals=rivals))
    assert found[0] == pytest.approx(relative_strength([1, 1], np.array([[6.0, 8.0]]), np.array([[5.0, 6.0]])))
    assert found[1] == 2
    assert np.isnan(found[2])


def test_a_moved_weight_takes_from_the_others_in_proportion() -> None:
    moved = moved_weights(np.array([0.5, 0.3, 0.2]), 0, 10)
    assert moved is not None
    assert moved == pytest.approx([0.6, 0.24, 0.16])
    assert moved_weights(np.array([0.05, 0.95]), 0, -10) == pytest.approx([0, 1])
    assert moved_weights(np.array([1.0]), 0, 10) is None


@settings(max_examples=100, deadline=None)
@given(TABLES, WEIGHTS, st.integers(0, 2), st.floats(0, 60))
def test_more_weight_where_one_leads_never_turns_the_order_against_it(
    rows: list[list[float]], weights: list[float], criterion: int, points: float
) -> None:
    one = sheet([*rows, rows[0]], weights)
    known = np.nan_to_num(one.scores)
    moved = moved_weights(one.weights, criterion, points)
    assert moved is not None
    for other in range(len(known)):
        if known[0, criterion] >= known[other, criterion] and known[0] @ one.weights >= known[other] @ one.weights:
            assert known[0] @ moved >= known[other] @ moved - 1e-9


@settings(max_examples=60, deadline=None)
@given(TABLES, WEIGHTS, st.integers(1, 5))
def test_a_ranking_holds_together(rows: list[list[float]], weights: list[float], first: int) -> None:
    found = ranked(sheet(rows, weights), first=first, draws=60)
    scored = np.isfinite(found.place)
    assert (found.score[scored] <= found.high_if_ten[scored]).all()
    assert (found.low[scored] <= found.high[scored]).all()
    order = np.argsort(found.place[scored])
    assert (np.diff(found.score[scored][order]) <= 0).all()
    assert found.in_first[scored].sum() == pytest.approx(min(first, scored.sum()))
    assert ((found.in_first[scored] >= 0) & (found.in_first[scored] <= 1)).all()


@settings(max_examples=60, deadline=None)
@given(TABLES, WEIGHTS)
def test_learning_a_score_never_leaves_the_range_that_was_shown(rows: list[list[float]], weights: list[float]) -> None:
    before = ranked(sheet(rows, weights), first=1, draws=20)
    after = ranked(sheet(np.nan_to_num(np.array(rows), nan=6.5).tolist(), weights), first=1, draws=20)
    known = np.isfinite(before.score)
    assert (after.score[known] >= before.score[known]).all()
    assert (after.score[known] <= before.high_if_ten[known] + 1).all()


def test_a_criterion_that_follows_the_first_order_is_tenure_under_another_name() -> None:
    days = [date(2020, 1, 1) + timedelta(days=30 * n) for n in range(20)]
    rng = np.random.default_rng(1)
    scores = np.column_stack([np.linspace(9, 1, 20), rng.uniform(0, 10, 20)])
    (found,) = like_tenure(scores, days)
    assert (found.one, found.candidates) == (0, 20)
    assert found.correlation < -0.99
    assert like_tenure(scores, [None] * 20) == []


def test_candidates_alike_in_everything_have_the_same_chance() -> None:
    scores = [[9.0, 9.0], *[[5.0, 5.0]] * 4, [1.0, 1.0]]
    found = ranked(sheet(scores, [1, 1]), first=2, draws=2_000)
    assert found.in_first[0] == 1
    assert found.in_first[1:5] == pytest.approx([0.25] * 4, abs=0.1)
    assert found.in_first[5] == 0
