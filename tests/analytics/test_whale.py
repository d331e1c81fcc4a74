"""The whale curve."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.analytics.whale import whale_curve
from tests.analytics.ledgers import oracles

amounts = st.decimals(min_value=-10_000, max_value=10_000, places=2)


def test_the_curve_has_the_shape_reported_for_kanthal() -> None:
    oracle = oracles()["whale.kanthal_like"]
    profits = [(f"c{place}", Decimal(str(profit))) for place, profit in enumerate(oracle["inputs"]["profits"])]
    curve = whale_curve(profits)
    assert [point.cumulative_percent for point in curve.points] == pytest.approx(oracle["expected"]["cum_pct"])
    assert curve.peak_percent == oracle["expected"]["peak_pct"]
    assert curve.erosion_percent == oracle["expected"]["loss_destroyed_pct"]
    assert (curve.unprofitable, curve.unprofitable_amount) == (1, Decimal(-125))


def test_a_total_loss_is_shown_in_money() -> None:
    curve = whale_curve([("a", Decimal(10)), ("b", Decimal(-30))])
    assert not curve.in_percent
    assert curve.peak_percent is None
    assert [point.cumulative_percent for point in curve.points] == [None, None]
    assert (curve.peak, curve.erosion) == (Decimal(10), Decimal(30))


def test_nobody_profitable_means_the_peak_is_nothing() -> None:
    assert whale_curve([("a", Decimal(-1))]).peak == 0
    assert whale_curve([]).points == ()


def test_unknown_contributions_are_counted_not_drawn() -> None:
    curve = whale_curve([("a", None), ("b", Decimal(5))])
    assert (curve.unknown, [point.customer_code for point in curve.points]) == (1, ["b"])


@given(st.dictionaries(st.text("abc", min_size=1, max_size=4), amounts))
def test_the_curve_ends_at_the_total_and_never_rises_above_its_peak(contributions: dict[str, Decimal]) -> None:
    curve = whale_curve(contributions.items())
    assert curve.total == sum(contributions.values(), Decimal(0))
    assert all(point.cumulative <= curve.peak for point in curve.points)
    assert curve.erosion >= 0
    steps = [(-point.amount, point.customer_code) for point in curve.points]
    assert steps == sorted(steps)
