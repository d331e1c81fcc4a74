"""What each customer is expected to bring within a horizon, with an interval from simulated futures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.analytics.lifetime.choice import LifetimeModel
from clave.analytics.lifetime.histories import Floats, Histories, Integers
from clave.analytics.shrinkage import PurchaseValues

INTERVAL = 0.8
MOST_DRAWS, FEWEST_DRAWS, DRAW_BUDGET = 1000, 100, 6_000_000
CHUNK_ELEMENTS = 100_000


@dataclass(frozen=True)
class Outlook:
    """One entry per customer: chance of being active, expected purchases, and their value today with its interval."""

    p_active: Floats
    purchases: Floats
    value: Floats
    discounted_value: Floats
    low: Floats
    high: Floats


def draws_for(customers: int) -> int:
    """Futures simulated per customer: 1,000, fewer for very large bases, never below 100."""
    return max(FEWEST_DRAWS, min(MOST_DRAWS, DRAW_BUDGET // max(customers, 1)))


def outlook(
    model: LifetimeModel, histories: Histories, values: PurchaseValues, weeks: float, discount_rate: float, seed: int
) -> Outlook:
    """Expectation within `weeks` at a yearly `discount_rate`, and the 80 % predictive interval of the discounted value.

    The interval is of what will come, not of its mean: simulated stays, purchases and values per purchase. It is
    widened where needed to hold the expectation. The same histories, values and seed give the same figures in any
    order.
    """
    groups, places = model.ahead(histories).grouped()
    active = model.p_active(histories)
    orders = model.orders_if_active(groups, weeks)
    discounted = model.discounted_orders_if_active(groups, weeks, discount_rate)
    generator = np.random.default_rng(seed)
    drawn = model.drawn_orders_if_active(groups, weeks, draws_for(len(active)), generator)
    factors = np.divide(discounted, orders, out=np.zeros_like(orders), where=orders > 0)
    low, high = simulated_interval(drawn, factors, places, active, values, generator)
    expected = active * discounted[places] * values.mean
    return Outlook(
        active,
        active * orders[places],
        active * orders[places] * values.mean,
        expected,
        np.minimum(low, expected),
        np.maximum(high, expected),
    )


def simulated_interval(
    drawn: Floats,
    factors: Floats,
    places: Integers,
    active: Floats,
    values: PurchaseValues,
    generator: np.random.Generator,
) -> tuple[Floats, Floats]:
    """The 10 % and 90 % points of each customer's simulated discounted value.

    `drawn` holds purchases by group and draw, `factors` the mean discount of a purchase by group, `places` the group of
    each customer. A draw counts as active for the share `active` of the draws.
    """
    draws = drawn.shape[1]
    means, noises = generator.standard_normal((2, draws))
    steps = (np.arange(draws) + 0.5) / draws
    tail = (1 - INTERVAL) / 2
    points = (int(np.floor(tail * (draws - 1))), int(np.ceil((1 - tail) * (draws - 1))))
    low, high = np.empty(len(active)), np.empty(len(active))
    size = max(1, CHUNK_ELEMENTS // draws)
    for start in range(0, len(active), size):
        part = slice(start, start + size)
        purchases = drawn[places[part]]
        total = values.mean_sd[part, None] * means
        total += values.mean[part, None]
        total *= purchases
        np.sqrt(purchases, out=purchases)
        purchases *= noises
        purchases *= values.spread[part, None]
        total += purchases
        total *= steps < active[part, None]
        total *= factors[places[part], None]
        total.partition(points, axis=1)
        low[part], high[part] = total[:, points[0]], total[:, points[1]]
    return low, high
