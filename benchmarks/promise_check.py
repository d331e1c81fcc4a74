"""How long a promise check takes on many order lines: python benchmarks/promise_check.py [LINES]."""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from clave.analytics.ledger import Ledger
from clave.analytics.promise_check import DeliveryPromise, check_promise, known_values

CUSTOMERS, TRIES, SECONDS = 2_000, 5, 1.0
MADE = """
COPY (SELECT 'C' || lpad(CAST((n // 3) % {customers} AS VARCHAR), 5, '0') AS customer_code, 'O' || (n // 3) AS order_id,
  n % 3 + 1 AS line_no, DATE '2022-01-03' + CAST((n // 3) % 1500 AS INTEGER) AS ordered_on,
  CAST(1 AS DECIMAL(18,6)) AS quantity, CAST(10 AS DECIMAL(18,4)) AS net_amount, CAST(2 AS DECIMAL(18,4)) AS freight_amount,
  'EUR' AS currency, 'P' || (hash(n) % 40) AS product_code,
  'G' || (hash(n) % 20) AS product_group, 'S' || (hash(n // 3) % 4) AS site, 'M' || (hash(n // 3) % 3) AS ship_mode,
  ordered_on + 3 AS promised_on, ordered_on + CAST(1 + hash(n // 3, 5) % 4 AS INTEGER) AS delivered_on, 'invoiced' AS status
 FROM range({lines}) AS t(n)) TO '{path}' (FORMAT parquet)
"""


def main() -> None:
    """A row for one customer, a hundred, all, one product, and what the fields offer; exit 1 where one customer takes too long."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(
        f"{lines:,} lines, {CUSTOMERS:,} customers, median of {TRIES}\n{'customers':>9}{'orders':>10}{'seconds':>10}{'processor':>11}"
    )
    with tempfile.TemporaryDirectory() as folder:
        ledger = made(Path(folder) / "orders.parquet", lines)
        seconds = [row(ledger, count) for count in (1, 100, CUSTOMERS)]
        seconds.append(row(ledger, 1, product="P7"))
        began = time.perf_counter()
        known = known_values(ledger, ("C00000",))
        offered = sum(map(len, known.values()))
        print(f"{offered} values to narrow the first one by, found in {time.perf_counter() - began:.3f} seconds")
    raise SystemExit(seconds[0] > SECONDS)


def made(path: Path, lines: int) -> Ledger:
    """A ledger of orders of three lines, delivered one to four days later."""
    import duckdb

    duckdb.execute(MADE.format(lines=lines, customers=CUSTOMERS, path=path))
    return Ledger(orders=(path,), digest="benchmark")


def row(ledger: Ledger, customers: int, product: str = "") -> float:
    """The median time of a check of so many customers, and of the processor at work on it, printed."""
    scope = {"product_code": product} if product else {}
    promise = DeliveryPromise(
        tuple(f"C{at:05d}" for at in range(customers)), within_days=3, since=date(2023, 1, 1), scope=scope
    )
    taken, worked = [], []
    for _ in range(TRIES):
        began, at_work = time.perf_counter(), time.process_time()
        found = check_promise(ledger, promise)
        taken.append(time.perf_counter() - began)
        worked.append(time.process_time() - at_work)
    middle, work = sorted(taken)[TRIES // 2], sorted(worked)[TRIES // 2]
    print(f"{customers:>9,}{found.rate.judged:>10,}{middle:>10.3f}{work:>11.3f}")
    return middle


if __name__ == "__main__":
    main()
