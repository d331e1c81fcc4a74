"""Cost to serve by driver, as a long table: per customer, per customer and month, or per order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clave.analytics.cost_to_serve.drivers import FREIGHT
from clave.analytics.decimals import to_texts

if TYPE_CHECKING:
    import pyarrow as pa

    from clave.analytics.holdings import Holdings

MONEY_PLACES = 4


def by_driver(table: pa.Table, holdings: Holdings, keys: tuple[str, ...] = ("customer_code",)) -> pa.Table:
    """One row per `keys` and driver: `driver`, `times`, `minutes`, `amount` (four decimals), for what happened at all.

    `table` is a roll-up with the columns of every driver. Freight of the ledger is the driver `freight`. An amount that
    is not known is null.
    """
    import pyarrow as pa

    if not holdings.knows_cost_to_serve:
        return pa.table([pa.nulls(0, field.type) for field in schema_of(table, keys)], schema=schema_of(table, keys))
    return pa.concat_tables(parts_of(table, holdings, keys)).sort_by([(key, "ascending") for key in (*keys, "driver")])


def parts_of(table: pa.Table, holdings: Holdings, keys: tuple[str, ...]) -> list[pa.Table]:
    """The rows of freight and of every driver."""
    import pyarrow.compute as pc

    charged = pc.or_kleene(pc.is_null(table["freight"]), not_zero(table["freight"]))
    freight = table.filter(charged) if holdings.counts_freight else table.slice(0, 0)
    parts = [part_of(freight, keys, FREIGHT, None, None, "freight")]
    drivers = holdings.drivers
    for place, driver in enumerate(drivers.drivers if drivers else ()):
        rows = table.filter(not_zero(table[f"times_{place}"]))
        minutes = f"base_{place}" if driver.minutes else None
        parts.append(part_of(rows, keys, driver.name, f"times_{place}", minutes, f"amount_{place}"))
    return parts


def not_zero(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Where a figure is not 0, null where it is not known; no Python value in it, which would wake pandas."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.sign(column).cast(pa.bool_())


def part_of(
    table: pa.Table, keys: tuple[str, ...], name: str, times: str | None, minutes: str | None, amount: str
) -> pa.Table:
    """The rows of one driver."""
    import pyarrow as pa

    schema = schema_of(table, keys)
    rows = table.num_rows
    columns: dict[str, Any] = {key: table[key] for key in keys}
    columns["driver"] = to_texts(np.ones(rows, dtype=np.bool_), name)
    columns["times"] = pa.nulls(rows, pa.int64()) if times is None else table[times].cast(pa.int64())
    columns["minutes"] = pa.nulls(rows, schema.field("minutes").type) if minutes is None else table[minutes]
    columns["amount"] = table[amount]
    return pa.table(columns).cast(schema)


def schema_of(table: pa.Table, keys: tuple[str, ...]) -> pa.Schema:
    """The columns of the long table."""
    import pyarrow as pa

    return pa.schema(
        [
            *(table.schema.field(key) for key in keys),
            ("driver", pa.string()),
            ("times", pa.int64()),
            ("minutes", pa.decimal128(38, 6)),
            ("amount", pa.decimal128(38, MONEY_PLACES)),
        ]
    )
