"""What every line is worth: list price, net of discount, product cost and freight, in the customer's currency."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.catalogue import Catalogue
from clave.demo.chance import Floats, Ints, stream
from clave.demo.countries import COUNTRIES, FREIGHT_BASE_EUR, FREIGHT_PER_KG_EUR
from clave.demo.delivery import Deliveries
from clave.demo.habits import Habits
from clave.demo.history import History
from clave.demo.ordering import Lines, Orders
from clave.demo.population import Population

LINE_VALUE_EUR = 640.0
"""What a line of an average customer comes to at list price, before the first pack."""
LINE_SPREAD = 0.55
DISCOUNT_SPREAD = 0.012
PARCEL_FACTOR = (0.75, 1.0, 2.4, 0.0)
"""Freight of each ship mode against a pallet."""


@dataclass(frozen=True)
class Amounts:
    """Cents of the customer's currency per line, and what one euro was worth in it that day."""

    quantity: Ints
    list_cents: Ints
    net_cents: Ints
    cost_cents: Ints
    freight_cents: Ints
    rate: Floats

    @property
    def contribution_eur(self) -> Floats:
        """Net less product cost and freight, in euros of the day."""
        return (self.net_cents - self.cost_cents - self.freight_cents) / 100 / self.rate

    @property
    def net_eur(self) -> Floats:
        """Net amount in euros of the day."""
        return self.net_cents / 100 / self.rate


@dataclass(frozen=True)
class Terms:
    """What does not depend on the quantity: the customer and month of each line, its discount and the day's rate."""

    customer: Ints
    month: Ints
    discount: Floats
    rate: Floats
    freight_base: Floats
    """EUR per line: its part of the fixed freight of the order."""
    freight_per_kg: Floats


def expected_wanted(habits: Habits, catalogue: Catalogue) -> Floats:
    """Customers × products: packs wanted beyond the first at the customer's average level."""
    mean = np.exp(LINE_SPREAD**2 / 2) * LINE_VALUE_EUR
    wanted: Floats = habits.size[:, None] * mean / catalogue.price[None, :, 0]
    return wanted


def draw_wanted(
    *, seed: int, habits: Habits, catalogue: Catalogue, level: Floats, terms: Terms, lines: Lines
) -> Floats:
    """Packs wanted on each line beyond the first, before rounding to whole packs."""
    rng = stream(seed, "quantities")
    spread = np.exp(rng.normal(-(LINE_SPREAD**2) / 2, LINE_SPREAD, lines.order.size))
    return (
        expected_wanted(habits, catalogue)[terms.customer, lines.product] * level[terms.customer, terms.month] * spread
    )


def agree_terms(
    *,
    seed: int,
    history: History,
    population: Population,
    habits: Habits,
    orders: Orders,
    lines: Lines,
    deliveries: Deliveries,
    order_rate: Floats,
) -> Terms:
    """Discount, freight tariff and rate of every line."""
    rng = stream(seed, "terms")
    customer = orders.customer[lines.order]
    mode = deliveries.mode[lines.order]
    base, per_kg = freight_tariff(population)
    return Terms(
        customer=customer,
        month=history.month_of(orders.day)[lines.order],
        discount=habits.discount[customer] + np.clip(rng.normal(0, DISCOUNT_SPREAD, customer.size), -0.02, 0.02),
        rate=order_rate[lines.order],
        freight_base=base[customer, mode] / orders.lines[lines.order],
        freight_per_kg=per_kg[customer, mode],
    )


def freight_tariff(population: Population) -> tuple[Floats, Floats]:
    """Customers × modes: fixed freight of a shipment and freight of a kilogram, EUR."""
    zone = np.array([COUNTRIES[c].zone for c in population.country])
    factor = np.array(PARCEL_FACTOR)
    return np.array(FREIGHT_BASE_EUR)[zone][:, None] * factor, np.array(FREIGHT_PER_KG_EUR)[zone][:, None] * factor


def price_lines(*, catalogue: Catalogue, terms: Terms, product: Ints, quantity: Ints) -> Amounts:
    """The amounts of every line at this quantity."""
    list_cents = cents(quantity * catalogue.price[product, terms.month] * terms.rate)
    freight = terms.freight_base + terms.freight_per_kg * catalogue.kg[product] * quantity
    return Amounts(
        quantity=quantity,
        list_cents=list_cents,
        net_cents=np.rint(list_cents * (1 - terms.discount)).astype(np.int64),
        cost_cents=cents(quantity * catalogue.cost[product, terms.month] * terms.rate),
        freight_cents=cents(freight * terms.rate),
        rate=terms.rate,
    )


def cents(amount: Floats) -> Ints:
    """An amount as whole cents."""
    return np.rint(amount * 100).astype(np.int64)
