"""The rules of the plan's worth: where a chance comes from, what counts, and what would raise the value."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest

from clave.accounts.rules.plan_worth import (
    Source,
    Terms,
    apart,
    gain_of_chance,
    gain_of_step,
    value_of,
    years_of,
)
from clave.accounts.rules.risks import State, may_move
from clave.accounts.rules.scorecard import FACTORS
from clave.analytics.plan_value import DEFAULT, mitigations
from clave.people.rules import forecast_refusals as refusals
from clave.people.rules.forecasts import Said, checked, possible, without_gaps

FOUR, THREE = (Terms(0.10, date(2026, 1, 1), 12 * years) for years in (4, 3))
FLOWS = (120.0, 130.0, 140.0, 150.0)
TYPED = (0.95, 0.90, 0.85, 0.80)
SCORES = dict(zip(FACTORS, (4, 3, 5, 2, 4, 4, 3, 5), strict=True))


def test_the_published_case_is_met() -> None:
    found = value_of(years_of(2026, FLOWS, TYPED, None, {}, FOUR), FOUR)
    assert found is not None
    assert found.unadjusted == pytest.approx(424.17, abs=0.005)
    assert found.value == pytest.approx(331.50, abs=0.005)


def test_a_typed_chance_comes_before_a_renewal_and_a_renewal_before_the_scorecard() -> None:
    years = years_of(2026, FLOWS, (None, 0.7), 0.83, {date(2027, 6, 1): 0.4, date(2028, 6, 1): 0.5}, FOUR)
    told = [(year.source, year.chance) for year in years]
    assert told == [
        (Source.SCORECARD, 0.83), (Source.TYPED, 0.7), (Source.RENEWAL, 0.5), (Source.SCORECARD, 0.83)
    ]  # fmt: skip


def test_years_beyond_the_horizon_do_not_count() -> None:
    years = years_of(2026, FLOWS, (), 0.83, {}, THREE)
    assert [year.is_counted for year in years] == [True, True, True, False]
    found = value_of(years, THREE)
    assert found is not None
    assert len(found.survival) == 3


def test_without_every_factor_there_is_no_value() -> None:
    assert value_of(years_of(2026, FLOWS, (), None, {}, FOUR), FOUR) is None
    assert value_of([], FOUR) is None


def test_a_step_gains_what_the_library_says() -> None:
    years, terms = years_of(2026, FLOWS, (), DEFAULT.retention(SCORES), {}, FOUR), FOUR
    for each in mitigations(FLOWS, SCORES, 0.10):
        assert gain_of_step(years, SCORES, each.factor, terms) == pytest.approx(each.gain)
    assert gain_of_step(years, SCORES, "exposure", terms) is None
    assert gain_of_step(years, {"tenure": 3}, "tenure", terms) is None


def test_an_avoided_loss_is_worth_its_years_with_the_customer() -> None:
    years = years_of(2026, (1.0,), (0.5,), None, {}, THREE)
    assert gain_of_chance(years, 110.0, THREE) == pytest.approx(50.0)


def test_the_difference_adds_up() -> None:
    years, terms = years_of(2026, FLOWS, TYPED, None, {}, FOUR), FOUR
    found, planned = apart(years, 100.0, 250.0, terms), value_of(years, terms)
    assert found is not None
    assert planned is not None
    assert found.whole == pytest.approx(planned.value - 250.0)
    assert found.amounts > 0


def test_of_years_that_lie_partly_within_the_horizon_only_that_part_counts() -> None:
    terms = Terms(0.10, date(2026, 4, 1), 36)
    years = years_of(2026, (365.0, 365.0, 366.0, 365.0), (), 0.5, {}, terms)
    assert [round(year.share * 365) for year in years] == [275, 365, 365, 90]
    assert years[-1].ends_on == terms.ends_on == date(2029, 4, 1)
    found, first = value_of(years, terms), 275 / 365
    assert found is not None
    assert found.survival[:2] == pytest.approx([0.5**first, 0.5 ** (first + 1)])
    assert found.survival[-1] == pytest.approx(0.5**3)
    spans = (first, first + 1, first + 2, 3.0)
    flows = (275.0, 365.0, 366.0, 90.0)
    assert found.value == pytest.approx(sum(each * (0.5 / 1.1) ** end for each, end in zip(flows, spans, strict=True)))


def test_a_forecast_that_begins_later_is_kept_until_then_with_its_first_chance() -> None:
    terms = Terms(0.0, date(2026, 1, 1), 24)
    found = value_of(years_of(2027, (100.0,), (), 0.9, {}, terms), terms)
    assert found is not None
    assert found.value == pytest.approx(100 * 0.9**2)
    assert Terms(0.0, date(2024, 2, 29), 12).ends_on == date(2025, 2, 28)


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
        without_gaps(amounts, 2026)


def test_a_forecast_ends_with_its_last_year_and_may_hold_losses() -> None:
    assert without_gaps([5, -3, 0, None], 2026) == [5, -3, 0]


@pytest.mark.parametrize(
    ("chance", "refusal"),
    [(10_001, refusals.RetentionImpossible), (-1, refusals.RetentionImpossible), (0, refusals.RetentionNil)],
)
def test_a_chance_is_a_chance(chance: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        possible([None, chance], 2, 2026)
    assert possible([10_000], 2, 2026) == [10_000, None]


def test_what_has_happened_stays_and_what_was_over_can_come_back() -> None:
    assert not may_move(State.HAPPENED, State.OPEN)
    assert may_move(State.HAPPENED, State.HAPPENED)
    assert may_move(State.OVER, State.OPEN)
    assert not may_move(State.OVER, State.HAPPENED)


def test_the_scorecard_asks_what_the_library_weighs() -> None:
    assert set(FACTORS) == set(DEFAULT.weights)
    assert all(factor.anchor(score) for factor in FACTORS.values() for score in (1, 3, 5))


@pytest.mark.parametrize(
    ("first", "low", "high", "refusal"),
    [
        (2025, None, None, refusals.ForecastYearOver),
        (2026, 6, 9, refusals.IntervalTurned),
        (2026, 1, 4, refusals.IntervalTurned),
        (2026, 1, None, refusals.IntervalHalf),
    ],
)
def test_what_makes_no_sense_of_a_year_is_refused(
    first: int, low: int | None, high: int | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        checked(Said(first, [5], "EUR", "x", [low], [high]), 2026)


def test_a_forecast_begins_with_the_first_year_of_which_something_is_said() -> None:
    found = checked(Said(2025, [None, 5, 6], "EUR", " x ", [None, 1], [None, 9], [None, 9_000]), 2026)
    assert (found.first_year, found.amounts, found.lows, found.highs) == (2026, [5, 6], [1, None], [9, None])
    assert (found.chances, found.reason) == ([9_000, None], "x")


def test_years_of_a_plan_that_began_within_a_year_become_calendar_years_by_their_months() -> None:
    moved = import_module("clave.accounts.migrations.0006_one_forecast")
    plan = SimpleNamespace(starts_on=date(2026, 4, 1), amounts=[1200, 2400], chances=[9_000])
    told = {year: (each["amount"], each["chance"]) for year, each in moved._of_plan(plan).items()}
    assert told == {2026: (1200, 9_000), 2027: (2100, 9_000), 2028: (2400, None)}
