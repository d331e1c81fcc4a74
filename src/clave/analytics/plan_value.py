"""What a key account is worth by its plan: yearly forecasts, the chance of keeping it each year, and what would raise it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import expm1, log1p
from operator import mul

from clave.analytics.refusals import ParameterOutOfRange

LOWEST, HIGHEST = 1, 5
MOST_LOSS = 1.0
"""No higher rate of loss is read out of a run: of a hundred such customers 37 would be left after a year."""
HALVINGS = 60


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
    cash_flows: Sequence[float],
    retention: Sequence[float],
    discount_rate: float,
    horizon_years: int | None = None,
    spans: Sequence[float] | None = None,
) -> PlanValue:
    """The value of forecast contributions, each due at the end of its span, less the risk of losing the customer.

    `retention` is conditional: the chance to keep the customer in a whole year after having kept it until then. `spans`
    are the years that pass until each flow since the one before (1 where nothing is said): over part of a year r is
    r ** span. Flows beyond the first `horizon_years` do not count. Ryals and Knox (2005), European Journal of Marketing
    39(5/6):456-472; risk stands in the retention alone, never a second time in the rate. Raises ParameterOutOfRange
    without a forecast, for a retention outside 0..1, and for lists of different lengths.
    """
    if not cash_flows or len(cash_flows) != len(retention):
        given = f"{len(cash_flows)} years, {len(retention)} retentions"
        raise ParameterOutOfRange(name="forecast", value=given, expected="one retention for each year")
    for rate in retention:
        if not 0 <= rate <= 1:
            raise ParameterOutOfRange(name="retention", value=rate, expected="0 .. 1")
    if not 0 <= discount_rate <= 1:
        raise ParameterOutOfRange(name="discount_rate", value=discount_rate, expected="0 .. 1")
    passed = [1.0] * len(cash_flows) if spans is None else list(spans)
    if len(passed) != len(cash_flows) or any(span < 0 for span in passed):
        raise ParameterOutOfRange(name="spans", value=passed, expected="one span for each flow, none below 0")
    counted = slice(0, horizon_years)
    flows, ends = cash_flows[counted], list(accumulate(passed[counted]))
    kept = [rate**span for rate, span in zip(retention[counted], passed[counted], strict=True)]
    survival = list(accumulate(kept, mul))
    today = [flow / (1 + discount_rate) ** end for flow, end in zip(flows, ends, strict=True)]
    return PlanValue(
        unadjusted=sum(today),
        value=sum(flow * share for flow, share in zip(today, survival, strict=True)),
        survival=survival,
    )


@dataclass(frozen=True)
class WhileItStays:
    """What a customer contributes a year as long as it stays, and at which yearly rate (continuous) a run expects to lose it."""

    a_year: float
    loss_rate: float


def while_it_stays(
    expected: float, discounted: float, p_active: float, horizon_years: float, discount_rate: float
) -> WhileItStays | None:
    """What an expected contribution comes to a year once the chance of losing the customer is taken out of it.

    A run expects E = A p ∫ e^(-h t) dt within the horizon and D = A p ∫ e^((-h - δ) t) dt discounted, δ = ln(1 + d), p the
    chance of still being active: a customer that may be lost brings its money earlier, so that D / E tells h, and E then A.
    In other words E = Σ CF S, so that CF is E over the years that are expected with the customer. None where p or E say nothing.
    """
    if p_active <= 0 or horizon_years <= 0 or not expected:
        return None
    force = log1p(discount_rate)

    def factor(loss: float) -> float:
        return _years_with(loss + force, horizon_years) / _years_with(loss, horizon_years)

    low, high = 0.0, MOST_LOSS
    for _ in range(HALVINGS if force and factor(0.0) < discounted / expected else 0):
        middle = (low + high) / 2
        low, high = (middle, high) if factor(middle) < discounted / expected else (low, middle)
    return WhileItStays(expected / (p_active * _years_with(low, horizon_years)), low)


def _years_with(rate: float, years: float) -> float:
    """∫ e^(-rate t) dt from 0 to `years`."""
    return -expm1(-rate * years) / rate if rate else years


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
