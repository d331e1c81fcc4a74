"""What serving a customer takes beyond the goods: calls, visits, engineering, expedites, claims, late money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.chance import Floats, Ints, stream
from clave.demo.habits import Habits
from clave.demo.history import DAYS_PER_MONTH, History
from clave.demo.ordering import Orders
from clave.demo.population import ARCHETYPES, Population
from clave.demo.returns import Returns


@dataclass(frozen=True)
class Driver:
    """One cause of cost: what it is counted by, the minutes it takes, money paid out, and the cost of a minute."""

    kind: str
    per: str
    usual: float
    """Times a month (or a chance per order) for a steady customer."""
    minutes: float
    amount_eur: float
    minute_eur: float
    demanding: float
    """How many times more often for a demanding customer."""

    @property
    def cost_eur(self) -> float:
        """Expected cost of one occurrence."""
        return self.minutes * self.minute_eur + self.amount_eur


DRIVERS: tuple[Driver, ...] = (
    Driver("service_call", "month", 0.90, 22, 0, 0.72, 5.0),
    Driver("service_visit", "month", 0.15, 260, 165, 0.95, 11.5),
    Driver("sales_visit", "month", 0.30, 170, 95, 1.10, 3.5),
    Driver("engineering", "month", 0.08, 540, 0, 1.15, 11.5),
    Driver("expedite", "order", 0.045, 35, 140, 0.62, 7.0),
    Driver("claim", "order", 0.012, 110, 60, 0.72, 3.5),
    Driver("return_handling", "return", 1.0, 45, 0, 0.55, 1.0),
)
ORDER_MINUTES, LINE_MINUTES, ORDER_MINUTE_EUR = 12.0, 3.5, 0.62
"""Order handling leaves no activity behind: it follows from the orders themselves."""
TEAM = Driver("key_account_team", "month", 4.0, 420, 0, 1.10, 1.0)
"""Days a month that the programme costs for each key account."""
OWN_WAY_SD = 0.45
EVENT_SPREAD = 0.35
EXTRA_TAX = 1.20
COST_OF_CAPITAL = 0.08
PAYMENT_TERM_DAYS = 30
LATE_DAYS = (6.0, 26.0)
"""Usual days late: most customers, and the late payers."""
LATE_PAYER_SHARE = 0.12


@dataclass(frozen=True)
class Needs:
    """Customers × drivers: how often (a month, or a chance per order), and how many days late each customer pays."""

    often: Floats
    days_late: Floats


@dataclass(frozen=True)
class Activities:
    """One row per activity; money in EUR cents, -1 where no money was paid out or no time was spent."""

    customer: Ints
    kind: list[str]
    day: Ints
    quantity: Ints
    minutes: Ints
    amount_cents: Ints


def draw_needs(*, seed: int, population: Population) -> Needs:
    """How much service each customer asks for."""
    rng = stream(seed, "needs")
    usual = np.array([d.usual for d in DRIVERS])
    of_kind = np.array([ARCHETYPES[a].needs for a in population.archetype])
    own = np.exp(rng.normal(-(OWN_WAY_SD**2) / 2, OWN_WAY_SD, (population.size, len(DRIVERS))))
    more = np.where(population.demanding[:, None], np.array([d.demanding for d in DRIVERS])[None, :], 1.0)
    scale = np.where(np.array([d.per == "month" for d in DRIVERS])[None, :], of_kind[:, None], 1.0)
    often = usual[None, :] * own * more * scale
    often[:, [d.per == "return" for d in DRIVERS]] = 1.0
    late_payer = (rng.random(population.size) < LATE_PAYER_SHARE) | (
        population.demanding & (rng.random(population.size) < 0.5)
    )
    days_late = rng.gamma(2.5, np.where(late_payer, LATE_DAYS[1], LATE_DAYS[0]) / 2.5)
    return Needs(often=np.minimum(often, np.where([d.per == "order" for d in DRIVERS], 0.6, 60.0)), days_late=days_late)


def months_active(history: History, habits: Habits) -> Floats:
    """Customers × months: the part of each average month in which the customer truly was one."""
    opens, closes = history.bounds[:-1][None, :], history.bounds[1:][None, :]
    start, end = habits.start_day[:, None], np.minimum(habits.end_day, history.days)[:, None]
    days: Floats = np.clip(np.minimum(closes, end) - np.maximum(opens, start), 0, None) * (habits.rate > 0)[:, None]
    return days / DAYS_PER_MONTH


def serve(
    *, seed: int, history: History, habits: Habits, needs: Needs, orders: Orders, returns: Returns, credited: Ints
) -> list[Activities]:
    """All activities of the drivers, driver by driver; `credited` are the customers of the credit notes."""
    active = months_active(history, habits)
    found = []
    for index, driver in enumerate(DRIVERS):
        rng = stream(seed, f"service {driver.kind}")
        often = needs.often[:, index]
        if driver.per == "month":
            customer, day = by_month(rng, history, active * often[:, None], habits)
        elif driver.per == "order":
            hit = rng.random(orders.count) < often[orders.customer]
            customer, day = orders.customer[hit], orders.day[hit]
        else:
            customer, day = credited, returns.day
        found.append(events(rng, history, driver, customer, day))
    return found


def by_month(rng: np.random.Generator, history: History, expected: Floats, habits: Habits) -> tuple[Ints, Ints]:
    """Customers and days of events that come by chance, `expected` times per customer and month."""
    count = rng.poisson(expected)
    customer, month = (np.repeat(index.ravel(), count.ravel()) for index in np.indices(count.shape))
    opens = np.maximum(history.bounds[month], habits.start_day[customer])
    closes = np.minimum(np.minimum(history.bounds[month + 1], habits.end_day[customer]), history.days)
    return customer.astype(np.int64), history.on_weekdays(opens + rng.random(customer.size) * (closes - opens))


def events(rng: np.random.Generator, history: History, driver: Driver, customer: Ints, day: Ints) -> Activities:
    """Activities of one driver, each event with its own minutes and money; those of a customer and day are one row."""
    spread = np.exp(rng.normal(-(EVENT_SPREAD**2) / 2, EVENT_SPREAD, (2, customer.size)))
    minutes = np.maximum(np.rint(driver.minutes * spread[0]), 1)
    cents = np.rint(driver.amount_eur * 100 * spread[1])
    rows, row_of = np.unique(customer * (history.days + 1) + day, return_inverse=True)
    quantity, minutes, cents = (
        np.bincount(row_of, weights=each, minlength=rows.size).astype(np.int64)
        for each in (np.ones(customer.size), minutes, cents)
    )
    return Activities(
        customer=rows // (history.days + 1),
        kind=[driver.kind] * rows.size,
        day=rows % (history.days + 1),
        quantity=quantity,
        minutes=minutes,
        amount_cents=cents if driver.amount_eur else np.full(rows.size, -1),
    )


def late_payments(*, seed: int, history: History, needs: Needs, revenue: Floats) -> Activities:
    """One row per customer and month whose invoices were paid late; `revenue` is customers × months, EUR."""
    rng = stream(seed, "payments")
    late = np.rint(rng.gamma(4, needs.days_late[:, None] / 4, revenue.shape)).astype(np.int64)
    month_end = history.bounds[1:].astype(np.int64)[None, :]
    paid_on = month_end + PAYMENT_TERM_DAYS + late
    customer, month = np.nonzero((late > 0) & (revenue > 0) & (paid_on < history.days))
    days = late[customer, month]
    cost = revenue[customer, month] * EXTRA_TAX * COST_OF_CAPITAL * days / 365
    return Activities(
        customer=customer.astype(np.int64),
        kind=["late_payment"] * customer.size,
        day=history.on_weekdays(paid_on[customer, month]),
        quantity=days,
        minutes=np.full(customer.size, -1),
        amount_cents=np.rint(cost * 100).astype(np.int64),
    )


def team_work(*, seed: int, history: History, heads: Ints, customers: int) -> Activities:
    """The days that the account teams put into the key accounts since the programme began; booked on the head."""
    rng = stream(seed, "key account team")
    months = np.diff(history.bounds) / DAYS_PER_MONTH * (history.bounds[:-1] >= history.programme_day)
    expected = np.zeros((customers, months.size))
    expected[heads] = TEAM.usual * months[None, :]
    count = rng.poisson(expected)
    customer, month = (np.repeat(index.ravel(), count.ravel()) for index in np.indices(count.shape))
    day = history.bounds[month] + rng.random(customer.size) * np.diff(history.bounds)[month]
    return events(rng, history, TEAM, customer.astype(np.int64), history.on_weekdays(day))


def monthly_cost(*, habits: Habits, needs: Needs, returned_lines: Floats, revenue_a_month: Floats) -> dict[str, Floats]:
    """Per driver and customer: what an average month of an active customer truly costs, EUR.

    `returned_lines` is the expected number of credit notes per order, `revenue_a_month` expected net revenue, EUR.
    """
    counts = {"month": np.ones_like(habits.rate), "order": habits.rate, "return": habits.rate * returned_lines}
    cost = {d.kind: counts[d.per] * needs.often[:, n] * d.cost_eur for n, d in enumerate(DRIVERS)}
    cost["order_handling"] = habits.rate * order_handling_eur(1.0, 1 + habits.extra_lines)
    cost["late_payment"] = revenue_a_month * EXTRA_TAX * COST_OF_CAPITAL * needs.days_late / 365
    active = habits.rate > 0
    return {kind: np.where(active, each, 0.0) for kind, each in cost.items()}


def order_handling_eur(orders: float, lines: Floats) -> Floats:
    """Cost of handling orders with so many lines."""
    return (orders * ORDER_MINUTES + lines * LINE_MINUTES) * ORDER_MINUTE_EUR
