"""From orders to customers: every measure, and what models ask of the days on which they bought."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from clave.analytics.days import day_columns
from clave.analytics.decimals import nothing_known, plain_numbers, to_array
from clave.analytics.engines import Engine, quoted
from clave.analytics.holdings import Holdings
from clave.analytics.measures import COUNTED, Total
from clave.analytics.roll_up import customers_sql, totals_of
from clave.analytics.runs import runs_of
from clave.analytics.threads import shared_out

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 200_000
"""About so many rows are added up in one go, and stay close to the processor."""


def customer_table(engine: Engine, holdings: Holdings) -> pa.Table:
    """Every measure of every customer, its first and last day and its `DAY_COLUMNS`, sorted by code.

    One row per customer with a counted line. What nobody knows is null and takes no memory. Orders come sorted, piece by
    piece, and what stands together is added up here, which costs a fraction of what grouping costs an engine. A cluster
    adds up its customers itself: of their orders come only the figures that models read.
    """
    import pyarrow as pa

    totals, grouped = totals_of(holdings), engine.sums_customers
    known = [total for total in totals if holdings.knows(total)]
    read = [total for total in known if not grouped or total.name in ("orders", holdings.value_basis)]
    cuts = [quoted(cut) for cut in engine.cuts("order_roll_up", "customer_code", len(read) + 2)]
    lowest = ("true", *(f"customer_code >= {cut}" for cut in cuts))
    highest = (*(f"customer_code < {cut}" for cut in cuts), "true")
    parts = (orders_sql(read, *limits) for limits in zip(lowest, highest, strict=True))
    pieces = chain.from_iterable(engine.pieces(part, ROWS_AT_ONCE) for part in parts)
    summing = partial(added_up, basis=holdings.value_basis, totals=read)
    table = pa.concat_tables(shared_out(summing, whole_customers(pieces), engine.threads))
    for total in (total for total in totals if total not in known):
        kind = pa.int64() if total.kind == COUNTED else pa.decimal128(38, 4)
        table = table.append_column(total.name, nothing_known(table.num_rows, kind))
    if not grouped:
        return table
    summed = engine.table(f"SELECT * FROM ({customers_sql(holdings)}) summed ORDER BY customer_code")
    days = [name for name in table.column_names if name not in summed.column_names]
    return pa.table(summed.columns + table.select(days).columns, names=summed.column_names + days)


def orders_sql(totals: Sequence[Total], *within: str) -> str:
    """What `totals` add up of each order within some limits, and its day; sorted by customer and day."""
    figures = ", ".join(f"CAST({total.of} AS {total.kind_of_one}) AS {total.name}" for total in totals)
    part = f"SELECT * FROM order_roll_up WHERE {' AND '.join(within)}"
    return (
        f"SELECT customer_code, CAST(ordered_day AS INT) AS ordered_day, {figures} FROM ({part}) part "
        "ORDER BY customer_code, ordered_day"
    )


def whole_customers(pieces: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same sorted rows, cut where one customer ends and the next begins."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    for piece in filter(len, pieces):
        codes = piece["customer_code"]
        last = codes[-1].as_py()
        start = bisect_left(range(len(codes)), True, key=lambda at: codes[at].as_py() == last)
        if start:
            yield pa.Table.from_batches([*held, piece.slice(0, start)])
            held.clear()
        held.append(piece.slice(start))
    if held:
        yield pa.Table.from_batches(held)


def added_up(orders: pa.Table, basis: str, totals: Sequence[Total]) -> pa.Table:
    """The sorted orders of some customers as one row for each of them."""
    import pyarrow as pa

    customers, codes = runs_of(orders["customer_code"])
    columns: dict[str, Any] = {"customer_code": codes}
    columns |= {total.name: customers.together(total.how, orders[total.name]) for total in totals}
    is_order, day = plain_numbers(orders["orders"]) > 0, plain_numbers(orders["ordered_day"])
    days = day_columns(customers, is_order, day, orders[basis])
    columns |= {name: to_array(values, pa.from_numpy_dtype(values.dtype)) for name, values in days.items()}
    for name in ("first", "last"):
        columns[f"{name}_ordered_on"] = to_array(days[f"{name}_day"], pa.date32(), days["order_days"] > 0)
    return pa.table(columns)
