"""Where every group's cost of the period went: to customers, into unused capacity, or nowhere that can be traced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clave.analytics.cost_to_serve.capacity import to_cents, traditional_unit_costs
from clave.analytics.cost_to_serve.drivers import Driver, DriverSet, Each, Group, Period
from clave.analytics.cost_to_serve.tracing import Tracing
from clave.analytics.engines import Engine, date_literal

if TYPE_CHECKING:
    from clave.analytics.holdings import Holdings

ZERO = Decimal(0)
WEEKS_TO_ANNUALISE, DAYS_PER_WEEK = 26, 7
DAYS_PER_YEAR = Decimal("365.25")


@dataclass(frozen=True)
class DriverTotal:
    """One driver over all customers within the period: how often, how many minutes, how much (in cents).

    `elsewhere` is what fell on customers without an order; `unknown_times` counts what could not be costed because
    something it needs is missing.
    """

    driver: Driver
    times: int
    minutes: Decimal | None
    amount: Decimal
    elsewhere: Decimal
    unknown_times: int
    traditional_unit_cost: Decimal | None = None

    @property
    def unit_cost(self) -> Decimal | None:
        """What one order, line, visit … costs on average, with four decimals."""
        return (self.amount / self.times).quantize(Decimal("1e-4")) if self.times else None


@dataclass(frozen=True)
class GroupTotal:
    """One group in the observed days of the period: traced + unused + untraced = cost, to the cent.

    `unused` is below 0 where more minutes were used than the group can work: capacity was exceeded.
    """

    group: Group | None
    """None for what is traced directly, such as freight."""
    cost: Decimal
    traced: Decimal
    unused: Decimal
    untraced: Decimal
    capacity_minutes: Decimal | None = None
    used_minutes: Decimal | None = None

    @property
    def utilisation(self) -> Decimal | None:
        """Used minutes over practical capacity."""
        return self.used_minutes / self.capacity_minutes if self.capacity_minutes and self.used_minutes else None

    @property
    def is_exceeded(self) -> bool:
        """True when more minutes were used than there are."""
        return self.unused < 0


@dataclass(frozen=True)
class Reconciliation:
    """All costs of the period and where they went; `observed` is the part of the period of which there are orders."""

    currency: str
    period: Period | None
    observed: Period | None
    drivers: tuple[DriverTotal, ...]
    groups: tuple[GroupTotal, ...]

    def sum_of(self, figure: str) -> Decimal:
        """The sum over the groups of `cost`, `traced`, `unused` or `untraced`."""
        return sum((getattr(group, figure) for group in self.groups), ZERO)

    def a_year(self, amount: Decimal) -> Decimal | None:
        """`amount` of the observed days as an amount per year; None below 26 weeks, which say too little."""
        days = self.observed.days if self.observed else 0
        if days < WEEKS_TO_ANNUALISE * DAYS_PER_WEEK:
            return None
        return to_cents(amount * DAYS_PER_YEAR / days)


def reconcile(engine: Engine, holdings: Holdings) -> Reconciliation | None:
    """The reconciliation of the drivers over `order_roll_up`; None without drivers."""
    drivers = holdings.drivers
    if drivers is None:
        return None
    seen = Period(first_day(engine), holdings.as_of)
    period = drivers.period
    observed = overlap(period, seen) if period else seen
    totals = driver_totals(engine, drivers, observed)
    freight = freight_total(engine, observed) if holdings.counts_freight else ZERO
    groups = [group_total(group, drivers, totals, share(observed, period)) for group in drivers.groups if group.cost]
    direct = direct_total(drivers, totals, freight)
    return Reconciliation(drivers.currency, period, observed, with_traditional(totals, groups), (*groups, direct))


def first_day(engine: Engine) -> date:
    """The first day on which anything was ordered or done."""
    found: date = engine.rows("SELECT MIN(ordered_on) FROM order_roll_up")[0][0]
    return found


def overlap(one: Period, other: Period) -> Period | None:
    """The days that two periods share."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Period(first, last) if first <= last else None


def share(observed: Period | None, period: Period | None) -> Decimal:
    """The part of the period that was observed."""
    return Decimal(observed.days) / period.days if observed and period else ZERO


def within(days: Period | None) -> str:
    """The condition under which a row lies in the observed days."""
    if days is None:
        return "FALSE"
    return f"ordered_on >= {date_literal(days.first)} AND ordered_on <= {date_literal(days.last)}"


