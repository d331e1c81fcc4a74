"""What the plan of a key account is worth: years, chances of keeping it, and what would raise the value. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from clave.analytics.plan_value import DEFAULT, HIGHEST, PlanValue, plan_value


class Source(StrEnum):
    """Where the chance of keeping the customer in a year comes from."""

    SCORECARD = "scorecard"
    RENEWAL = "renewal"
    TYPED = "typed"


@dataclass(frozen=True)
class Year:
    """One year of a forecast: from when to when, what it brings, the chance to keep the customer in it, and why that."""

    number: int
    starts_on: date
    ends_on: date
    amount: float
    chance: float | None
    source: Source
    is_counted: bool


@dataclass(frozen=True)
class Terms:
    """At which rate a plan is discounted and how many of its years count."""

    rate: float
    years: int


def anniversary(day: date, years: int) -> date:
    """The same day so many years later; the 28th for a leap day."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def years_of(
    starts_on: date,
    amounts: Sequence[float],
    typed: Sequence[float | None],
    scored: float | None,
    renewals: Mapping[date, float],
    counted: int,
) -> list[Year]:
    """The years of a forecast; a chance typed for a year comes first, then a renewal in it, then the scorecard."""
    found = []
    for place, amount in enumerate(amounts):
        start, end = anniversary(starts_on, place), anniversary(starts_on, place + 1)
        renewed = [chance for day, chance in renewals.items() if start <= day < end]
        hand = typed[place] if place < len(typed) else None
        chance, source = scored, Source.SCORECARD
        if hand is not None:
            chance, source = hand, Source.TYPED
        elif renewed:
            chance, source = min(renewed), Source.RENEWAL
        found.append(Year(place + 1, start, end, amount, chance, source, place < counted))
    return found


def value_of(years: Sequence[Year], terms: Terms) -> PlanValue | None:
    """What the counted years are worth today; None while the chance of one of them is not known."""
    chances = [year.chance for year in years if year.is_counted]
    known = [chance for chance in chances if chance is not None]
    if not known or len(known) != len(chances):
        return None
    flows = [year.amount for year in years if year.is_counted]
    return plan_value(flows, known, terms.rate)


def with_amount(years: Sequence[Year], amount: float) -> list[Year]:
    """The same years, each bringing this amount."""
    return [replace(year, amount=amount) for year in years]


def with_scored(years: Sequence[Year], scored: float) -> list[Year]:
    """The same years with another chance wherever the scorecard speaks."""
    return [replace(year, chance=scored) if year.source is Source.SCORECARD else year for year in years]


def gain_of_step(years: Sequence[Year], scores: Mapping[str, int], factor: str, terms: Terms) -> float | None:
    """What one step up in a factor adds to the value of the plan; None where nothing is known or the factor is at its top."""
    if factor not in scores or scores[factor] >= HIGHEST or set(scores) != set(DEFAULT.weights):
        return None
    now = value_of(years, terms)
    raised = value_of(with_scored(years, DEFAULT.retention({**scores, factor: scores[factor] + 1})), terms)
    return None if now is None or raised is None else raised.value - now.value


def gain_of_chance(years: Sequence[Year], saved_a_year: float, terms: Terms) -> float | None:
    """What an expected loss that is avoided every year is worth today, as long as the customer is kept."""
    found = value_of(with_amount(years, saved_a_year), terms)
    return None if found is None else found.value


@dataclass(frozen=True)
class Apart:
    """Why plan and statistics differ: what the plan expects a year, and how surely it keeps the customer. Adds up."""

    amounts: float
    keeping: float

    @property
    def whole(self) -> float:
        """The plan less the statistics."""
        return self.amounts + self.keeping


def apart(years: Sequence[Year], expected_a_year: float, statistical: float, terms: Terms) -> Apart | None:
    """The difference in two parts: other amounts at the plan's chances, and the rest, which is risk and timing."""
    planned, expected = value_of(years, terms), value_of(with_amount(years, expected_a_year), terms)
    if planned is None or expected is None:
        return None
    return Apart(planned.value - expected.value, expected.value - statistical)
