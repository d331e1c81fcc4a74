"""What a run remembers of its cost drivers, and what a reader of its figures must know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from clave.analytics.cost_to_serve.drivers import DriverSet
from clave.analytics.cost_to_serve.reconciling import DriverTotal, GroupTotal, Reconciliation
from clave.analytics.problems import gettext_noop as _

if TYPE_CHECKING:
    from clave.analytics.holdings import Holdings

CAPACITY_EXCEEDED = _(
    "%(group)s worked %(used)s minutes and can work %(capacity)s: check its time equations or its capacity."
)
DRIVER_INPUT_MISSING = _(
    "%(driver)s: %(times)d could not be costed, because something the equation needs is missing there."
)
COSTS_BY_REVENUE = _("%(driver)s is spread by revenue, which says nothing about what causes it.")
COSTS_ELSEWHERE = _("%(driver)s: %(amount)s fell on customers without an order and stays untraced.")
COSTS_OUTSIDE_PERIOD = _(
    "The costs are those of %(first)s to %(last)s; orders before and after are charged at the same rates."
)
COSTS_NOT_OBSERVED = _("There are no orders from %(first)s to %(last)s, the period of the costs: nothing to reconcile.")


def costs_as_json(drivers: DriverSet | None, found: Reconciliation | None) -> dict[str, Any] | None:
    """The drivers by digest and what became of every cost; None without drivers."""
    if drivers is None or found is None:
        return None
    observed = found.observed
    return {
        "name": drivers.name,
        "digest": drivers.digest,
        "currency": found.currency,
        "observed": [observed.first.isoformat(), observed.last.isoformat()] if observed else None,
        "groups": [group_as_json(group) for group in found.groups],
        "drivers": [driver_as_json(driver) for driver in found.drivers],
        "totals": {name: str(found.sum_of(name)) for name in ("cost", "traced", "unused", "untraced")},
    }


def group_as_json(total: GroupTotal) -> dict[str, Any]:
    """One group: amounts and minutes as text, exact."""
    minutes = {"capacity_minutes": total.capacity_minutes, "used_minutes": total.used_minutes}
    return {
        "group": total.group.name if total.group else None,
        **{name: str(getattr(total, name)) for name in ("cost", "traced", "unused", "untraced")},
        **{name: None if value is None else f"{value:.2f}" for name, value in minutes.items()},
    }


def driver_as_json(total: DriverTotal) -> dict[str, Any]:
    """One driver: how often, how long, how much."""
    figures = ("minutes", "unit_cost", "traditional_unit_cost")
    return {
        "driver": total.driver.name,
        "group": total.driver.group or None,
        "each": total.driver.each.value,
        "times": total.times,
        "amount": str(total.amount),
        "elsewhere": str(total.elsewhere),
        **{name: None if getattr(total, name) is None else str(getattr(total, name)) for name in figures},
    }


def cost_warnings(holdings: Holdings, found: Reconciliation | None) -> Iterator[dict[str, Any]]:
    """What must be said about the drivers: code, sentence template and facts."""
    if found is None:
        return
    yield from period_warnings(holdings, found)
    for group in found.groups:
        if group.is_exceeded and group.group and group.capacity_minutes is not None:
            minutes = {"used": f"{group.used_minutes:.0f}", "capacity": f"{group.capacity_minutes:.0f}"}
            yield warning("CAPACITY_EXCEEDED", CAPACITY_EXCEEDED, group=group.group.name, **minutes)
    for total in found.drivers:
        if total.unknown_times:
            yield warning(
                "DRIVER_INPUT_MISSING", DRIVER_INPUT_MISSING, driver=total.driver.name, times=total.unknown_times
            )
        if total.driver.by_revenue == "spread":
            yield warning("COSTS_BY_REVENUE", COSTS_BY_REVENUE, driver=total.driver.name)
        if total.elsewhere:
            yield warning("COSTS_ELSEWHERE", COSTS_ELSEWHERE, driver=total.driver.name, amount=str(total.elsewhere))


def period_warnings(holdings: Holdings, found: Reconciliation) -> Iterator[dict[str, Any]]:
    """Whether orders lie outside of the days for which the costs stand."""
    period = found.period
    if period is None:
        return
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    if found.observed is None:
        yield warning("COSTS_NOT_OBSERVED", COSTS_NOT_OBSERVED, **days)
    if holdings.first_ordered_on < period.first or holdings.as_of > period.last:
        yield warning("COSTS_OUTSIDE_PERIOD", COSTS_OUTSIDE_PERIOD, **days)


def warning(code: str, template: str, **facts: Any) -> dict[str, Any]:
    """One warning as the manifest keeps it."""
    return {"code": code, "template": template, "facts": facts}
