"""From the measures of every customer to what it is worth: histories, model, value per purchase, interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clave.analytics.decimals import Floats, to_flags, to_floats
from clave.analytics.holdings import Holdings
from clave.analytics.lifetime.choice import Choice, choose_model
from clave.analytics.lifetime.histories import WEEKS_PER_MONTH, Histories
from clave.analytics.lifetime.lesson import Lesson, learned
from clave.analytics.lifetime.outlook import PLAIN, Level, Outlook, outlook
from clave.analytics.lifetime.regularity import base_regularity, customer_regularity
from clave.analytics.past_days import PastDays
from clave.analytics.refusals import ParameterOutOfRange
from clave.analytics.shrinkage import PurchaseValues, purchase_values

if TYPE_CHECKING:
    import pyarrow as pa

EPOCH_ORDINAL = 719_163
LONGEST_HORIZON_MONTHS = 600
READ = (
    "orders",
    "order_days",
    "first_day",
    "last_day",
    "valued_days",
    "value_sum",
    "value_squares",
    "last_gap_ratio",
    "log_gaps",
)
"""The columns of the customer table behind histories and values of purchases, beside the value itself."""


@dataclass(frozen=True)
class Assumptions:
    """The parameters of a valuation: months ahead, yearly discount rate (0.10 is 10 %), seed of the simulation."""

    horizon_months: float = 36
    discount_rate: float = 0.10
    seed: int = 1

    def __post_init__(self) -> None:
        checks = (
            ("horizon_months", self.horizon_months, 0 <= self.horizon_months <= LONGEST_HORIZON_MONTHS, "0 .. 600"),
            ("discount_rate", self.discount_rate, 0 <= self.discount_rate <= 1, "0 .. 1"),
            ("seed", self.seed, 0 <= self.seed < 2**63, "0 .. 2^63 - 1"),
        )
        for name, value, holds, expected in checks:
            if not holds:
                raise ParameterOutOfRange(name=name, value=value, expected=expected)

    @property
    def weeks(self) -> float:
        """The horizon in weeks."""
        return self.horizon_months * WEEKS_PER_MONTH


@dataclass(frozen=True)
class Valuation:
    """Columns per customer (NaN where it cannot be known), the model's choice and the regularity of the base."""

    regularity: Floats
    outlook: Outlook | None
    """None where nothing can be estimated, and once the book has been written from it."""
    orders_per_purchase: Floats
    bought: np.typing.NDArray[np.bool_]
    choice: Choice
    base_regularity: float | None
    lesson: Lesson

    def over_all(self, values: Floats) -> Floats:
        """A column of the customers that bought, spread over all customers; NaN for the others."""
        if self.bought.all():
            return values
        result = np.full(len(self.bought), np.nan)
        result[self.bought] = values
        return result


def valued(table: pa.Table, holdings: Holdings, assumptions: Assumptions, past: PastDays) -> Valuation:
    """What each customer of `table` (from `customer_table`) is expected to bring from `holdings.as_of` on.

    `past` holds the days behind the same table, from which the level and the doubt of forecasts are learned.
    """
    order_days = np.nan_to_num(to_floats(table["order_days"]))
    bought = order_days > 0
    buyers = bought_only(table, bought, holdings)
    histories, places = histories_of(buyers, holdings).grouped()
    choice, base = choice_for(buyers, histories)
    today = holdings.as_of.toordinal() - EPOCH_ORDINAL
    lesson, found = learned(past.sample, today, past.base), None
    if choice.model is not None:
        values, level = values_of(buyers, holdings), lesson.level(today, assumptions.weeks)
        weeks, rate, seed = assumptions.weeks, assumptions.discount_rate, assumptions.seed
        found = outlook(choice.model, histories, values, weeks, rate, seed, level, places)
    pairs, squares = (np.nan_to_num(to_floats(table[name])) for name in ("gap_pairs", "gap_ratio_squares"))
    return Valuation(
        regularity=customer_regularity(pairs, squares),
        outlook=found,
        orders_per_purchase=to_floats(buyers["orders"]) / order_days[bought],
        bought=bought,
        choice=choice,
        base_regularity=base,
        lesson=lesson,
    )


def expected_values(table: pa.Table, holdings: Holdings, weeks: float, level: Level = PLAIN) -> Floats:
    """What each customer is expected to bring within `weeks`, not discounted; 0 where nothing can be said."""
    bought = np.nan_to_num(to_floats(table["order_days"])) > 0
    buyers = bought_only(table, bought, holdings)
    histories = histories_of(buyers, holdings)
    model = choice_for(buyers, histories)[0].model
    expected = np.zeros(len(bought))
    if model is not None:
        orders = model.p_active(histories) * model.orders_if_active(histories, weeks)
        expected[bought] = level.orders * level.value * orders * values_of(buyers, holdings).mean
    return expected


def bought_only(table: pa.Table, bought: np.typing.NDArray[np.bool_], holdings: Holdings) -> pa.Table:
    """Of the customers that bought, what models and values read."""
    read = table.select([*READ, holdings.value_basis])
    return read if bought.all() else read.filter(to_flags(bought))


def choice_for(buyers: pa.Table, histories: Histories) -> tuple[Choice, float | None]:
    """The model for these customers and the regularity of the base on which the choice rests."""
    ratios = to_floats(buyers["last_gap_ratio"])
    base = base_regularity(ratios[np.isfinite(ratios)])
    return choose_model(histories, base, float(np.nansum(to_floats(buyers["log_gaps"])))), base


def histories_of(buyers: pa.Table, holdings: Holdings) -> Histories:
    """Purchase histories of the customers that bought, one entry per row."""
    first, last, days = (to_floats(buyers[name]).astype(np.int64) for name in ("first_day", "last_day", "order_days"))
    return Histories.of(days - 1, last - first, holdings.as_of.toordinal() - EPOCH_ORDINAL - first)


def values_of(buyers: pa.Table, holdings: Holdings) -> PurchaseValues:
    """What a purchase is worth: the customer's whole value, credits included, spread over its purchases.

    Where the whole is not known, the mean of the purchases whose value is known.
    """
    n, sums, squares = (
        np.nan_to_num(to_floats(buyers[name])) for name in ("valued_days", "value_sum", "value_squares")
    )
    mean = to_floats(buyers[holdings.value_basis]) / to_floats(buyers["order_days"])
    unknown = ~np.isfinite(mean)
    mean[unknown] = sums[unknown] / np.maximum(n[unknown], 1)
    return purchase_values(n, mean, sums, squares)
