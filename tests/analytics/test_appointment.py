"""Who should manage which key account: against print, brute force, and what must hold."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.analytics.appointment import Question, able, appointment_value, fit, opportunity_cost, propose, solved
from clave.analytics.refusals import NobodyCanServe, ParameterOutOfRange
from tests.analytics.ledgers import oracles


def question(value: object, capacity: object, hours: object = None, now: object = None) -> Question:
    worth = np.asarray(value, dtype=float)
    accounts, _ = worth.shape
    return Question(
        worth,
        np.ones(worth.shape, dtype=bool),
        np.ones(accounts) if hours is None else np.asarray(hours, dtype=float),
        np.asarray(capacity, dtype=float),
        np.full(accounts, -1) if now is None else np.asarray(now),
    )


def brute_force(asked: Question) -> float:
    """The highest value over every possible team."""
    accounts, people = asked.value.shape
    best = -np.inf
    for team in product(range(people), repeat=accounts):
        load = np.bincount(team, weights=asked.hours, minlength=people)
        if np.all(load <= asked.capacity + 1e-9) and all(asked.open[i, j] for i, j in enumerate(team)):
            best = max(best, float(sum(asked.value[i, j] for i, j in enumerate(team))))
    return best


def test_the_assignment_in_print() -> None:
    case = oracles()["assign.scipy_doc"]
    found = propose(question(-np.array(case["inputs"]["cost"]), [1, 1, 1])).best
    assert found.manager_of.tolist() == case["expected"]["col"]
    assert -found.value == case["expected"]["total"]


def test_surplus_earns_nothing_and_a_gap_costs() -> None:
    needs, weights = np.array([[4.0, 2.0, 0.0]]), np.array([[2.0, 1.0, 5.0]])
    people = np.array([[4.0, 2.0, 0.0], [5.0, 5.0, 5.0], [2.0, 5.0, 5.0]])
    assert fit(people, needs, weights)[0] == pytest.approx([1.0, 1.0, (2 * 0.5 + 1) / 3])


def test_an_unknown_skill_makes_a_fit_unknown_and_reaches_no_floor() -> None:
    people = np.array([[4.0, np.nan]])
    assert np.isnan(fit(people, np.array([[3.0, 3.0]]), np.ones((1, 2)))[0, 0])
    assert fit(people, np.array([[3.0, 0.0]]), np.ones((1, 2)))[0, 0] == 1
    assert able(people, np.array([[3.0, 3.0], [3.0, -np.inf]])).tolist() == [[False], [True]]


def test_taking_out_a_top_seller_has_its_price() -> None:
    assert opportunity_cost(300, 180, 9, lost_for_good=20) == pytest.approx(110)
    assert opportunity_cost(100, 180, 9) == 0
    value = appointment_value(np.array([[0.9, 0.8]]), np.array([100.0]), np.array([60.0, 0.0]), np.array([2.0, 1.0]))
    assert value[0] == pytest.approx([60.0, 80.0])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_best_team_is_the_best_of_all_teams(data: st.DataObject) -> None:
    accounts, people = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    cells = st.integers(-20, 100)
    value = [[data.draw(cells) for _ in range(people)] for _ in range(accounts)]
    hours = [data.draw(st.sampled_from((20.0, 40.0, 60.0))) for _ in range(accounts)]
    capacity = [data.draw(st.sampled_from((40.0, 80.0, 140.0))) for _ in range(people)]
    asked = question(value, capacity, hours)
    expected, found = brute_force(asked), solved(asked, ())
    if expected == -np.inf:
        assert found is None
    else:
        assert found is not None
        assert found.value == pytest.approx(expected)


def test_the_second_best_is_another_team_and_no_better() -> None:
    found = propose(question([[9, 5], [6, 4]], [2, 2]))
    assert found.second is not None
    assert found.best.value == 15
    assert found.second.value == 13
    assert not np.array_equal(found.best.manager_of, found.second.manager_of)


def test_of_equal_teams_the_one_that_moves_nobody_wins() -> None:
    found = propose(question([[5, 5], [5, 5]], [1, 1], now=[1, 0]))
    assert found.best.manager_of.tolist() == [1, 0]
    assert found.best.moves == 0


def test_moving_nobody_is_shown_beside_the_best() -> None:
    found = propose(question([[9, 1], [1, 9], [4, 3]], [2, 2], now=[1, 0, -1]))
    assert found.best.value == 22
    assert found.best.moves == 2
    assert found.stay is not None
    assert found.stay.manager_of.tolist() == [1, 0, 0]
    assert found.stay.value == 6


def test_nobody_moved_is_said_to_be_impossible_when_somebody_is_gone() -> None:
    asked = question([[9, 1]], [1, 1], now=[1])
    asked.allowed[0, 1] = False
    assert propose(asked).stay is None


def test_hours_and_not_heads_are_the_capacity() -> None:
    found = propose(question([[10, 6], [10, 6], [10, 6]], [80, 80], hours=[50, 40, 40]))
    assert np.bincount(found.best.manager_of, weights=[50, 40, 40], minlength=2).max() <= 80


def test_accounts_that_nobody_can_take_are_named() -> None:
    asked = question([[1, 2], [1, 2]], [1, 1])
    asked.allowed[1] = False
    with pytest.raises(NobodyCanServe, match="for: 1\\."):
        propose(asked)


def test_too_few_hours_for_all_is_refused() -> None:
    with pytest.raises(NobodyCanServe):
        propose(question([[1], [1]], [1]))


def test_a_hundred_accounts_and_three_hundred_people_are_solved_exactly() -> None:
    rng = np.random.default_rng(3)
    asked = question(rng.uniform(0, 100, (100, 300)), np.full(300, 2.0))
    found = solved(asked, ())
    assert found is not None
    assert found.value == pytest.approx(asked.value.max(axis=1).sum(), rel=0.05)


def test_people_and_accounts_must_speak_of_the_same_skills() -> None:
    with pytest.raises(ParameterOutOfRange, match="skills"):
        fit(np.ones((2, 3)), np.ones((1, 2)), np.ones((1, 2)))
    with pytest.raises(ParameterOutOfRange, match="weights"):
        fit(np.ones((2, 2)), np.zeros((1, 2)), np.ones((1, 2)))
