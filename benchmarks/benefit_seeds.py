"""How often the proof of benefit is right where the truth is known: python benchmarks/benefit_seeds.py [SEEDS].

The demo company is invented anew for every seed, once with an effect of the programme planted and once without. Printed
per method: how often the true effect lies within the 80 % interval, and how often a benefit is claimed; then the time of
25 key accounts × 400 donors × 48 months.
"""

from __future__ import annotations

import sys
import time
from datetime import date

import numpy as np

from clave.analytics.benefit import Panel, Statement, benefit
from clave.demo.company import Company, found_company, monthly

UNTIL = date(2026, 6, 30)
FIRST_SEED = 5_000


def panel_of(company: Company) -> tuple[Panel, float, float]:
    """The accounts of a company month by month, the true effect and what there would have been without, in money."""
    population, results = company.market.population, company.results
    tables = []
    for amounts in (results.actual, results.without):
        table = np.zeros((population.size, len(company.history.month_starts)))
        by_customer = monthly(population.size, company.trade, amounts, company.history, "contribution_eur")
        np.add.at(table, population.account, by_customer)
        tables.append(table)
    heads = population.parent < 0
    start = company.history.month_starts.index(company.history.programme_start)
    chosen = results.selection.chosen
    after = [float(table[chosen, start:].sum()) for table in tables]
    panel = Panel(tables[0][heads], np.where(chosen[heads], start, -1), results.selection.judged[heads])
    return panel, after[0] - after[1], after[1]


def judged(seeds: int, strength: float) -> list[tuple[Statement, float, float]]:
    """The statement, the truth and the level without, for every seed."""
    found = []
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        panel, truth, without = panel_of(found_company(seed=seed, until=UNTIL, strength=strength))
        found.append((benefit(panel, seed=seed), truth, without))
    return found


def report(found: list[tuple[Statement, float, float]]) -> None:
    """One line per method."""
    share = np.mean([truth / without for _, truth, without in found])
    claims = sum(statement.is_claimed for statement, _, _ in found)
    print(f"true effect {share:+.1%} of contribution on average; a benefit is claimed in {claims} of {len(found)}")
    print(f"{'method':<12}{'truth within 80 %':>19}{'bias':>9}{'sd':>8}{'mean width':>12}")
    for place, name in enumerate(method.name for method in found[0][0].methods):
        rows = [(statement.methods[place], truth, without) for statement, truth, without in found]
        inside = sum(one.low <= truth <= one.high for one, truth, _ in rows)
        errors = np.array([(one.estimate - truth) / without for one, truth, without in rows])
        width = np.mean([(one.high - one.low) / without for one, _, without in rows])
        print(f"{name:<12}{inside:>12} of {len(rows)}{errors.mean():>+9.3f}{errors.std():>8.3f}{width:>12.3f}")
    warned: dict[str, int] = {}
    for statement, _, _ in found:
        for warning in statement.warnings:
            warned[warning] = warned.get(warning, 0) + 1
    print("warnings:", ", ".join(f"{name} {count}" for name, count in sorted(warned.items())) or "none")


def main() -> None:
    """Both tables, and the time of a large panel."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for strength, name in ((1.0, "with an effect"), (0.0, "without an effect")):
        print(f"\n{seeds} companies {name}:")
        report(judged(seeds, strength))
    rng = np.random.default_rng(1)
    outcome = rng.gamma(2, 100, (425, 48)) * np.exp(rng.normal(0, 1, 425))[:, None]
    began = time.perf_counter()
    benefit(Panel(outcome, np.where(np.arange(425) < 25, 30, -1), rng.normal(5, 1, 425)))
    print(f"\n25 key accounts × 400 donors × 48 months: {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
