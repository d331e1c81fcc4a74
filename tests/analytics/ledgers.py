"""Ledgers to test with: a few lines written by hand, and the public data sets of ../shared read row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from clave.analytics.ledger import Ledger

SHARED = Path(__file__).resolve().parents[3] / "shared"
MONEY = pa.decimal128(18, 4)
SCHEMA = pa.schema(
    {
        "customer_code": pa.string(),
        "order_id": pa.string(),
        "line_no": pa.int64(),
        "ordered_on": pa.date32(),
        "quantity": pa.decimal128(18, 6),
        "net_amount": MONEY,
        "list_amount": MONEY,
        "cost_amount": MONEY,
        "freight_amount": MONEY,
        "currency": pa.string(),
        "product_code": pa.string(),
        "product_group": pa.string(),
        "promised_on": pa.date32(),
        "delivered_on": pa.date32(),
        "ship_mode": pa.string(),
        "site": pa.string(),
        "seller_code": pa.string(),
        "status": pa.string(),
    }
)
RATES_SCHEMA = pa.schema(
    {"rate_date": pa.date32(), "base": pa.string(), "quote": pa.string(), "rate": pa.decimal128(20, 10)}
)


def line(customer: str, order: str, day: date, net: Any, **more: Any) -> dict[str, Any]:
    """One order line in EUR; amounts may be written as text."""
    amounts = {
        name: Decimal(str(value)) for name, value in more.items() if name.endswith("amount") or name == "quantity"
    }
    known = {"customer_code": customer, "order_id": order, "line_no": 1, "ordered_on": day, "currency": "EUR"}
    return {**known, "quantity": Decimal(1), "status": "invoiced", **more, **amounts, "net_amount": Decimal(str(net))}


def written(path: Path, rows: Iterable[Mapping[str, Any]], schema: pa.Schema = SCHEMA) -> Path:
    """Rows as a Parquet file in the ledger's types."""
    kept = list(rows)
    table = pa.table({field.name: pa.array([r.get(field.name) for r in kept], field.type) for field in schema})
    pa.parquet.write_table(table, path)
    return path


def ledger_of(folder: Path, rows: Iterable[Mapping[str, Any]], **more: Any) -> Ledger:
    """A ledger of one file with these lines."""
    return Ledger(orders=(written(folder / "orders.parquet", rows),), digest="d", **more)


def shared(*parts: str) -> Path:
    """A file of ../shared; skips the test where the folder is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path


@cache
def oracles() -> dict[str, dict[str, Any]]:
    """The published and derived numbers by id."""
    return {case["id"]: case for case in json.loads(shared("oracles.json").read_text())}


@cache
def northwind() -> list[dict[str, Any]]:
    """Northwind as order lines in USD: freight on the first line of an order, prices and discounts as they were meant."""
    with shared("data", "northwind", "orders.csv").open() as file:
        orders = {row["order_id"]: row for row in csv.DictReader(file)}
    rows: list[dict[str, Any]] = []
    with shared("data", "northwind", "order_details.csv").open() as file:
        for detail in csv.DictReader(file):
            order = orders[detail["order_id"]]
            first = not rows or rows[-1]["order_id"] != detail["order_id"]
            rows.append(northwind_line(detail, order, first, 1 if first else rows[-1]["line_no"] + 1))
    return rows


def northwind_line(detail: dict[str, str], order: dict[str, str], first: bool, line_no: int) -> dict[str, Any]:
    """One line of Northwind; 32-bit noise beyond the fourth decimal is dropped."""
    gross = clean(detail["unit_price"]) * Decimal(detail["quantity"])
    return line(
        order["customer_id"],
        order["order_id"],
        date.fromisoformat(order["order_date"]),
        gross * (1 - clean(detail["discount"])),
        line_no=line_no,
        quantity=detail["quantity"],
        list_amount=gross,
        freight_amount=clean(order["freight"]) if first else Decimal(0),
        currency="USD",
        promised_on=date.fromisoformat(order["required_date"]),
        delivered_on=date.fromisoformat(order["shipped_date"]) if order["shipped_date"] not in ("", "NULL") else None,
    )


def clean(text: str) -> Decimal:
    """A number stored as a 32-bit float, as it was typed: four decimals."""
    return Decimal(text).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


@cache
def cdnow() -> list[dict[str, Any]]:
    """The CDNOW master file: 69,659 purchases, one line each, in USD."""
    with shared("data", "cdnow", "CDNOW_master.txt").open() as file:
        next(file)
        cells = [text.split() for text in file if text.strip()]
    return [
        line(code, str(place), datetime.strptime(day, "%Y%m%d").date(), amount, quantity=count, currency="USD")
        for place, (code, day, count, amount) in enumerate(cells)
    ]
