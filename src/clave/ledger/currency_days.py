"""Which days of which currency the ledger holds, and what rates there are: read from its files, set by set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from clave.ledger.comparing import HeldFile, current_rows_sql

DatedRate = tuple[date, str, str, Decimal]


@dataclass(frozen=True)
class OrderDays:
    """One currency of the order lines: how many lines there are, and on which days."""

    currency: str
    lines: int
    days: list[date]


def rates_now(held: Sequence[HeldFile]) -> list[DatedRate]:
    """The rates that count (day, base, quote, rate), of each day and pair those of the latest file."""
    if not held:
        return []
    sql = f"SELECT rate_date, base, quote, rate FROM ({current_rows_sql('rates', held)}) ORDER BY ALL"
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchall()


def order_days(held: Sequence[HeldFile]) -> list[OrderDays]:
    """The currencies of order lines that count, most lines first, each with its days in order."""
    if not held:
        return []
    sql = (
        "SELECT currency, sum(lines)::BIGINT AS lines, list(ordered_on ORDER BY ordered_on) FROM ("
        f"SELECT currency, ordered_on, count(*) AS lines FROM ({current_rows_sql('orders', held)}) "
        "WHERE status <> 'cancelled' AND currency IS NOT NULL AND ordered_on IS NOT NULL GROUP BY ALL"
        ") GROUP BY currency ORDER BY lines DESC, currency"
    )
    with duckdb.connect() as connection:
        return [OrderDays(*row) for row in connection.execute(sql).fetchall()]
