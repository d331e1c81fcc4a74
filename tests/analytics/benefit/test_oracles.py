"""The printed numbers on choosing by size: what before-and-after shows of nothing, and that the estimate in front shows nothing.

Synthetic control with predictors and a nested search for their weights (`scm.prop99.adh_weights`, `scm.basque`) is no method
of Clave, which weighs all months before entry; of those oracles only the gap of the printed weights is held against its data.
"""

from __future__ import annotations

import csv

import numpy as np
import pytest

from clave.analytics.benefit.ancova import stacked
from clave.analytics.benefit.panel import Panel
from clave.analytics.benefit.synthetic import difference_in_differences
from tests.analytics.benefit.test_synthetic import BEFORE, smoking
from tests.analytics.ledgers import oracles, shared

SIMULATIONS = 60
ACCOUNTS, CHOSEN, YEAR = 300, 15, 12
DESIGNS = ((YEAR, 0.0), (3, 0.0), (YEAR, 0.01))
"""In the order of the oracle: over how many months the choice looks, and how unequally accounts grow in a month."""


def company(seed: int, looks_at: int, unequal_growth: float) -> Panel:
    """Three years of accounts without any effect of the programme, the largest of the months before chosen."""
    rng = np.random.default_rng(seed)
    months = np.arange(3 * YEAR)
    noise = np.zeros((ACCOUNTS, len(months)))
    for month in months[1:]:
        noise[:, month] = 0.6 * noise[:, month - 1] + rng.normal(0, 0.35, ACCOUNTS)
    growth = rng.normal(0, unequal_growth, ACCOUNTS)[:, None] * months
    outcome = np.exp(rng.normal(6, 0.5, ACCOUNTS)[:, None] + growth + noise)
    score = np.log(outcome[:, 2 * YEAR - looks_at : 2 * YEAR].mean(axis=1))
    entered = np.full(ACCOUNTS, -1)
    entered[np.argsort(-score)[:CHOSEN]] = 2 * YEAR
    return Panel(outcome, entered, score)


def before_and_after(held: Panel) -> float:
    own = held.outcome[held.treated]
    return float(own[:, 2 * YEAR :].sum() / own[:, YEAR : 2 * YEAR].sum() - 1)


def against_everybody(held: Panel) -> float:
    """In logarithms, the year of the choice as the year before."""
    logs = np.log(held.outcome[:, YEAR:])
    return difference_in_differences(logs[held.treated], logs[~held.treated], YEAR).mean


@pytest.mark.parametrize(("looks_at", "unequal_growth"), DESIGNS)
def test_only_what_holds_the_stored_score_fixed_finds_nothing_where_nothing_is(
    looks_at: int, unequal_growth: float
) -> None:
    printed = dict(zip(DESIGNS, oracles()["rtm.mc_bias_by_estimator"]["expected"], strict=True))
    _, naive, *_, ours = printed[looks_at, unequal_growth]
    found = [company(seed, looks_at, unequal_growth) for seed in range(SIMULATIONS)]
    shares = [stack.share() for held in found if (stack := stacked(held))]
    assert len(shares) == SIMULATIONS
    assert np.mean([against_everybody(held) for held in found]) == pytest.approx(naive, abs=0.07)
    assert np.mean(shares) == pytest.approx(ours, abs=0.045)
    assert abs(np.mean(shares)) < abs(np.mean([against_everybody(held) for held in found]))


def test_the_best_tenth_falls_back_by_what_is_printed_and_the_stored_score_takes_that_out() -> None:
    told, rho, number = oracles()["rtm.top_decile"]["expected"], 0.7, 20_000
    rng = np.random.default_rng(5)
    true = rng.normal(size=number)
    years = [np.sqrt(rho) * true + np.sqrt(1 - rho) * rng.normal(size=number) for _ in range(3)]
    picked = years[1] >= np.quantile(years[1], 0.9)
    assert years[1][picked].mean() == pytest.approx(told["selected_mean"], abs=0.03)
    assert years[2][picked].mean() == pytest.approx(told["post_mean"], abs=0.03)
    outcome = np.repeat(10 + np.column_stack(years), YEAR, axis=1)
    held = Panel(outcome, np.where(picked, 2 * YEAR, -1), years[1])
    stack = stacked(held)
    assert stack is not None
    fall = outcome[picked][:, 2 * YEAR :].mean() - outcome[picked][:, YEAR : 2 * YEAR].mean()
    assert fall == pytest.approx(told["spurious_drop"], abs=0.03)
    assert stack.share() * stack.scale / (stack.months * stack.treated).sum() == pytest.approx(0, abs=0.05)


def test_the_gap_of_the_printed_weights_in_the_data_that_the_estimators_run_on() -> None:
    weights = oracles()["scm.prop99.adh_weights"]["expected"]
    with shared("data", "synthetic_control", "california_prop99.csv").open() as file:
        states = [name for name in next(csv.reader(file)) if name not in ("Year", "California")]
    california, donors = smoking()
    printed = np.array([weights.get(name, 0.0) for name in states])
    gap = (california[0] - printed @ donors)[BEFORE:].mean()
    assert gap == pytest.approx(oracles()["scm.prop99.mean_gap"]["expected"], abs=0.05)
