"""What a key account manager is paid for: change in lifetime value net of the passage of time, with floor and cap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from clave.analytics.refusals import ParameterOutOfRange


@dataclass(frozen=True)
class ValueChange:
    """How a lifetime value moved over a time, in three parts that add up to the change; money in one currency.

    `unwinding` is the discount that the passing time gave back, `received` the cash that came in and is no longer ahead
    (negative), `new_value` what is left: the part that somebody brought about.
    """

    unwinding: float
    received: float
    new_value: float


def value_change(
    before: float, after: float, cash_received: float, discount_rate: float, years: float = 1.0
) -> ValueChange:
    """What of the change from `before` to `after` is new value, net of the passage of time.

    Without anybody's doing the value becomes before · (1 + d)^years - cash received. The rate, the model and exchange
    rates must be those of the first valuation.
    """
    if not 0 <= discount_rate <= 1 or not years > 0:
        raise ParameterOutOfRange(name="discount_rate, years", value=(discount_rate, years), expected="0 .. 1, > 0")
    unwinding = before * ((1 + discount_rate) ** years - 1)
    return ValueChange(unwinding, -cash_received, after - (before + unwinding - cash_received))


@dataclass(frozen=True)
class Component:
    """One part of a variable pay: its weight (0..1), what was aimed at and what came, in the same unit."""

    name: str
    weight: float
    target: float
    actual: float

    @property
    def attained(self) -> float:
        """Actual over target; refused without a positive target, of which no share can be attained."""
        if not (self.target > 0 and isfinite(self.target)):
            raise ParameterOutOfRange(name=f"target of {self.name}", value=self.target, expected="> 0")
        return self.actual / self.target


@dataclass(frozen=True)
class PayPlan:
    """Variable share of base pay (0..1), the attainment below which a component pays nothing, and the most that counts."""

    variable_share: float
    floor: float = 0.8
    cap: float = 1.5

    def counted(self, attained: float) -> float:
        """0 below the floor, never more than the cap."""
        return 0.0 if attained < self.floor else min(attained, self.cap)

    def payout(self, base: float, components: Sequence[Component]) -> float:
        """base · v · Σ w g(actual / target); raises ParameterOutOfRange unless the weights add up to 1."""
        if abs(sum(one.weight for one in components) - 1) > 1e-9:
            weights = [one.weight for one in components]
            raise ParameterOutOfRange(name="weights", value=weights, expected="adding up to 1")
        return base * self.variable_share * sum(one.weight * self.counted(one.attained) for one in components)
