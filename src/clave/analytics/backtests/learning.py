"""Weights of the methods in the blend, learned from what came after earlier cuts of the same ledger."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clave.analytics.backtests.field import SINGLE, rooted
from clave.analytics.backtests.trials import Trial
from clave.analytics.decimals import Floats

CANDIDATES = 100
"""Only the customers foreseen as the largest teach: the others never stand near the top."""
PRIOR_WEIGHT = 0.2
"""How strongly equal weights hold: as this many times all the cases seen."""

MOST_ROUNDS, TOLERANCE = 300, 1e-6


def learned_weights(trials: Sequence[Trial]) -> dict[str, float]:
    """Weights, none negative, that best foresee the trials on the square-root scale; equal ones without trials.

    Least squares with a penalty on the distance from equal weights (ridge regression towards a prior), so that few or
    contradicting trials leave all methods with a say.
    """
    taught = [lesson for lesson in map(lesson_of, trials) if lesson is not None]
    equal = np.full(len(SINGLE), 1 / len(SINGLE))
    if not taught:
        return dict(zip(SINGLE, equal.tolist(), strict=True))
    foreseen, came = (np.concatenate(parts) for parts in zip(*taught, strict=True))
    mean = foreseen.mean(axis=1)
    level = max(float(came @ mean) / float(mean @ mean), 0.0)
    hold = PRIOR_WEIGHT * len(came)
    curvature = foreseen.T @ foreseen + hold * np.eye(len(SINGLE))
    weights = nonnegative(curvature, foreseen.T @ came + hold * level * equal)
    return dict(zip(SINGLE, (weights if weights.any() else equal).tolist(), strict=True))


def nonnegative(curvature: Floats, pull: Floats) -> Floats:
    """The w >= 0 with the least w'Cw / 2 - p'w, one coordinate after the other until none moves."""
    weights = np.zeros(len(pull))
    for _ in range(MOST_ROUNDS):
        before = weights.copy()
        for place in range(len(pull)):
            rest = pull[place] - curvature[place] @ weights + curvature[place, place] * weights[place]
            weights[place] = max(0.0, rest / curvature[place, place])
        if np.allclose(before, weights, rtol=0, atol=TOLERANCE * max(float(weights.max()), TOLERANCE)):
            break
    return weights


def lesson_of(trial: Trial) -> tuple[Floats, Floats] | None:
    """What was foreseen (customers, methods) and what came, in units of the mean; None when nothing was foreseen."""
    foreseen = np.column_stack([rooted(trial.foresight.amounts[name]) for name in SINGLE])
    kept = np.argsort(-foreseen.mean(axis=1), kind="stable")[:CANDIDATES]
    unit = float(np.mean(np.abs(foreseen[kept])))
    return (foreseen[kept] / unit, rooted(trial.actual)[kept] / unit) if unit > 0 else None
