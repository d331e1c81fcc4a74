"""How orders leave: by which mode, promised for which day, arrived on which day, and what was cancelled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.catalogue import Catalogue
from clave.demo.chance import Flags, Floats, Ints, stream
from clave.demo.countries import COUNTRIES, PALLET_WORKING_DAYS
from clave.demo.habits import Habits
from clave.demo.history import History
from clave.demo.ordering import Lines, Orders
from clave.demo.population import Population

PARCEL, PALLET, EXPRESS, COLLECTED = range(4)
PARCEL_WORKING_DAYS = (3, 4, 5, 6, 12)
EXPRESS_WORKING_DAYS = 2
COLLECTED_WORKING_DAYS = 3
LATE_BASE = -3.05
LATE_BY_MODE = (0.0, 0.25, 1.05, -0.6)
LATE_BY_SITE = (-0.15, 0.05, 0.55)
LATE_BY_MONTH = (0.1, 0.0, 0.0, 0.0, 0.0, 0.15, 0.25, 0.7, 0.1, 0.0, 0.15, 0.6)
LATE_CUSTOMER_SD = 0.3
MORE_DAYS_LATE = 0.38
"""Chance that a late order comes one day sooner than it otherwise would."""
EARLY_SHARE = 0.22
CANCELLED_SHARE = 0.014
NOT_YET = -1


@dataclass(frozen=True)
class Deliveries:
    """Mode and promised day per order; day of arrival and cancellation per line."""

    mode: Ints
    promised: Ints
    delivered: Ints
    """Day of arrival of each line; -1 when it has not arrived by the end of the history or was cancelled."""
    cancelled: Flags
    late_chance: Floats
    """Per order: the chance, known only here, that it is late as a whole."""


def deliver(
    *,
    seed: int,
    history: History,
    population: Population,
    habits: Habits,
    catalogue: Catalogue,
    orders: Orders,
    lines: Lines,
) -> Deliveries:
    """Promise a day for every order and let each of its lines arrive."""
    rng = stream(seed, "delivery")
    mode = ship_modes(rng, habits, orders.customer)
    promised = history.working_days_after(orders.day, promised_working_days(population, orders.customer, mode))
    chance = late_chances(rng, history, habits, orders, mode)
    shift = arrival_shift(rng, chance, mode)
    backorder = (rng.random(lines.order.size) < catalogue.backorder_share[lines.product]) * rng.integers(
        2, 12, lines.order.size
    )
    arrived = history.working_days_after(promised[lines.order], shift[lines.order] + backorder)
    arrived = np.maximum(arrived, orders.day[lines.order] + 1)
    cancelled = rng.random(lines.order.size) < CANCELLED_SHARE
    known = (arrived < history.days) & ~cancelled
    return Deliveries(mode, promised, np.where(known, arrived, NOT_YET), cancelled, chance)


def ship_modes(rng: np.random.Generator, habits: Habits, customer: Ints) -> Ints:
    """The ship mode of every order."""
    urgent, heavy = rng.random((2, customer.size))
    mode = np.where(heavy < habits.pallet_share[customer], PALLET, PARCEL)
    mode = np.where(urgent < habits.urgent_share[customer], EXPRESS, mode)
    return np.where(habits.ex_works[customer], COLLECTED, mode).astype(np.int64)


def mode_shares(habits: Habits) -> Floats:
    """Customers × modes: the chance of each ship mode."""
    urgent, pallet, own = habits.urgent_share, habits.pallet_share, habits.ex_works
    shares = np.stack([(1 - urgent) * (1 - pallet), (1 - urgent) * pallet, urgent, np.zeros_like(urgent)], axis=1)
    collected = np.array([0.0, 0.0, 0.0, 1.0])
    return np.where(own[:, None], collected[None, :], shares)


def promised_working_days(population: Population, customer: Ints, mode: Ints) -> Ints:
    """Working days promised for each order, by mode and distance."""
    zone = np.array([c.zone for c in COUNTRIES])[population.country[customer]]
    table = np.stack(
        [
            np.array(PARCEL_WORKING_DAYS),
            np.array(PALLET_WORKING_DAYS),
            np.full(len(PALLET_WORKING_DAYS), EXPRESS_WORKING_DAYS),
            np.full(len(PALLET_WORKING_DAYS), COLLECTED_WORKING_DAYS),
        ]
    )
    days: Ints = table[mode, zone].astype(np.int64)
    return days


def late_chances(rng: np.random.Generator, history: History, habits: Habits, orders: Orders, mode: Ints) -> Floats:
    """The chance that each order is late: by mode, warehouse, month of the year and customer."""
    own = rng.normal(0, LATE_CUSTOMER_SD, habits.rate.size)
    log_odds = (
        LATE_BASE
        + np.array(LATE_BY_MODE)[mode]
        + np.array(LATE_BY_SITE)[habits.site[orders.customer]]
        + np.array(LATE_BY_MONTH)[history.calendar_month_of(orders.day)]
        + own[orders.customer]
    )
    chance: Floats = 1 / (1 + np.exp(-log_odds))
    return chance


def arrival_shift(rng: np.random.Generator, chance: Floats, mode: Ints) -> Ints:
    """Working days after the promised one on which an order arrives; -1 for a day early."""
    late = rng.random(chance.size) < chance
    early = ~late & (rng.random(chance.size) < EARLY_SHARE) & (mode != EXPRESS)
    return np.where(late, rng.geometric(MORE_DAYS_LATE, chance.size), np.where(early, -1, 0)).astype(np.int64)
