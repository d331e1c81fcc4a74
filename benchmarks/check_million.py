"""How long `clave check` takes for generated order lines, and how much memory: python benchmarks/check_million.py [LINES]."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

HEADER = "order_id,line_no,customer_code,ordered_on,currency,product_code,quantity,net_amount,cost_amount,status\n"
FIRST = date(2018, 1, 1)


def write_lines(path: Path, count: int, bad_every: int | None) -> None:
    """Orders of three lines of 50,000 customers; with an amount that is no number in every so many lines."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for number in range(count):
            if number % 3 == 0:
                customer, day = chance.randrange(50_000), FIRST + timedelta(days=chance.randrange(2500))
            amount = chance.randrange(100, 100_000)
            net = "x" if bad_every and number % bad_every == 7 else f"{amount / 100:.2f}"
            cost = f"{amount / 160:.2f}"
            start = f"SO{number // 3:09d},{number % 3 + 1},C{customer:06d},{day},EUR"
            file.write(f"{start},P-{amount % 997},{amount % 50 + 1},{net},{cost},invoiced\n")


def measure(path: Path) -> tuple[int, float, float]:
    """Exit status, seconds and the peak of memory in MB of one check in a process of its own."""
    command = [
        sys.executable,
        "-c",
        "from clave.cli import main; main()",
        "check",
        str(path),
        "--max-rows",
        "0",
        "--json",
    ]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, timeout=600)
    seconds = time.perf_counter() - start
    return done.returncode, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Print one row for a good file and one for a file with one bad line in a hundred."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{'file':<24}{'MB':>8}{'exit':>6}{'seconds':>10}{'peak MB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for name, bad_every in (("all good", None), ("1 % bad", 100)):
            path = Path(folder) / "orders.csv"
            write_lines(path, count, bad_every)
            status, seconds, peak = measure(path)
            print(f"{count:>10,} {name:<13}{path.stat().st_size / 2**20:>8.0f}{status:>6}{seconds:>10.2f}{peak:>10.0f}")


if __name__ == "__main__":
    main()
