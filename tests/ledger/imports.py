"""Small files and how they enter the ledger, as every door brings them in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection

from clave.access.models import User
from clave.ledger import operations, queries
from clave.ledger.models import Batch, ImportJob

HEADER = "order_id,line_no,customer_code,ordered_on,currency,net_amount,cost_amount"


def row(order: str, net: str = "100.00", **changed: str) -> str:
    """One good order line."""
    values = {"order_id": order, "line_no": "1", "customer_code": "C1", "ordered_on": "2025-03-14"}
    return ",".join({**values, "currency": "EUR", "net_amount": net, "cost_amount": "70.00", **changed}.values())


def write(path: Path, *rows: str, header: str = HEADER) -> Path:
    """A file of a header and rows."""
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def read(path: Path, kind: str = "orders", by: User | None = None) -> ImportJob:
    """The file, received where it lies and read; not imported yet."""
    job = operations.receive_path(by=by, kind=kind, path=str(path))
    operations.start_reading(by=by, job=job)
    return operations.finish_reading(job=job)


def bring(path: Path, kind: str = "orders", by: User | None = None, **words: Any) -> Batch | None:
    """The file, imported; None when the ledger held every row before."""
    return operations.import_batch(by=by, job=read(path, kind, by), **words)


def codes(job: ImportJob) -> list[str]:
    """The codes of everything that was refused."""
    return [problem["code"] for problem in job.problems]


def lines(version: int | None = None) -> dict[str, Decimal]:
    """Order -> its net amount, as the ledger holds it now or held it in a data version."""
    ledger = queries.current_ledger(version)
    if not ledger.orders:
        return {}
    from clave.ledger.comparing import current_rows_sql

    sql = current_rows_sql("orders", queries.held_files("orders", version))
    found = duckdb.execute(f"SELECT order_id, sum(net_amount) FROM ({sql}) GROUP BY order_id").fetchall()
    return {order: Decimal(amount) for order, amount in found}


def amounts(**orders: str) -> dict[str, Decimal]:
    """What `lines` gives for these orders."""
    return {order: Decimal(amount) for order, amount in orders.items()}


@contextmanager
def nothing_changed() -> Iterator[None]:
    """Fails where data version, registry, customers or files differ afterwards."""
    before = standing()
    yield
    assert standing() == before


def standing() -> Mapping[str, Any]:
    """Everything an import could move."""
    from clave.ledger import store
    from clave.ledger.models import Customer, CustomerParent, DataVersion

    return {
        "versions": list(DataVersion.objects.values_list("number", "digest")),
        "batches": list(Batch.objects.values_list("number", "active_to_version", "ledger_sha256")),
        "customers": list(Customer.objects.order_by("code").values_list("code", "name", "origin")),
        "groups": list(CustomerParent.objects.order_by("pk").values_list("customer_id", "parent_id", "valid_to")),
        "files": sorted(str(path) for path in store.ledger_dir().rglob("*.parquet")),
    }


def in_a_thread(work: Any) -> Any:
    """`work`, letting go of its thread's database connection at the end."""

    def done(*arguments: Any) -> Any:
        try:
            return work(*arguments)
        finally:
            connection.close()

    return done
