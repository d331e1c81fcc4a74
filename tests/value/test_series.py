"""The months behind a customer's figures: without gaps, compared by years."""

from datetime import date
from itertools import pairwise

import pytest

from clave.value.series import MEASURES, MOST_MONTHS, Months, filled, months_between, usual_gap_days

AS_OF = date(2026, 3, 31)


def series(*held: tuple[str, int | None]) -> dict[str, list[object]]:
    """The same figure for every measure in each month held."""
    return {"month": [month for month, _ in held], **{name: [value for _, value in held] for name in MEASURES}}


def test_months_between_two_held_ones_bring_nothing() -> None:
    months = filled(series(("2025-12-01", 5), ("2026-02-01", 7)), AS_OF)
    assert months.months == (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
    assert months.figures["orders"] == (5, 0, 7, 0)


def test_a_month_whose_figure_is_unknown_stays_unknown() -> None:
    months = filled(series(("2026-02-01", None), ("2026-03-01", 7)), AS_OF)
    assert months.figures["contribution"] == (None, 7)
    assert months.sum_of("contribution") is None


def test_a_year_is_the_last_twelve_months_and_the_one_before() -> None:
    held = [(f"{2024 + (month + 3) // 12}-{(month + 3) % 12 + 1:02d}-01", month) for month in range(24)]
    months = filled(series(*held), AS_OF)
    assert months.sum_of("orders") == sum(range(12, 24))
    assert months.sum_of("orders", years_ago=1) == sum(range(12))
    assert months.sum_of("orders", years_ago=2) is None
    assert (months.has_year(years_ago=1), months.has_year(years_ago=2)) == (True, False)


def test_months_without_a_known_delivery_are_left_out_of_the_record() -> None:
    months = filled(series(("2026-02-01", None), ("2026-03-01", 2)), AS_OF)
    assert months.kept() == [(date(2026, 3, 1), 2, 2)]


def test_no_more_than_five_years_are_shown() -> None:
    months = filled(series(("2015-01-01", 1)), AS_OF)
    assert len(months.shown("orders")) == len(months.kept()) == MOST_MONTHS
    assert months.shown("orders")[-1][0] == date(2026, 3, 1)


def test_a_customer_without_months_has_none() -> None:
    assert filled(series(), AS_OF) == Months((), dict.fromkeys(MEASURES, ()))


@pytest.mark.parametrize("first", [date(2024, 1, 31), date(2024, 2, 29), date(2023, 12, 31), date(2025, 7, 1)])
@pytest.mark.parametrize("days", [0, 1, 28, 365, 366, 3999])
def test_months_follow_each_other_from_the_first_to_the_last(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    found = months_between(first, last)
    assert (found[0], found[-1]) == (first.replace(day=1), last.replace(day=1))
    assert all(0 < (after - before).days <= 31 for before, after in pairwise(found))


def test_a_usual_gap_needs_three_orders() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    assert usual_gap_days(4, first, last) == 10
    assert usual_gap_days(2, first, last) is None
    assert usual_gap_days(4, first, first) is None
    assert usual_gap_days(4, None, None) is None
