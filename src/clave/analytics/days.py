"""What models ask of the days on which customers bought: orders of one day are one purchase to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clave.analytics.decimals import known
from clave.analytics.refusals import AmountTooLarge
from clave.analytics.runs import Flags, Integers, Runs, units_of

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST_VALUE = 10**14
"""More on one day leaves no room for its square."""
DAY_COLUMNS = {
    "order_days": "Days with at least one order.",
    "first_day": "Day of the first purchase, counted from 1970-01-01; 0 without one.",
    "last_day": "Day of the last purchase; 0 without one.",
    "valued_days": "Purchases whose value is known.",
    "value_sum": "Their value.",
    "value_squares": "Sum of its squares, for the spread of one purchase.",
    "gap_ratio_squares": "Sum of squared deviations of gap / (gap + next gap) from one half (Wheat and Morrison 1990).",
    "log_gaps": "Sum of the logarithms of the gaps (days): all that regularity needs to be estimated.",
    "last_gap_ratio": "gap / (gap + next gap) of the last two gaps; NaN below three purchases.",
}
"""Per customer, over the days on which it ordered: what the lifetime models need."""


def day_columns(customers: Runs, is_order: Flags, day: Integers, value: pa.ChunkedArray) -> dict[str, NDArray[Any]]:
    """`DAY_COLUMNS` of each of `customers`, from their rows sorted by day; raises AmountTooLarge.

    `value` is what a row brought; that of a day is known when that of each of its orders is.
    """
    who, is_known = customers.numbers, known(value)
    units = units_of(value, is_known)
    if not is_order.all():
        who, day, units, is_known = who[is_order], day[is_order], units[is_order], is_known[is_order]
    days = Runs.where(begins(who) | begins(day))
    who, day, units = who[days.starts], day[days.starts], days.exact_sums(units)
    is_known = days.counts(is_known) == days.lengths
    unit = 10**value.type.scale
    if (np.abs(units) >= LARGEST_VALUE * unit).any():
        raise AmountTooLarge(name="amount", value=f"{np.abs(units).max() / unit:.0f}")
    value_of_day = np.where(is_known, units / unit, 0.0)
    gap, ratio = gaps(begins(who), day)
    paired = np.isfinite(ratio)
    bought = Runs.where(begins(who))
    lasts = bought.starts + bought.lengths - 1
    found = {
        "order_days": bought.lengths,
        "first_day": day[bought.starts],
        "last_day": day[lasts],
        "valued_days": bought.counts(is_known),
        "value_sum": bought.exact_sums(np.where(is_known, units, 0)) / unit,
        "value_squares": bought.sums(value_of_day**2),
        "gap_ratio_squares": bought.sums(np.where(paired, (ratio - 0.5) ** 2, 0.0)),
        "log_gaps": bought.sums(np.log(np.maximum(gap, 1))),
        "last_gap_ratio": ratio[lasts],
    }
    found = {name: values if values.dtype.kind == "f" else values.astype(np.int32) for name, values in found.items()}
    if len(lasts) == len(customers.starts):
        return found
    return {name: spread(values, who[lasts], len(customers.starts)) for name, values in found.items()}


def begins(values: NDArray[Any]) -> Flags:
    """True for the first of the values, and for each that is not the one before it."""
    first: Flags = np.diff(values, prepend=-1) != 0
    return first


def gaps(firsts: Flags, day: Integers) -> tuple[Integers, NDArray[np.float64]]:
    """Days since the purchase before, 0 at a first one; and the gap before over the two latest, NaN below three purchases."""
    gap = np.where(firsts, 0, np.diff(day, prepend=0))
    before = np.concatenate(([0], gap))[: len(gap)]
    paired = (gap > 0) & (before > 0)
    return gap, np.divide(before, before + gap, out=np.full(len(gap), np.nan), where=paired)


def spread(values: NDArray[Any], places: NDArray[np.int32], customers: int) -> NDArray[Any]:
    """The values of the customers at `places` among all of them; NaN or 0 of the others."""
    found = np.full(customers, np.nan if values.dtype.kind == "f" else 0, dtype=values.dtype)
    found[places] = values
    return found
