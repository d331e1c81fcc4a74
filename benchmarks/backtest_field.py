"""How each way of choosing does over many ledgers and cuts: python benchmarks/backtest_field.py [--quick] [--ledgers WORD].

Every ledger is cut on several days and judged by half a year and a quarter after each. The ledgers under "looked at" were
used while the methods were designed, those under "held back" were drawn for the final table only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from ledger_shapes import DESIGN, HELD_BACK, Shape, simulate

from clave.analytics.backtests.choosing import chosen_method
from clave.analytics.backtests.field import METHODS
from clave.analytics.backtests.looking_back import foreseen
from clave.analytics.backtests.plain_rules import BASELINES
from clave.analytics.backtests.scoring import MethodRecord, record
from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.backtests.takings import Takings, read_takings
from clave.analytics.backtests.trials import came_after, trials_before
from clave.analytics.holdings import survey
from clave.analytics.roll_up import opened_ledger
from clave.analytics.sources import open_ledger

HERE = Path(__file__).resolve().parents[1]
SHARED, PROFILES = HERE.parent / "shared" / "data", HERE / "docs" / "handbook" / "profiles"
REAL = {
    "cdnow": ("cdnow/CDNOW_master.txt", "cdnow"),
    "northwind": ("northwind", "northwind"),
    "wwi clean": ("wwi/clean/Sale.csv", "wwi-sales"),
    "wwi raw": ("wwi/raw/FactSale.csv", "wwi-raw-sales"),
    "sap bikes": ("sap_sample/Sample_Bikes_Sales_content/CSV", "sap-bikes"),
    "sap content": ("sap_sample/SAP_Sample_Content/CSV/Sales", "sap-content"),
}
BOTH = ("revenue", "contribution")
DEMO_SEEDS = (11, 12, 13)
SHAPE_SEEDS = {"revenue": 101, "contribution": 102}
TOPS = (10, 25)


@dataclass(frozen=True)
class Judged:
    """One cut of one ledger: the record of every method, and the one chosen beforehand."""

    ledger: str
    methods: dict[str, MethodRecord]
    chosen: str
    mean_actual: float

    def of(self, name: str) -> MethodRecord:
        """The record of a method; `chosen` stands for the one chosen."""
        return self.methods[self.chosen if name == "chosen" else name]


def real_ledgers() -> Iterator[tuple[str, Takings]]:
    """The shared data sets that are here, by revenue and, where a cost is known, by contribution."""
    for name, (path, profile) in REAL.items():
        if not (SHARED / path).exists():
            print(f"{name}: not here, left out", file=sys.stderr)
            continue
        ledger = open_ledger(SHARED / path, profile=PROFILES / f"{profile}.toml", today=date(2036, 12, 31))
        yield from both(name, ledger)
    if (SHARED / REAL["cdnow"][0]).exists():
        yield from cdnow_sample()


def cdnow_sample() -> Iterator[tuple[str, Takings]]:
    """The tenth of CDNOW that the literature fits models to; its file has no names of columns."""
    rows = (line.split() for line in (SHARED / "cdnow" / "CDNOW_sample.txt").read_text().splitlines())
    text = "\n".join(
        ["customer_id date number_of_cds dollar_value", *(" ".join(row[:1] + row[2:]) for row in rows if row)]
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.txt"
        path.write_text(text + "\n")
        yield from both("cdnow sample", open_ledger(path, profile=PROFILES / "cdnow.toml"))


def both(name: str, ledger: object) -> Iterator[tuple[str, Takings]]:
    """The takings of a ledger by revenue and by contribution."""
    with opened_ledger(ledger, threads=1) as engine:
        held = survey(engine, ledger.reporting_currency, None)
        for by in BOTH[: 1 + held.knows_contribution]:
            yield f"{name}, {by}", read_takings(engine, ledger, held, held, by)


def demo_ledgers() -> Iterator[tuple[str, Takings]]:
    """The demo company with several seeds."""
    from clave.demo.files import build_company

    for seed in DEMO_SEEDS:
        files = build_company(seed=seed, until=date(2026, 10, 31))
        with tempfile.TemporaryDirectory() as folder:
            path, rates = Path(folder) / "orders.csv", Path(folder) / "rates.csv"
            path.write_bytes(files.contents["orders.csv"])
            rates.write_bytes(files.contents["rates.csv"])
            ledger = open_ledger(path, rates=rates, today=date(2026, 12, 31))
            yield from both(f"demo company {seed}", replace(ledger, reporting_currency="EUR"))


def simulated(shapes: dict[str, Shape]) -> Iterator[tuple[str, Takings]]:
    """Simulated ledgers, one by revenue and one by contribution."""
    for name, shape in shapes.items():
        codes = [f"{place:06d}" for place in range(shape.customers)]
        for by, seed in SHAPE_SEEDS.items():
            drawn = simulate(shape, seed)
            yield f"{name}, {by}", Takings(codes, drawn["place"], drawn["day"], drawn[by], drawn["bought"])


def cuts_of(takings: Takings, quick: bool) -> Iterator[tuple[int, int]]:
    """Days to cut at and days judged after them: half a year where there is enough, and a quarter."""
    first, last = int(takings.day.min()), int(takings.day.max())
    for days, count in ((182, 3), (91, 2)) if last - first > 450 else ((91, 4),):
        for share in np.linspace(0.45, 1, 1 if quick else count):
            yield int(first + share * (last - days - first)), days


def judged(name: str, takings: Takings, cut: int, days: int) -> Judged:
    """Every method at one cut."""
    trials = trials_before(takings, cut, days)
    snapshot = Snapshot.of(takings, cut, days)
    actual = came_after(takings, snapshot)
    found = {p.name: record(p.name, p.amounts, p.scores, actual, TOPS) for p in foreseen(snapshot, trials)}
    return Judged(name, found, chosen_method(trials), float(np.mean(np.abs(actual))))


def mean(values: Iterator[float | None]) -> float:
    """The mean of the known values."""
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else float("nan")


def by_ledger(cases: list[Judged]) -> dict[str, list[Judged]]:
    """The cuts of each ledger, seeds of one shape together."""
    groups: dict[str, list[Judged]] = {}
    for case in cases:
        groups.setdefault(case.ledger, []).append(case)
    return groups


def print_methods(cases: list[Judged]) -> None:
    """One row a method: means over the cuts of a ledger, then over ledgers."""
    groups = by_ledger(cases).values()
    print("| method | hits of 10 | hits of 25 | captured, 10 | captured, 25 | rank correlation | error |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in ("chosen", *METHODS):
        figures = [
            np.mean([mean(figure(case.of(name), case) for case in group) for group in groups])
            for figure in (
                lambda r, _: r.hits[10],
                lambda r, _: r.hits[25],
                lambda r, _: r.captured_share[10],
                lambda r, _: r.captured_share[25],
                lambda r, _: r.spearman,
                lambda r, case: r.mae / case.mean_actual if case.mean_actual else None,
            )
        ]
        shown = (f"{figures[0]:.2f}", f"{figures[1]:.2f}", *(f"{value:.3f}" for value in figures[2:]))
        print(f"| {'**chosen**' if name == 'chosen' else name} | {' | '.join(shown)} |")


def print_ledgers(cases: list[Judged]) -> None:
    """One row a ledger: the choice beside the plain rule that turned out best there, paired over cuts."""
    print("| ledger | cuts | chosen | best plain rule | hits | mean difference (sd over cuts) | worst cut | captured |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, group in by_ledger(cases).items():
        best = max(BASELINES, key=lambda rule: mean(case.of(rule).hits[25] for case in group))
        gaps = [case.of("chosen").hits[25] - case.of(best).hits[25] for case in group]
        shares = mean(gap for case in group if (gap := share_gap(case, best)) is not None)
        hits = [mean(case.of(rule).hits[25] for case in group) for rule in ("chosen", best)]
        print(
            f"| {name} | {len(group)} | {hits[0]:.2f} | {best} | {hits[1]:.2f} | {np.mean(gaps):+.2f} ({np.std(gaps):.2f}) "
            f"| {min(gaps):+d} | {shares:+.3f} |"
        )


def share_gap(case: Judged, rule: str) -> float | None:
    """Captured share of the chosen method over that of a rule, at 25."""
    ours, theirs = (case.of(name).captured_share[25] for name in ("chosen", rule))
    return None if ours is None or theirs is None else ours - theirs


def print_summary(cases: list[Judged]) -> None:
    """The choice against each plain rule, paired by ledger, with 90 % intervals over ledgers."""
    groups = list(by_ledger(cases).values())
    for rule in BASELINES:
        hits = [np.mean([c.of("chosen").hits[25] - c.of(rule).hits[25] for c in group]) for group in groups]
        shares = [mean(share_gap(c, rule) for c in group) for group in groups]
        print(f"chosen - {rule}: hits of 25 {interval(hits, 2)}, captured {interval(shares, 3)}")
    best = [max(np.mean([c.of(rule).hits[25] for c in group]) for rule in BASELINES) for group in groups]
    ours = [np.mean([c.of("chosen").hits[25] for c in group]) for group in groups]
    gaps = np.array(ours) - np.array(best)
    print(
        f"chosen - the plain rule that turned out best on each ledger: {interval(gaps, 2)}; at least as many hits on "
        f"{int((gaps >= -1e-9).sum())} of {len(gaps)} ledgers, worst {gaps.min():+.2f}"
    )
    picked: dict[str, int] = {}
    for case in cases:
        picked[case.chosen] = picked.get(case.chosen, 0) + 1
    print("chosen was", ", ".join(f"{name} {count}" for name, count in sorted(picked.items(), key=lambda x: -x[1])))


def interval(values: object, places: int) -> str:
    """Mean with its 90 % interval over ledgers."""
    found = np.asarray(values, dtype=float)
    found = found[np.isfinite(found)]
    middle = float(found.mean())
    if len(found) < 2:
        return f"{middle:+.{places}f}"
    half = 1.645 * float(found.std(ddof=1)) / np.sqrt(len(found))
    return f"{middle:+.{places}f} ({middle - half:+.{places}f} to {middle + half:+.{places}f})"


def main() -> None:
    """Print the tables of both groups."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one cut of each kind")
    parser.add_argument("--ledgers", default="", help="only ledgers whose name holds this word")
    asked = parser.parse_args()
    groups = {
        "looked at while designing": (real_ledgers(), simulated(DESIGN)),
        "held back": (demo_ledgers(), simulated(HELD_BACK)),
    }
    for title, sources in groups.items():
        start, cases = time.perf_counter(), []
        for name, takings in (pair for source in sources for pair in source):
            if asked.ledgers in name:
                cases += [judged(name, takings, cut, days) for cut, days in cuts_of(takings, asked.quick)]
        if cases:
            print(f"\n## Ledgers {title}: {len(by_ledger(cases))} ledgers, {len(cases)} cuts\n")
            for show in (print_methods, print_ledgers, print_summary):
                show(cases)
                print()
            print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
