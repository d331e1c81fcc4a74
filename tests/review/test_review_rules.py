"""How two reviews differ, how we stand, what gap there is, and when the next is due."""

from __future__ import annotations

from datetime import date

import pytest

from clave.review.rules.relationship_review import (
    Change,
    Due,
    Gap,
    Matter,
    Standing,
    average,
    changes,
    due,
    points_fit,
    standing,
)

TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("ours", "rivals", "found"),
    [
        (4, 3, Standing.AHEAD),
        (3, 3, Standing.LEVEL),
        (2, 3, Standing.BEHIND),
        (None, 3, Standing.UNKNOWN),
        (3, None, Standing.UNKNOWN),
    ],
)
def test_standing_is_ours_against_the_best_rival(ours: int | None, rivals: int | None, found: Standing) -> None:
    assert standing(ours, rivals) is found


def test_what_changed_is_told_by_the_weight_of_today_and_what_is_gone_last() -> None:
    before = [Matter("Price", 1, 2, 4), Matter("Packing", 2, 4, 3), Matter("Peak season", 3, 3, 3)]
    now = [Matter("peak  Season", 1, 4, 3), Matter("Price", 2, 2, 4), Matter("Carbon", 3)]
    told = [(each.kind, each.what, each.was, each.now) for each in changes(before, now)]
    assert told == [
        (Change.UP, "peak  Season", "3", "1"),
        (Change.BETTER, "peak  Season", "level", "ahead"),
        (Change.DOWN, "Price", "1", "2"),
        (Change.NEW, "Carbon", "", "3"),
        (Change.GONE, "Packing", "2", ""),
    ]


def test_the_same_review_twice_changed_nothing_and_unknown_is_no_change() -> None:
    same = [Matter("Price", 1, 2, 4)]
    assert changes(same, same) == []
    assert changes(same, [Matter("Price", 1)]) == []


def test_a_gap_needs_both_sides() -> None:
    assert Gap(4, 2.5).points == 1.5
    assert Gap(2, 3.0).points == -1.0
    assert Gap(None, 3.0).points is None
    assert Gap(3, None).points is None
    assert average([]) is None
    assert average([4, 5, 5]) == 4.7


@pytest.mark.parametrize(
    ("next_on", "found"),
    [
        (None, Due.NEVER),
        (date(2026, 4, 30), Due.OVERDUE),
        (TODAY, Due.SOON),
        (date(2026, 5, 22), Due.SOON),
        (date(2026, 5, 23), Due.FINE),
    ],
)
def test_the_next_review_is_due_by_its_day(next_on: date | None, found: Due) -> None:
    assert due(next_on, TODAY) is found


def test_every_thing_and_nothing_else_is_rated_in_range() -> None:
    assert points_fit({1: 5, 2: 1}, [1, 2])
    assert not points_fit({1: 5}, [1, 2])
    assert not points_fit({1: 5, 2: 6}, [1, 2])
    assert not points_fit({1: 5, 2: 1, 3: 1}, [1, 2])
