"""What is said about the benefit: right where the truth is known, and silent where nothing can be told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from clave.analytics.benefit import Panel, benefit
from clave.analytics.benefit.ancova import stacked
from clave.analytics.refusals import ParameterOutOfRange
from tests.analytics.ledgers import oracles

ACCOUNTS, MONTHS, START = 200, 48, 30


def panel(seed: int = 1, *, effect: float = 0.0, chosen: int = 15, start: int = START) -> Panel:
    """Accounts of very different size whose largest, by the months before, were chosen; `effect` as a share."""
    rng = np.random.default_rng(seed)
    level = np.exp(rng.normal(7, 1.2, ACCOUNTS))
    noise = np.zeros((ACCOUNTS, MONTHS))
    for month in range(1, MONTHS):
        noise[:, month] = 0.6 * noise[:, month - 1] + rng.normal(0, 0.2, ACCOUNTS)
    outcome = level[:, None] * np.exp(noise)
    score = np.log(outcome[:, max(0, start - 12) : max(start, 1)].mean(axis=1)) + rng.normal(0, 0.3, ACCOUNTS)
    picked = np.argsort(-score)[:chosen]
    outcome[picked, start:] *= 1 + effect
    entered = np.full(ACCOUNTS, -1)
    entered[picked] = start
    return Panel(outcome, entered, score)


def true_effect(held: Panel, effect: float) -> float:
    return float(held.outcome[held.treated][:, START:].sum()) * effect / (1 + effect)


def test_a_planted_effect_is_found_by_every_method() -> None:
    held = panel(effect=0.3)
    found = benefit(held)
    truth = true_effect(held, 0.3)
    assert found.is_claimed
    assert [method.name for method in found.methods] == ["ancova", "sdid", "near_miss"]
    assert all(method.estimate == pytest.approx(truth, rel=0.4) for method in found.methods)
    assert found.methods[0].low <= truth <= found.methods[0].high


def test_without_an_effect_few_benefits_are_claimed_and_the_truth_lies_inside_about_four_times_in_five() -> None:
    found = [benefit(panel(seed), draws=150, seed=seed) for seed in range(40)]
    assert sum(one.is_claimed for one in found) <= 4
    inside = sum(one.methods[0].low <= 0 <= one.methods[0].high for one in found)
    assert 26 <= inside <= 38


def test_choosing_the_large_ones_alone_makes_no_benefit() -> None:
    """The choice falls on a good year, so before-and-after would show a loss (regression to the mean)."""
    naive, ours = [], []
    for seed in range(30):
        held = panel(seed)
        own = held.outcome[held.treated]
        naive.append(own[:, START:].mean() / own[:, START - 12 : START].mean() - 1)
        stack = stacked(held)
        assert stack is not None
        ours.append(stack.share())
    assert np.mean(naive) < -0.02
    assert abs(np.mean(ours)) < abs(np.mean(naive))


def test_regression_to_the_mean_of_the_oracle() -> None:
    case = oracles()["rtm.simulated"]
    rng = np.random.default_rng(case["inputs"]["seed"])
    true, rho = rng.normal(size=case["inputs"]["n"]), case["inputs"]["rho"]
    before, after = (np.sqrt(rho) * true + np.sqrt(1 - rho) * rng.normal(size=true.size) for _ in range(2))
    picked = before >= np.quantile(before, 0.9)
    assert (after - before)[picked].mean() == pytest.approx(case["expected"]["before_after"], abs=0.006)
    assert (after - before)[picked].mean() - (after - before)[~picked].mean() == pytest.approx(
        case["expected"]["did_vs_rest"], abs=0.006
    )


def test_the_smallest_effect_that_could_be_seen_shrinks_with_more_key_accounts() -> None:
    def detectable(chosen: int) -> float:
        """In shares of what the key accounts brought before, over several companies."""
        held = [panel(seed, chosen=chosen) for seed in range(8)]
        stacks = [stacked(one) for one in held]
        return float(
            np.mean([benefit(p, draws=100).minimum_detectable / s.scale for p, s in zip(held, stacks, strict=True)])
        )  # type: ignore[operator,union-attr]

    assert detectable(40) < detectable(8) < detectable(2)


def test_cost_makes_the_benefit_net_and_is_paid_back() -> None:
    found = benefit(panel(effect=0.3), programme_cost=10_000)
    assert found.net == pytest.approx(found.methods[0].estimate - 10_000)
    assert found.payback_months == pytest.approx(10_000 / (found.methods[0].estimate / (MONTHS - START)))
    assert benefit(panel(effect=-0.3), programme_cost=10_000).payback_months is None


def test_a_lost_account_stays_and_pulls_the_estimate_down() -> None:
    held = panel(effect=0.3)
    lost = held.outcome.copy()
    lost[np.flatnonzero(held.treated)[0], START + 3 :] = 0
    assert benefit(replace(held, outcome=lost)).methods[0].estimate < benefit(held).methods[0].estimate


def test_accounts_that_enter_at_different_times_are_each_held_against_those_who_never_did() -> None:
    held = panel(effect=0.0)
    picked = np.flatnonzero(held.treated)
    entered, outcome = held.entered.copy(), held.outcome.copy()
    entered[picked[:7]] = 36
    for account in picked:
        outcome[account, entered[account] :] *= 1.4
    found = benefit(Panel(outcome, entered, held.score))
    assert found.methods[0].share == pytest.approx(0.4, abs=0.15)
    assert found.key_accounts == 15


@pytest.mark.parametrize(
    ("held", "warning"),
    [
        (panel(chosen=0), "no_key_accounts"),
        (panel(start=6), "no_year_before"),
        (panel(start=18), "one_year_before"),
        (panel(chosen=2), "few_key_accounts"),
        (panel(), "cannot_tell"),
    ],
    ids=["nobody", "too early", "one year", "two only", "no effect"],
)
def test_what_the_data_cannot_tell_is_said(held: Panel, warning: str) -> None:
    assert warning in benefit(held).warnings


def test_one_giant_key_account_is_said() -> None:
    held = panel()
    outcome = held.outcome.copy()
    outcome[np.flatnonzero(held.treated)[0]] *= 100
    assert "giant" in benefit(replace(held, outcome=outcome)).warnings


def test_nothing_is_estimated_without_a_stored_score() -> None:
    held = panel(effect=0.5)
    found = benefit(replace(held, score=np.where(held.treated, np.nan, held.score)))
    assert found.methods == ()
    assert found.warnings == ("scores_missing",)
    assert found.net is None


def test_negative_outcomes_keep_their_sign() -> None:
    held = panel(effect=0.0)
    found = benefit(replace(held, outcome=held.outcome - held.outcome[:, :START].mean() * 0.5))
    assert np.isfinite(found.methods[0].estimate)
    assert not found.is_claimed


def test_the_same_seed_gives_the_same_interval() -> None:
    assert benefit(panel(), seed=5) == benefit(panel(), seed=5)


def test_a_year_too_early_about_nothing_is_found() -> None:
    found = benefit(panel(effect=0.5)).pre_trend
    assert found is not None
    assert found.low <= 0 <= found.high


def test_a_gap_in_the_months_is_refused() -> None:
    held = panel()
    outcome = held.outcome.copy()
    outcome[0, 0] = np.nan
    with pytest.raises(ParameterOutOfRange, match="0 where lost"):
        replace(held, outcome=outcome)
