"""What is known of every customer at one cut: nothing later enters here, and every method starts from here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clave.analytics.backtests.takings import Flags, Integers, Takings, sums_by
from clave.analytics.decimals import Floats
from clave.analytics.lifetime.histories import Histories


@dataclass(frozen=True)
class Purchases:
    """Per customer: days with a purchase, first and last of them (day numbers), and the moments of their amounts."""

    count: Floats
    first: Integers
    last: Integers
    sums: Floats
    squares: Floats
    last_gap_ratio: Floats
    """The last gap but one over the last two gaps; NaN below three purchases."""


@dataclass(frozen=True)
class Snapshot:
    """The takings up to and including day `cut`, of the customers known by then, for a forecast `days` ahead.

    `customers` are the places of these customers in the takings; `row` is the place among them of every entry,
    `age` its days before the cut.
    """

    cut: int
    days: int
    customers: Integers
    row: Integers
    age: Integers
    amount: Floats
    bought: Flags

    @classmethod
    def of(cls, takings: Takings, cut: int, days: int) -> Snapshot:
        """What `takings` say up to day `cut`."""
        past = takings.day <= cut
        customers, row = np.unique(takings.place[past], return_inverse=True)
        age = cut - takings.day[past]
        return cls(cut, days, customers, row, age, takings.amount[past], takings.bought[past])

    @property
    def seen(self) -> int:
        """Days from the first entry to the cut, both included."""
        return int(self.age.max()) + 1

    def summed(self, weights: Floats) -> Floats:
        """The sum of `weights` (one per entry) for each customer."""
        return sums_by(self.row, weights, len(self.customers))

    def within(self, oldest: int, youngest: int = 0) -> Floats:
        """What each customer brought in the days `youngest` <= age < `oldest` before the cut."""
        return self.summed(np.where((self.age >= youngest) & (self.age < oldest), self.amount, 0.0))

    def decayed(self, half_life: float) -> Floats:
        """All that ever came, each amount counting half as much every `half_life` days."""
        return self.summed(self.amount * np.exp2(-self.age / half_life))

    @cached_property
    def total(self) -> Floats:
        """All that each customer ever brought."""
        return self.summed(self.amount)

    @cached_property
    def purchases(self) -> Purchases:
        """Counts, days and moments of the days with a purchase."""
        kept = self.bought
        row, day, amount = self.row[kept], self.cut - self.age[kept], self.amount[kept]
        count = np.bincount(row, minlength=len(self.customers))
        ends = np.cumsum(count)
        some = count > 0
        first, last = (np.full(len(count), self.cut) for _ in range(2))
        first[some], last[some] = day[(ends - count)[some]], day[ends[some] - 1]
        sums, squares = (sums_by(row, w, len(count)) for w in (amount, amount**2))
        return Purchases(count.astype(np.float64), first, last, sums, squares, last_gap_ratios(day, count, ends))

    @cached_property
    def histories(self) -> Histories:
        """Purchase histories of the customers that bought."""
        bought = self.purchases
        some = bought.count > 0
        days = bought.count[some].astype(np.int64)
        return Histories.of(days - 1, (bought.last - bought.first)[some], (self.cut - bought.first)[some])


def last_gap_ratios(day: Integers, count: Integers, ends: Integers) -> Floats:
    """For each customer the last gap but one over the last two gaps; NaN below three purchases."""
    ratios = np.full(len(count), np.nan)
    three = count >= 3
    before, middle, last = (day[ends[three] - back] for back in (3, 2, 1))
    ratios[three] = (middle - before) / (last - before)
    return ratios
