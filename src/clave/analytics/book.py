"""The book: what every customer contributed and is worth, in one table that says where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clave.analytics.ledger import Ledger

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from clave.analytics.backtests import ChoiceRecord
    from clave.analytics.cost_to_serve.drivers import DriverSet
    from clave.analytics.cost_to_serve.reconciling import Reconciliation
    from clave.analytics.cost_to_serve.right_hand_side import LossMaker
    from clave.analytics.cost_to_serve.waterfall import Step
    from clave.analytics.decimals import Floats
    from clave.analytics.holdings import Holdings
    from clave.analytics.valuation import Assumptions, Valuation

COLUMNS = (
    "customer_code",
    "currency",
    "orders",
    "first_ordered_on",
    "last_ordered_on",
    "revenue",
    "product_cost",
    "cost_to_serve",
    "contribution",
    "on_time_share",
    "regularity",
    "p_active",
    "expected_orders",
    "expected_contribution",
    "lifetime_value",
    "lifetime_value_low",
    "lifetime_value_high",
    "method",
    "rank",
    "list_revenue",
    "discount",
    "freight",
    "returns_amount",
    "due_orders",
    "on_time_orders",
    "units",
)
"""The columns of `Book.to_arrow()`, in order: those of the contract first."""

MEASURED_AMOUNTS = (
    "revenue",
    "product_cost",
    "cost_to_serve",
    "contribution",
    "list_revenue",
    "discount",
    "freight",
    "returns_amount",
)
MONTH_COLUMNS = (
    "customer_code",
    "month",
    "revenue",
    "product_cost",
    "freight",
    "contribution",
    "orders",
    "due_orders",
    "on_time_orders",
    "list_revenue",
    "discount",
    "returns_amount",
    "cost_to_serve",
)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Book:
    """Every customer with a counted order line, sorted by code; amounts in one currency, exact to four decimals.

    Unknown values are null, never 0. `rank` 1 is the highest lifetime value; customers whose lifetime value cannot be
    known come last.
    """

    exact: pa.Table
    """The columns `COLUMNS`; measured amounts with four decimals, estimated ones with two."""
    ledger: Ledger
    holdings: Holdings
    assumptions: Assumptions
    valuation: Valuation
    engine: str = "duckdb"
    cost_to_serve: pa.Table | None = None
    """Per customer and driver: customer_code, driver, times, minutes, amount (four decimals); sorted by both."""
    reconciliation: Reconciliation | None = None
    """Where the cost of every resource group went; None without drivers."""

    def to_arrow(self) -> pa.Table:
        """The book as an Arrow table: amounts DECIMAL(38,2) rounded half away from zero, shares 0..1 as DOUBLE."""
        return self._in_cents

    @cached_property
    def _in_cents(self) -> pa.Table:
        return with_places(self.exact, MEASURED_AMOUNTS, 2)

    def to_pandas(self) -> pd.DataFrame:
        """The book as a pandas frame, one row per customer; pandas must be installed."""
        return self.to_arrow().to_pandas()

    def months(self, places: int = 2) -> pa.Table:
        """Per customer and calendar month: `MONTH_COLUMNS`, `month` the DATE of its first day.

        Amounts are in the book's currency, rounded half away from zero to `places` decimals; with 4 they are exact and
        the months of a customer add up to its totals to the last decimal.
        """
        from clave.analytics.roll_up import month_table, opened_ledger, roll_up

        with opened_ledger(self.ledger, self.engine) as engine:
            table = month_table(engine, roll_up(engine, self.ledger, self.holdings.as_of))
        return with_places(with_discount(table).select(MONTH_COLUMNS), MEASURED_AMOUNTS, places)

    def cost_to_serve_by(self, grain: str) -> pa.Table:
        """Cost to serve by driver per customer and `month`, or per `order` (an empty `order_id` where there is none).

        Amounts have four decimals; those of a customer add up to its own to the last one.
        """
        from clave.analytics.cost_to_serve.tables import by_driver
        from clave.analytics.roll_up import month_table, opened_ledger, order_table, roll_up

        tables = {"month": month_table, "order": order_table}
        keys = {"month": ("customer_code", "month"), "order": ("customer_code", "order_id", "ordered_on")}
        with opened_ledger(self.ledger, self.engine) as engine:
            holdings = roll_up(engine, self.ledger, self.holdings.as_of)
            return by_driver(tables[grain](engine, holdings), holdings, keys[grain])

    def waterfall(self, customer_code: str | None = None) -> list[Step]:
        """From list price to contribution, of one customer or of all; exact amounts, None where not known."""
        from clave.analytics.cost_to_serve.waterfall import waterfall_of

        return waterfall_of(self, customer_code)

    def right_hand_side(self) -> list[LossMaker]:
        """The customers that lose money, the largest loss first, with what would bring each to zero."""
        from clave.analytics.cost_to_serve.right_hand_side import loss_makers
        from clave.analytics.roll_up import opened_ledger, roll_up

        with opened_ledger(self.ledger, self.engine) as engine:
            return loss_makers(engine, roll_up(engine, self.ledger, self.holdings.as_of), self.cost_to_serve)

    @cached_property
    def totals(self) -> dict[str, Any]:
        """Sums over all customers from the exact amounts, rounded once; null when not known for any customer.

        Keys: customers, orders, due_orders, on_time_orders, on_time_share, currency, the measured amounts and
        lifetime_value (Decimal, 2 places).
        """
        from clave.analytics.manifest import totals_of

        return totals_of(self.exact, self.holdings.currency)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of every figure of the book: the same ledger and parameters give the same digest."""
        from clave.analytics.manifest import digest_of

        return digest_of(self.to_arrow())

    @cached_property
    def choice_record(self) -> ChoiceRecord:
        """Which way of choosing to rank by now, its ranking, and how it would have done on earlier days."""
        from clave.analytics.backtests import choice_record

        return choice_record(self.ledger, as_of=self.holdings.as_of, engine=self.engine)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What is needed to compute the book again, and what to know when reading it; plain JSON types."""
        from clave.analytics.manifest import manifest_of

        return manifest_of(self)


def score(
    ledger: Ledger,
    *,
    as_of: date | None = None,
    horizon_months: float = 36,
    discount_rate: float = 0.10,
    seed: int = 1,
    threads: int | None = None,
    engine: str = "duckdb",
    costs: DriverSet | None = None,
) -> Book:
    """What every customer of `ledger` contributed up to `as_of` and is worth over the months after it.

    `as_of` defaults to the last day ordered on (the manifest says so); later rows are ignored. `discount_rate` is per
    year, 0.10 for 10 %; `seed` drives the 80 % interval; `threads` changes the speed, never a figure. `costs` are the
    drivers of cost to serve, those of the ledger where None; without any it is freight.
    Raises LedgerEmpty, AsOfBeforeData, CurrenciesMixed, RateMissing, ParameterOutOfRange, AmountTooLarge,
    EngineMissing.
    """
    from clave.analytics.cost_to_serve.reconciling import reconcile
    from clave.analytics.cost_to_serve.tables import by_driver
    from clave.analytics.customer_table import customer_table
    from clave.analytics.days import DAY_COLUMNS
    from clave.analytics.memory import give_back_large_blocks, give_back_the_rest
    from clave.analytics.past_days import past_days
    from clave.analytics.roll_up import opened_ledger, roll_up
    from clave.analytics.valuation import Assumptions, buyers_of, valued

    give_back_large_blocks()
    ledger = ledger if costs is None else replace(ledger, drivers=costs)
    assumptions = Assumptions(horizon_months, discount_rate, seed)
    with opened_ledger(ledger, engine, threads) as opened:
        holdings = roll_up(opened, ledger, as_of)
        table = customer_table(opened, holdings)
        past = past_days(opened, holdings, table)
        reconciliation = reconcile(opened, holdings)
    give_back_the_rest()
    buyers = buyers_of(table, holdings)
    table = table.drop_columns(list(DAY_COLUMNS))
    valuation = valued(buyers, holdings, assumptions, past, threads)
    del buyers
    give_back_the_rest()
    exact = book_table(table, holdings, valuation)
    by_customer = by_driver(table, holdings)
    return Book(exact, ledger, holdings, assumptions, valuation, engine, by_customer, reconciliation)


def with_places(table: pa.Table, amounts: tuple[str, ...], places: int) -> pa.Table:
    """`table` with its amounts rounded to `places` decimals, half away from zero."""
    from clave.analytics.decimals import rounded

    for name in set(amounts) & set(table.column_names):
        table = table.set_column(table.column_names.index(name), name, rounded(table[name], places))
    return table


def with_discount(table: pa.Table) -> pa.Table:
    """`table` with `discount`: list revenue less revenue, null where list revenue is."""
    from clave.analytics.decimals import difference

    return table.append_column("discount", difference(table["list_revenue"], table["revenue"]))


def book_table(table: pa.Table, holdings: Holdings, valuation: Valuation) -> pa.Table:
    """The measured and the estimated columns side by side, in the order of `COLUMNS`."""
    import numpy as np
    import pyarrow as pa

    from clave.analytics.decimals import to_texts

    discounted = with_discount(table)
    columns: dict[str, Any] = {name: discounted[name] for name in discounted.column_names}
    columns |= estimated_columns(table, holdings, valuation)
    columns |= {
        "currency": to_texts(np.ones(table.num_rows, dtype=np.bool_), holdings.currency),
        "on_time_share": on_time_share(table),
    }
    columns["rank"] = ranks(columns["lifetime_value"], table["contribution"], table["revenue"])
    return pa.table({name: columns[name] for name in COLUMNS})


def on_time_share(table: pa.Table) -> pa.Array:
    """On-time orders over due orders with six decimals; null without due orders."""
    import numpy as np

    from clave.analytics.decimals import to_floats, to_numbers

    due, on_time = to_floats(table["due_orders"]), to_floats(table["on_time_orders"])
    return to_numbers(np.divide(on_time, due, out=np.full(len(due), np.nan), where=due > 0), 6)


def estimated_columns(table: pa.Table, holdings: Holdings, valuation: Valuation) -> dict[str, pa.Array]:
    """The columns that a model estimated; null for customers of whom it can say nothing."""
    import numpy as np

    from clave.analytics.decimals import to_amounts, to_numbers, to_texts

    unknown = np.full(table.num_rows, np.nan)

    def taken(name: str) -> Floats:
        """An estimate of every customer; it goes from the valuation, to leave room for what is made of it."""
        return valuation.over_all(valuation.estimates.pop(name, unknown[: valuation.bought.sum()]))

    per_purchase, expected = valuation.over_all(valuation.orders_per_purchase), taken("value")
    low, value, high = (to_amounts("lifetime_value", taken(name)) for name in ("low", "discounted_value", "high"))
    contributes = holdings.value_basis == "contribution"
    return {
        "regularity": to_numbers(valuation.regularity, 4),
        "p_active": to_numbers(taken("p_active"), 6),
        "expected_orders": to_numbers(taken("purchases") * per_purchase, 4),
        "expected_contribution": to_amounts("expected_contribution", expected if contributes else unknown),
        "lifetime_value": value,
        "lifetime_value_low": low,
        "lifetime_value_high": high,
        "method": to_texts(valuation.bought, valuation.choice.method, "no_orders"),
    }


def ranks(lifetime_value: pa.Array, contribution: pa.ChunkedArray, revenue: pa.ChunkedArray) -> pa.Array:
    """1 for the highest lifetime value; unknown ones last, by contribution, then revenue; ties in order of the code."""
    import numpy as np
    import pyarrow as pa

    from clave.analytics.decimals import to_array, to_floats

    value = to_floats(pa.chunked_array([lifetime_value]))
    order = np.argsort(-value, kind="stable")
    unknown = int(np.isnan(value).sum())
    if unknown:
        last = order[-unknown:]
        last[:] = last[np.lexsort([-to_floats(column)[last] for column in (revenue, contribution)])]
    placed = np.empty(len(order), dtype=np.int64)
    placed[order] = np.arange(1, len(order) + 1)
    return to_array(placed, pa.int64())


def to_cents(amount: Decimal | None) -> Decimal | None:
    """An exact amount rounded half away from zero to two decimals."""
    return None if amount is None else amount.quantize(CENT, rounding=ROUND_HALF_UP)
