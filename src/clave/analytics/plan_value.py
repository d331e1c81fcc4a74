"""What a key account is worth by its plan: yearly forecasts, the chance of keeping it each year, and what would raise it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul

from clave.analytics.lifetime.closed_forms import chained_value, surviving_value
from clave.analytics.refusals import ParameterOutOfRange

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True)
class Scorecard:
    """How relationship risk is scored: the weight of each factor (they sum to 1) and the retention of score 0 and 100."""

    weights: Mapping[str, float]
    lowest_retention: float = 0.50
    highest_retention: float = 0.98

    def __post_init__(self) -> None:
        if abs(sum(self.weights.values()) - 1) > 1e-9 or any(weight < 0 for weight in self.weights.values()):
            raise ParameterOutOfRange(name="weights", value=dict(self.weights), expected="0 .. 1, adding up to 1")
        for name, value in (("lowest", self.lowest_retention), ("highest", self.highest_retention)):
            if not 0 <= value <= 1:
                raise ParameterOutOfRange(name=f"{name} retention", value=value, expected="0 .. 1")

    def score(self, scores: Mapping[str, float]) -> float:
        """0 (all at 1) to 100 (all at 5): 100 Σ w (s - 1) / 4. Raises ParameterOutOfRange for a missing or wild score."""
        for name in self.weights:
            value = scores.get(name)
            if value is None or not LOWEST <= value <= HIGHEST:
                raise ParameterOutOfRange(name=name, value=value, expected=f"{LOWEST} .. {HIGHEST}")
        span = HIGHEST - LOWEST
        return 100 * sum(weight * (scores[name] - LOWEST) / span for name, weight in self.weights.items())

    def retention(self, scores: Mapping[str, float]) -> float:
        """The chance (0..1) of keeping the customer for a year: linear between the retention of score 0 and of 100."""
        reach = self.highest_retention - self.lowest_retention
        return self.lowest_retention + reach * self.score(scores) / 100


DEFAULT = Scorecard(
    {
        "contact_breadth": 0.15,
        "contact_seniority": 0.15,
        "product_lines": 0.10,
        "tenure": 0.10,
        "relationship_quality": 0.15,
        "understanding": 0.15,
        "service_record": 0.10,
        "exposure": 0.10,
    }
)
"""The factors to begin with, each scored 1 (grave) to 5 (sound); editable. Practice, not a published list."""


@dataclass(frozen=True)
class PlanValue:
    """What a plan is worth today; money in the forecast's currency.

    `unadjusted` as if the customer surely stayed, `value` with the chance of having kept it, `survival` that chance
    (0..1) at the end of every year, `at_risk` the difference.
    """

    unadjusted: float
    value: float
    survival: Sequence[float]

    @property
    def at_risk(self) -> float:
        """What the risk of losing the customer takes away."""
        return self.unadjusted - self.value


def plan_value(
    cash_flows: Sequence[float], retention: Sequence[float], discount_rate: float, horizon_years: int | None = None
) -> PlanValue:
    """The value of forecast yearly contributions, due at year ends, less the risk of losing the customer.

    `retention` is conditional: the chance to keep the customer in a year after having kept it until then. Years beyond
    `horizon_years` do not count. Ryals and Knox (2005), European Journal of Marketing 39(5/6):456-472; risk stands in
    the retention alone, never a second time in the rate. Raises ParameterOutOfRange without a forecast, for a retention
    outside 0..1, and for lists of different lengths.
    """
    if not cash_flows or len(cash_flows) != len(retention):
        given = f"{len(cash_flows)} years, {len(retention)} retentions"
        raise ParameterOutOfRange(name="forecast", value=given, expected="one retention for each year")
    for rate in retention:
        if not 0 <= rate <= 1:
            raise ParameterOutOfRange(name="retention", value=rate, expected="0 .. 1")
    if not 0 <= discount_rate <= 1:
        raise ParameterOutOfRange(name="discount_rate", value=discount_rate, expected="0 .. 1")
    counted = slice(0, horizon_years)
    flows, kept = cash_flows[counted], retention[counted]
    return PlanValue(
        unadjusted=surviving_value(flows, [1.0] * len(flows), discount_rate),
        value=chained_value(flows, kept, discount_rate),
        survival=list(accumulate(kept, mul)),
    )


@dataclass(frozen=True)
class Mitigation:
    """What one step up in a factor would be worth."""

    factor: str
    gain: float


def mitigations(
    cash_flows: Sequence[float], scores: Mapping[str, float], discount_rate: float, scorecard: Scorecard = DEFAULT
) -> list[Mitigation]:
    """The factors that can still rise, by what one step (at most to 5) adds to the value, the largest first.

    The same retention holds in every year. A loss-making customer gains nothing by staying, and the gain is negative.
    """

    def worth(rated: Mapping[str, float]) -> float:
        return plan_value(cash_flows, [scorecard.retention(rated)] * len(cash_flows), discount_rate).value

    now = worth(scores)
    raised = {name: min(scores[name] + 1, HIGHEST) for name in scorecard.weights if scores[name] < HIGHEST}
    found = [Mitigation(name, worth({**scores, name: score}) - now) for name, score in raised.items()]
    return sorted(found, key=lambda one: (-one.gain, one.factor))
