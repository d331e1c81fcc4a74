"""Which method to trust: earlier cuts of the same ledger decide, and nothing after the cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from clave.analytics.backtests.field import BLEND, METHODS
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
    if len(trials) < FEWEST_TRIALS:
        return BLEND
    marks = np.array(list(trial_marks(trials)))
    leads = marks - marks[:, [METHODS.index(BLEND)]]
    error = leads.std(axis=0, ddof=1) / np.sqrt(len(trials))
    proven = np.where(leads.mean(axis=0) > error + LEAD_NEEDED, leads.mean(axis=0), 0.0)
    return METHODS[int(np.argmax(proven))]


def trial_marks(trials: Sequence[Trial]) -> Iterator[list[float]]:
    """For each trial the mark of every method; the blend learns only from trials whose outcome was known by then."""
    for each in trials:
        weights = learned_weights(known_at(trials, each.cut))
        yield [mark(found.scores, each.actual) for found in each.foresight.predictions(weights)]


def mark(scores: Floats, actual: Floats) -> float:
    """How well a ranking found the best: share of hits and captured share, over the top 10 and 25."""
    tops = [k for k in TOPS if k < len(actual)] or [max(1, len(actual) // 2)]
    parts = [(hits(scores, actual, k) / k, captured(scores, actual, k) or 0.0) for k in tops]
    return float(np.mean(parts))
