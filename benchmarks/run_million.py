"""What a run over a million order lines costs, and how long others wait to write meanwhile: python benchmarks/run_million.py.

Imports the log of 350,000 customers that `libraries.py` draws (`--customers` and `--lines` for a smaller one), then
lets `clave run` and `clave recompute` work on SQLite while another process asks for the right to write ten times a
second, as a person would. Prints seconds, peak memory, and the longest and usual wait of that other writer.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from libraries import Size, write_log  # noqa: E402
from measuring import Cost, clave  # noqa: E402

SECONDS_AT_MOST = 3600
SECONDS_OTHERS_WAIT = 20
SECONDS_BETWEEN_WRITES = 0.1


def others_write(database: str, over: Event, told: Any) -> None:
    """Ask again and again for the right to write, and tell how long each time took; inf where it was never given."""
    waits = []
    while not over.wait(SECONDS_BETWEEN_WRITES):
        start = time.perf_counter()
        try:
            with sqlite3.connect(database, timeout=SECONDS_OTHERS_WAIT, isolation_level=None) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("COMMIT")
            waits.append(time.perf_counter() - start)
        except sqlite3.OperationalError:
            waits.append(float("inf"))
    told.put(waits)


def watched(database: Path, *words: str, env: dict[str, str]) -> tuple[Cost, list[float]]:
    """One command to its end, with the waits of another writer meanwhile."""
    context = multiprocessing.get_context("spawn")
    over, told = context.Event(), context.Queue()
    other = context.Process(target=others_write, args=(str(database), over, told))
    other.start()
    cost = clave(*words, env=env, seconds=SECONDS_AT_MOST)
    over.set()
    waits = told.get()
    other.join()
    return cost, waits


def filled(folder: Path, size: Size) -> dict[str, str]:
    """The environment of a data folder into which the log was imported."""
    env = {**os.environ, "CLAVE_DATA_DIR": str(folder), "CLAVE_SECRET_KEY": "x" * 50}
    if not (folder / "clave.sqlite3").exists():
        log = folder / "orders.csv"
        write_log(log, size)
        for words in (("migrate",), ("import", "orders", str(log))):
            cost = clave(*words, env=env, seconds=SECONDS_AT_MOST)
            said(" ".join(words[:2]), cost)
    return env


def said(name: str, cost: Cost, waits: list[float] | None = None) -> None:
    """One line of the table; a command that failed ends everything."""
    if cost.status:
        sys.exit(f"clave {name} ended with {cost.status}: {cost.stderr[-2000:]}")
    others = "" if not waits else f"{max(waits):>12.2f}{statistics.median(waits):>12.3f}{len(waits):>8}"
    print(f"{name:<16}{cost.seconds:>10.1f}{cost.peak_mb:>10.0f}{others}", flush=True)


def main() -> None:
    """Print one row for each command."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, default=1_000_000)
    asked.add_argument("--customers", type=int, default=350_000)
    asked.add_argument("--keep", type=Path, help="a folder for the data, used again when it is there")
    given = asked.parse_args()
    print(f"{'command':<16}{'seconds':>10}{'peak MB':>10}{'longest':>12}{'usual wait':>12}{'writes':>8}")
    with tempfile.TemporaryDirectory() as thrown_away:
        folder = given.keep or Path(thrown_away)
        folder.mkdir(parents=True, exist_ok=True)
        env = filled(folder, Size(given.customers, given.lines, 104, loyal=False))
        cost, waits = watched(folder / "clave.sqlite3", "run", "--seed", str(int(time.time())), env=env)
        said("run", cost, waits)
        said("recompute", *watched(folder / "clave.sqlite3", "recompute", cost.stdout.split()[1].rstrip(":"), env=env))


if __name__ == "__main__":
    main()
