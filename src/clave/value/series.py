"""The months behind the figures of one customer: filled up, cut to a year, and compared with the year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.value.rules import known_sum

YEAR = 12
MOST_MONTHS = 60
MEASURES = ("contribution", "revenue", "orders", "due", "on_time")


@dataclass(frozen=True)
class Months:
    """One figure a month without a gap up to the month of the run; a month without orders counts nothing."""

    months: tuple[date, ...]
    figures: Mapping[str, tuple[int | None, ...]]

    def sum_of(self, measure: str, *, years_ago: int = 0) -> int | None:
        """The sum of twelve months, the last ones or those of years before; None when one is unknown or missing."""
        end = len(self.months) - YEAR * years_ago
        return known_sum(self.figures[measure][max(end - YEAR, 0) : end]) if end > 0 else None

    def has_year(self, *, years_ago: int = 0) -> bool:
        """Whether there are twelve whole months to speak of, the last ones or those of years before."""
        return len(self.months) >= YEAR * (years_ago + 1)

    def shown(self, measure: str) -> list[tuple[date, int | None]]:
        """The months of one figure as a chart shows them: five years at most."""
        return list(zip(self.months, self.figures[measure], strict=True))[-MOST_MONTHS:]

    def kept(self) -> list[tuple[date, int, int]]:
        """Per month the orders that came on time and those that were due; months without a known figure are missing."""
        pairs = zip(self.months, self.figures["on_time"], self.figures["due"], strict=True)
        known = [(month, kept, due) for month, kept, due in pairs if kept is not None and due is not None]
        return known[-MOST_MONTHS:]


def filled(series: Mapping[str, Sequence[Any]], until: date) -> Months:
    """The months from the first one held to the one of the run; those not held had no orders, so they bring 0."""
    held = [date.fromisoformat(month) for month in series["month"]]
    place = {month: index for index, month in enumerate(held)}
    every = months_between(held[0], until) if held else ()
    return Months(
        every,
        {name: tuple(series[name][place[month]] if month in place else 0 for month in every) for name in MEASURES},
    )


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The first day of every month from one day to another."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return tuple(date(month // 12, month % 12 + 1, 1) for month in range(start, end + 1))


def usual_gap_days(orders: int, first: date | None, last: date | None) -> int | None:
    """How many days lie between two orders on average; None with fewer than three orders."""
    if orders < 3 or first is None or last is None or last <= first:
        return None
    return max(1, round((last - first).days / (orders - 1)))
