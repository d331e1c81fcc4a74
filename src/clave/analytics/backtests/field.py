"""The field: every method that competes, what each foresees at a cut, and how the two combinations are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clave.analytics.backtests.model_rules import MODEL_MEANINGS, model_amounts
from clave.analytics.backtests.plain_rules import PLAIN_RULES
from clave.analytics.backtests.rhythm_rules import RHYTHM_RULES
from clave.analytics.backtests.scoring import average_ranks
from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.backtests.takings import Integers
from clave.analytics.decimals import Floats
from clave.analytics.problems import gettext_noop

BLEND, RANK_AVERAGE = "learned_blend", "rank_average"
AVERAGED = ("lifetime_model_log", "last_year", "recency_weighted")
SINGLE = (*MODEL_MEANINGS, *(method.name for method in (*PLAIN_RULES, *RHYTHM_RULES)))
METHODS = (BLEND, RANK_AVERAGE, *SINGLE)
"""In order of preference where earlier cuts cannot tell them apart."""
MEANINGS = {
    BLEND: gettext_noop(
        "All methods together on the square-root scale, weighted by how they did at earlier cuts of this ledger."
    ),
    RANK_AVERAGE: gettext_noop("The mean of three ranks: lifetime model, last year, recency-weighted."),
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
class Foresight:
    """What every single method foresees for each customer, and the mean of three ranks among all customers."""

    amounts: Mapping[str, Floats]
    ranks: Floats

    @classmethod
    def of(cls, snapshot: Snapshot) -> Foresight:
        """From what is known at a cut."""
        plain = {method.name: method.foresee(snapshot) for method in (*PLAIN_RULES, *RHYTHM_RULES)}
        amounts = model_amounts(snapshot) | plain
        return cls(amounts, np.mean([average_ranks(amounts[name]) for name in AVERAGED], axis=0))

    def only(self, kept: Integers) -> Foresight:
        """Of the customers at the places `kept`."""
        return Foresight({name: values[kept] for name, values in self.amounts.items()}, self.ranks[kept])

    def predictions(self, weights: Mapping[str, float]) -> list[Prediction]:
        """One prediction for every method, the blend made with `weights`."""
        found = {name: Prediction(name, values, values) for name, values in self.amounts.items()}
        mean = np.mean([self.amounts[name] for name in AVERAGED], axis=0)
        found[RANK_AVERAGE] = Prediction(RANK_AVERAGE, mean, self.ranks)
        found[BLEND] = blended(self.amounts, weights)
        return [found[name] for name in METHODS]


def blended(amounts: Mapping[str, Floats], weights: Mapping[str, float]) -> Prediction:
    """Ranks by the weighted mean of signed square roots, foresees the weighted mean amount."""
    scores = sum((weight * rooted(amounts[name]) for name, weight in weights.items()), np.zeros(1))
    whole = sum(weights.values())
    mean = sum((weight / whole * amounts[name] for name, weight in weights.items()), np.zeros(1))
    return Prediction(BLEND, np.asarray(mean), np.asarray(scores))


def rooted(values: Floats) -> Floats:
    """Square roots that keep the sign: giants stay first without drowning everybody else."""
    return np.asarray(np.sign(values) * np.sqrt(np.abs(values)))
