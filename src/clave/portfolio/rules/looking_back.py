"""How well the charter's measured criteria would have chosen a year ago, next to plain rules."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from clave.analytics.backtests.scoring import captured, hits
from clave.analytics.decimals import Floats
from clave.kit.refusals import gettext_noop

USUAL_TOP = (10, 25)
CHARTER = "charter"
CHOICES: dict[str, str] = {
    CHARTER: gettext_noop("the measured criteria of the charter"),
    "last_year_revenue": gettext_noop("revenue of the last 12 months"),
    "last_half_year_revenue": gettext_noop("revenue of the last 6 months"),
    "total_revenue": gettext_noop("revenue to date"),
    "last_year_contribution": gettext_noop("contribution of the last 12 months"),
    "last_order": gettext_noop("who ordered last"),
}
"""Name of a way to choose -> what it goes by."""


def cut_of(as_of: date) -> date:
    """The end of the month twelve months before that of a day: what came after it is a year of whole months."""
    year, month = as_of.year - 1, as_of.month
    return date(year, month, monthrange(year, month)[1])


@dataclass(frozen=True)
class Record:
    """How one way of choosing did: by K the true top customers it caught and the share of their value."""

    name: str
    hits: Mapping[int, int]
    captured: Mapping[int, float | None]

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "name": self.name,
            "hits": {str(k): n for k, n in self.hits.items()},
            "captured_share": {str(k): share for k, share in self.captured.items()},
        }


def charter_scores(columns: Sequence[Floats], weights: Sequence[float]) -> Floats:
    """Scores 0 to 10 from measured criteria alone, their weights made whole; what is not known grants nothing."""
    whole = sum(weights)
    total = sum(np.nan_to_num(column, nan=0.0) * weight for column, weight in zip(columns, weights, strict=True))
    return np.asarray(total / whole, dtype=np.float64)


def tops_for(customers: int, first: int) -> tuple[int, ...]:
    """How many first customers to look at: the usual numbers and the charter's own, none above half of all there are."""
    fitting = {k for k in (*USUAL_TOP, first) if 2 * k <= customers}
    return tuple(sorted(fitting or {max(1, customers // 4)}))


def records(choices: Mapping[str, Floats], came: Floats, top: Sequence[int]) -> list[Record]:
    """What each way of choosing would have caught of the customers that then brought most; the charter's comes first."""
    return [
        Record(name, {k: hits(scores, came, k) for k in top}, {k: captured(scores, came, k) for k in top})
        for name, scores in choices.items()
    ]


def by_chance(customers: int, k: int) -> float:
    """How many of the true top K a draw of K among all customers catches on average."""
    return k * k / customers
