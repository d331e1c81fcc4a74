"""What of a change in lifetime value a manager brought about, how sure that is, and when two runs cannot say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import hypot, sqrt

from clave.analytics.rewards import ValueChange, value_change
from clave.kit.refusals import gettext_noop

DAYS_A_YEAR = 365.25


class Difference(StrEnum):
    """Why two runs cannot be compared."""

    CURRENCY = "currency"
    COSTS = "costs"
    RATE = "rate"
    HORIZON = "horizon"


DIFFERENCE_WORDS: dict[Difference, str] = {
    Difference.CURRENCY: gettext_noop("they count in different currencies"),
    Difference.COSTS: gettext_noop(
        "their cost drivers differ, so that a change of the cost model would look like merit"
    ),
    Difference.RATE: gettext_noop("they discount at different rates"),
    Difference.HORIZON: gettext_noop("they look ahead over different numbers of months"),
}


@dataclass(frozen=True)
class Terms:
    """By what a run values: all of it must be the same in two runs whose values are compared."""

    currency: str
    costs: str
    rate_basis_points: int
    horizon_months: int


def differences(before: Terms, after: Terms) -> list[Difference]:
    """Why two runs cannot be compared; empty where they can."""
    told = (
        (Difference.CURRENCY, before.currency, after.currency),
        (Difference.COSTS, before.costs, after.costs),
        (Difference.RATE, before.rate_basis_points, after.rate_basis_points),
        (Difference.HORIZON, before.horizon_months, after.horizon_months),
    )
    return [difference for difference, one, other in told if one != other]


@dataclass(frozen=True)
class Valued:
    """A lifetime value with its interval, and what was contributed until then; minor units of one currency."""

    value: int
    low: int
    high: int
    contribution: int


@dataclass(frozen=True)
class Brought:
    """New value somebody brought about, how far it may lie below and above, and what was contributed in their days."""

    new_value: float
    below: float
    above: float
    received: float

    @property
    def low(self) -> float:
        return self.new_value - self.below

    @property
    def high(self) -> float:
        return self.new_value + self.above

    @property
    def is_told_from_nothing(self) -> bool:
        """Whether the whole interval lies on one side of zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Moved:
    """How one key account's value moved between two runs: the parts of the change, and the whole with its doubt."""

    parts: ValueChange
    whole: Brought

    def share(self, part: float) -> Brought:
        """What counts for somebody who held the key account for this part (0..1) of the time."""
        whole = self.whole
        return Brought(whole.new_value * part, whole.below * part, whole.above * part, whole.received * part)


def moved(before: Valued, after: Valued, rate: float, days: int) -> Moved:
    """The change between two valuations net of the passage of time.

    The interval takes the errors of both valuations as independent: half-widths are added as squares.
    """
    years = days / DAYS_A_YEAR
    received = after.contribution - before.contribution
    parts = value_change(before.value, after.value, received, rate, years)
    grown = (1 + rate) ** years
    below = hypot(after.value - after.low, grown * (before.high - before.value))
    above = hypot(after.high - after.value, grown * (before.value - before.low))
    return Moved(parts, Brought(parts.new_value, below, above, received))


def together(each: Iterable[Brought]) -> Brought:
    """What somebody brought about over several key accounts, whose errors are taken as independent."""
    rows = list(each)
    return Brought(
        sum(row.new_value for row in rows),
        sqrt(sum(row.below**2 for row in rows)),
        sqrt(sum(row.above**2 for row in rows)),
        sum(row.received for row in rows),
    )


def nearest_to_a_year(days: Iterable[date], until: date) -> date | None:
    """The earlier day that lies nearest to a year before; None where there is none."""
    earlier = [day for day in days if day < until]
    return min(earlier, key=lambda day: (abs((until - day).days - DAYS_A_YEAR), day), default=None)
