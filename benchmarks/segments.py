"""Whether a choice per segment finds more than one choice for the whole ledger: python benchmarks/segments.py [--quick] [--ledgers WORD].

Segments are those of the customer file where there is one (country where no segment is named), drawn by chance where there
is none, and in the mixed ledgers each segment is a base of another shape. Cuts are those of backtest_field.py. Both choices
rank the same customers at the same cuts; counted are hits and captured share of 25 in the whole ledger and within segments.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from backtest_field import DEMO_SEEDS, SHARED, cuts_of, demo_ledgers, interval, real_ledgers
from ledger_shapes import DESIGN, HELD_BACK, Shape, simulate

from clave.analytics.backtests.choosing import predictions_at, winner
from clave.analytics.backtests.field import Foresight
from clave.analytics.backtests.learning import learned_weights
from clave.analytics.backtests.scoring import captured, hits
from clave.analytics.backtests.segments import OWN, Segments, arranged, segment_choices
from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.backtests.takings import Takings
from clave.analytics.backtests.trials import came_after, trials_before

TOP, BY_CHANCE = 25, 4
FILES = {
    "northwind": ("northwind/customers.csv", "customer_id", "country"),
    "wwi clean": ("wwi/clean/Customer.csv", "Customer Key", "Category"),
    "wwi raw": ("wwi/clean/Customer.csv", "Customer Key", "Buying Group"),
}
Case = dict[str, float]
Source = Iterator[tuple[str, Takings, dict[str, str]]]


def real() -> Source:
    """The shared data sets, by the customer file or, where it says nothing of segments, by chance."""
    for name, takings in real_ledgers():
        path, code, segment = FILES.get(name.split(",")[0], ("", "", ""))
        if path:
            with (SHARED / path).open(encoding="utf-8-sig", newline="") as file:
                yield f"{name}, by {segment}", takings, {row[code]: row[segment] for row in csv.DictReader(file)}
        yield f"{name}, by chance", takings, by_chance(takings.codes)


def by_chance(codes: object) -> dict[str, str]:
    """Segments that mean nothing: no method can be better in one of them."""
    rng = np.random.default_rng(5)
    return {code: f"S{rng.integers(BY_CHANCE)}" for code in codes}


def demo() -> Source:
    """The demo company by the segments of its customer file."""
    from clave.demo.files import build_company

    found = {}
    for seed in DEMO_SEEDS:
        text = build_company(seed=seed, until=date(2026, 10, 31)).contents["customers.csv"].decode()
        found[str(seed)] = {row["customer_code"]: row["segment"] for row in csv.DictReader(io.StringIO(text))}
    for name, takings in demo_ledgers():
        yield f"{name}, by segment", takings, found[name.split(",")[0].split()[-1]]


def mixed(shapes: dict[str, Shape], seeds: dict[str, int]) -> Source:
    """Three bases of different shape in one ledger, each a segment; and every shape alone, with segments by chance."""
    names = [name for name, shape in shapes.items() if shape.customers >= 200]
    for start in range(len(names)):
        chosen = [names[(start + step) % len(names)] for step in (0, 1, 3)]
        for by, seed in seeds.items():
            yield mixture(chosen, shapes, by, seed + start)
    for name in names:
        for by, seed in seeds.items():
            drawn = simulate(shapes[name], seed)
            codes = [f"{place:06d}" for place in range(shapes[name].customers)]
            takings = Takings(codes, drawn["place"], drawn["day"], drawn[by], drawn["bought"])
            yield f"{name}, {by}, by chance", takings, by_chance(codes)


def mixture(chosen: list[str], shapes: dict[str, Shape], by: str, seed: int) -> tuple[str, Takings, dict[str, str]]:
    """Bases side by side, brought to the same last day and the same size of the hundredth day of takings."""
    parts, codes, segments, start = [], [], {}, 0
    drawn = {name: simulate(shapes[name], seed) for name in chosen}
    last = max(int(each["day"].max()) for each in drawn.values())
    for name, each in drawn.items():
        scale = float(np.sort(np.abs(each["revenue"]))[-100]) / 10_000
        parts.append(
            (each["place"] + start, each["day"] + last - int(each["day"].max()), each[by] / scale, each["bought"])
        )
        own = [f"{start + place:06d}" for place in range(shapes[name].customers)]
        codes, segments, start = codes + own, segments | dict.fromkeys(own, name), start + len(own)
    place, day, amount, bought = (np.concatenate(column) for column in zip(*parts, strict=True))
    return f"mixed {' + '.join(chosen)}, {by}", Takings(codes, place, day, amount, bought), segments


def compared(takings: Takings, named: dict[str, str], cut: int, days: int) -> Case:
    """Both choices at one cut."""
    trials, snapshot = trials_before(takings, cut, days), Snapshot.of(takings, cut, days)
    actual, segments = came_after(takings, snapshot), Segments.of(takings.codes, named)
    predictions = Foresight.of(snapshot).predictions(learned_weights(trials))
    tried = predictions_at(trials)
    chosen = winner(trials, tried)
    began = time.perf_counter()
    choices = segment_choices(trials, tried, chosen, segments, segments.sizes(takings, cut))
    seconds = time.perf_counter() - began
    whole = arranged(predictions, chosen, (), segments, snapshot.customers)
    ours = arranged(predictions, chosen, choices, segments, snapshot.customers)
    case = {"seconds": seconds, "own": sum(each.case == OWN for each in choices), "segments": len(choices)}
    for name, found in (("whole", whole), ("ours", ours)):
        case |= {f"{name} hits": hits(found.scores, actual, TOP)}
        case |= {f"{name} share": captured(found.scores, actual, TOP) or 0.0}
    within = [within_segment(each, predictions, actual, segments, snapshot) for each in choices if each.case == OWN]
    return case | {"within": sum(within), "cases": Counter(each.case for each in choices)}


def within_segment(
    choice: object, predictions: list, actual: np.ndarray, segments: Segments, snapshot: Snapshot
) -> float:
    """Captured share of a segment's own choice less that of the whole, in the segment, after the cut."""
    inside = segments.number[snapshot.customers] == segments.names.index(choice.segment)
    scores = {each.name: each.scores[inside] for each in predictions}
    shares = [captured(scores[name], actual[inside], TOP) or 0.0 for name in (choice.chosen, choice.whole)]
    return shares[0] - shares[1]


