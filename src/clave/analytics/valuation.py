"""From the measures of every customer to what it is worth: histories, model, value per purchase, interval."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clave.analytics.decimals import Floats, to_flags, to_floats
from clave.analytics.holdings import Holdings
from clave.analytics.lifetime.choice import Choice, choose_model
from clave.analytics.lifetime.histories import WEEKS_PER_MONTH, Histories, Integers
from clave.analytics.lifetime.lesson import Lesson, learned
from clave.analytics.lifetime.outlook import ahead, foreseen
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
ESTIMATED = ("p_active", "purchases", "value", "discounted_value", "low", "high")
"""What of an outlook stands in the book."""


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
    estimates: dict[str, Floats]
    """`ESTIMATED` columns; empty where nothing can be estimated, and once the book has taken them."""
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


@dataclass(frozen=True)
class Buyers:
    """What valuation rests on: who of all customers bought, and of these their distinct histories, model and values."""

    bought: np.typing.NDArray[np.bool_]
    histories: Histories
    places: Integers
    """Whose history is which of the distinct ones."""
    values: PurchaseValues
    choice: Choice
    base_regularity: float | None
    regularity: Floats
    """Of all customers."""
    orders_per_purchase: Floats


def buyers_of(table: pa.Table, holdings: Holdings) -> Buyers:
    """The buyers among the customers of `table` (from `customer_table`); its `DAY_COLUMNS` are not read any more."""
    order_days = to_floats(table["order_days"])
    bought = order_days > 0
    buyers = bought_only(table, bought, holdings)
    histories, places = histories_of(buyers, holdings).grouped()
    choice, base = choice_for(buyers, histories)
    return Buyers(
        bought=bought,
        histories=histories,
        places=places,
        values=values_of(buyers, holdings),
        choice=choice,
        base_regularity=base,
        regularity=customer_regularity(order_days - 2, np.nan_to_num(to_floats(table["gap_ratio_squares"]))),
        orders_per_purchase=to_floats(buyers["orders"]) / order_days[bought],
    )


def valued(
    buyers: Buyers, holdings: Holdings, assumptions: Assumptions, past: PastDays, threads: int | None = None
) -> Valuation:
    """What each customer is expected to bring from `holdings.as_of` on.

    `past` holds the days of the same customers, from which the level and the doubt of forecasts are learned while
    futures are drawn.
    """
    today, weeks, model = day_of(holdings), assumptions.weeks, buyers.choice.model
    with ThreadPoolExecutor(1) as beside:
        learning, estimates = beside.submit(learned, past.sample, today, past.base), {}
        if model is not None:
            drawn = ahead(model, buyers.histories, buyers.values, weeks, assumptions.seed, buyers.places)
            level = learning.result().level(today, weeks)
            found = foreseen(model, drawn, weeks, assumptions.discount_rate, level, threads)
            estimates = {name: getattr(found, name) for name in ESTIMATED}
    return Valuation(
        regularity=buyers.regularity,
        estimates=estimates,
        orders_per_purchase=buyers.orders_per_purchase,
        bought=buyers.bought,
        choice=buyers.choice,
        base_regularity=buyers.base_regularity,
        lesson=learning.result(),
    )


def day_of(holdings: Holdings) -> int:
    """The day of the computation, counted from 1970-01-01."""
    return holdings.as_of.toordinal() - EPOCH_ORDINAL


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
    return Histories.of(days - 1, last - first, day_of(holdings) - first)


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
