"""How many of the customers' 80 % intervals held what came, on many ledgers: python benchmarks/coverage.py."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.pasts import pasts

from clave.analytics.lifetime.held_out import Held, held_out
from clave.analytics.lifetime.past import Past

HEAD = (
    f"{'ledger':<24}{'days':>5}  {'method':<14}{'open':>6}{'covered':>9}{'of all':>8}{'plain':>7}"
    f"{'orders':>9}{'value':>7}{'plain orders':>14}{'value':>7}"
)


def windows(past: Past) -> tuple[int, int]:
    """Days held out: up to a year, and up to half a year."""
    span = int(past.day.max() - past.day.min())
    return min(365, span // 3), min(182, span // 4)


def line(name: str, days: int, held: Held) -> str:
    """One row of the table."""
    return (
        f"{name:<24}{days:>5}  {held.method:<14}{held.open:>6}{held.coverage:>9.3f}{held.coverage_of_all:>8.3f}"
        f"{held.plain_coverage:>7.3f}{held.orders:>9.2f}{held.value:>7.2f}"
        f"{held.plain_orders:>14.2f}{held.plain_value:>7.2f}"
    )


def main() -> None:
    """Print the table: coverage among open customers and all, and what came over what was foreseen."""
    print(HEAD)
    found: list[Held] = []
    for name, past in pasts():
        until = int(past.day.max())
        for days in windows(past):
            held = held_out(past, until - days, until)
            if held is not None:
                found.append(held)
                print(line(name, days, held), flush=True)
    covered = np.array([held.coverage for held in found])
    inside = np.mean((covered >= 0.75) & (covered <= 0.85))
    misses = [np.median(np.abs(np.log(np.abs([getattr(h, n) for h in found])))) for n in ("value", "plain_value")]
    print(
        f"mean {covered.mean():.3f}, median {np.median(covered):.3f}, between 75 and 85 %: {inside:.0%} of {len(found)}"
    )
    print(f"median miss of the level: {np.expm1(misses[0]):.0%}; without looking back {np.expm1(misses[1]):.0%}")


if __name__ == "__main__":
    main()
