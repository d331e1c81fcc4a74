"""The days behind the customer table: those of some customers one by one, and how much the whole base bought on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clave.analytics.decimals import Floats, in_one_piece, to_floats
from clave.analytics.engines import Engine
from clave.analytics.holdings import Holdings
from clave.analytics.lifetime.past import Past

if TYPE_CHECKING:
    import pyarrow as pa

MOST_SAMPLED = 4_000
"""Customers whose days are looked back on; of larger bases every so many of the sorted codes."""


@dataclass(frozen=True)
class PastDays:
    """`sample`: the days of up to so many customers; `base`: days (since 1970-01-01) and orders of all customers."""

    sample: Past
    base: tuple[Floats, Floats]


def past_days(engine: Engine, holdings: Holdings, table: pa.Table) -> PastDays:
    """The days behind `order_roll_up`, of which `table` is the customer table; value as `holdings.value_basis` says."""
    chosen = sampled(table["customer_code"])
    if chosen is not None:
        engine.register("sampled", chosen)
    rows = engine.table(sample_sql(holdings.value_basis, chosen is not None))
    base = engine.table(
        "SELECT ordered_day, COUNT(*) AS orders FROM order_roll_up WHERE is_order = 1 GROUP BY ordered_day "
        "ORDER BY ordered_day"
    )
    day, value, bought = (to_floats(rows[name]) for name in ("ordered_day", "day_value", "bought"))
    place = to_floats(rows["place"]).astype(np.int64)
    sample = Past(place, day.astype(np.int64), value, bought > 0)
    return PastDays(sample, (to_floats(base["ordered_day"]), to_floats(base["orders"])))


def sampled(codes: pa.ChunkedArray) -> pa.Table | None:
    """Every so many of the sorted codes; None where all of them are few enough."""
    import pyarrow as pa

    step = -(-len(codes) // MOST_SAMPLED)
    if step <= 1:
        return None
    whole = in_one_piece(codes)
    return pa.table({"customer_code": pa.concat_arrays([whole.slice(at, 1) for at in range(0, len(whole), step)])})


def sample_sql(value: str, chosen: bool) -> str:
    """One row per customer and day, sorted by both, with the place of the customer among them; of `sampled` only."""
    only = "WHERE customer_code IN (SELECT customer_code FROM sampled) " if chosen else ""
    return (
        f"SELECT DENSE_RANK() OVER (ORDER BY customer_code) - 1 AS place, ordered_day, MAX(is_order) AS bought, "
        f"CASE WHEN COUNT({value}) = COUNT(*) THEN CAST(SUM({value}) AS DECIMAL(38,4)) END AS day_value "
        f"FROM order_roll_up {only}GROUP BY customer_code, ordered_day ORDER BY place, ordered_day"
    )
