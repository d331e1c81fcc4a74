"""What each of some customers bought on which day: enough to look back from any earlier day."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clave.analytics.lifetime.histories import Floats, Histories, Integers
from clave.analytics.shrinkage import PurchaseValues, purchase_values

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Past:
    """One entry per customer and day with an order or a credit note, sorted by both.

    `place` numbers the customers, `day` counts from any day, `value` is what the day brought (NaN when not known),
    `bought` tells days with an order from mere credit notes.
    """

    place: Integers
    day: Integers
    value: Floats
    bought: Flags

    def until(self, day: int) -> Past:
        """The entries up to and including `day`."""
        return self.kept(self.day <= day)

    def after(self, day: int) -> Past:
        """The entries later than `day`."""
        return self.kept(self.day > day)

    def kept(self, chosen: Flags) -> Past:
        """The entries for which `chosen` holds."""
        return replace(
            self, place=self.place[chosen], day=self.day[chosen], value=self.value[chosen], bought=self.bought[chosen]
        )

    def sums(self, weights: Floats, customers: int) -> Floats:
        """The sum of `weights` (one per entry) for each of the customers 0 .. `customers` - 1."""
        return np.bincount(self.place, weights=weights, minlength=customers).astype(np.float64)


@dataclass(frozen=True)
class Standing:
    """What is known on a day of the customers that had bought by then; one entry per customer but for `log_gaps`."""

    buyers: Integers
    """The places of these customers in the past."""
    histories: Histories
    values: PurchaseValues
    last_gap_ratios: Floats
    """The last gap but one over the last two gaps; NaN below three purchases."""
    log_gaps: float
    """The sum of ln(days) over all gaps of all customers."""

    @classmethod
    def of(cls, past: Past, day: int) -> Standing:
        """The standing at the end of `day`."""
        known = past.until(day)
        orders = known.kept(known.bought)
        buyers, starts, counts = np.unique(orders.place, return_index=True, return_counts=True)
        ends = starts + counts - 1
        first, last = orders.day[starts], orders.day[ends]
        gaps = np.diff(orders.day)[np.diff(orders.place) == 0]
        ratios = np.full(len(buyers), np.nan)
        three = counts >= 3
        before, middle, latest = (orders.day[ends[three] - back] for back in (2, 1, 0))
        ratios[three] = (middle - before) / (latest - before)
        return cls(
            buyers,
            Histories.of(counts - 1, last - first, day - first),
            values_of(known, orders, buyers),
            ratios,
            float(np.log(gaps).sum()),
        )


def values_of(known: Past, orders: Past, buyers: Integers) -> PurchaseValues:
    """What a purchase of each buyer is worth: its whole value, credits included, over its purchases."""
    size = int(buyers[-1]) + 1 if len(buyers) else 0
    inside = known.kept(known.place < size)
    valued = np.isfinite(orders.value)
    amounts = np.where(valued, orders.value, 0.0)
    n, sums, squares = (orders.sums(each, size)[buyers] for each in (valued.astype(float), amounts, amounts**2))
    unknown = inside.sums((~np.isfinite(inside.value)).astype(float), size)[buyers] > 0
    whole = inside.sums(np.nan_to_num(inside.value), size)[buyers]
    purchases = orders.sums(np.ones(len(orders.place)), size)[buyers]
    return purchase_values(n, np.where(unknown, sums / np.maximum(n, 1), whole / purchases), sums, squares)
