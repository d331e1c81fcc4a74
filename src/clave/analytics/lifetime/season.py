"""The year's shape: how much more is ordered in one part of the year than in another."""

from __future__ import annotations

from collections.abc import Sequence


def seasonal(index: Sequence[float], ahead: Sequence[int]) -> float:
    """The mean of the seasonal index (mean 1 over a year) over the coming periods; 1 for no period.

    By it an expectation that knows no season is multiplied.
    """
    return sum(index[period] for period in ahead) / len(ahead) if len(ahead) else 1.0
