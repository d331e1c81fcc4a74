"""The arithmetic of capacity: what a minute costs, what was used, what stood idle; exact and without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Use:
    """The use of one resource group: minutes and money, used and unused; unused below 0 where capacity was exceeded."""

    rate: Decimal
    used_minutes: Decimal
    used_cost: Decimal
    unused_minutes: Decimal
    unused_cost: Decimal

    @property
    def utilisation(self) -> Decimal:
        """Used minutes over practical capacity."""
        return self.used_minutes / (self.used_minutes + self.unused_minutes)


def use_of(cost: Decimal, capacity_minutes: Decimal, used_minutes: Decimal) -> Use:
    """What `used_minutes` of a group with this cost and practical capacity cost; the rest is not charged to anybody."""
    rate = cost / capacity_minutes
    used_cost = to_cents(cost * used_minutes / capacity_minutes)
    return Use(rate, used_minutes, used_cost, capacity_minutes - used_minutes, cost - used_cost)


def traditional_unit_costs(cost: Decimal, shares: Sequence[Decimal], volumes: Sequence[Decimal]) -> list[Decimal]:
    """What traditional activity-based costing charges per unit: the whole cost by share of time, idle time included."""
    return [share * cost / volume for share, volume in zip(shares, volumes, strict=True)]


def to_cents(amount: Decimal) -> Decimal:
    """An amount in cents, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def in_cents(amounts: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """`amounts` in cents that add up to `total` (in cents): the largest remainders take the cents that are left."""
    floors = [amount.quantize(CENT, rounding=ROUND_FLOOR) for amount in amounts]
    left = int((total - sum(floors, Decimal(0))) / CENT)
    by_remainder = sorted(range(len(amounts)), key=lambda place: (floors[place] - amounts[place], place))
    for place in by_remainder[: max(left, 0)]:
        floors[place] += CENT
    return floors
