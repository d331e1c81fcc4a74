"""Whose days count, what of a change is new value, how sure it is, and which runs can be compared."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from clave.people.rules.holding import Holding, days_of
from clave.people.rules.scorecards import (
    Brought,
    Difference,
    Terms,
    Valued,
    differences,
    moved,
    nearest_to_a_year,
    together,
)

FIRST, LAST = date(2025, 1, 1), date(2026, 1, 1)


def held(user: int, capacity: str, since: date, until: date | None = None) -> Holding:
    return Holding(user, capacity, since, until)


def test_two_who_followed_each_other_share_the_days() -> None:
    rows = [held(1, "manager", date(2020, 1, 1), date(2025, 4, 10)), held(2, "manager", date(2025, 4, 11))]
    assert days_of(rows, FIRST, LAST) == {1: 99, 2: 266}


def test_two_at_a_time_count_half_each_and_a_deputy_only_while_nobody_manages() -> None:
    rows = [
        held(1, "manager", date(2020, 1, 1), date(2025, 1, 11)),
        held(2, "manager", date(2025, 1, 7), date(2025, 1, 11)),
        held(3, "deputy", date(2020, 1, 1), date(2025, 1, 21)),
    ]
    assert days_of(rows, FIRST, LAST) == {1: 5 + Fraction(5, 2), 2: Fraction(5, 2), 3: 10}


def test_days_before_and_after_the_time_do_not_count() -> None:
    assert days_of([held(1, "manager", date(2024, 1, 1), date(2025, 1, 1))], FIRST, LAST) == {}
    assert days_of([held(1, "manager", date(2026, 1, 1))], FIRST, LAST) == {1: 1}


def test_new_value_is_what_the_passage_of_time_does_not_explain() -> None:
    before, after = Valued(500_00, 500_00, 500_00, 0), Valued(640_00, 600_00, 700_00, 90_00)
    found = moved(before, after, 0.1, 365)
    assert found.parts.unwinding == pytest.approx(50_00, rel=0.001)
    assert found.whole.new_value == pytest.approx(180_00, rel=0.001)
    assert (found.whole.below, found.whole.above) == (40_00, 60_00)
    assert found.whole.is_told_from_nothing


def test_the_interval_carries_the_doubt_of_both_valuations() -> None:
    found = moved(Valued(100, 70, 140, 0), Valued(100, 70, 140, 0), 0.0, 365)
    assert found.whole.new_value == 0
    assert (found.whole.below, found.whole.above) == (50, 50)
    assert not found.whole.is_told_from_nothing


def test_negative_contribution_is_never_clipped() -> None:
    found = moved(Valued(100, 100, 100, 0), Valued(100, 100, 100, -30), 0.0, 365)
    assert found.whole.received == -30
    assert found.whole.new_value == -30


def test_doubts_of_several_key_accounts_add_up_as_squares() -> None:
    found = together([Brought(10, 3, 6, 1), Brought(-4, 4, 8, 2)])
    assert (found.new_value, found.below, found.above, found.received) == (6, 5, 10, 3)


def test_runs_of_another_currency_cost_model_rate_or_horizon_do_not_compare() -> None:
    usual = Terms("EUR", "abc", 1_000, 36)
    assert differences(usual, usual) == []
    assert differences(usual, Terms("USD", "def", 900, 24)) == list(Difference)


def test_the_run_nearest_to_a_year_before_is_compared() -> None:
    days = [date(2023, 1, 1), date(2024, 12, 1), date(2025, 11, 1), LAST]
    assert nearest_to_a_year(days, LAST) == date(2024, 12, 1)
    assert nearest_to_a_year([LAST], LAST) is None
