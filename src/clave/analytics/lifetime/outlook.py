"""What each customer is expected to bring within a horizon, with an interval from simulated futures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clave.analytics.lifetime.choice import LifetimeModel
from clave.analytics.lifetime.histories import Floats, Histories, Integers
from clave.analytics.shrinkage import PurchaseValues
from clave.analytics.threads import shared_out

INTERVAL = 0.8
MOST_DRAWS, FEWEST_DRAWS, DRAW_BUDGET = 1000, 100, 6_000_000
CHUNK_ELEMENTS = 100_000


@dataclass(frozen=True)
class Level:
    """What the base's own past adds to a model's forecast.

    Factors of purchases and of value per purchase; `drift` is the standard deviation of a customer's level on the log
    scale, `share` the share of futures an interval holds.
    """

    orders: float = 1.0
    value: float = 1.0
    drift: float = 0.0
    share: float = INTERVAL


PLAIN = Level()
Interval = tuple[Floats, Floats, NDArray[np.bool_]]
"""Lower limits, upper limits, and whether each is open."""


@dataclass(frozen=True)
class Outlook:
    """One entry per customer: chance of being active, expected purchases, and their value today with its interval.

    `open` marks those of whom it is open whether they buy at all or not, or who surely do: more than one future in five
    brings something. Of the others the interval runs from nothing to what is expected.
    """

    p_active: Floats
    purchases: Floats
    value: Floats
    discounted_value: Floats
    low: Floats
    high: Floats
    open: NDArray[np.bool_]


def draws_for(customers: int) -> int:
    """Futures simulated per customer: 1,000, fewer for very large bases, never below 100."""
    return max(FEWEST_DRAWS, min(MOST_DRAWS, DRAW_BUDGET // max(customers, 1)))


def outlook(
    model: LifetimeModel,
    histories: Histories,
    values: PurchaseValues,
    weeks: float,
    discount_rate: float,
    seed: int,
    level: Level = PLAIN,
    places: Integers | None = None,
) -> Outlook:
    """Expectation within `weeks` at a yearly `discount_rate`, and the 80 % predictive interval of the discounted value.

    The interval is of what will come, not of its mean: simulated stays, purchases, values per purchase and drifts of
    the level. It is widened where needed to hold the expectation. The same histories, values and seed give the same
    figures in any order. Where customers share histories, `places` says which is whose.
    """
    return foreseen(model, ahead(model, histories, values, weeks, seed, places), weeks, discount_rate, level)


def ahead(
    model: LifetimeModel,
    histories: Histories,
    values: PurchaseValues,
    weeks: float,
    seed: int,
    places: Integers | None = None,
) -> Futures:
    """The futures behind an `outlook`: as many of each customer as `draws_for` says."""
    return simulated(model, histories, values, weeks, draws_for(len(values.mean)), np.random.default_rng(seed), places)


def foreseen(
    model: LifetimeModel, futures: Futures, weeks: float, discount_rate: float, level: Level, threads: int | None = 1
) -> Outlook:
    """The outlook that `futures` of `weeks` give at this level."""
    groups, places, values = futures.groups, futures.places, futures.values
    orders = model.orders_if_active(groups, weeks)
    discounted = model.discounted_orders_if_active(groups, weeks, discount_rate)
    factors = np.divide(discounted, orders, out=np.zeros_like(orders), where=orders > 0)
    low, high, open_ = futures.interval(level, factors, threads)
    active, worth = futures.active * level.orders, values.mean * level.value
    expected = active * discounted[places] * worth
    return Outlook(
        futures.active,
        active * orders[places],
        active * orders[places] * worth,
        expected,
        np.minimum(low, expected),
        np.maximum(high, expected),
        open_,
    )


@dataclass(frozen=True)
class Futures:
    """Simulated purchases by group of like customers and draw, and what turns them into values of each customer.

    `places` is the group of each customer; a draw counts as active for the share `active` of the draws; `noise` holds
    standard normal draws for the mean value, the values of single purchases and the drift of the level.
    """

    groups: Histories
    places: Integers
    active: Floats
    values: PurchaseValues
    drawn: Floats
    noise: Floats

    def interval(self, level: Level, factors: Floats | None = None, threads: int | None = 1) -> Interval:
        """Each customer's interval and whether it is open; `factors` is the mean discount of a purchase by group.

        The limits leave (1 - share) / 2 of the futures on each side. Where the lower limit is 0 it leaves none below,
        so the upper limit leaves all of 1 - share above it, and the other way round where every purchase loses money.
        Of who is active in fewer futures than a side leaves, both limits are 0 whatever these bring.
        """
        return self.intervals([level], factors, threads)[0]

    def intervals(
        self, levels: Sequence[Level], factors: Floats | None = None, threads: int | None = 1
    ) -> list[Interval]:
        """The same at several levels, the futures valued once."""
        draws = self.drawn.shape[1]
        points = [ranks_of_limits(level.share, draws) for level in levels]
        factor = [each.orders * each.value * np.exp(each.drift * self.noise[2] - each.drift**2 / 2) for each in levels]
        found = [limits(*np.zeros((4, len(self.active)))) for _ in levels]
        lived = self._lived()
        order = np.argsort(lived, kind="stable")
        fewest = min(min(each[0], draws - 1 - each[-1]) for each in points)
        order = order[np.searchsorted(lived[order], fewest, side="right") :]
        size = max(1, CHUNK_ELEMENTS // draws)

        def value(start: int) -> None:
            """Those whose futures are valued in one go."""
            part = order[start : start + size]
            most = lived[part[-1]]
            plain = self._totals(part, most)
            if lived[part[0]] < most:
                plain *= np.arange(most) < lived[part, None]
            discount = 1.0 if factors is None else factors[self.places[part]]
            for place in range(len(levels)):
                total = np.empty((len(part), draws))
                np.multiply(plain, factor[place][:most], out=total[:, :most])
                total[:, most:] = 0.0
                total.sort(axis=1)
                for kept, of_part in zip(found[place], limits(*total[:, points[place]].T * discount), strict=True):
                    kept[part] = of_part

        shared_out(value, range(0, len(order), size), threads)
        return found

    def _lived(self) -> Integers:
        """In how many of the draws each customer is active: each stands for a moment between 0 and 1 below its chance."""
        draws = self.drawn.shape[1]
        return np.searchsorted((np.arange(draws) + 0.5) / draws, self.active)

    def _totals(self, part: Integers, draws: int) -> Floats:
        """What the first draws bring of some customers, all of them active, at no level; shape (customers, draws)."""
        means, noises = self.noise[:2, :draws]
        purchases = self.drawn[self.places[part], :draws]
        total: Floats = self.values.mean_sd[part, None] * means
        total += self.values.mean[part, None]
        total *= purchases
        np.sqrt(purchases, out=purchases)
        purchases *= noises
        purchases *= self.values.spread[part, None]
        total += purchases
        return total


def ranks_of_limits(share: float, draws: int) -> list[int]:
    """Where among the sorted draws the limits stand: below with half of the rest outside and all of it, and above."""
    outside = 1 - share
    below = [int(np.floor(at * (draws - 1))) for at in (outside / 2, outside)]
    return below + [int(np.ceil(at * (draws - 1))) for at in (1 - outside, 1 - outside / 2)]


def limits(lowest: Floats, lower: Floats, higher: Floats, highest: Floats) -> Interval:
    """The interval from the draws at the four ranks."""
    low = np.where(highest == 0, lower, lowest)
    high = np.where(lowest == 0, higher, highest)
    return low, high, (low != 0) | (high != 0)


def simulated(
    model: LifetimeModel,
    histories: Histories,
    values: PurchaseValues,
    weeks: float,
    draws: int,
    generator: np.random.Generator,
    places: Integers | None = None,
) -> Futures:
    """`draws` futures of `weeks` for each customer; like customers share the purchases drawn."""
    groups, group_of = model.ahead(histories).grouped()
    active = model.p_active(histories)
    if places is not None:
        group_of, active = group_of[places], active[places]
    drawn = model.drawn_orders_if_active(groups, weeks, draws, generator)
    noise = generator.standard_normal((3, draws))
    return Futures(groups, group_of, active, values, drawn, noise)
