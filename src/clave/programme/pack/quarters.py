"""The quarters of the year that a board looks back on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from clave.kit.refusals import Refusal, gettext_noop

OFFERED = 8
"""So many quarters back can be chosen."""


class QuarterUnknown(Refusal):
    """What was asked for is no quarter of the last two years."""

    code = "QUARTER_UNKNOWN"
    template = gettext_noop(
        "%(asked)s is no quarter that can be reported. Write it as %(example)s, at most two years back."
    )
    http_status = 422


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a year."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """How machines write it: 2026-Q4."""
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after.first - timedelta(days=1)

    @property
    def after(self) -> Quarter:
        """The quarter that follows."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        """The quarter before."""
        return of_day(self.first - timedelta(days=1))

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in it."""
        return day is not None and self.first <= day <= self.last


def of_day(day: date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def offered(today: date) -> list[Quarter]:
    """The quarters that can be reported, the current one first."""
    found = [of_day(today)]
    while len(found) < OFFERED:
        found.append(found[-1].before)
    return found


def quarter_named(asked: str, today: date) -> Quarter:
    """The quarter with this code, the current one where nothing is asked; raises QuarterUnknown."""
    choices = offered(today)
    if not asked:
        return choices[0]
    for each in choices:
        if each.code == asked.upper():
            return each
    raise QuarterUnknown(asked=asked[:20], example=choices[0].code)
