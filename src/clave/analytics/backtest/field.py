"""The field: every method that competes, what each foresees at a cut, and how the two combinations are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clave.analytics.backtest.model_rules import MODEL_MEANINGS, model_amounts
from clave.analytics.backtest.plain_rules import PLAIN_RULES
from clave.analytics.backtest.rhythm_rules import RHYTHM_RULES
from clave.analytics.backtest.scoring import average_ranks
from clave.analytics.backtest.snapshot import Snapshot
from clave.analytics.decimals import Floats

BLEND, RANK_AVERAGE = "learned_blend", "rank_average"
AVERAGED = ("lifetime_model_log", "last_year", "recency_weighted")
SINGLE = (*MODEL_MEANINGS, *(method.name for method in (*PLAIN_RULES, *RHYTHM_RULES)))
METHODS = (BLEND, RANK_AVERAGE, *SINGLE)
"""In order of preference where earlier cuts cannot tell them apart."""
MEANINGS = {
    BLEND: "All methods together on the square-root scale, weighted by how they did at earlier cuts of this ledger.",
    RANK_AVERAGE: "The mean of three ranks: lifetime model, last year, recency-weighted.",
    **MODEL_MEANINGS,
    **{method.name: method.meaning for method in (*PLAIN_RULES, *RHYTHM_RULES)},
}


@dataclass(frozen=True)
class Prediction:
    """One method at one cut: the amount foreseen for each customer and the score by which it ranks them."""

    name: str
    amounts: Floats
    scores: Floats


@dataclass(frozen=True)
class Trial:
    """One earlier cut: what every single method foresaw, and what then came, for each customer known there."""

    cut: int
    days: int
    amounts: Mapping[str, Floats]
    actual: Floats


def single_amounts(snapshot: Snapshot) -> dict[str, Floats]:
    """What every single method foresees."""
    plain = {method.name: method.foresee(snapshot) for method in (*PLAIN_RULES, *RHYTHM_RULES)}
    return model_amounts(snapshot) | plain


def predictions(amounts: Mapping[str, Floats], weights: Mapping[str, float]) -> list[Prediction]:
    """One prediction for every method, the combinations made of the single ones."""
    found = {name: Prediction(name, values, values) for name, values in amounts.items()}
    found[RANK_AVERAGE] = rank_average(amounts)
    found[BLEND] = blended(amounts, weights)
    return [found[name] for name in METHODS]


def rank_average(amounts: Mapping[str, Floats]) -> Prediction:
    """Ranks by the mean of three ranks, foresees their mean amount."""
    ranks = np.mean([average_ranks(amounts[name]) for name in AVERAGED], axis=0)
    return Prediction(RANK_AVERAGE, np.mean([amounts[name] for name in AVERAGED], axis=0), ranks)


def blended(amounts: Mapping[str, Floats], weights: Mapping[str, float]) -> Prediction:
    """Ranks by the weighted mean of signed square roots, foresees the weighted mean amount."""
    scores = sum((weight * rooted(amounts[name]) for name, weight in weights.items()), np.zeros(1))
    whole = sum(weights.values())
    mean = sum((weight / whole * amounts[name] for name, weight in weights.items()), np.zeros(1))
    return Prediction(BLEND, np.asarray(mean), np.asarray(scores))


def rooted(values: Floats) -> Floats:
    """Square roots that keep the sign: giants stay first without drowning everybody else."""
    return np.asarray(np.sign(values) * np.sqrt(np.abs(values)))
