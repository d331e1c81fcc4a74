"""Which fits reach the maximum on sixty simulated bases, and which say that there is none: python benchmarks/robustness.py."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.analytics.simulated_bases import KINDS, MODELS, SEEDS, base_of, judged


def main() -> None:
    """Print per kind and model how many of five bases were reached / said to be degenerate / missed in silence."""
    totals: dict[str, Counter[str]] = {model: Counter() for model in MODELS}
    print(f"{'reached / said so / SILENT':<28}" + "".join(f"{model:>20}" for model in MODELS))
    started = time.perf_counter()
    for kind in KINDS:
        cells = []
        for model, total in totals.items():
            found = Counter(judged(model, base_of(kind, seed)).word for seed in SEEDS)
            total.update(found)
            cells.append(f"{found['reached']:>12} / {found['said so']} / {found['SILENT']}")
        print(f"{kind:<28}" + "".join(f"{cell:>20}" for cell in cells), flush=True)
    print(
        f"{'of 60':<28}" + "".join(f"{t['reached']:>11} / {t['said so']} / {t['SILENT']:<2}" for t in totals.values())
    )
    print(f"{time.perf_counter() - started:.0f} seconds, with the longer searches they are compared with")


if __name__ == "__main__":
    main()
