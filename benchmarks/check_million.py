"""How long `clave check` and `clave score` take for generated order lines, and how much memory.

python benchmarks/check_million.py [LINES]
"""

from __future__ import annotations

import random
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.measuring import Cost, clave

HEADER = "order_id,line_no,customer_code,ordered_on,currency,product_code,quantity,net_amount,cost_amount,status\n"
FIRST = date(2018, 1, 1)
SECONDS, MEGABYTES = 15, 512
"""What a score of a million lines may cost."""


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


def print_row(name: str, path: Path, cost: Cost) -> None:
    """One command as a row."""
    size = path.stat().st_size / 2**20
    print(
        f"{name:<24}{size:>8.0f}{cost.status:>6}{cost.seconds:>10.2f}{cost.cpu_seconds:>8.2f}{cost.peak_mb:>10.0f}",
        flush=True,
    )


def main() -> None:
    """A row for each command; check also of a file with one bad line in a hundred."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{count:,} lines\n{'command':<24}{'MB':>8}{'exit':>6}{'seconds':>10}{'CPU s':>8}{'peak MB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        path, book = Path(folder) / "orders.csv", Path(folder) / "book.parquet"
        write_lines(path, count, None)
        print_row("check", path, clave("check", str(path), "--max-rows", "0", "--json"))
        score = clave("score", str(path), "--out", str(book))
        print_row("score", path, score)
        write_lines(path, count, 100)
        print_row("check, 1 % bad", path, clave("check", str(path), "--max-rows", "0", "--json"))
    kept = score.seconds <= SECONDS and score.peak_mb <= MEGABYTES
    print(f"score within {SECONDS} s and {MEGABYTES} MB: {'yes' if kept else 'no'}")


if __name__ == "__main__":
    main()
