"""What the plan of a key account is worth: years, chances of keeping it, and what would raise the value. No Django."""

from __future__ import annotations

from calendar import monthrange
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
class Terms:
    """At which rate a plan is discounted, and from when to when it counts: from the day of the run over its horizon."""

    rate: float
    starts_on: date
    months: int

    @property
    def ends_on(self) -> date:
        """The first day that no longer counts."""
        months = self.starts_on.year * 12 + self.starts_on.month - 1 + self.months
        last = monthrange(months // 12, months % 12 + 1)[1]
        return date(months // 12, months % 12 + 1, min(self.starts_on.day, last))


@dataclass(frozen=True)
class Year:
    """One calendar year of a forecast: what it brings, the chance to keep the customer in a whole year, and why that.

    `share` (0..1) of it lies within the horizon, and `span` years pass since the year before it ended or since today.
    """

    number: int
    ends_on: date
    amount: float
    chance: float | None
    source: Source
    share: float
    span: float

    @property
    def is_counted(self) -> bool:
        """Whether any of it lies within the horizon."""
        return self.share > 0


def years_of(
    first_year: int,
    amounts: Sequence[float],
    typed: Sequence[float | None],
    scored: float | None,
    renewals: Mapping[date, float],
    terms: Terms,
) -> list[Year]:
    """The years of a forecast; a chance typed for a year comes first, then a renewal in it, then the scorecard."""
    found, since = [], terms.starts_on
    for place, amount in enumerate(amounts):
        start, end = date(first_year + place, 1, 1), date(first_year + place + 1, 1, 1)
        renewed = [chance for day, chance in renewals.items() if start <= day < end]
        hand = typed[place] if place < len(typed) else None
        chance, source = scored, Source.SCORECARD
        if hand is not None:
            chance, source = hand, Source.TYPED
        elif renewed:
            chance, source = min(renewed), Source.RENEWAL
        first, last = max(start, terms.starts_on), min(end, terms.ends_on)
        whole, counted = (end - start).days, max((last - first).days, 0)
        span = (last - since).days / whole if counted else 0.0
        since = last if counted else since
        ends_on = last if counted else end
        found.append(Year(start.year, ends_on, amount, chance, source, counted / whole, span))
    return found


def value_of(years: Sequence[Year], terms: Terms) -> PlanValue | None:
    """What the counted years are worth today; None while the chance of one of them is not known."""
    counted = [year for year in years if year.is_counted]
    known = [year.chance for year in counted if year.chance is not None]
    if not known or len(known) != len(counted):
        return None
    flows = [year.amount * year.share for year in counted]
    return plan_value(flows, known, terms.rate, spans=[year.span for year in counted])


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
