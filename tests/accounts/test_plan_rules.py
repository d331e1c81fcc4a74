"""Periods of whole months, the pace of an objective, when a plan is stale."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clave.accounts.rules.plans import Measure, Pace, is_stale, may_move, pace_of, period_of, share_of_way

HALF = Decimal("0.5")


def test_a_period_is_whole_months_and_the_next_one_follows_without_a_gap() -> None:
    year = period_of(date(2026, 1, 1), 12)
    assert (year.starts_on, year.ends_on, year.months) == (date(2026, 1, 1), date(2026, 12, 31), 12)
    assert (year.following.starts_on, year.following.ends_on) == (date(2027, 1, 1), date(2027, 12, 31))
    half = period_of(date(2027, 9, 15), 6)
    assert (half.starts_on, half.ends_on) == (date(2027, 9, 1), date(2028, 2, 29))


def test_the_share_of_a_period_that_has_passed_stays_between_none_and_all() -> None:
    month = period_of(date(2026, 4, 1), 1)
    assert month.elapsed(date(2026, 3, 1)) == 0
    assert month.elapsed(date(2026, 4, 15)) == HALF
    assert month.elapsed(date(2027, 1, 1)) == 1


@pytest.mark.parametrize(
    ("value", "pace"),
    [(100, Pace.REACHED), (45, Pace.ON_TRACK), (30, Pace.WATCH), (10, Pace.BEHIND), (None, Pace.UNKNOWN)],
)
def test_an_objective_keeps_pace_with_the_time_that_has_passed(value: int | None, pace: Pace) -> None:
    assert pace_of(Measure.ORDERS, value, 100, 0, HALF) is pace


@pytest.mark.parametrize(("value", "pace"), [(9_500, Pace.ON_TRACK), (9_400, Pace.WATCH), (8_000, Pace.BEHIND)])
def test_a_share_is_held_against_its_target_at_any_time(value: int, pace: Pace) -> None:
    assert pace_of(Measure.ON_TIME, value, 9_500, 0, Decimal(0)) is pace


def test_what_is_to_fall_is_measured_from_where_it_began() -> None:
    assert share_of_way(Measure.TYPED, 10, 5, 20) == Decimal(10) / 15
    assert share_of_way(Measure.TYPED, 20, 20, 20) is None


def test_a_plan_is_stale_after_sixty_days_and_not_before() -> None:
    assert not is_stale(60)
    assert is_stale(61)


def test_what_was_given_up_is_opened_again_before_it_is_reached() -> None:
    assert may_move("open", "done")
    assert may_move("dropped", "open")
    assert not may_move("dropped", "done")
