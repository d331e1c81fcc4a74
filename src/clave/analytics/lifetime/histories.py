"""What the models know of each customer: how often it came back, when last, and how long it has been known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DAYS_PER_WEEK = 7
WEEKS_PER_YEAR = 365.25 / DAYS_PER_WEEK
WEEKS_PER_MONTH = WEEKS_PER_YEAR / 12
DAYS_LIMIT = 1 << 20
PIECE = 10_000
"""So many products at most are summed in one go: from more on, the work would be shared out among threads."""


def over_all(customers: Floats | Integers, values: Floats) -> float:
    """The sum of `values`, each as often as `customers` says; the same to the last bit on any number of cores."""
    pieces = (slice(start, start + PIECE) for start in range(0, len(values), PIECE))
    return sum((float(customers[piece] @ values[piece]) for piece in pieces), 0.0)


@dataclass(frozen=True)
class Histories:
    """Purchase histories, one entry per customer or group of like customers; all arrays have the same length.

    `repeats` (x): days with a purchase after the first. `last_days` (t_x): days from the first to the last purchase.
    `age_days` (T): days from the first purchase to the day of the computation. `customers`: how many share the entry.
    """

    repeats: Integers
    last_days: Integers
    age_days: Integers
    customers: Integers

    @classmethod
    def of(cls, repeats: Integers, last_days: Integers, age_days: Integers) -> Histories:
        """One entry per customer; 0 <= last_days <= age_days, both below 2,800 years."""
        x, last, age = (np.asarray(values, dtype=np.int64) for values in (repeats, last_days, age_days))
        return cls(x, last, age, np.ones(len(x), dtype=np.int64))

    @property
    def last_weeks(self) -> Floats:
        """t_x in weeks."""
        return self.last_days / DAYS_PER_WEEK

    @property
    def age_weeks(self) -> Floats:
        """T in weeks."""
        return self.age_days / DAYS_PER_WEEK

    @cached_property
    def weekly(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Repeats, t_x and T in weeks, and customers, as floats: what a likelihood reads again and again."""
        return self.repeats.astype(np.float64), self.last_weeks, self.age_weeks, self.customers.astype(np.float64)

    @property
    def mean_rate(self) -> float:
        """Repeat purchases per week of all customers together; a thousandth where there are none."""
        return max(float((self.customers @ self.repeats) / over_all(self.customers, self.age_weeks)), 1e-3)

    def known(self) -> Histories:
        """Like entries as one; those of age 0 say nothing and are left out."""
        return self.where(self.age_days > 0).grouped()[0]

    def where(self, chosen: NDArray[np.bool_] | Integers) -> Histories:
        """The entries for which `chosen` holds, or at these places."""
        return Histories(*(values[chosen] for values in (self.repeats, self.last_days, self.age_days, self.customers)))

    def grouped(self) -> tuple[Histories, Integers]:
        """Like entries as one, sorted, and for each entry of ours the place of its group."""
        codes = (self.repeats * DAYS_LIMIT + self.last_days) * DAYS_LIMIT + self.age_days
        found, places = np.unique(codes, return_inverse=True)
        counts = np.bincount(places, weights=self.customers, minlength=len(found)).astype(np.int64)
        repeats, days = found // DAYS_LIMIT**2, found % DAYS_LIMIT**2
        return Histories(repeats, days // DAYS_LIMIT, days % DAYS_LIMIT, counts), places

    def thinned(self, most: int) -> Histories:
        """About twice `most` entries that stand for all: the common ones, and one in so many of the others, as many times."""
        common = self.customers >= np.partition(self.customers, -most)[-most] if len(self.customers) > most else None
        if common is None or common.sum() > 2 * most:
            common = np.zeros(len(self.customers), dtype=np.bool_)
        rare = np.flatnonzero(~common)
        step = max(1, len(rare) // most)
        weights = np.where(common, self.customers, self.customers * step)
        chosen = common.copy()
        chosen[rare[::step]] = True
        return replace(self, customers=weights).where(chosen)
