"""From order lines to orders, days and customers: every grain once, from the one definition of each measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from clave.analytics.cost_to_serve.preparing import keep_what_drivers_count, with_drivers
from clave.analytics.cost_to_serve.tracing import Tracing
from clave.analytics.currencies import register_rates
from clave.analytics.engines import Engine, date_literal, open_engine
from clave.analytics.holdings import NOT_CANCELLED, Holdings, survey
from clave.analytics.ledger import Ledger
from clave.analytics.measures import (
    CUSTOMER_MEASURES,
    ORDER_MEASURES,
    RETURN_LINE,
    Measure,
    Total,
    contribution_sql,
    cost_to_serve_sql,
    of_one_row,
    selected,
)

if TYPE_CHECKING:
    import pyarrow as pa

MONEY_COLUMNS = ("net_amount", "list_amount", "cost_amount", "freight_amount")
LATEST_ONLY = (
    "SELECT * FROM (SELECT *, MAX(file_no) OVER (PARTITION BY order_id, line_no) AS last_file_no FROM order_files) f "
    "WHERE file_no = last_file_no"
)
"""With corrections: of each (order, line) only the rows of the latest file that holds it stand."""


@contextmanager
def opened_ledger(ledger: Ledger, engine: str = "duckdb", threads: int | None = None) -> Iterator[Engine]:
    """An engine that knows `order_lines` (and `dated_rates`) of the ledger; raises EngineMissing."""
    with open_engine(engine, (*ledger.orders, *ledger.rates, *ledger.activities), threads) as opened:
        opened.read("order_files" if ledger.has_corrections else "order_lines", ledger.orders, "ordered_on")
        if ledger.has_corrections:
            opened.keep("order_lines", LATEST_ONLY)
        if ledger.rates:
            opened.read("dated_rates", ledger.rates, "rate_date")
        if ledger.drivers and ledger.activities:
            opened.read("activities", ledger.activities, "occurred_on")
        yield opened


def roll_up(engine: Engine, ledger: Ledger, as_of: date | None = None) -> Holdings:
    """Compute `order_roll_up` from the lines up to `as_of`, and say what the ledger holds.

    `as_of` defaults to the last day ordered on. Raises LedgerEmpty, AsOfBeforeData, CurrenciesMixed, RateMissing and,
    with drivers, CostsCurrencyDiffers, CostsNeedActivities, CostsColumnMissing.
    """
    holdings = with_drivers(engine, ledger, survey(engine, ledger.reporting_currency, as_of))
    convert(engine, ledger, holdings)
    keep_what_drivers_count(engine, ledger, holdings, lines_sql(holdings))
    rolled = not ledger.one_line_orders or holdings.drivers is not None
    (engine.keep if rolled else engine.view)("order_roll_up", orders_sql(holdings, rolled=rolled))
    return holdings


def convert(engine: Engine, ledger: Ledger, holdings: Holdings) -> None:
    """Prepare the dated rates that `lines_sql` needs, where lines are in several currencies; raises RateMissing."""
    if holdings.converted:
        register_rates(engine, bool(ledger.rates), holdings.currency, counted_lines(holdings))


def counted_lines(holdings: Holdings) -> str:
    """The condition under which a line counts as of the day."""
    return f"{NOT_CANCELLED} AND ordered_on <= {date_literal(holdings.as_of)}"


def lines_sql(holdings: Holdings, also: Sequence[str] = ()) -> str:
    """The counted lines in the currency of the results, each marked as a return or not; `also` names columns to keep."""
    asked = Tracing(holdings.drivers).line_columns if holdings.drivers else []
    days = ("order_lines.ordered_on", "ordered_day", "promised_on", "delivered_on")
    kept = ", ".join(("customer_code", "order_id", *days, *dict.fromkeys((*asked, *also))))
    units = "CAST(COALESCE(quantity, 1) AS DECIMAL(18,4)) AS units"
    marked = f"CASE WHEN {RETURN_LINE} THEN 1 ELSE 0 END AS is_return, {units}"
    if not holdings.converted:
        return f"SELECT {kept}, {', '.join(MONEY_COLUMNS)}, {marked} FROM order_lines WHERE {counted_lines(holdings)}"
    amounts = ", ".join(f"CAST({column} * rate AS DECIMAL(18,4)) AS {column}" for column in MONEY_COLUMNS)
    joined = "rates_used.currency = order_lines.currency AND rates_used.ordered_on = order_lines.ordered_on"
    condition = counted_lines(holdings).replace("ordered_on", "order_lines.ordered_on")
    return f"SELECT {kept}, {amounts}, {marked} FROM order_lines JOIN rates_used ON {joined} WHERE {condition}"


def orders_sql(
    holdings: Holdings, measured: tuple[Measure, ...] = ORDER_MEASURES, apart: str = "", *, rolled: bool = True
) -> str:
    """One row per customer and order: every order measure, cost to serve, and contribution over the known costs.

    With drivers also one row, without an order, per customer and day on which something else was done for it.
    Without drivers fewer measures may be asked for; `apart` names a column of the lines that takes orders apart, and
    where no two lines share an order they need not be `rolled` up.
    """
    wanted = ORDER_MEASURES if holdings.drivers else measured
    measures = selected(wanted, holdings.columns, date_literal(holdings.as_of), holdings.filled)
    tracing = Tracing(holdings.drivers) if holdings.drivers else None
    figures = ", ".join((measures, *(tracing.line_figures() if tracing else ())))
    lines = lines_sql(holdings)
    grouped = f" GROUP BY customer_code, order_id{apart}" if rolled else ""
    rows = (
        f"SELECT customer_code, order_id, {figures if rolled else of_one_row(figures)} FROM ({lines}) counted{grouped}"
    )
    if tracing:
        rows = tracing.priced(tracing.order_rows(rows))
    cost = cost_to_serve_sql(holdings.counts_freight, "driven" if tracing else "")
    served = f"SELECT *, {cost} AS cost_to_serve FROM ({rows}) rolled"
    known = contribution_sql("cost_amount" in holdings.columns, holdings.knows_cost_to_serve)
    return f"SELECT *, {known} AS contribution FROM ({served}) served"


def totals_of(holdings: Holdings) -> tuple[Total, ...]:
    """Every measure of a customer, those of its drivers too."""
    return (*CUSTOMER_MEASURES, *(Tracing(holdings.drivers).customer_totals() if holdings.drivers else ()))


def customers_sql(holdings: Holdings, by: str = "customer_code", orders: str = "order_roll_up") -> str:
    """One row per customer (or per the columns `by`) with every measure; null where the ledger does not hold it."""
    totals = totals_of(holdings)
    figures = (f"{total.sql if holdings.knows(total) else total.unknown} AS {total.name}" for total in totals)
    return f"SELECT {by}, {', '.join(figures)} FROM {orders} GROUP BY {by}"


def month_table(engine: Engine, holdings: Holdings) -> pa.Table:
    """Every customer measure per customer and calendar month (DATE, its first day), sorted by both."""
    dated = "(SELECT *, CAST(date_trunc('month', ordered_on) AS DATE) AS month FROM order_roll_up) dated"
    by_month = customers_sql(holdings, "customer_code, month", dated)
    return engine.table(f"SELECT * FROM ({by_month}) months ORDER BY customer_code, month")


def order_table(engine: Engine, holdings: Holdings) -> pa.Table:
    """Every row of the roll-up: orders, and the days without an order on which drivers counted something."""
    import pyarrow as pa

    table = engine.table("SELECT * FROM order_roll_up ORDER BY customer_code, ordered_day, order_id")
    kinds = (pa.decimal128(38, each.scale) if pa.types.is_decimal(each) else each for each in table.schema.types)
    return table.cast(pa.schema(zip(table.column_names, kinds, strict=True)))
