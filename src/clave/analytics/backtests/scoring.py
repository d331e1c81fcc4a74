"""How a prediction compares with what came: hits, captured share, rank correlation, mean error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from clave.analytics.backtests.takings import Integers
from clave.analytics.decimals import Floats


@dataclass(frozen=True)
class MethodRecord:
    """How one method did: by top K the hits and the share of the best possible value; rank correlation; mean error."""

    name: str
    hits: Mapping[int, int]
    captured_share: Mapping[int, float | None]
    spearman: float | None
    mae: float

    def as_json(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        return {
            "name": self.name,
            "hits": {str(k): hits for k, hits in self.hits.items()},
            "captured_share": {str(k): share for k, share in self.captured_share.items()},
            "spearman": self.spearman,
            "mae": self.mae,
        }


def record(name: str, amounts: Floats, scores: Floats, actual: Floats, top: Sequence[int]) -> MethodRecord:
    """How what was foreseen compares with what came."""
    return MethodRecord(
        name=name,
        hits={k: hits(scores, actual, k) for k in top},
        captured_share={k: captured(scores, actual, k) for k in top},
        spearman=spearman(scores, actual),
        mae=round(float(np.mean(np.abs(amounts - actual))), 2),
    )


def best(values: Floats, k: int) -> Integers:
    """The places of the K highest values; equal values in order of the code."""
    if k >= len(values):
        return np.argsort(-values, kind="stable")
    candidates = np.flatnonzero(values >= np.partition(values, -k)[-k])
    return candidates[np.argsort(-values[candidates], kind="stable")][:k]


def hits(scores: Floats, actual: Floats, k: int) -> int:
    """How many of the predicted top K are in the true top K."""
    return len(np.intersect1d(best(scores, k), best(actual, k), assume_unique=True))


def captured(scores: Floats, actual: Floats, k: int) -> float | None:
    """What the predicted top K brought over what the true top K brought; None when that brought nothing."""
    possible = float(actual[best(actual, k)].sum())
    return round(float(actual[best(scores, k)].sum()) / possible, 6) if possible > 0 else None


def average_ranks(values: Floats) -> Floats:
    """Ranks from 1 for the lowest, equal values sharing the mean of theirs."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: Floats = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return ranks


def spearman(one: Floats, other: Floats) -> float | None:
    """Rank correlation, -1 .. 1; None when one side does not vary."""
    left, right = (average_ranks(values) - (len(values) + 1) / 2 for values in (one, other))
    scale = float(np.sqrt((left @ left) * (right @ right)))
    return round(float(left @ right) / scale, 6) if scale > 0 else None
