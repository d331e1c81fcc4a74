"""The customer book of TPC-H beside a hand-written query of the same measures, and beside a bare scan.

    python benchmarks/tpch.py [--scale 1] [--scale 10] [--rounds 3]

The tables come from tpchgen-cli (PyPI, installed into build/peers). They are joined once into a ledger in Clave's own
types; then the contestants alternate, each in a process of its own with the same number of threads, and NumPy with one as
under `clave`. Printed are the seconds by the clock and of the processor (all threads; a busy machine moves these less)
once the modules of each are loaded, ratios in the same round, and the peak of memory; with two scales also how processor
time grows. The query measures what the customer table holds, and leaves all that the book estimates; it is also run within
the memory that Clave allows its engine.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / "build" / "peers"
LEDGER = """
COPY (
  SELECT CAST(o_custkey AS VARCHAR) AS customer_code, CAST(o_orderkey AS VARCHAR) AS order_id,
    CAST(l_linenumber AS BIGINT) AS line_no, o_orderdate AS ordered_on, CAST(l_quantity AS DECIMAL(18,6)) AS quantity,
    CAST(l_extendedprice * (1 - l_discount) AS DECIMAL(18,4)) AS net_amount,
    CAST(l_extendedprice AS DECIMAL(18,4)) AS list_amount,
    CAST(ps_supplycost * l_quantity AS DECIMAL(18,4)) AS cost_amount,
    CAST(l_tax * l_extendedprice / 4 AS DECIMAL(18,4)) AS freight_amount, 'USD' AS currency,
    CAST(l_partkey AS VARCHAR) AS product_code, CAST(NULL AS VARCHAR) AS product_group,
    l_commitdate AS promised_on, l_receiptdate AS delivered_on, l_shipmode AS ship_mode, CAST(NULL AS VARCHAR) AS site,
    CAST(NULL AS VARCHAR) AS seller_code, CASE WHEN l_returnflag = 'R' AND l_linenumber = 7 THEN 'credit'
    ELSE 'invoiced' END AS status
  FROM '{tables}/lineitem.parquet' JOIN '{tables}/orders.parquet' ON l_orderkey = o_orderkey
  JOIN '{tables}/partsupp.parquet' ON ps_partkey = l_partkey AND ps_suppkey = l_suppkey
  ORDER BY o_orderdate
) TO '{ledger}' (FORMAT parquet)
"""
BY_HAND = """
WITH lines AS (
  SELECT customer_code, order_id, ordered_on, net_amount, list_amount, cost_amount, freight_amount, promised_on,
    delivered_on, COALESCE(quantity, 1) AS units, COALESCE(status, 'invoiced') = 'credit' OR quantity < 0 OR net_amount < 0 AS returned
  FROM read_parquet('{ledger}') WHERE COALESCE(status, 'invoiced') <> 'cancelled'
), orders AS (
  SELECT customer_code, order_id, min(ordered_on) AS day, bool_or(NOT returned) AS is_order,
    sum(net_amount) AS revenue, sum(units) AS units, sum(CASE WHEN returned THEN -net_amount ELSE 0 END) AS returns_amount,
    CASE WHEN count(list_amount) = count(*) THEN sum(list_amount) END AS list_revenue,
    CASE WHEN count(cost_amount) FILTER (NOT returned) = count(*) FILTER (NOT returned)
      THEN sum(coalesce(cost_amount, 0)) END AS product_cost,
    CASE WHEN count(freight_amount) > 0 OR bool_and(returned) THEN sum(coalesce(freight_amount, 0)) END AS freight,
    bool_or(NOT returned AND promised_on IS NOT NULL) AS due,
    bool_or(NOT returned AND delivered_on > promised_on) AS late
  FROM lines GROUP BY customer_code, order_id
), days AS (
  SELECT customer_code, day, sum(revenue - product_cost - freight) AS value,
    day - lag(day) OVER w AS gap, lag(day) OVER w - lag(day, 2) OVER w AS gap_before, lead(day) OVER w IS NULL AS last
  FROM orders WHERE is_order GROUP BY customer_code, day WINDOW w AS (PARTITION BY customer_code ORDER BY day)
), histories AS (
  SELECT customer_code, count(*) AS order_days, min(day) AS first_day, max(day) AS last_day, count(value) AS valued,
    sum(value) AS value_sum, sum(value * value) AS squares, count(gap_before) AS gap_pairs,
    sum((gap_before / (gap_before + gap) - 0.5) ** 2) AS ratio_squares, sum(ln(gap)) AS log_gaps,
    max(CASE WHEN last THEN gap_before / (gap_before + gap) END) AS last_ratio
  FROM days GROUP BY customer_code
), totals AS (
  SELECT customer_code, count(*) FILTER (is_order) AS orders, min(day) FILTER (is_order) AS first_ordered_on,
    max(day) FILTER (is_order) AS last_ordered_on, sum(revenue) AS revenue, sum(list_revenue) AS list_revenue,
    sum(product_cost) AS product_cost, sum(freight) AS freight, sum(returns_amount) AS returns_amount, sum(units) AS units,
    sum(revenue - product_cost - freight) AS contribution, count(*) FILTER (due) AS due_orders,
    count(*) FILTER (due AND NOT late) AS on_time_orders
  FROM orders GROUP BY customer_code
)
SELECT * FROM totals LEFT JOIN histories USING (customer_code) ORDER BY customer_code
"""
SCAN = """
SELECT max(customer_code), max(order_id), max(ordered_on), sum(net_amount), sum(list_amount), sum(cost_amount),
  sum(freight_amount), max(promised_on), max(delivered_on), max(status), sum(quantity), max(currency)
