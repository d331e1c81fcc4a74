"""The risk of a deal: printed numbers, closed forms, and properties that must hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from clave.analytics.deal_risk import Deal, Range, Scenario, deal_risk, expected_margin, leverage, tail
from clave.analytics.refusals import ParameterOutOfRange
from tests.analytics.ledgers import oracles

DEAL = Deal(
    years=3,
    volume=Range(800, 1_000, 1_300),
    price=Range(1_900, 2_000, 2_050),
    product_cost=Range(1_350, 1_420, 1_600),
    serving=[Scenario("as now", 0.5, 260), Scenario("more orders", 0.35, 310), Scenario("expedites", 0.15, 520)],
    discount_rate=0.1,
    payment_days=Range(30, 60, 90),
    cost_of_capital=0.08,
    one_off_cost=150_000,
    exit_cost=60_000,
    kept_each_year=0.85,
    rank_correlation=-0.4,
)


def test_printed_tails_of_ten_equal_losses() -> None:
    losses = np.array([-120, -80, -60, -40, -20, 10, 40, 90, 200, 500.0])
    found = {share: tail(losses, share) for share in (0.8, 0.85, 0.9)}
    told = {share: (each.value_at_risk, round(each.expected_shortfall, 9)) for share, each in found.items()}
    assert told == {0.8: (90, 350), 0.9: (200, 500), 0.85: (200, 400)}


def test_the_tail_of_a_normal_profit_agrees_with_the_closed_form() -> None:
    case = oracles()["risk.normal_var_cvar"]
    given = case["inputs"]
    ranks = (np.arange(200_000) + 0.5) / 200_000
    found = tail(-stats.norm.ppf(ranks, given["mean_profit"], given["sd"]), given["alpha"])
    assert found.value_at_risk == pytest.approx(case["expected"]["VaR"], abs=2e-3)
    assert found.expected_shortfall == pytest.approx(case["expected"]["CVaR"], abs=5e-3)


def test_printed_leverage_of_price() -> None:
    case = oracles()["price.marn_rosiello_leverage"]
    given = case["inputs"]
    found = leverage(given["price"], given["variable"], given["fixed"])
    assert found == pytest.approx(case["expected"], abs=case["tolerance"])


def test_printed_margin_of_a_bid() -> None:
    assert expected_margin(2_000, 1_420, DEAL.serving) == pytest.approx(263.5)


def test_what_is_certain_is_computed_as_by_hand() -> None:
    sure = Deal(
        years=2,
        volume=Range.exactly(100),
        price=Range.exactly(50),
        product_cost=Range.exactly(30),
        serving=[Scenario("as now", 1, 5)],
        discount_rate=0.1,
        one_off_cost=1_000,
    )
    found = deal_risk(sure, draws=100)
    by_hand = 1_500 / 1.1 + 1_500 / 1.21 - 1_000
    assert found.mean == pytest.approx(by_hand)
    assert (found.chance_of_loss, found.standard_error) == (0, pytest.approx(0, abs=1e-9))
    assert found.tail.expected_shortfall == pytest.approx(-by_hand)
    assert found.profit_share_at_risk(10_000) == 0
    units = 100 / 1.1 + 100 / 1.21
    assert found.walk_away_price == pytest.approx(35 + 1_000 / units)


def test_the_mean_agrees_with_the_expectation_of_each_part() -> None:
    plain = replace(DEAL, rank_correlation=0.0, exit_cost=0.0)
    kept = [1.1**-year * 0.85 ** (year - 1) for year in (1, 2, 3)]
    margin = plain.price.mean * (1 - 60 * 0.08 / 365) - plain.product_cost.mean - (0.5 * 260 + 0.35 * 310 + 0.15 * 520)
    by_hand = plain.volume.mean * margin * sum(kept) - plain.one_off_cost
    found = deal_risk(plain, draws=200_000, seed=3)
    assert found.mean == pytest.approx(by_hand, abs=4 * found.standard_error)


def test_volume_and_price_go_together_as_told() -> None:
    always = replace(DEAL, kept_each_year=1.0)
    apart = deal_risk(replace(always, rank_correlation=0.8), draws=50_000)
    against = deal_risk(replace(always, rank_correlation=-0.8), draws=50_000)
    assert apart.values.std() > against.values.std()


@pytest.mark.parametrize(
    "worse",
    [
        {"price": Range(1_850, 1_950, 2_000)},
        {"product_cost": Range(1_400, 1_470, 1_650)},
        {"exit_cost": 300_000},
        {"one_off_cost": 400_000},
        {"cost_of_capital": 0.2},
    ],
)
def test_a_worse_term_never_raises_the_value(worse: dict[str, object]) -> None:
    before, after = deal_risk(DEAL), deal_risk(replace(DEAL, **worse))  # type: ignore[arg-type]
    assert (after.values <= before.values + 1e-6).all()
    assert after.mean < before.mean
    assert after.chance_of_loss >= before.chance_of_loss
    assert after.tail.expected_shortfall > before.tail.expected_shortfall


def test_at_the_walk_away_price_a_fifth_of_futures_lose() -> None:
    found = deal_risk(DEAL, draws=20_000)
    assert found.walk_away_price is not None
    shift = found.walk_away_price - DEAL.price.likely
    price = Range(*(end + shift for end in (DEAL.price.low, DEAL.price.likely, DEAL.price.high)))
    assert deal_risk(replace(DEAL, price=price), draws=20_000).chance_of_loss == pytest.approx(0.2, abs=1e-3)


def test_a_deal_that_sells_nothing_has_no_price_that_helps() -> None:
    nothing = deal_risk(replace(DEAL, volume=Range.exactly(0)))
    assert nothing.walk_away_price is None
    assert nothing.chance_of_loss == 1


def test_a_deal_that_is_never_won_brings_nothing_and_costs_nothing() -> None:
    never = deal_risk(replace(DEAL, win_chance=0.0))
    assert (never.mean, never.chance_of_loss) == (0, 0)


def test_a_certain_loss_is_told_as_a_share_of_the_profit_of_a_year() -> None:
    case = oracles()["risk.profit_at_risk_share"]
    sure = replace(DEAL, years=1, volume=Range.exactly(0), one_off_cost=case["inputs"]["cvar"])
    found = deal_risk(sure).profit_share_at_risk(case["inputs"]["operating_profit"])
    assert found == pytest.approx(case["expected"])


@pytest.mark.parametrize(
    "wrong",
    [{"kept_each_year": 1.01}, {"years": 0}, {"serving": [Scenario("half", 0.5, 1)]}, {"rank_correlation": 1.0}],
)
def test_what_has_no_meaning_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ParameterOutOfRange):
        replace(DEAL, **wrong)  # type: ignore[arg-type]


def test_ends_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ParameterOutOfRange):
        Range(3, 2, 5)


ALONE = replace(
    DEAL,
    kept_each_year=1.0,
    rank_correlation=0.0,
    payment_days=Range.exactly(0),
    serving=[Scenario("so", 1, 0)],
    years=1,
)


def test_volume_and_cost_go_together_as_told() -> None:
    apart = deal_risk(ALONE, draws=20_000)
    rising = deal_risk(replace(ALONE, cost_correlation=0.8), draws=20_000)
    assert rising.values.std() < apart.values.std()
    assert deal_risk(replace(ALONE, cost_correlation=-0.8), draws=20_000).values.std() > apart.values.std()


def test_growth_is_compounded_as_by_hand() -> None:
    sure = Deal(
        years=2,
        volume=Range.exactly(100),
        price=Range.exactly(10),
        product_cost=Range.exactly(6),
        serving=[Scenario("so", 1, 1)],
        discount_rate=0.1,
        volume_growth=0.1,
        price_growth=0.05,
        cost_growth=0.02,
    )
    second = 110 * (10.5 - 7 * 1.02)
    found = deal_risk(sure, draws=100)
    assert found.mean == pytest.approx(300 / 1.1 + second / 1.21)
    assert [round(year.middle, 6) for year in found.by_year] == [300, round(second, 6)]


def test_the_doubt_is_shared_out_as_by_hand() -> None:
    wide = Range(0, 50, 100)
    one = Deal(
        years=1,
        volume=Range.exactly(1),
        price=Range(100, 200, 300),
        product_cost=wide,
        serving=[Scenario("so", 1, 0)],
        discount_rate=0,
    )
    found = deal_risk(one, draws=100_000).influences
    assert list(found) == ["price", "product_cost"]
    assert found["price"].share == pytest.approx(0.8, abs=0.01)
    assert found["product_cost"].share == pytest.approx(0.2, abs=0.01)
    assert found["price"].lowest < found["price"].highest
    assert found["product_cost"].lowest > found["product_cost"].highest


def test_ways_of_serving_and_early_ends_carry_their_part_of_the_doubt() -> None:
    found = deal_risk(replace(DEAL, volume=Range.exactly(1_000)), draws=20_000)
    assert "volume" not in found.influences
    assert found.influences["serving"].lowest == pytest.approx(min(found.by_scenario.values()))
    assert [year.still_runs for year in found.by_year] == pytest.approx([1, 0.85, 0.85**2], abs=0.01)


def test_nothing_uncertain_leaves_no_doubt() -> None:
    sure = replace(ALONE, volume=Range.exactly(1), price=Range.exactly(2), product_cost=Range.exactly(1))
    assert deal_risk(sure, draws=100).influences == {}
