"""Why a lifetime value changed: the steps add up, each tells its own cause, and what is not known is not invented."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations
from statistics import fmean

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clave.analytics.bridge import STEP_OF, Factors, Worth, bridge, shapley

STEADY = Worth(
    lifetime_value=27_000_00,
    expected_contribution=30_000_00,
    expected_orders=60.0,
    p_active=0.9,
    horizon_months=36,
    orders=100,
    units=1_000.0,
    revenue=150_000_00,
    product_cost=80_000_00,
    cost_to_serve=20_000_00,
)
"""Sixty orders of 500 are expected: ten units of 150 each, 80 of product cost, and 200 for serving the order."""


def scaled(worth: Worth, by: float) -> Worth:
    """The same customer with so many times what is expected of it."""
    assert worth.expected_contribution is not None
    return replace(
        worth,
        lifetime_value=round(worth.lifetime_value * by),
        expected_contribution=round(worth.expected_contribution * by),
    )


def only(step: str, before: Worth, after: Worth) -> None:
    """The whole change stands in one step."""
    found = bridge(before, after)
    told = {name: amount for name, amount in found.steps.items() if amount}
    assert told == {step: after.lifetime_value - before.lifetime_value}


def test_more_orders_are_volume() -> None:
    only("volume", STEADY, replace(scaled(STEADY, 1.5), expected_orders=90.0))


def test_larger_orders_at_the_same_price_are_volume() -> None:
    larger = {"units": 2_000.0, "revenue": 300_000_00, "product_cost": 160_000_00}
    only("volume", STEADY, replace(scaled(STEADY, 1200 / 500), **larger))


def test_a_better_price_is_price() -> None:
    only("price_mix", STEADY, replace(scaled(STEADY, 650 / 500), revenue=165_000_00))


def test_a_dearer_product_is_product_cost() -> None:
    only("product_cost", STEADY, replace(scaled(STEADY, 400 / 500), product_cost=90_000_00))


def test_dearer_serving_is_cost_to_serve() -> None:
    only("cost_to_serve", STEADY, replace(scaled(STEADY, 300 / 500), cost_to_serve=40_000_00))


def test_a_smaller_chance_of_still_buying_is_risk() -> None:
    only("risk", STEADY, replace(scaled(STEADY, 1 / 3), p_active=0.3, expected_orders=20.0))


def test_a_higher_discount_rate_is_time() -> None:
    only("time", STEADY, replace(STEADY, lifetime_value=24_000_00))


def test_a_longer_horizon_is_time() -> None:
    longer = replace(scaled(STEADY, 2), horizon_months=72, expected_orders=120.0)
    only("time", STEADY, longer)


def test_what_the_ledger_cannot_tell_is_not_told_and_stands_in_the_price() -> None:
    before = replace(STEADY, product_cost=None, units=None)
    found = bridge(before, replace(scaled(STEADY, 400 / 500), product_cost=90_000_00))
    assert found.steps["product_cost"] is None
    assert found.steps["price_mix"] == -5_400_00


def test_nobody_expects_anything_of_either() -> None:
    nothing = replace(STEADY, lifetime_value=0, expected_contribution=0, expected_orders=0.0, p_active=0.0)
    assert set(bridge(nothing, nothing).steps.values()) == {0}


def test_a_run_that_looks_no_month_ahead_differs_by_time_alone() -> None:
    only("time", STEADY, replace(scaled(STEADY, 0), horizon_months=0, expected_orders=0.0))


amounts = st.integers(-(10**11), 10**11)


@st.composite
def worths(draw: st.DrawFn) -> Worth:
    """Any figures as a run keeps them: orders and units in thousandths, chances in basis points, waiting lowers value."""
    expected_orders = draw(st.integers(0, 10**7)) / 1000
    expected = round(expected_orders * draw(st.integers(-(10**8), 10**8)))
    return Worth(
        lifetime_value=round(expected * draw(st.floats(0.1, 1))),
        expected_contribution=draw(st.sampled_from([expected, None])),
        expected_orders=expected_orders,
        p_active=draw(st.integers(0, 10_000)) / 10_000,
        horizon_months=draw(st.integers(0, 600)),
        orders=draw(st.integers(0, 10**6)),
        units=draw(st.none() | st.integers(-(10**6), 10**12).map(lambda number: number / 1000)),
        revenue=draw(amounts),
        product_cost=draw(st.none() | amounts),
        cost_to_serve=draw(st.none() | amounts),
    )


@given(worths(), worths())
def test_the_steps_add_up_to_the_last_cent_whatever_the_figures(before: Worth, after: Worth) -> None:
    found = bridge(before, after)
    assert found.start + sum(amount or 0 for amount in found.steps.values()) == found.end
    assert list(found.steps) == list(dict.fromkeys(STEP_OF.values()))


@given(worths(), worths())
def test_the_way_back_undoes_every_step(before: Worth, after: Worth) -> None:
    assume(all(worth.horizon_months or not worth.lifetime_value for worth in (before, after)))  # no months, no value
    forth, back = bridge(before, after).steps, bridge(after, before).steps
    scale = max(abs(amount or 0) for amount in forth.values())
    for name, amount in forth.items():
        assert (amount is None) == (back[name] is None)
        assert (amount or 0) + (back[name] or 0) == pytest.approx(0, abs=2 + 1e-6 * scale)


def test_the_mean_over_every_order_of_changing_agrees_with_walking_each_of_them() -> None:
    before, after = Factors(2, 10, 15, 8, 20, 0.9, 30), Factors(3, 9, 16, 8.5, 26, 0.7, 28)
    names = list(STEP_OF)
    walked: dict[str, list[float]] = {name: [] for name in names}
    for way in permutations(names):
        stops = [before]
        for name in way:
            stops.append(stops[-1]._replace(**{name: getattr(after, name)}))
        for name, (here, there) in zip(way, pairwise(stops), strict=True):
            walked[name].append(there.value() - here.value())
    assert shapley(before, after) == pytest.approx({name: fmean(walked[name]) for name in names})