FROM read_parquet('{ledger}')
"""
QUERY = """
import duckdb, pyarrow
began = now()
table = duckdb.connect(config={"threads": 2, **room}).sql(BY_HAND.format(ledger=sys.argv[1])).to_arrow_table()
told = since(began)
total = str(__import__("pyarrow.compute").compute.sum(table["contribution"]).as_py())
"""
OUR_ROOM = """
folder = tempfile.TemporaryDirectory()
room = {"memory_limit": f"{memory_mb(2)}MB", "temp_directory": folder.name}
"""
PROGRAMS = {
    "measures of the book": """
from clave.analytics.ledger import Ledger
from clave.analytics.customer_table import customer_table
from clave.analytics.roll_up import opened_ledger, roll_up
ledger = Ledger(orders=(Path(sys.argv[1]),), digest="tpch")
import duckdb, pyarrow
began = now()
with opened_ledger(ledger, threads=2) as engine:
    table = customer_table(engine, roll_up(engine, ledger))
told = since(began)
total = str(__import__("pyarrow.compute").compute.sum(table["contribution"]).as_py())
""",
    "whole book": """
from clave.analytics.book import score
from clave.analytics.ledger import Ledger
import duckdb, pyarrow
import clave.analytics.past_days, clave.analytics.valuation
ledger = Ledger(orders=(Path(sys.argv[1]),), digest="tpch")
began = now()
table = score(ledger, threads=2)
told = since(began)
total = str(__import__("pyarrow.compute").compute.sum(table.exact["contribution"]).as_py())
""",
    "hand-written query": QUERY,
    "query in our memory": f"import tempfile\nfrom clave.analytics.engines.embedded import memory_mb\n{OUR_ROOM}\n{QUERY}",
    "bare scan": """
import duckdb
began = now()
duckdb.connect(config={"threads": 2}).sql(SCAN.format(ledger=sys.argv[1])).fetchall()
told = since(began)
total = ""
""",
}
CLOCKS = """
now = lambda: (time.perf_counter(), sum(os.times()[:4]))
since = lambda began: [after - before for before, after in zip(began, now())]
room = {}
"""
BEFORE = f"import json, os, sys, time\nfrom pathlib import Path\nBY_HAND = {BY_HAND!r}\nSCAN = {SCAN!r}\n{CLOCKS}"
AFTER = """
status = Path("/proc/self/status").read_text()
print(json.dumps([*told, int(status.split("VmHWM:")[1].split()[0]) / 1024, total]))
"""
BASIS = "hand-written query"


def generator() -> str:
    """The generator of the tables; installed when it is not there."""
    found = PEERS / "bin" / "tpchgen-cli"
    if not found.exists():
        if not (PEERS / "bin" / "python").exists():
            subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        subprocess.run([str(PEERS / "bin" / "python"), "-m", "pip", "install", "-q", "tpchgen-cli"], check=True)
    return str(found)


def write_ledger(folder: Path, scale: float) -> Path:
    """The tables at this scale, joined into one ledger file."""
    import duckdb

    tables, ledger = folder / "tables", folder / "ledger.parquet"
    wanted = ["--tables=orders,lineitem,partsupp", f"--scale-factor={scale:g}", f"--output-dir={tables}"]
    subprocess.run([generator(), "parquet", *wanted], check=True, capture_output=True)
    with duckdb.connect(config={"temp_directory": str(folder / "spill"), "memory_limit": "8GB"}) as connection:
        connection.execute(LEDGER.format(tables=tables, ledger=ledger))
    for table in tables.glob("*.parquet"):
        table.unlink()
    return ledger


def measured(program: str, ledger: Path) -> tuple[float, float, float, str]:
    """Seconds of clock and processor, peak megabytes and total of one run in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + program + AFTER, str(ledger)],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    clock, processor, peak, total = json.loads(done.stdout.splitlines()[-1])
    return float(clock), float(processor), float(peak), str(total)


def compete(scale: float, rounds: int) -> dict[str, float]:
    """Alternating rounds at one scale, and the table of it; the median seconds of each."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = write_ledger(Path(folder), scale)
        size = ledger.stat().st_size / 2**20
        runs = [{name: measured(program, ledger) for name, program in PROGRAMS.items()} for _ in range(rounds)]
    print(f"\nTPC-H scale {scale:g} ({size:.0f} MB as Parquet), {rounds} alternating rounds")
    print(f"{'':<22}{'clock s':>9}{'ratio':>8}{'cpu s':>9}{'ratio':>8}{'peak MB':>9}  total contribution")
    for name in PROGRAMS:
        figures = "".join(
            f"{median(run[name][which] for run in runs):>9.2f}"
            f"{median(run[name][which] / run[BASIS][which] for run in runs):>8.2f}"
            for which in (0, 1)
        )
        print(f"{name:<22}{figures}{max(run[name][2] for run in runs):>9.0f}  {runs[0][name][3]}")
    return {name: median(run[name][1] for run in runs) for name in PROGRAMS}


def main() -> None:
    """Run the scales that were asked for, scale 1 where none was, and say how processor time grows between them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, action="append")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    scales = asked.scale or [1.0]
    seconds = {scale: compete(scale, asked.rounds) for scale in scales}
    for one, other in itertools.pairwise(scales):
        print(f"\nFrom scale {one:g} to {other:g}, time grows by:")
        for name in PROGRAMS:
            print(f"{name:<22}{seconds[other][name] / seconds[one][name]:>8.1f} ×")


if __name__ == "__main__":
    main()
