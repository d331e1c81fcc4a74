"""When each customer orders: gaps of Erlang shape in a time that runs faster in the customer's season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.chance import Floats, Ints, rounded_by_chance, stream
from clave.demo.habits import SHOCK_MEMORY, SHOCK_SD, Habits
from clave.demo.history import DAYS_PER_MONTH, History

ROOM = 6.0
"""Standard deviations of spare gaps drawn per customer, so that the draws reach the end of the history."""


@dataclass(frozen=True)
class Orders:
    """Every order in the sequence of its day."""

    customer: Ints
    day: Ints
    lines: Ints
    ids: list[str]

    @property
    def count(self) -> int:
        """How many orders there are."""
        return self.customer.size


@dataclass(frozen=True)
class Lines:
    """Every order line: its order, its number in it, its product and how much was wanted before whole packs."""

    order: Ints
    number: Ints
    product: Ints


def season_clock(habits: Habits, history: History) -> Floats:
    """Customers × month bounds: how many average months have passed on each customer's own clock."""
    months = history.calendar_month_of(history.bounds[:-1].astype(np.int64))
    steps = habits.season[:, months] * np.diff(history.bounds)[None, :] / DAYS_PER_MONTH
    return np.concatenate([np.zeros((habits.rate.size, 1)), np.cumsum(steps, axis=1)], axis=1)


def place_orders(*, seed: int, history: History, habits: Habits) -> Orders:
    """The orders of every customer from its start to its end, with the number of their lines."""
    rng = stream(seed, "ordering")
    clock = season_clock(habits, history)
    days = [order_days(rng, history, habits, clock[i], i) for i in range(habits.rate.size)]
    customer = np.repeat(np.arange(len(days)), [d.size for d in days])
    day = np.maximum(history.on_weekdays(np.concatenate(days)), habits.start_day[customer])
    turn = np.lexsort((customer, day))
    customer, day = customer[turn], day[turn]
    years = (history.dates(day).astype("datetime64[Y]").astype(np.int64) + 1970) % 100
    return Orders(
        customer=customer,
        day=day,
        lines=1 + rng.poisson(habits.extra_lines[customer]),
        ids=[f"SO{year:02d}-{100001 + n}" for n, year in enumerate(years.tolist())],
    )


def order_days(rng: np.random.Generator, history: History, habits: Habits, clock: Floats, customer: int) -> Floats:
    """The moments at which one customer orders, in days.

    A customer that was there before the history is caught between two orders (the rest of a gap met at random is
    uniform on a gap of shape k + 1); a newcomer begins with an order.
    """
    rate, shape = float(habits.rate[customer]), int(habits.regularity[customer])
    end_day = min(float(habits.end_day[customer]), float(history.days))
    start, end = np.interp([habits.start_day[customer], end_day], history.bounds, clock)
    expected = rate * (end - start)
    if expected <= 0:
        return np.zeros(0)
    first = 0.0 if habits.newcomer[customer] else rng.random() * rng.gamma(shape + 1, 1 / (shape * rate))
    gaps = rng.gamma(shape, 1 / (shape * rate), int(expected + ROOM * np.sqrt(expected) + 12))
    moments = start + first + np.concatenate([[0.0], np.cumsum(gaps)])
    days: Floats = np.interp(moments[moments < end], clock, history.bounds)
    return days


def fill_orders(*, seed: int, orders: Orders, habits: Habits) -> Lines:
    """The lines of every order, with the product of each."""
    rng = stream(seed, "lines")
    order = np.repeat(np.arange(orders.count), orders.lines)
    number = np.arange(order.size) - np.repeat(np.cumsum(orders.lines) - orders.lines, orders.lines) + 1
    customer = orders.customer[order]
    product = np.zeros(order.size, dtype=np.int64)
    for index in range(habits.rate.size):
        mine = np.flatnonzero(customer == index)
        product[mine] = rng.choice(habits.taste.shape[1], size=mine.size, p=habits.taste[index])
    return Lines(order=order, number=number, product=product)


def demand_spells(*, seed: int, history: History, habits: Habits) -> Floats:
    """Customers × months: the log of each customer's good and bad spells, which fade from month to month."""
    rng = stream(seed, "spells")
    months = len(history.month_starts)
    spell = np.empty((habits.rate.size, months))
    spell[:, 0] = rng.normal(0, SHOCK_SD, habits.rate.size)
    fresh = rng.normal(0, SHOCK_SD * np.sqrt(1 - SHOCK_MEMORY**2), spell.shape)
    for month in range(1, months):
        spell[:, month] = SHOCK_MEMORY * spell[:, month - 1] + fresh[:, month]
    return spell


def demand_level(history: History, habits: Habits, spell: Floats) -> Floats:
    """Customers × months: quantity per line against the customer's own average, from its growth and its spells."""
    years = (np.arange(spell.shape[1]) - spell.shape[1] / 2) / 12
    level: Floats = np.exp(habits.growth_a_year[:, None] * years[None, :] + spell - SHOCK_SD**2 / 2)
    return level


def wanted_packs(*, seed: int, wanted: Floats, multiplier: Floats) -> Ints:
    """Whole packs per line; the same chance serves every multiplier, so that two histories differ by it alone."""
    return rounded_by_chance(stream(seed, "whole packs"), np.maximum((1 + wanted) * multiplier, 1.0))
