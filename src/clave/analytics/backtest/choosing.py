"""Which method to trust: earlier cuts of the same ledger decide, and nothing after the cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from clave.analytics.backtest.field import BLEND, METHODS, RANK_AVERAGE, Trial, predictions, single_amounts
from clave.analytics.backtest.learning import learned_weights
from clave.analytics.backtest.scoring import captured, hits
from clave.analytics.backtest.snapshot import Snapshot
from clave.analytics.backtest.takings import Takings
from clave.analytics.decimals import Floats

MOST_TRIALS = 6
SHORTEST_DAYS, LONGEST_DAYS, USUAL_DAYS = 14, 365, 182
SHORTEST_STEP = 28
TOPS = (10, 25)
LEAD_NEEDED = 2.0
"""Standard errors by which a method must lead the blend over the earlier cuts to take its place."""


def trial_cuts(first: int, cut: int, days: int) -> list[tuple[int, int]]:
    """Up to six earlier cuts, each with the days judged after it: `days`, or a third of a shorter history.

    The latest is judged up to the cut; each has at least as long a history as it is judged by.
    """
    judged = min(days, LONGEST_DAYS, (cut - first) // 3)
    if judged < SHORTEST_DAYS:
        return []
    step = max(judged // 2, SHORTEST_STEP)
    cuts = (cut - judged - step * number for number in range(MOST_TRIALS))
    return [(at, judged) for at in cuts if at - first >= judged]


def trials_before(takings: Takings, cut: int, days: int) -> list[Trial]:
    """Every method tried at earlier cuts, the latest first."""
    past = takings.between(-1_000_000, cut)
    return [trial(past, at, judged) for at, judged in trial_cuts(int(past.day.min()), cut, days)]


def trial(takings: Takings, cut: int, days: int) -> Trial:
    """Every single method at one cut, and what came in the `days` after it."""
    snapshot = Snapshot.of(takings, cut, days)
    came = takings.between(cut, cut + days).totals()[snapshot.customers]
    return Trial(cut, days, single_amounts(snapshot), came)


def chosen_method(trials: Sequence[Trial]) -> str:
    """The blend, unless a method led it clearly over the earlier cuts; the average of ranks where there are none."""
    if not trials:
        return RANK_AVERAGE
    marks = np.array(list(trial_marks(trials)))
    leads = marks - marks[:, [METHODS.index(BLEND)]]
    mean = leads.mean(axis=0)
    error = leads.std(axis=0, ddof=1) / np.sqrt(len(trials)) if len(trials) > 2 else np.full(len(METHODS), np.inf)
    proven = np.where(mean > LEAD_NEEDED * np.maximum(error, 1e-9), mean, 0.0)
    return METHODS[int(np.argmax(proven))]


def trial_marks(trials: Sequence[Trial]) -> Iterator[list[float]]:
    """For each trial the mark of every method; the blend knows only trials judged before the trial's cut."""
    for each in trials:
        earlier = [other for other in trials if other.cut + other.days <= each.cut]
        found = predictions(each.amounts, learned_weights(earlier))
        yield [mark(prediction.scores, each.actual) for prediction in found]


def mark(scores: Floats, actual: Floats) -> float:
    """How well a ranking found the best: share of hits and captured share, over the top 10 and 25."""
    tops = [k for k in TOPS if k < len(actual)] or [max(1, len(actual) // 2)]
    parts = [(hits(scores, actual, k) / k, captured(scores, actual, k) or 0.0) for k in tops]
    return float(np.mean(parts))
