"""Ledgers with activities, and small sets of drivers, to test with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from clave.analytics.cost_to_serve.drivers import DriverSet
from clave.analytics.ledger import Ledger
from tests.analytics.ledgers import ledger_of, written

ACTIVITIES_SCHEMA = pa.schema(
    {
        "customer_code": pa.string(),
        "kind": pa.string(),
        "occurred_on": pa.date32(),
        "quantity": pa.decimal128(18, 6),
        "minutes": pa.decimal128(18, 6),
        "amount": pa.decimal128(18, 4),
        "currency": pa.string(),
    }
)


def activity(customer: str, kind: str, day: date, **more: Any) -> dict[str, Any]:
    """One activity; figures may be written as text."""
    figures = {name: Decimal(str(value)) for name, value in more.items() if name != "currency"}
    return {"customer_code": customer, "kind": kind, "occurred_on": day, **more, **figures}


def company(
    folder: Path, lines: Iterable[Mapping[str, Any]], activities: Iterable[Mapping[str, Any]] = (), **more: Any
) -> Ledger:
    """A ledger of these lines and activities."""
    rows = list(activities)
    files = (written(folder / "activities.parquet", rows, ACTIVITIES_SCHEMA),) if rows else ()
    return ledger_of(folder, lines, activities=files, **more)


def drivers(text: str, period: tuple[date, date] | None = (date(2025, 1, 1), date(2025, 12, 31))) -> DriverSet:
    """Drivers in EUR for a period."""
    days = f"[period]\nfirst = {period[0]}\nlast = {period[1]}\n" if period else ""
    return DriverSet.from_toml(f'currency = "EUR"\n{days}{text}', "DRIVERS.toml")
