"""What a forecast may hold: years without gaps, and chances that are chances."""

from __future__ import annotations

from collections.abc import Sequence

from clave.accounts.rules import worth_refusals as refusals

MOST_YEARS = 10
SHOWN_YEARS = 5


def without_gaps(amounts: Sequence[int | None]) -> list[int]:
    """The amounts up to the last year that has one. Raises ForecastMissing, ForecastHasGap, ForecastTooLong."""
    last = max((place for place, each in enumerate(amounts) if each is not None), default=-1)
    if last < 0:
        raise refusals.ForecastMissing
    if last >= MOST_YEARS:
        raise refusals.ForecastTooLong(most=MOST_YEARS)
    found: list[int] = []
    for year, amount in enumerate(amounts[: last + 1], start=1):
        if amount is None:
            raise refusals.ForecastHasGap(year=year)
        found.append(amount)
    return found


def possible(chances: Sequence[int | None], years: int) -> list[int | None]:
    """The chances typed, in basis points, one a year. Raises RetentionImpossible and RetentionNil."""
    found = [chances[place] if place < len(chances) else None for place in range(years)]
    for year, chance in enumerate(found, start=1):
        if chance is None:
            continue
        if not 0 <= chance <= 10_000:
            raise refusals.RetentionImpossible(year=year, given=f"{chance / 100:g}")
        if chance == 0:
            raise refusals.RetentionNil(year=year)
    return found


def whole_years(months: int) -> int:
    """How many years of a forecast a horizon of so many months counts: the full ones, at least the first."""
    return max(months // 12, 1)
