"""Lifetime value in one line, against print."""

from __future__ import annotations

import pytest

from clave.analytics.lifetime.closed_forms import (
    berger_nasr,
    chained_value,
    margin_multiple,
    retention_elasticity,
    shrunk_retention,
    surviving_value,
)
from clave.analytics.refusals import ParameterOutOfRange
from tests.analytics.ledgers import oracles


def test_berger_and_nasr_case_1_to_the_cent() -> None:
    oracle = oracles()["clv.berger_nasr_1998.case1"]
    i = oracle["inputs"]
    assert berger_nasr(i["GC"], i["M"], i["r"], i["d"], i["n"]) == pytest.approx(oracle["expected"], abs=0.005)


def test_the_margin_multiples_of_gupta_and_lehmann() -> None:
    oracle = oracles()["clv.gupta_lehmann.multiple"]
    i = oracle["inputs"]
    found = [[margin_multiple(r, d) for d in i["i"]] for r in i["r"]]
    for row, printed in zip(found, oracle["expected"], strict=True):
        assert row == pytest.approx(printed, abs=oracle["tolerance"])


def test_one_percent_more_retention_is_worth_several_percent() -> None:
    oracle = oracles()["clv.retention_elasticity"]
    i = oracle["inputs"]
    assert [retention_elasticity(r, i["i"]) for r in i["r"]] == pytest.approx(oracle["expected"], abs=5e-5)


def test_a_value_without_end_is_refused() -> None:
    i = oracles()["clv.edge.r_ge_1_plus_i"]["inputs"]
    with pytest.raises(ParameterOutOfRange, match=r"retention is 1.0; expected < 1"):
        margin_multiple(i["r"], i["i"], i["g"])


def test_growth_raises_the_multiple() -> None:
    assert margin_multiple(0.8, 0.12, growth=0.05) == pytest.approx(0.8 / (1.12 - 0.84))


def test_retention_read_as_conditional_and_as_survival_differ() -> None:
    oracle = oracles()["clv.ryals_forecast_risk_adjusted"]
    i, printed = oracle["inputs"], oracle["expected"]
    flows, retention, d = i["net_cash_flow"], i["retention_each_year"], i["d"]
    assert surviving_value(flows, [1.0] * 4, d) == pytest.approx(printed["unadjusted"], abs=0.005)
    assert chained_value(flows, retention, d) == pytest.approx(printed["conditional_chain"], abs=0.005)
    assert surviving_value(flows, retention, d) == pytest.approx(printed["manager_states_survival"], abs=0.005)


def test_the_student_case_of_forty_years() -> None:
    oracle = oracles()["clv.table_8700"]
    r, d = oracle["inputs"]["r"], oracle["inputs"]["d"]
    margins = [427.0, 465.0, *[505.0] * 38]
    assert -41 + chained_value(margins, [r] * 40, d) == pytest.approx(oracle["expected"]["clv"], abs=1.5)


def test_retention_is_drawn_to_the_base_rate() -> None:
    oracle = oracles()["clv.retention_shrunk_to_base"]
    i = oracle["inputs"]
    found = shrunk_retention(i["retained"], i["at_risk"], i["base_rate"], i["m"])
    assert found == pytest.approx(oracle["expected"], abs=1e-6)
