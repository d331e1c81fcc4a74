"""Why a lifetime value changed between two runs: steps that lead from one to the other and add up to the last unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import comb
from typing import NamedTuple

LEAST_CHANCE = 1e-6
"""The chance of being active is never taken as exactly nothing, so that what is expected can be divided by it."""


@dataclass(frozen=True)
class Worth:
    """What one customer's lifetime value is made of in one run; money in minor units of one currency.

    `lifetime_value` and `expected_contribution` look ahead over `horizon_months`, the first discounted; the other
    amounts, `orders` and `units` are those of all orders so far. None where it is not known.
    """

    lifetime_value: int
    expected_contribution: int | None
    expected_orders: float
    p_active: float
    horizon_months: float
    orders: int
    units: float | None
    revenue: int
    product_cost: int | None
    cost_to_serve: int | None


@dataclass(frozen=True)
class Bridge:
    """The steps from one lifetime value to the next, in minor units: `start` plus the known steps is `end`, exactly.

    A step is None where the ledger cannot tell it; what it did then stands within `price_mix`.
    """

    start: int
    end: int
    steps: Mapping[str, int | None]


STEP_OF = {
    "order_rate": "volume",
    "size": "volume",
    "price": "price_mix",
    "product_cost": "product_cost",
    "cost_to_serve": "cost_to_serve",
    "p_active": "risk",
    "time": "time",
}
"""Factor -> the step of the bridge in which its change is told, in the order in which the steps are told."""

MAY_BE_UNKNOWN = ("units", "product_cost", "cost_to_serve")


class Factors(NamedTuple):
    """A lifetime value as a product of what drives it: `value()` gives it back.

    Orders a month while active, units an order, price and product cost a unit, cost to serve an order, the chance of
    being active, and the months ahead as worth today.
    """

    order_rate: float
    size: float
    price: float
    product_cost: float
    cost_to_serve: float
    p_active: float
    time: float

    def value(self) -> float:
        """The lifetime value that these factors make."""
        margin = self.size * (self.price - self.product_cost) - self.cost_to_serve
        return self.p_active * self.order_rate * self.time * margin


def bridge(before: Worth, after: Worth) -> Bridge:
    """The steps from `before` to `after`: the Shapley value of each factor's change, added up by step.

    Each factor counts with its mean effect over every order in which the factors can change, so that no order has to be
    chosen and nothing is left over (Shorrocks 2013, Journal of Economic Inequality 11:99-126). Money in minor units;
    what rounding leaves goes to the largest step, so that the steps add up exactly.
    """
    told = {name: all(_knows(worth, name) for worth in (before, after)) for name in MAY_BE_UNKNOWN}
    effects = shapley(_factors(before, after, told), _factors(after, before, told))
    steps: dict[str, float] = defaultdict(float)
    for factor, effect in effects.items():
        steps[STEP_OF[factor]] += effect
    whole = to_whole(steps, after.lifetime_value - before.lifetime_value)
    known = {name: whole[name] if told.get(name, True) else None for name in whole}
    return Bridge(before.lifetime_value, after.lifetime_value, known)


def shapley(before: Factors, after: Factors) -> dict[str, float]:
    """What the change of each factor did to the value, as the mean over every order of changing them."""
    values = [Factors(*chosen).value() for chosen in product(*zip(before, after, strict=True))]
    return {
        name: sum(weight * (values[without + step] - values[without]) for without, weight in others)
        for name, (step, others) in CHANGED_AFTER.items()
    }


def _changed_after(factor: int) -> tuple[int, list[tuple[int, float]]]:
    """How far apart the values with and without a factor's change stand among all of them, and of each set of others
    changed before it the place of its value and how often that set comes before it."""
    number = len(Factors._fields)
    step = 1 << (number - 1 - factor)
    others = [place for place in range(1 << number) if not place & step]
    return step, [(place, 1 / (number * comb(number - 1, place.bit_count()))) for place in others]


CHANGED_AFTER = {name: _changed_after(factor) for factor, name in enumerate(Factors._fields)}


def to_whole(steps: Mapping[str, float], total: int) -> dict[str, int]:
    """The steps as whole units that add up to `total`; what rounding leaves goes to the largest step."""
    whole = {name: round(amount) for name, amount in steps.items()}
    largest = max(steps, key=lambda name: abs(steps[name]))
    whole[largest] += total - sum(whole.values())
    return whole


def _knows(worth: Worth, name: str) -> bool:
    """Whether a figure can be told per order: it is known, there were orders, and the units are more than nothing."""
    found = getattr(worth, name)
    return found is not None and worth.orders > 0 and (name != "units" or found > 0)


def _factors(worth: Worth, other: Worth, told: Mapping[str, bool]) -> Factors:
    """What makes the value of one run; where it expects nothing, the rates of the other stand in for what is not seen."""
    chance = max(worth.p_active, LEAST_CHANCE)
    each = {name: getattr(worth, name) / worth.orders if told[name] else 0.0 for name in MAY_BE_UNKNOWN}
    size = each["units"] or 1.0
    margin = next(found for found in (_margin(worth), _so_far(worth), _margin(other), 0.0) if found is not None)
    return Factors(
        order_rate=_rate(worth if worth.horizon_months else other),
        size=size,
        price=(margin + each["product_cost"] + each["cost_to_serve"]) / size,
        product_cost=each["product_cost"] / size,
        cost_to_serve=each["cost_to_serve"],
        p_active=chance,
        time=worth.horizon_months
        * next(found for found in (_waiting(worth), _waiting(other), 1.0) if found is not None),
    )


def _rate(worth: Worth) -> float:
    """Orders a month while active; nothing where no month is looked ahead."""
    months = worth.horizon_months
    return worth.expected_orders / max(worth.p_active, LEAST_CHANCE) / months if months else 0.0


def _margin(worth: Worth) -> float | None:
    """What an expected order brings; None where none is expected."""
    expected = worth.lifetime_value if worth.expected_contribution is None else worth.expected_contribution
    return expected / worth.expected_orders if worth.expected_orders else None


def _so_far(worth: Worth) -> float | None:
    """What an order has brought so far, over the costs that are known; None without orders."""
    costs = (worth.product_cost or 0) + (worth.cost_to_serve or 0)
    return (worth.revenue - costs) / worth.orders if worth.orders else None


def _waiting(worth: Worth) -> float | None:
    """What is left of an expected amount after discounting; None where nothing is expected."""
    return worth.lifetime_value / worth.expected_contribution if worth.expected_contribution else None
