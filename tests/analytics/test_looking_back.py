"""What a base's own past teaches: the season, the level that forecasts miss, and the doubt they leave out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from clave.analytics.lifetime.held_out import held_out
from clave.analytics.lifetime.histories import Floats
from clave.analytics.lifetime.lesson import FEWEST_CUSTOMERS, Lesson, believed, learned
from clave.analytics.lifetime.outlook import Level, outlook, simulated
from clave.analytics.lifetime.own_rate import OwnRate
from clave.analytics.lifetime.past import Past, Standing
from clave.analytics.lifetime.season import EVEN_YEAR, season_ahead, seasonal, year_shape
from clave.analytics.shrinkage import PurchaseValues

FIRST = 19_723
"""2024-01-01."""


def base(customers: int, days: int, seed: int, growth: float = 0.0, drift: float = 0.0, swing: float = 0.0) -> Past:
    """Poisson buyers every ten days on average, of whom none leaves; growth is of all values in a year."""
    generator = np.random.default_rng(seed)
    day = np.arange(days)
    chance = 0.1 * (1 + swing * np.cos(2 * np.pi * day / 365.25))
    place, when = np.nonzero(generator.random((customers, days)) < chance)
    walk = np.cumsum(generator.standard_normal((customers, days)) * drift / np.sqrt(365), axis=1)
    level = growth * when / 365 + walk[place, when]
    value = 100 * np.exp(level + 0.3 * generator.standard_normal(len(when)))
    return Past(place, FIRST + when, value, np.ones(len(when), dtype=np.bool_))


def test_a_standing_is_what_plain_counting_finds() -> None:
    bought = np.array([True, True, True, False, True, True])
    past = Past(np.array([0, 0, 0, 0, 2, 2]), np.array([10, 14, 24, 30, 5, 99]), np.arange(6) * 10.0, bought)
    standing = Standing.of(past, 40)
    assert standing.buyers.tolist() == [0, 2]
    assert standing.histories.repeats.tolist() == [2, 0]
    assert standing.histories.last_days.tolist() == [14, 0]
    assert standing.histories.age_days.tolist() == [30, 35]
    assert standing.last_gap_ratios[0] == pytest.approx(4 / 14)
    assert np.isnan(standing.last_gap_ratios[1])
    assert standing.log_gaps == pytest.approx(np.log(4) + np.log(10))


def test_nothing_later_enters_a_standing_or_a_lesson() -> None:
    past = base(40, 900, seed=1)
    cut = FIRST + 600
    early, late = Standing.of(past.until(cut), cut), Standing.of(past, cut)
    assert early.values.mean.tolist() == late.values.mean.tolist()
    one, other = (learned(each, cut).as_facts for each in (past.until(cut), past))
    assert one == other


def test_credit_notes_lower_the_value_of_a_purchase() -> None:
    past = Past(np.zeros(3, dtype=np.int64), np.array([1, 5, 9]), np.array([100.0, 100.0, -60.0]), np.arange(3) < 2)
    assert Standing.of(past, 20).values.mean[0] == pytest.approx(70)


def test_the_season_of_the_base_is_found_and_drawn_to_nothing_where_there_is_none() -> None:
    for swing in (0.0, 0.6):
        past = base(200, 4 * 365, seed=3, swing=swing)
        shape = year_shape(past.day, np.ones(len(past.day)), FIRST, FIRST + 4 * 365 - 1)
        truth = 1 + swing * np.cos(2 * np.pi * (np.arange(12) + 0.5) / 12)
        assert shape.mean() == pytest.approx(1)
        assert shape == pytest.approx(truth, abs=0.1)


def test_below_two_years_no_season_is_believed() -> None:
    past = base(200, 600, seed=3, swing=0.6)
    shape = year_shape(past.day, np.ones(len(past.day)), FIRST, FIRST + 599)
    assert shape.tolist() == EVEN_YEAR.tolist()


def test_a_season_lifts_the_months_ahead_and_a_whole_year_hardly() -> None:
    shape = np.array([0.5] * 9 + [2.5] * 3)
    october = FIRST + 273
    assert season_ahead(shape, october - 730, october, 13.0) == pytest.approx(2.5, rel=0.02)
    assert season_ahead(shape, FIRST - 730, FIRST - 1, 365.25 / 7) == pytest.approx(1, abs=0.02)
    assert season_ahead(shape, FIRST, october, 0.0) == 1
    assert seasonal(shape, []) == 1


def test_a_growing_level_is_learned_from_the_past() -> None:
    past = base(80, 1100, seed=5, growth=0.5)
    cut, until = FIRST + 800, FIRST + 1099
    lesson, held = learned(past, cut), held_out(past, cut, until)
    assert held is not None
    assert lesson.value > 1.15
    assert abs(np.log(held.value)) < abs(np.log(held.plain_value)) - 0.1


@pytest.mark.parametrize("drift", [0.0, 0.8])
def test_intervals_hold_four_outcomes_in_five_whether_levels_drift_or_not(drift: float) -> None:
    past = base(300, 1100, seed=6, drift=drift)
    held = held_out(past, FIRST + 800, FIRST + 1099)
    assert held is not None
    assert 0.72 <= held.coverage <= 0.87
    if drift:
        assert held.plain_coverage < 0.65


def test_too_short_or_too_small_a_past_teaches_nothing() -> None:
    for past, cut in ((base(100, 90, seed=7), FIRST + 89), (base(FEWEST_CUSTOMERS - 1, 900, seed=7), FIRST + 899)):
        lesson = learned(past, cut)
        assert (lesson.orders, lesson.value, lesson.customers) == (1, 1, 0)
    nothing = Past(*(np.empty(0, dtype=np.int64),) * 2, np.empty(0), np.empty(0, dtype=np.bool_))
    assert learned(nothing, FIRST).factor == 1


def test_a_level_rests_on_many_alike_and_not_on_one_giant() -> None:
    foreseen = np.ones(100)
    assert believed(foreseen * 1.5, foreseen) == pytest.approx(1.5 ** (0.7 * 100 / 110))
    giant = np.array([1000.0, *np.zeros(99)])
    assert believed(giant, foreseen) < 1.1
    assert believed(-foreseen, foreseen) == 1
    assert believed(foreseen, -foreseen) == 1
    assert believed(100 * foreseen, foreseen) < 2


def two_customers(active: float, mean: float) -> tuple[Floats, Floats, Floats]:
    """Low, high and expectation of customers with this chance to buy on, and this value of a purchase."""
    standing = Standing.of(base(2, 400, seed=8), FIRST + 399)
    rule = OwnRate.fit(standing.histories)
    values = PurchaseValues(np.full(2, mean), np.full(2, 5.0), np.full(2, 20.0))
    futures = simulated(rule, standing.histories, values, 26.0, 1000, np.random.default_rng(1))
    low, high, _ = replace(futures, active=np.full(2, active)).interval(Level())
    return low, high, futures.drawn.mean(axis=1) * active * mean


def test_who_may_have_left_has_an_interval_from_nothing() -> None:
    low, high, expected = two_customers(0.6, 100.0)
    assert np.all(low == 0)
    assert np.all(high > expected)
    sure_low, sure_high, _ = two_customers(1.0, 100.0)
    assert np.all(sure_low > 0)
    assert np.all(sure_high > high)
    gone_low, gone_high, _ = two_customers(0.1, 100.0)
    assert np.all((gone_low == 0) & (gone_high == 0))


def test_the_interval_of_a_customer_that_loses_money_is_the_mirror_image() -> None:
    low, high, expected = two_customers(0.6, -100.0)
    assert np.all(high == 0)
    assert np.all(low < expected)


def test_factors_scale_the_outlook_and_drift_widens_it() -> None:
    standing = Standing.of(base(30, 500, seed=9), FIRST + 499)
    rule = OwnRate.fit(standing.histories)
    plain, scaled, wide = (
        outlook(rule, standing.histories, standing.values, 52.0, 0.1, 1, level)
        for level in (Level(), Level(orders=1.2, value=1.5), Level(drift=0.8))
    )
    assert scaled.purchases == pytest.approx(1.2 * plain.purchases)
    assert scaled.discounted_value == pytest.approx(1.8 * plain.discounted_value)
    assert scaled.high == pytest.approx(1.8 * plain.high)
    assert np.mean(wide.high - wide.low) > 1.2 * np.mean(plain.high - plain.low)
    assert wide.discounted_value == pytest.approx(plain.discounted_value)


def test_drift_grows_with_the_horizon_up_to_three_windows() -> None:
    lesson = Lesson(EVEN_YEAR, FIRST, drift=0.2, window=365)
    drifts = [lesson.level(FIRST + 999, 365 * years / 7).drift for years in (1, 2, 3, 5)]
    assert drifts == pytest.approx([0.2, 0.2 * 2**0.5, 0.2 * 3**0.5, 0.2 * 3**0.5])
