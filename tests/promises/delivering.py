"""Orders with the days on which they were promised and came, brought into the ledger through its ordinary door."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from clave.ledger.models import Batch
from tests.ledger.imports import bring, write

HEADER = (
    "order_id,line_no,customer_code,ordered_on,currency,net_amount,product_code,site,ship_mode,promised_on,delivered_on"
)


def order(
    number: str,
    *,
    days: int | None,
    on: str = "2025-03-10",
    customer: str = "C1",
    product: str = "P1",
    site: str = "Madrid",
) -> str:
    """One order of one line, delivered so many days after it was placed, or not at all; promised for the third day."""
    placed = date.fromisoformat(on)
    came = "" if days is None else (placed + timedelta(days=days)).isoformat()
    promised = (placed + timedelta(days=3)).isoformat()
    return f"{number},1,{customer},{on},EUR,100.00,{product},{site},express,{promised},{came}"


def bring_orders(folder: Path, *orders: str, name: str = "orders.csv", last: str = "2025-06-30") -> Batch | None:
    """These orders in the ledger, and one of another customer on the last day that it knows."""
    return bring(write(folder / name, *orders, order(f"last-{name}", days=0, on=last, customer="LAST"), header=HEADER))
