"""Drivers to begin with, from what the ledger holds: the money and the minutes of its activities, nothing made up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from clave.analytics.cost_to_serve.drivers import Driver, DriverSet, Each, Group
from clave.analytics.engines import Engine
from clave.analytics.holdings import survey
from clave.analytics.ledger import Ledger
from clave.analytics.roll_up import opened_ledger

SERVICE = "service"


def suggested_drivers(ledger: Ledger, minute_rate: Decimal | None = None) -> DriverSet:
    """One driver per kind of activity for the money it holds and, with a `minute_rate`, one for its minutes.

    A kind of which some activities have no amount (or minutes) is charged for those that have one. Raises LedgerEmpty
    and CurrenciesMixed.
    """
    with_activities = replace(ledger, drivers=DriverSet("", ()))
    with opened_ledger(with_activities) as engine:
        currency = survey(engine, ledger.reporting_currency, None).currency
        kinds = kinds_of(engine) if ledger.activities else []
    drivers = [driver for kind in kinds for driver in drivers_of(kind, minute_rate)]
    groups = (Group(SERVICE, minute_rate=minute_rate),) if any(driver.minutes for driver in drivers) else ()
    return DriverSet(currency, tuple(drivers), groups)


def kinds_of(engine: Engine) -> list[tuple[Any, ...]]:
    """Every kind of activity: how many, with an amount, with minutes."""
    return engine.rows(
        "SELECT kind, COUNT(*), COUNT(amount), COUNT(minutes) FROM activities GROUP BY kind ORDER BY kind"
    )


def drivers_of(row: tuple[Any, ...], minute_rate: Decimal | None) -> list[Driver]:
    """The drivers of one kind."""
    kind, count, amounts, minutes = row
    found = []
    if amounts:
        equation = "amount" if amounts == count else "known(amount, 0)"
        found.append(
            Driver(
                f"{kind}: amount" if minutes and minute_rate else kind, Each.ACTIVITY, amount=equation, kinds=(kind,)
            )
        )
    if minutes and minute_rate is not None:
        equation = "minutes" if minutes == count else "known(minutes, 0)"
        name = f"{kind}: minutes" if amounts else kind
        found.append(Driver(name, Each.ACTIVITY, group=SERVICE, minutes=equation, kinds=(kind,)))
    return found