def driver_totals(engine: Engine, drivers: DriverSet, observed: Period | None) -> list[DriverTotal]:
    """Every driver within the observed days."""
    tracing = Tracing(drivers)
    sums = ", ".join(
        f"SUM(times_{n}), SUM(base_{n}), SUM(amount_{n}), SUM(CASE WHEN amount_{n} IS NULL THEN times_{n} ELSE 0 END)"
        for n in tracing.places
    )
    if not sums:
        return []
    row = engine.rows(f"SELECT {sums} FROM order_roll_up WHERE {within(observed)}")[0]
    elsewhere = amounts_elsewhere(engine, tracing, observed)
    return [
        driver_total(drivers, driver, row[4 * n : 4 * n + 4], elsewhere.get(n, ZERO))
        for n, driver in enumerate(drivers.drivers)
    ]


def driver_total(drivers: DriverSet, driver: Driver, sums: Sequence[Any], elsewhere: Decimal) -> DriverTotal:
    """One driver from its sums: times, minutes or money, amount, times of unknown amount."""
    times, base, amount, unknown = sums
    return DriverTotal(
        driver,
        int(times or 0),
        (base or ZERO) if driver.minutes else None,
        to_cents(amount or ZERO),
        to_cents(elsewhere * (drivers.rate_of(driver) or 1)),
        int(unknown or 0),
    )


def amounts_elsewhere(engine: Engine, tracing: Tracing, observed: Period | None) -> dict[int, Decimal]:
    """Minutes or money per driver at customers without an order."""
    counted = [place for place, _ in tracing.drivers.of(Each.ACTIVITY)]
    if not counted:
        return {}
    sums = ", ".join(f"SUM(base_{n})" for n in counted)
    row = engine.rows(f"SELECT {sums} FROM ({tracing.elsewhere_sql()}) elsewhere WHERE {within(observed)}")[0]
    return {place: total or ZERO for place, total in zip(counted, row, strict=True)}


def freight_total(engine: Engine, observed: Period | None) -> Decimal:
    """Freight of the order lines within the observed days."""
    row = engine.rows(f"SELECT SUM(freight) FROM order_roll_up WHERE {within(observed)}")[0]
    return to_cents(row[0] or ZERO)


def group_total(group: Group, drivers: DriverSet, totals: Iterable[DriverTotal], part: Decimal) -> GroupTotal:
    """One group with a cost: what is left is unused where there is capacity, untraced where there is none."""
    mine = [total for total in totals if total.driver.group == group.name]
    cost = to_cents((group.cost or ZERO) * part)
    traced, elsewhere = (sum((getattr(total, name) for total in mine), ZERO) for name in ("amount", "elsewhere"))
    left = cost - traced - elsewhere
    if group.practical_minutes is None or not mine:
        return GroupTotal(group, cost, traced, ZERO, elsewhere + left)
    used = sum((total.minutes or ZERO for total in mine), ZERO)
    return GroupTotal(group, cost, traced, left, elsewhere, group.practical_minutes * part, used)


def direct_total(drivers: DriverSet, totals: Iterable[DriverTotal], freight: Decimal) -> GroupTotal:
    """What is traced without a budget: freight, amounts, and minutes of which only the rate is known."""
    budgets = {group.name for group in drivers.groups if group.cost}
    mine = [total for total in totals if total.driver.group not in budgets]
    traced = sum((total.amount for total in mine), freight)
    elsewhere = sum((total.elsewhere for total in mine), ZERO)
    return GroupTotal(None, traced + elsewhere, traced, ZERO, elsewhere)


def with_traditional(totals: Sequence[DriverTotal], groups: Iterable[GroupTotal]) -> tuple[DriverTotal, ...]:
    """The drivers, each with the unit cost that traditional costing would have charged: the whole cost, idle or not."""
    found: dict[str, Decimal] = {}
    for group in groups:
        mine = [t for t in totals if group.used_minutes and t.driver.group == group_name(group) and t.times]
        shares = [(t.minutes or ZERO) / (group.used_minutes or 1) for t in mine]
        units = traditional_unit_costs(group.cost, shares, [Decimal(t.times) for t in mine])
        found |= {total.driver.name: unit.quantize(Decimal("1e-4")) for total, unit in zip(mine, units, strict=True)}
    return tuple(replace(total, traditional_unit_cost=found.get(total.driver.name)) for total in totals)


def group_name(total: GroupTotal) -> str:
    """The name of a group with a cost."""
    return total.group.name if total.group else ""
