"""How the customers of a run lie along a measure, so that what is a 10, a 5 and a 0 is set with open eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clave.portfolio.queries.measured import measured
from clave.portfolio.rules.measured import FEWEST_FOR_ANCHORS, MEASURES, suggested_anchors
from clave.value.models import Run

SHARES = (0.10, 0.25, 0.50, 0.75, 0.90, 0.99)
"""Below these shares of the customers the figures are told."""


@dataclass(frozen=True)
class MeasureSpread:
    """The figures below which so many customers lie, how many are known, and what is suggested for 0, 5 and 10."""

    known: int
    customers: int
    figures: tuple[float, ...]
    suggested: tuple[str, ...]


def measure_spreads(run: Run | None) -> dict[str, MeasureSpread]:
    """Measure -> how customers lie along it; only where enough of them are known."""
    if run is None:
        return {}
    found = measured(run)
    return {
        key: _spread(key, values)
        for key, values in found.values.items()
        if sum(value is not None for value in values) >= FEWEST_FOR_ANCHORS
    }


def _spread(key: str, values: Sequence[float | None]) -> MeasureSpread:
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    figures = tuple(float(each) for each in np.quantile(known, SHARES))
    return MeasureSpread(len(known), len(values), figures, suggested_anchors(MEASURES[key], values))
