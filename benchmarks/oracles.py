"""What the library finds for every printed number on lifetime value: python benchmarks/oracles.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.analytics.ledgers import oracles
from tests.analytics.oracle_table import CANNOT, CASES
from tests.analytics.test_oracles import flat


def main() -> None:
    """Print the largest difference of every case, its tolerance and the verdict."""
    print(f"{'case':<42}{'basis':<11}{'numbers':>8}{'largest miss':>14}{'tolerance':>12}  verdict")
    for name, compute in CASES.items():
        case = oracles()[name]
        printed, found = flat(case["expected"]), flat(compute(case["inputs"]))
        known = [(one, other) for one, other in zip(printed, found, strict=True) if one is not None]
        missed = max((abs(one - other) for one, other in known), default=0.0)
        refused = printed == [None] and found == [None]
        verdict = (
            "refused, as it should be" if refused else "found" if missed <= case["tolerance"] + 1e-12 else "MISSED"
        )
        print(f"{name:<42}{case['basis']:<11}{len(printed):>8}{missed:>14.2g}{case['tolerance']:>12g}  {verdict}")
    for name, reason in CANNOT.items():
        print(f"{name:<42}not computed: {reason}")


if __name__ == "__main__":
    main()
