"""What a forecast may hold: years without gaps, intervals the right way round, and chances that are chances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from clave.people.rules import forecast_refusals as refusals

MOST_YEARS = 10
SHOWN_YEARS = 5


@dataclass(frozen=True)
class Said:
    """What somebody expects of the years from the first one, in minor units of a currency; None where nothing is said."""

    first_year: int
    amounts: Sequence[int | None]
    currency: str
    reason: str
    lows: Sequence[int | None] = field(default=())
    highs: Sequence[int | None] = field(default=())
    chances: Sequence[int | None] = field(default=())
    """Chances of keeping the customer, in basis points, where the scorecard is not to speak."""


def checked(said: Said, this_year: int) -> Said:
    """The same, from the first year of which something is said to the last one. Raises what `forecast_refusals` names."""
    first = next((place for place, each in enumerate(said.amounts) if each is not None), 0)
    start = said.first_year + first
    if start < this_year:
        raise refusals.ForecastYearOver(year=start, next=this_year)
    years = without_gaps(said.amounts[first:], start)
    lows, highs = (_padded(each[first:], len(years)) for each in (said.lows, said.highs))
    for place, likely in enumerate(years):
        _refuse_interval(start + place, lows[place], likely, highs[place])
    chances = possible(said.chances[first:], len(years), start)
    return Said(start, years, said.currency, said.reason.strip(), lows, highs, chances)


def without_gaps(amounts: Sequence[int | None], start: int) -> list[int]:
    """The amounts up to the last year that has one. Raises ForecastMissing, ForecastHasGap, ForecastTooLong."""
    last = max((place for place, each in enumerate(amounts) if each is not None), default=-1)
    if last < 0:
        raise refusals.ForecastMissing
    if last >= MOST_YEARS:
        raise refusals.ForecastTooLong(most=MOST_YEARS)
    found: list[int] = []
    for place, amount in enumerate(amounts[: last + 1]):
        if amount is None:
            raise refusals.ForecastHasGap(year=start + place)
        found.append(amount)
    return found


def possible(chances: Sequence[int | None], years: int, start: int) -> list[int | None]:
    """The chances typed, in basis points, one a year. Raises RetentionImpossible and RetentionNil."""
    found = _padded(chances, years)
    for year, chance in enumerate(found, start=start):
        if chance is None:
            continue
        if not 0 <= chance <= 10_000:
            raise refusals.RetentionImpossible(year=year, given=f"{chance / 100:g}")
        if chance == 0:
            raise refusals.RetentionNil(year=year)
    return found


def moved(end: Decimal, before: Decimal, now: Decimal) -> Decimal:
    """Low or high after the likely amount moved: as far from it as before, in proportion to it; from nothing, in money."""
    distance = end - before
    return now + (distance * abs(now / before) if before else distance)


def _padded(values: Sequence[int | None], years: int) -> list[int | None]:
    return [values[place] if place < len(values) else None for place in range(years)]


def _refuse_interval(year: int, low: int | None, likely: int, high: int | None) -> None:
    if low is None and high is None:
        return
    if low is None or high is None:
        raise refusals.IntervalHalf(year=year)
    if not low <= likely <= high:
        raise refusals.IntervalTurned(year=year)
