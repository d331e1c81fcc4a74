"""What the tests of connectors share: this machine may be called, a folder each, the worker's part at once, a source to read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from clave.connectors.models import Connector
from clave.connectors.operations import saving
from clave.connectors.operations.saving import Terms
from clave.connectors.rules import Program
from tests.cast import Cast

ORDERS = """
CREATE TABLE orders (order_id TEXT, line_no INTEGER, customer_code TEXT, ordered_on TEXT, currency TEXT, net_amount TEXT,
                     changed TEXT)
"""
EVERYTHING = "SELECT * FROM orders"


@pytest.fixture(autouse=True)
def _home(settings: Any, data_dir: Path) -> None:
    settings.OUTBOUND_NETWORKS = [ip_network("127.0.0.0/8")]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.CONNECTOR_FOLDERS = [data_dir]


class Shop:
    """An SQLite file as some program keeps it."""

    def __init__(self, path: Path) -> None:
        self.path, self.address = path, f"sqlite:///{path}"
        self.do(ORDERS)

    def do(self, statement: str, *values: Any) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(statement, values)

    def sell(self, order: str, net: str = "100.00", changed: str = "2025-03-14 10:00:00", customer: str = "C1") -> None:
        values = (order, 1, customer, "2025-03-14", "EUR", net, changed)
        self.do("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)", *values)


@pytest.fixture
def shop(data_dir: Path) -> Shop:
    return Shop(data_dir / "shop.sqlite3")


@pytest.fixture
def connected(cast: Cast) -> Callable[..., Connector]:
    """Set up a connector as an administrator does; it belongs to the finance partner."""

    def made(address: str, program: Program = Program.SQL, brings: str = "orders", **terms: Any) -> Connector:
        told: dict[str, Any] = {
            "name": f"{program} {brings}",
            "owner": cast.finance_partner,
            "address": address,
            **terms,
        }
        if program is Program.SQL:
            told.setdefault("query", EVERYTHING)
        return saving.add_connector(by=cast.administrator, program=program, brings=brings, terms=Terms(**told))

    return made
