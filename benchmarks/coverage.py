"""How many of the customers' 80 % intervals held what came, on many ledgers: python benchmarks/coverage.py.

Column `errors` says by how many standard errors a window misses 80 %, as if customers were independent; the last lines
set the share of windows between 75 and 85 % beside what intervals that hold exactly 80 % would reach with so many
customers, and the windows whose level was foreseen well beside the others.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.pasts import pasts

from clave.analytics.lifetime.held_out import Held, held_out
from clave.analytics.lifetime.past import Past

AIM, LEAST, MOST = 0.8, 0.75, 0.85
HEAD = (
    f"{'ledger':<24}{'days':>5}  {'method':<14}{'open':>6}{'covered':>9}{'errors':>8}{'of all':>8}{'plain':>7}"
    f"{'orders':>9}{'value':>7}{'plain orders':>14}{'value':>7}"
)


def windows(past: Past) -> tuple[int, int]:
    """Days held out: up to a year, and up to half a year."""
    span = int(past.day.max() - past.day.min())
    return min(365, span // 3), min(182, span // 4)


def line(name: str, days: int, held: Held) -> str:
    """One row of the table."""
    return (
        f"{name:<24}{days:>5}  {held.method:<14}{held.open:>6}{held.coverage:>9.3f}{errors_off(held):>8.1f}{held.coverage_of_all:>8.3f}"
        f"{held.plain_coverage:>7.3f}{held.orders:>9.2f}{held.value:>7.2f}"
        f"{held.plain_orders:>14.2f}{held.plain_value:>7.2f}"
    )


def errors_off(held: Held) -> float:
    """By how many standard errors the coverage is off 80 %, if customers were independent."""
    return (held.coverage - AIM) / math.sqrt(AIM * (1 - AIM) / held.open)


def chance_between(customers: int, chance: float = AIM) -> float:
    """The chance that between 75 and 85 % of so many customers are held when each is held with this chance."""
    held = np.arange(math.ceil(LEAST * customers - 1e-9), math.floor(MOST * customers + 1e-9) + 1)
    ways = np.array([math.lgamma(customers + 1) - math.lgamma(k + 1) - math.lgamma(customers - k + 1) for k in held])
    return float(np.exp(ways + held * math.log(chance) + (customers - held) * math.log1p(-chance)).sum())


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
    inside = np.mean((covered >= LEAST) & (covered <= MOST))
    misses = [np.median(np.abs(np.log(np.abs([getattr(h, n) for h in found])))) for n in ("value", "plain_value")]
    print(
        f"mean {covered.mean():.3f}, median {np.median(covered):.3f}, between 75 and 85 %: {inside:.0%} of {len(found)}"
    )
    by_chance = np.mean([chance_between(held.open) for held in found])
    off = np.array([abs(errors_off(held)) for held in found])
    print(f"  of intervals that hold exactly 80 % of independent customers: {by_chance:.0%}")
    print(f"more than 2 standard errors off: {np.mean(off > 2):.0%}; by chance 5 %")
    level = np.array([abs(math.log(abs(held.value))) for held in found])
    usual = level <= np.median(level)
    for name, chosen in (("at most", usual), ("more than", ~usual)):
        print(
            f"windows whose level is missed by {name} {np.expm1(np.median(level)):.0%}: mean {covered[chosen].mean():.3f}, "
            f"between 75 and 85 %: {np.mean((covered[chosen] >= LEAST) & (covered[chosen] <= MOST)):.0%}"
        )
    print(f"median miss of the level: {np.expm1(misses[0]):.0%}; without looking back {np.expm1(misses[1]):.0%}")


if __name__ == "__main__":
    main()
