"""What must hold between the parts of a set of drivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from clave.analytics.cost_to_serve import sentences
from clave.analytics.cost_to_serve.drivers import (
    BY_REVENUE,
    COLUMNS,
    FREIGHT,
    LINE_COLUMNS,
    REVENUE_COLUMNS,
    Driver,
    DriverSet,
    Each,
    Group,
)
from clave.analytics.cost_to_serve.equations import OVER_LINES, EquationRefused, amounts_in
from clave.analytics.cost_to_serve.lines import Path
from clave.analytics.problems import Phrase

MOST_ROWS, MOST_CUSTOMERS = 60, 2000
WORDS = frozenset({"and", "or", "not", "in", "known", *OVER_LINES})
ALL_COLUMNS = frozenset(LINE_COLUMNS).union(*COLUMNS.values())


class Refuse(Protocol):
    """Remembers what is wrong at a path."""

    def __call__(self, code: str, template: str, path: Path, value: object = None, **facts: object) -> None: ...


def check(found: DriverSet, refuse: Refuse) -> None:
    """Refuse what cannot stand together."""
    if not found.drivers and not found.groups:
        refuse("COSTS_KEY_MISSING", sentences.NO_DRIVERS, ("drivers",))
    check_numbers(found, refuse)
    check_names("groups", [group.name for group in found.groups], refuse)
    check_names("drivers", [driver.name for driver in found.drivers], refuse)
    check_words((*found.constants, *found.attributes), found, refuse)
    for place, group in enumerate(found.groups):
        check_group(group, ("groups", place), found, refuse)
    for place, driver in enumerate(found.drivers):
        check_driver(driver, ("drivers", place), found, refuse)


def check_numbers(found: DriverSet, refuse: Refuse) -> None:
    """No more rows than a person can keep in view, and no list of customers longer than an equation can hold."""
    lists: dict[Path, tuple[int, int]] = {
        ("groups",): (len(found.groups), MOST_ROWS),
        ("drivers",): (len(found.drivers), MOST_ROWS),
        **{("drivers", n, "customers"): (len(d.customers), MOST_CUSTOMERS) for n, d in enumerate(found.drivers)},
        **{("attributes", n): (len(a.customers), MOST_CUSTOMERS) for n, a in found.attributes.items()},
    }
    for path, (count, most) in lists.items():
        if count > most:
            refuse("COSTS_TOO_MANY", sentences.TOO_MANY, path, most=most)


def check_names(rows: str, names: list[str], refuse: Refuse) -> None:
    """Every name once, whatever its case, and none that is taken."""
    for place, name in enumerate(names):
        if name.casefold() in (earlier.casefold() for earlier in names[:place]):
            refuse("COSTS_DUPLICATE", sentences.DUPLICATE, (rows, place, "name"), name)
        if rows == "drivers" and name.casefold() == FREIGHT:
            refuse("COSTS_DUPLICATE", sentences.RESERVED, (rows, place, "name"), name)


def check_words(names: Iterable[str], found: DriverSet, refuse: Refuse) -> None:
    """Constants and attributes have names that an equation can hold and that mean nothing else."""
    for name in names:
        path: Path = ("constants" if name in found.constants else "attributes", name)
        if not name.isidentifier():
            refuse("COSTS_VALUE_INVALID", sentences.NOT_A_NAME, path)
        elif name.lower() in ALL_COLUMNS | WORDS or (name in found.constants and name in found.attributes):
            refuse("COSTS_DUPLICATE", sentences.NAME_TAKEN, path)


def check_group(group: Group, path: Path, found: DriverSet, refuse: Refuse) -> None:
    """A group has a cost with or without capacity, or a minute rate."""
    if group.cost is None and group.capacity is not None:
        refuse("COSTS_KEY_MISSING", sentences.GROUP_NO_COST, path, group.name)
    elif group.cost is None and group.minute_rate is None:
        refuse("COSTS_KEY_MISSING", sentences.GROUP_EMPTY, path, group.name)
    elif group.cost is not None and group.minute_rate is not None:
        refuse("COSTS_VALUE_INVALID", sentences.GROUP_TWO_RATES, (*path, "minute_rate"), group.name)
    elif group.cost is not None and found.period is None:
        refuse("COSTS_KEY_MISSING", sentences.PERIOD_NEEDED, path, group.name)


def check_driver(driver: Driver, path: Path, found: DriverSet, refuse: Refuse) -> None:
    """A driver has one equation that can be computed, and a group that fits it."""
    if bool(driver.minutes) is bool(driver.amount):
        refuse("COSTS_KEY_MISSING", sentences.ONE_EQUATION, path, driver.name)
        return
    if driver.kinds and driver.each is not Each.ACTIVITY:
        refuse("COSTS_VALUE_INVALID", sentences.ONLY_ACTIVITIES, (*path, "kinds"))
    if driver.first and driver.last and driver.last < driver.first:
        refuse("COSTS_VALUE_INVALID", sentences.PERIOD_BACKWARDS, (*path, "last"), driver.last, first=driver.first)
    if driver.by_revenue and driver.by_revenue not in BY_REVENUE:
        refuse(
            "COSTS_VALUE_INVALID",
            sentences.NOT_ONE_OF,
            (*path, "by_revenue"),
            driver.by_revenue,
            known=", ".join(BY_REVENUE),
        )
    check_group_of(driver, path, found, refuse)
    check_equations(driver, path, found, refuse)


def check_group_of(driver: Driver, path: Path, found: DriverSet, refuse: Refuse) -> None:
    """Minutes need a group with a rate, an amount one without capacity or none."""
    group = found.group_of(driver)
    at: Path = (*path, "group")
    if not driver.group:
        if driver.minutes:
            refuse("COSTS_GROUP_UNKNOWN", sentences.GROUP_NEEDED, path, driver=driver.name)
    elif group is None:
        known = ", ".join(each.name for each in found.groups) or "–"
        refuse("COSTS_GROUP_UNKNOWN", sentences.GROUP_UNKNOWN, at, driver.group, known=known)
    elif driver.minutes and group.rate is None:
        refuse("COSTS_GROUP_UNKNOWN", sentences.GROUP_NO_RATE, at, group.name, driver=driver.name)
    elif driver.amount and group.rate is not None:
        refuse("COSTS_GROUP_UNKNOWN", sentences.GROUP_HAS_CAPACITY, at, group.name, driver=driver.name)


def check_equations(driver: Driver, path: Path, found: DriverSet, refuse: Refuse) -> None:
    """Equation and condition can be computed, and revenue decides nothing in silence."""
    for key, value, error in wrong_equations(driver, found):
        reason = Phrase(error.reason)
        refuse("COSTS_EQUATION_INVALID", sentences.EQUATION, (*path, key), value, word=error.word, reason=reason)
    if any(True for _ in wrong_equations(driver, found)) or driver.by_revenue:
        return
    if REVENUE_COLUMNS & set(amounts_in(found.equation(driver))):
        refuse("COSTS_BY_REVENUE", sentences.BY_REVENUE, (*path, "amount"), driver=driver.name)


def wrong_equations(driver: Driver, found: DriverSet) -> Iterator[tuple[str, str, EquationRefused]]:
    """What cannot be parsed: the key, the text and why."""
    parsers = {"minutes" if driver.minutes else "amount": found.equation, "where": found.condition}
    for key, parse in parsers.items():
        try:
            parse(driver)
        except EquationRefused as error:
            yield key, getattr(driver, key), error
