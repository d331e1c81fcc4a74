"""What customers bought of one product group between two days, net of what came back: the sum of `net_amount`, per currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.analytics.engines import Engine, date_literal, quoted
from clave.analytics.holdings import NOT_CANCELLED
from clave.analytics.ledger import Ledger
from clave.analytics.roll_up import opened_ledger


@dataclass(frozen=True)
class GroupSales:
    """Which customers' purchases of which product group, from the first to the last day."""

    customer_codes: tuple[str, ...]
    product_group: str
    first: date
    last: date


def group_revenue(ledger: Ledger, asked: Sequence[GroupSales]) -> tuple[date | None, list[dict[str, Decimal]]]:
    """The last day ordered on, and for each question currency -> revenue; currencies are never added up."""
    with opened_ledger(ledger) as engine:
        last = engine.rows(f"SELECT MAX(ordered_on) FROM order_lines WHERE {NOT_CANCELLED}")[0][0]
        return last, [_revenue(engine, each) for each in asked]


def groups_known(ledger: Ledger) -> list[str]:
    """Every product group that an order line names, by name."""
    with opened_ledger(ledger) as engine:
        rows = engine.rows("SELECT DISTINCT product_group FROM order_lines WHERE product_group IS NOT NULL ORDER BY 1")
        return [row[0] for row in rows]


def _revenue(engine: Engine, asked: GroupSales) -> dict[str, Decimal]:
    codes = ", ".join(map(quoted, asked.customer_codes)) or "NULL"
    days = f"ordered_on BETWEEN {date_literal(asked.first)} AND {date_literal(asked.last)}"
    where = (
        f"customer_code IN ({codes}) AND product_group = {quoted(asked.product_group)} AND {days} AND {NOT_CANCELLED}"
    )
    rows = engine.rows(f"SELECT currency, SUM(net_amount) FROM order_lines WHERE {where} GROUP BY currency")
    return {currency: amount for currency, amount in rows if amount is not None}
