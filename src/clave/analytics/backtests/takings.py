"""What every customer brought on every day, read once from the ledger: enough for every method at every cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clave.analytics.cost_to_serve.preparing import keep_what_drivers_count, with_drivers
from clave.analytics.decimals import Floats, to_floats
from clave.analytics.engines import Engine
from clave.analytics.holdings import Holdings
from clave.analytics.ledger import Ledger
from clave.analytics.measures import ORDER_MEASURES
from clave.analytics.refusals import CostsUnknown
from clave.analytics.roll_up import convert, lines_sql, orders_sql

if TYPE_CHECKING:
    import pyarrow as pa

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

EPOCH_ORDINAL = 719_163
NEEDED = ("ordered_day", "is_order", "revenue", "product_cost", "freight")


@dataclass(frozen=True)
class Takings:
    """One entry per customer and day with a counted line, sorted by both; exact sums, turned into floats at the end.

    `place` is the customer's place among `codes` (sorted), `day` counts from 1970-01-01, `amount` is what the day
    brought, credits included and 0 where it is not known, `bought` tells days with an order from mere credit notes.
    """

    codes: Sequence[str]
    place: Integers
    day: Integers
    amount: Floats
    bought: Flags
    currency: str = ""

    def until(self, last: int) -> Takings:
        """The entries up to and including day `last`."""
        return self.only(self.day <= last)

    def between(self, after: int, until: int) -> Takings:
        """The entries later than day `after`, up to and including day `until`."""
        return self.only((self.day > after) & (self.day <= until))

    def only(self, kept: Flags) -> Takings:
        """The entries for which `kept` holds."""
        return replace(
            self, place=self.place[kept], day=self.day[kept], amount=self.amount[kept], bought=self.bought[kept]
        )

    def totals(self) -> Floats:
        """What each customer of `codes` brought."""
        return sums_by(self.place, self.amount, len(self.codes))


def sums_by(place: Integers, weights: Floats, count: int) -> Floats:
    """The sum of `weights` for each place from 0 to `count` - 1."""
    return np.bincount(place, weights=weights, minlength=count).astype(np.float64)


def number_of(day: date) -> int:
    """A date as the ledger counts days."""
    return day.toordinal() - EPOCH_ORDINAL


def day_of(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(int(number) + EPOCH_ORDINAL)


def read_takings(engine: Engine, ledger: Ledger, before: Holdings, whole: Holdings, by: str) -> Takings:
    """The takings of the survey `whole` by `revenue` or `contribution`; the survey `before` says which costs count.

    Raises CostsUnknown and RateMissing.
    """
    before, whole = (with_drivers(engine, ledger, holdings) for holdings in (before, whole))
    if by == "contribution" and not before.knows_contribution:
        raise CostsUnknown
    convert(engine, ledger, whole)
    keep_what_drivers_count(engine, ledger, whole, lines_sql(whole))
    return takings_of(engine.table(takings_sql(whole, before, by)), whole.currency)


def takings_sql(whole: Holdings, before: Holdings, by: str) -> str:
    """One row per customer and day; an order with lines on several days is taken apart, so no day knows a later one."""
    measures = tuple(measure for measure in ORDER_MEASURES if measure.name in NEEDED)
    valued = orders_sql(replace(whole, columns=before.columns), measures, apart=", ordered_day")
    return (
        f"SELECT customer_code, ordered_day, CAST(SUM(COALESCE({by}, 0)) AS DECIMAL(38,4)) AS amount, "
        f"MAX(is_order) AS bought FROM ({valued}) valued GROUP BY customer_code, ordered_day "
        f"ORDER BY customer_code, ordered_day"
    )


def takings_of(table: pa.Table, currency: str) -> Takings:
    """The arrays behind the rows of `takings_sql`."""
    import pyarrow as pa

    codes = table["customer_code"].combine_chunks().dictionary_encode()
    day, amount, bought = (to_floats(table[name]) for name in ("ordered_day", "amount", "bought"))
    place = to_floats(pa.chunked_array([codes.indices]))
    listed = codes.dictionary.to_pylist()
    return Takings(listed, place.astype(np.int64), day.astype(np.int64), amount, bought > 0, currency)
