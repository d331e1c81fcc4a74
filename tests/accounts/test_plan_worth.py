"""The rules of the plan's worth: where a chance comes from, what counts, and what would raise the value."""

from __future__ import annotations

from datetime import date

import pytest

from clave.accounts.rules import worth_refusals as refusals
from clave.accounts.rules.forecasts import possible, whole_years, without_gaps
from clave.accounts.rules.plan_worth import (
    Source,
    Terms,
    anniversary,
    apart,
    gain_of_chance,
    gain_of_step,
    value_of,
    years_of,
)
from clave.accounts.rules.risks import State, may_move
from clave.accounts.rules.scorecard import FACTORS
from clave.analytics.plan_value import DEFAULT, mitigations

DAY = date(2026, 1, 1)
FLOWS = (120.0, 130.0, 140.0, 150.0)
TYPED = (0.95, 0.90, 0.85, 0.80)
SCORES = dict(zip(FACTORS, (4, 3, 5, 2, 4, 4, 3, 5), strict=True))


def test_the_published_case_is_met() -> None:
    found = value_of(years_of(DAY, FLOWS, TYPED, None, {}, 4), Terms(0.10, 4))
    assert found is not None
    assert found.unadjusted == pytest.approx(424.17, abs=0.005)
    assert found.value == pytest.approx(331.50, abs=0.005)


def test_a_typed_chance_comes_before_a_renewal_and_a_renewal_before_the_scorecard() -> None:
    years = years_of(DAY, FLOWS, (None, 0.7), 0.83, {date(2027, 6, 1): 0.4, date(2028, 6, 1): 0.5}, 4)
    told = [(year.source, year.chance) for year in years]
    assert told == [
        (Source.SCORECARD, 0.83), (Source.TYPED, 0.7), (Source.RENEWAL, 0.5), (Source.SCORECARD, 0.83)
    ]  # fmt: skip


def test_years_beyond_the_horizon_do_not_count() -> None:
    years = years_of(DAY, FLOWS, (), 0.83, {}, whole_years(36))
    assert [year.is_counted for year in years] == [True, True, True, False]
    found = value_of(years, Terms(0.10, 3))
    assert found is not None
    assert len(found.survival) == 3


def test_without_every_factor_there_is_no_value() -> None:
    assert value_of(years_of(DAY, FLOWS, (), None, {}, 4), Terms(0.10, 4)) is None
    assert value_of([], Terms(0.10, 4)) is None


def test_a_step_gains_what_the_library_says() -> None:
    years, terms = years_of(DAY, FLOWS, (), DEFAULT.retention(SCORES), {}, 4), Terms(0.10, 4)
    for each in mitigations(FLOWS, SCORES, 0.10):
        assert gain_of_step(years, SCORES, each.factor, terms) == pytest.approx(each.gain)
    assert gain_of_step(years, SCORES, "exposure", terms) is None
    assert gain_of_step(years, {"tenure": 3}, "tenure", terms) is None


def test_an_avoided_loss_is_worth_its_years_with_the_customer() -> None:
    years = years_of(DAY, (1.0,), (0.5,), None, {}, 3)
    assert gain_of_chance(years, 110.0, Terms(0.10, 3)) == pytest.approx(50.0)


def test_the_difference_adds_up() -> None:
    years, terms = years_of(DAY, FLOWS, TYPED, None, {}, 4), Terms(0.10, 4)
    found, planned = apart(years, 100.0, 250.0, terms), value_of(years, terms)
    assert found is not None
    assert planned is not None
    assert found.whole == pytest.approx(planned.value - 250.0)
    assert found.amounts > 0


def test_a_leap_day_has_anniversaries() -> None:
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("amounts", "refusal"),
    [
        ([None, None], refusals.ForecastMissing),
        ([], refusals.ForecastMissing),
        ([1, None, 3], refusals.ForecastHasGap),
        ([1] * 11, refusals.ForecastTooLong),
    ],
)
def test_a_forecast_has_years_without_gaps(amounts: list[int | None], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        without_gaps(amounts)


def test_a_forecast_ends_with_its_last_year_and_may_hold_losses() -> None:
    assert without_gaps([5, -3, 0, None]) == [5, -3, 0]


@pytest.mark.parametrize(
    ("chance", "refusal"),
    [(10_001, refusals.RetentionImpossible), (-1, refusals.RetentionImpossible), (0, refusals.RetentionNil)],
)
def test_a_chance_is_a_chance(chance: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        possible([None, chance], 2)
    assert possible([10_000], 2) == [10_000, None]


def test_what_has_happened_stays_and_what_was_over_can_come_back() -> None:
    assert not may_move(State.HAPPENED, State.OPEN)
    assert may_move(State.HAPPENED, State.HAPPENED)
    assert may_move(State.OVER, State.OPEN)
    assert not may_move(State.OVER, State.HAPPENED)


def test_the_scorecard_asks_what_the_library_weighs() -> None:
    assert set(FACTORS) == set(DEFAULT.weights)
    assert all(factor.anchor(score) for factor in FACTORS.values() for score in (1, 3, 5))