def print_group(title: str, source: Source, quick: bool, word: str) -> None:
    """One row a ledger, and all of them in the mean."""
    print(f"\n## {title}\n")
    print("| ledger | cuts | hits: whole | per segment | captured: whole | per segment | own choices | won within |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    gaps, shares, all_cases, seconds = [], [], Counter(), 0.0
    for name, takings, named in source:
        if word not in name:
            continue
        cases = [compared(takings, named, cut, days) for cut, days in cuts_of(takings, quick)]
        means = {key: float(np.mean([case[key] for case in cases])) for key in cases[0] if key != "cases"}
        own = int(sum(case["own"] for case in cases))
        all_cases += sum((case["cases"] for case in cases), Counter())
        seconds += sum(case["seconds"] for case in cases)
        gaps.append(means["ours hits"] - means["whole hits"])
        shares.append(means["ours share"] - means["whole share"])
        within = f"{sum(case['within'] for case in cases) / own:+.3f}" if own else "–"
        print(
            f"| {name} | {len(cases)} | {means['whole hits']:.2f} | {means['ours hits']:.2f} | {means['whole share']:.3f} "
            f"| {means['ours share']:.3f} | {own} of {int(sum(case['segments'] for case in cases))} | {within} |",
            flush=True,
        )
    if gaps:
        fewer = sum(gap < 0 for gap in gaps)
        print(
            f"\nper segment - whole: hits of 25 {interval(gaps, 3)}, captured {interval(shares, 4)}; "
            f"fewer hits on {fewer} of {len(gaps)} ledgers"
        )
        print(
            "cases:",
            ", ".join(f"{case} {count}" for case, count in all_cases.most_common()),
            f"; {seconds:.1f} s of choosing",
        )


def main() -> None:
    """Print the table of every group."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one cut of each kind")
    parser.add_argument("--ledgers", default="", help="only ledgers whose name holds this word")
    asked = parser.parse_args()
    groups = {
        "Shared data sets": real,
        "Simulated, looked at while designing": lambda: mixed(DESIGN, {"revenue": 201, "contribution": 202}),
        "Held back: simulated": lambda: mixed(HELD_BACK, {"revenue": 301, "contribution": 302}),
        "Held back: the demo company": demo,
    }
    for title, source in groups.items():
        print_group(title, source(), asked.quick, asked.ledgers)


if __name__ == "__main__":
    main()
