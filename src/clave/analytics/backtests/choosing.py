"""Which method to trust: earlier cuts of the same ledger decide, and nothing after the cut."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clave.analytics.backtests.field import BLEND, METHODS, Prediction
from clave.analytics.backtests.learning import learned_weights
from clave.analytics.backtests.scoring import captured, hits
from clave.analytics.backtests.trials import Trial, known_at
from clave.analytics.decimals import Floats

TOPS = (10, 25)
FEWEST_TRIALS = 3
LEAD_NEEDED = 0.03
"""Points by which a method must lead the blend, beyond one standard error over the trials, to take its place."""


def chosen_method(trials: Sequence[Trial]) -> str:
    """The blend, unless a method led it clearly over the earlier cuts."""
    return winner(trials, predictions_at(trials))


def winner(trials: Sequence[Trial], tried: Sequence[Sequence[Prediction]]) -> str:
    """The same from what all methods foresaw at the trials."""
    if len(trials) < FEWEST_TRIALS:
        return BLEND
    pairs = zip(trials, tried, strict=True)
    marks = np.array([[mark(found.scores, each.actual) for found in predictions] for each, predictions in pairs])
    leads = marks - marks[:, [METHODS.index(BLEND)]]
    error = leads.std(axis=0, ddof=1) / np.sqrt(len(trials))
    proven = np.where(leads.mean(axis=0) > error + LEAD_NEEDED, leads.mean(axis=0), 0.0)
    return METHODS[int(np.argmax(proven))]


def predictions_at(trials: Sequence[Trial]) -> list[list[Prediction]]:
    """For each trial what every method foresaw; the blend learns only from trials whose outcome was known by then."""
    return [each.foresight.predictions(learned_weights(known_at(trials, each.cut))) for each in trials]


def mark(scores: Floats, actual: Floats) -> float:
    """How well a ranking found the best: share of hits and captured share, over the top 10 and 25."""
    parts = [(hits(scores, actual, k) / k, captured(scores, actual, k) or 0.0) for k in tops_of(len(actual))]
    return float(np.mean(parts))


def tops_of(customers: int) -> list[int]:
    """The numbers of customers to find among so many: 10 and 25, half of them where there are fewer."""
    return [k for k in TOPS if k < customers] or [max(1, customers // 2)]
