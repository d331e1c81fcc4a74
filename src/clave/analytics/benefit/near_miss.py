"""The third estimate: key accounts just above the line beside candidates just below it.

Where judgement beside the score drove the choice, only accounts that were nearly chosen are alike: a local reading of the
regression discontinuity at the line (Thistlethwaite and Campbell 1960, Journal of Educational Psychology 51(6):309-317).
"""

from __future__ import annotations

import numpy as np

from clave.analytics.benefit.ancova import Stack
from clave.analytics.benefit.panel import Floats, Ints

NEIGHBOURS = 2
"""For each key account, so many candidates below the line are looked at."""
FEWEST = 3


def near_misses(stack: Stack) -> Ints:
    """The rows of the key accounts and of the candidates nearest below; empty with fewer than three on a side."""
    treated, others = np.flatnonzero(stack.treated > 0), np.flatnonzero(stack.treated == 0)
    if len(treated) < FEWEST or len(others) < FEWEST:
        return np.empty(0, dtype=np.int64)
    nearest = others[np.argsort(-stack.score[others], kind="stable")[: NEIGHBOURS * len(treated)]]
    return np.concatenate([treated, nearest])


def near_miss_share(stack: Stack, rows: Ints, before: int = 0) -> float:
    """The effect as a share of the size before: change since the year before, held against the near misses alone.

    `before` is the column of `known` with the year before entry.
    """
    change = stack.after[rows] - stack.known[rows, before]
    treated, weights = stack.treated[rows] > 0, stack.size[rows]
    means = [np.average(change[side], weights=weights[side]) for side in (treated, ~treated)]
    return float(means[0] - means[1])


def near_miss_bootstrap(stack: Stack, rows: Ints, *, draws: int, seed: int) -> Floats:
    """The share in samples of the key accounts and of the near misses."""
    rng = np.random.default_rng(seed)
    sides = [rows[stack.treated[rows] > 0], rows[stack.treated[rows] == 0]]
    picked = (np.concatenate([rng.choice(side, len(side)) for side in sides]) for _ in range(draws))
    return np.array([near_miss_share(stack, sample) for sample in picked])
