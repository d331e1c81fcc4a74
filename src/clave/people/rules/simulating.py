"""What a way of paying would have paid for the same past: shares of base pay, by attainment of targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clave.analytics.rewards import Component, PayPlan
from clave.people.rules.pay import WHOLE, Measure

SIMULATED = (Measure.REVENUE, Measure.CONTRIBUTION, Measure.LIFETIME_VALUE, Measure.PROMISES)
KEPT_TARGET = 0.95


@dataclass(frozen=True)
class Curve:
    """Variable share of base pay, floor and cap, in percent; and by how much targets lie above the time before."""

    variable: int = 25
    floor: int = 80
    cap: int = 150
    revenue_growth: int = 5
    contribution_growth: int = 5
    value_growth: int = 5

    @property
    def plan(self) -> PayPlan:
        return PayPlan(self.variable / WHOLE, self.floor / WHOLE, self.cap / WHOLE)


@dataclass(frozen=True)
class Past:
    """What came of somebody's key accounts in a time, and in an equally long time before it; minor units, negative ones too.

    `value` is the lifetime value at first, `new_value` the change net of the passage of time; None where not known.
    """

    revenue_before: float
    revenue: float
    contribution_before: float | None
    contribution: float | None
    value: float | None
    new_value: float | None
    kept: float | None


@dataclass(frozen=True)
class Attained:
    """What was aimed at and what came of one measure; None where no target can be set or nothing is known."""

    target: float | None
    actual: float | None

    @property
    def share(self) -> float | None:
        """Actual over target."""
        return self.actual / self.target if self.target and self.actual is not None else None


def added(pasts: Iterable[Past]) -> Past:
    """Several key accounts together; what is not known of one of them counts for none of the sums it belongs to."""
    rows = list(pasts)
    flows = [row for row in rows if row.contribution is not None and row.contribution_before is not None]
    valued = [row for row in rows if row.value is not None and row.new_value is not None]
    kept = [row.kept for row in rows if row.kept is not None]
    return Past(
        sum(row.revenue_before for row in rows),
        sum(row.revenue for row in rows),
        sum(row.contribution_before or 0 for row in flows) if flows else None,
        sum(row.contribution or 0 for row in flows) if flows else None,
        sum(row.value or 0 for row in valued) if valued else None,
        sum(row.new_value or 0 for row in valued) if valued else None,
        sum(kept) / len(kept) if kept else None,
    )


def attained(past: Past, curve: Curve, years: float) -> dict[Measure, Attained]:
    """How far each target was reached. Without a positive target nothing can be reached, and nothing is paid."""
    grown = {
        Measure.REVENUE: (past.revenue_before, (1 + curve.revenue_growth / WHOLE) ** years, past.revenue),
        Measure.CONTRIBUTION: (
            past.contribution_before,
            (1 + curve.contribution_growth / WHOLE) ** years,
            past.contribution,
        ),
        Measure.LIFETIME_VALUE: (past.value, (1 + curve.value_growth / WHOLE) ** years - 1, past.new_value),
        Measure.PROMISES: (KEPT_TARGET, 1.0, past.kept),
    }
    found = {}
    for measure, (before, times, actual) in grown.items():
        target = None if before is None else before * times
        found[measure] = Attained(target if target and target > 0 else None, actual)
    return found


def paid(weights: Mapping[Measure, int], found: Mapping[Measure, Attained], curve: Curve) -> float:
    """The variable pay as a share of base pay, by the floor and cap of the curve; a weight without a target pays nothing."""
    parts = []
    for measure, weight in weights.items():
        each = found[measure]
        target, actual = (each.target, each.actual) if each.share is not None else (1.0, 0.0)
        parts.append(Component(measure, weight / WHOLE, target or 1.0, actual or 0.0))
    return curve.plan.payout(1.0, parts)


def only(measure: Measure) -> dict[Measure, int]:
    """A pay that rests on one measure alone."""
    return {measure: WHOLE}
