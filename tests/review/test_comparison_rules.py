"""Medians that tell of nobody, values that lie far, customers that are alike."""

from __future__ import annotations

import pytest

from clave.review.rules.comparison import (
    ChoiceUnfit,
    Profile,
    alike,
    distance,
    is_far,
    largest_difference,
    middle,
    refuse_choice,
)


@pytest.mark.parametrize(
    ("count", "seen", "is_told"),
    [(2, 2, False), (3, 3, True), (3, 1, False), (5, 1, False), (6, 1, True), (7, 3, False), (7, 7, True)],
)
def test_a_median_is_told_of_three_or_more_and_never_of_few_that_are_not_seen(
    count: int, seen: int, is_told: bool
) -> None:
    assert (middle([float(each) for each in range(count)], seen) is not None) is is_told


def test_far_is_two_and_a_half_robust_deviations_from_five_on() -> None:
    usual = [10.0, 11.0, 12.0, 13.0, 14.0]
    assert distance(12.0, usual) == 0
    assert distance(13.4826, usual) == pytest.approx(1.0)
    assert is_far(30.0, [*usual, 30.0])
    assert not is_far(14.0, usual)
    assert not is_far(30.0, [10.0, 11.0, 12.0, 30.0])


def test_where_most_are_the_same_the_mean_deviation_is_the_yardstick() -> None:
    assert is_far(0.2, [1.0] * 9 + [0.2])
    assert not is_far(1.0, [1.0] * 6)


def test_similar_customers_are_of_the_segment_and_near_in_size_and_regularity() -> None:
    target = Profile(1, "food", 1_000, 2.0)
    others = [
        Profile(2, "food", 1_100, 2.1),
        Profile(3, "food", 900, 6.0),
        Profile(4, "food", 2_900, 2.0),
        Profile(5, "food", 3_100, 2.0),
        Profile(6, "steel", 1_000, 2.0),
    ]
    found = alike(target, others)
    assert found is not None
    assert found.keys[0] == 2
    assert set(found.keys) == {2, 3, 4}
    assert found.is_same_segment


def test_a_segment_with_too_few_is_widened_and_too_few_in_all_are_none() -> None:
    target = Profile(1, "food", 1_000, None)
    near = [Profile(2, "food", 1_100, None), Profile(3, "steel", 900, 1.0), Profile(4, "steel", 1_000, 2.0)]
    found = alike(target, near)
    assert found is not None
    assert not found.is_same_segment
    assert alike(target, near[:2]) is None
    assert alike(Profile(1, "food", -5, None), near) is None


def test_the_part_that_makes_the_difference_is_named_in_its_direction() -> None:
    own, usual = {"express": 0.12, "orders": 0.02}, {"express": 0.05, "orders": 0.06}
    assert largest_difference(own, usual, 1) == ("express", 0.12, 0.05)
    assert largest_difference(own, usual, -1) == ("orders", 0.02, 0.06)
    assert largest_difference(own, own, 1) is None


@pytest.mark.parametrize("number", [1, 6])
def test_two_to_five_lie_beside_one_another(number: int) -> None:
    with pytest.raises(ChoiceUnfit):
        refuse_choice(number)
