"""How long a proposal of managers takes: python benchmarks/appointment_size.py [--accounts 100] [--people 300] [--seed 1]."""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np

from clave.people.rules.proposing import digest, proposed

SKILLS = ("financial", "consultative", "planning", "interpersonal", "influencing")


def inputs(accounts: int, people: int, seed: int) -> dict[str, Any]:
    """A company drawn at random: skills 1 to 5, a tenth of people not assessed, a fifth of accounts with a manager."""
    rng = np.random.default_rng(seed)
    levels = rng.integers(10, 51, (people, len(SKILLS)))
    cost = np.where(rng.random(people) < 0.3, rng.lognormal(17, 0.8, people), 0).round()
    worth = rng.lognormal(18, 1.0, accounts).round()
    return {
        "assumptions": {
            "uplift_share_percent": 10.0,
            "ramp_up_months": 9.0,
            "replacement_share_percent": 60.0,
            "moving_cost": 100_000,
            "unit": "accounts",
            "hours_an_account": 30.0,
        },
        "accounts": [
            {
                "code": f"A{n}",
                "name": f"A{n}",
                "lifetime_value": int(worth[n]),
                "hours": 1,
                "now": f"P{n % people}" if rng.random() < 0.2 else None,
                "needs": {key: [int(rng.integers(3, 6)), 2, int(rng.integers(1, 4))] for key in SKILLS},
            }
            for n in range(accounts)
        ],
        "people": [
            {
                "code": f"P{n}",
                "name": f"P{n}",
                "function": "F",
                "levels": dict(zip(SKILLS, levels[n].tolist(), strict=True)) if rng.random() < 0.9 else {},
                "capacity": int(rng.integers(1, 6)),
                "contribution": 0,
                "replacement": 0,
                "opportunity_cost": int(cost[n]),
                "is_assumed": True,
            }
            for n in range(people)
        ],
    }


def main() -> None:
    """Draw, propose, and print what it took."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("accounts", 100), ("people", 300), ("seed", 1)):
        asked.add_argument(f"--{name}", type=int, default=usual)
    told = asked.parse_args()
    given = inputs(told.accounts, told.people, told.seed)
    began, worked = time.perf_counter(), time.process_time()
    result = proposed(given)
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    teams = {name: team["value"] if team else None for name, team in result["teams"].items()}
    size = f"{told.accounts} accounts × {told.people} people"
    print(f"{size}: best, second best and nobody moves in {seconds:.2f} s ({processor:.2f} s of work)")
    print(f"worth {teams}, digest {digest(result)[:16]}")


if __name__ == "__main__":
    main()
