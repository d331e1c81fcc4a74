"""The value of a plan and what pay follows from it: printed numbers and properties that must hold."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.analytics.plan_value import DEFAULT, Scorecard, mitigations, plan_value, while_it_stays
from clave.analytics.refusals import ParameterOutOfRange
from clave.analytics.rewards import Component, PayPlan, value_change
from tests.analytics.ledgers import oracles

FLOWS = [120.0, 130.0, 140.0, 150.0]
SCORES = dict(zip(DEFAULT.weights, (4, 3, 5, 2, 4, 4, 3, 5), strict=True))


def test_printed_value_of_four_years() -> None:
    case = oracles()["clv.ryals_forecast_risk_adjusted"]
    given_, expected = case["inputs"], case["expected"]
    found = plan_value(given_["net_cash_flow"], given_["retention_each_year"], given_["d"])
    assert found.unadjusted == pytest.approx(expected["unadjusted"], abs=case["tolerance"])
    assert found.value == pytest.approx(expected["conditional_chain"], abs=case["tolerance"])
    assert found.survival == pytest.approx([0.95, 0.855, 0.72675, 0.5814])
    assert found.at_risk == found.unadjusted - found.value


def test_printed_score_and_retention() -> None:
    assert DEFAULT.score(SCORES) == pytest.approx(68.75)
    assert DEFAULT.retention(SCORES) == pytest.approx(0.83)


def test_years_beyond_the_horizon_do_not_count() -> None:
    assert plan_value(FLOWS, [0.9] * 4, 0.1, horizon_years=2) == plan_value(FLOWS[:2], [0.9] * 2, 0.1)


flows = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=10)
scores = st.fixed_dictionaries({name: st.integers(1, 5) for name in DEFAULT.weights})


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=10), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_more_risk_never_raises_the_value(cash: list[float], one: float, other: float, rate: float) -> None:
    low, high = sorted((one, other))
    riskier, safer = (plan_value(cash, [kept] * len(cash), rate).value for kept in (low, high))
    assert riskier <= safer + 1e-6


@given(flows, scores)
def test_mitigations_come_in_the_order_of_what_they_bring(cash: list[float], rated: dict[str, int]) -> None:
    found = mitigations(cash, rated, 0.1)
    assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)
    assert {one.factor for one in found} == {name for name, score in rated.items() if score < 5}


def test_the_heaviest_factor_brings_most() -> None:
    found = mitigations(FLOWS, SCORES, 0.1)
    assert DEFAULT.weights[found[0].factor] == 0.15
    assert found[0].gain > 0


def test_keeping_a_customer_that_loses_money_is_no_gain() -> None:
    assert all(one.gain < 0 for one in mitigations([-100.0], SCORES, 0.1))


@pytest.mark.parametrize(("cash", "kept"), [([], []), ([1.0], [1.1]), ([1.0], [-0.1]), ([1.0, 2.0], [0.9])])
def test_what_has_no_meaning_is_refused(cash: list[float], kept: list[float]) -> None:
    with pytest.raises(ParameterOutOfRange):
        plan_value(cash, kept, 0.1)


def test_a_score_that_is_missing_is_never_filled_in() -> None:
    with pytest.raises(ParameterOutOfRange):
        DEFAULT.score({**SCORES, "tenure": 6})
    with pytest.raises(ParameterOutOfRange):
        DEFAULT.score({name: score for name, score in SCORES.items() if name != "tenure"})


def test_weights_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ParameterOutOfRange):
        Scorecard({"contact_breadth": 0.5})


def test_printed_change_net_of_time() -> None:
    case = oracles()["pay.delta_clv_decomposition"]
    given_, expected = case["inputs"], case["expected"]
    found = value_change(given_["clv0"], given_["clv1"], given_["cash_flow_received"], given_["discount"])
    assert found.new_value == pytest.approx(expected["manager_delta"])
    assert given_["clv0"] + found.unwinding + found.received == pytest.approx(expected["expected_clv1"])
    assert found.unwinding + found.received + found.new_value == pytest.approx(expected["naive_delta"])


def test_printed_payout() -> None:
    plan = PayPlan(variable_share=0.25, floor=0.8, cap=1.5)
    parts = [
        Component("value", 0.5, 100, 120),
        Component("contribution", 0.3, 100, 75),
        Component("team", 0.2, 100, 100),
    ]
    assert plan.payout(90_000, parts) == pytest.approx(18_000)


def test_no_component_pays_more_than_the_cap() -> None:
    plan = PayPlan(variable_share=0.2, cap=1.5)
    assert plan.payout(100, [Component("value", 1, 10, 1_000)]) == plan.payout(100, [Component("value", 1, 10, 15)])


def test_a_target_of_nothing_is_refused() -> None:
    with pytest.raises(ParameterOutOfRange):
        PayPlan(0.2).payout(100, [Component("value", 1, 0, 10)])
    with pytest.raises(ParameterOutOfRange):
        PayPlan(0.2).payout(100, [Component("value", 0.9, 10, 10)])


@pytest.mark.parametrize(("loss", "active"), [(0.0, 1.0), (0.02, 0.98), (0.15, 0.9), (0.6, 0.5)])
def test_the_chance_of_loss_is_taken_out_of_what_a_run_expects(loss: float, active: float) -> None:
    a_year, years, rate = 100.0, 3.0, 0.10
    days = [(step + 0.5) / 1000 for step in range(3000)]
    expected = sum(a_year * active * math.exp(-loss * day) / 1000 for day in days)
    discounted = sum(a_year * active * math.exp(-loss * day) / 1.1**day / 1000 for day in days)
    found = while_it_stays(expected, discounted, active, years, rate)
    assert found is not None
    assert found.a_year == pytest.approx(a_year, rel=1e-4)
    assert found.loss_rate == pytest.approx(loss, abs=1e-4)


def test_what_loses_money_loses_it_while_it_stays_and_what_says_nothing_has_no_figure() -> None:
    found = while_it_stays(-210.0, -182.0, 0.875, 3.0, 0.10)
    assert found is not None
    assert found.a_year == pytest.approx(-80.0)
    assert while_it_stays(0.0, 0.0, 1.0, 3.0, 0.10) is None
    assert while_it_stays(1.0, 1.0, 0.0, 3.0, 0.10) is None
    undiscounted = while_it_stays(210.0, 210.0, 1.0, 3.0, 0.0)
    assert undiscounted is not None
    assert undiscounted.a_year == pytest.approx(70.0)


def test_over_part_of_a_year_a_chance_and_a_rate_count_in_part() -> None:
    found = plan_value([50.0, 100.0], [0.81, 0.9], 0.21, spans=[0.5, 1.0])
    assert found.survival == pytest.approx([0.9, 0.81])
    assert found.value == pytest.approx(50 * 0.9 / 1.1 + 100 * 0.81 / 1.331)
    with pytest.raises(ParameterOutOfRange):
        plan_value([1.0], [1.0], 0.1, spans=[-1.0])
