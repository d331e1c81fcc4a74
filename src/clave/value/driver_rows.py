"""Cost drivers as rows of fields: what a version says, taken apart for a form, and what a form says, put together.

Rows are texts as typed: `{"top": {…}, "credit": {…}, "groups": [{…}], "drivers": [{…, "terms": [{…}]}], …}`. A field is
named by its way there: `drivers-1-terms-0-number`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from clave.analytics.cost_to_serve.drivers import Attribute, Driver, DriverSet, Each, Group
from clave.analytics.cost_to_serve.pieces import Condition, Term, condition_of, pieces_of

Rows = dict[str, Any]
LISTS = ("groups", "drivers", "constants", "attributes")
NAME = re.compile(r"(top|credit|groups|drivers|constants|attributes)((?:-(?:\d{1,3}|[a-z_]+))+)")
PAYMENT_DAYS, COST_OF_CAPITAL, SALES_TAX = "payment_days", "cost_of_capital", "sales_tax"
CREDIT = f"revenue * (1 + {SALES_TAX}) * {PAYMENT_DAYS} / 365 * {COST_OF_CAPITAL}"
"""What waiting for the money costs: the one driver with fields of its own."""
PER_CENT = Decimal(100)
ALWAYS_FILLED = frozenset({"unit", "each", "sign", "place", "per", "terms"})
"""Fields that hold something even in a row nobody touched."""


def rows_of(found: DriverSet) -> Rows:
    """A set of drivers as rows."""
    credit = next((place for place, driver in enumerate(found.drivers) if _is_credit(driver, found)), None)
    own = {COST_OF_CAPITAL, SALES_TAX} if credit is not None else set()
    drivers = [driver for place, driver in enumerate(found.drivers) if place != credit]
    attributes = {name: each for name, each in found.attributes.items() if credit is None or name != PAYMENT_DAYS}
    return {
        "top": _top(found),
        "credit": {} if credit is None else _credit_row(found, credit),
        "groups": [_group_row(group) for group in found.groups],
        "drivers": [_driver_row(driver, found) for driver in drivers],
        "constants": [
            {"name": name, "value": _text(value)} for name, value in found.constants.items() if name not in own
        ],
        "attributes": [_attribute_row(name, each) for name, each in attributes.items()],
    }


def rows_from(posted: Mapping[str, Iterable[str]]) -> Rows:
    """The rows of a form that was sent: every field by its name; what is no field of a row is left out."""
    rows: Rows = {"top": {}, "credit": {}}
    for name, values in posted.items():
        if found := NAME.fullmatch(name):
            _put(rows, [found[1], *found[2][1:].split("-")], list(values))
    lists = {name: _in_order(rows.get(name, {})) or [] for name in LISTS}
    return {**rows, **{name: found if isinstance(found, list) else [] for name, found in lists.items()}}


def is_blank(row: Mapping[str, Any]) -> bool:
    """Whether nothing that matters was typed into a row."""
    terms = row.get("terms", ())
    typed = (value for key, value in row.items() if key not in ALWAYS_FILLED)
    return not any(typed) and all(is_blank(term) for term in terms)


def _put(rows: Rows, way: list[str], values: list[str]) -> None:
    """Keep the values of one field; kinds of activities are several."""
    here = rows
    for step in way[:-1]:
        here = here.setdefault(step, {})
        if not isinstance(here, dict):
            return
    if not isinstance(here.get(way[-1]), dict):
        here[way[-1]] = values if way[-1] == "kinds" else values[-1].replace("\r\n", "\n").strip()


def _in_order(found: Any) -> Any:
    """Rows numbered by their keys as a list in that order, also those inside of a row."""
    if not isinstance(found, dict):
        return found
    if found and all(key.isdigit() for key in found):
        return [_in_order(found[key]) for key in sorted(found, key=int) if isinstance(found[key], dict)]
    return {key: (_in_order(value) or []) if key == "terms" else value for key, value in found.items()}


def _top(found: DriverSet) -> Rows:
    return {
        "name": found.name,
        "note": found.note,
        "currency": found.currency,
        "ledger_freight": "on" if found.ledger_freight else "",
        "first": _text(found.period and found.period.first),
        "last": _text(found.period and found.period.last),
    }


def _group_row(group: Group) -> Rows:
    return {name: _text(value) for name, value in vars(group).items()}


def _attribute_row(name: str, found: Attribute) -> Rows:
    return {"name": name, "default": _text(found.default), "customers": _pairs(found.customers)}


def _is_credit(driver: Driver, found: DriverSet) -> bool:
    """Whether this is the driver of payment days, without anything its own fields could not say."""
    plain = Driver(driver.name, Each.ORDER, amount=CREDIT, by_revenue="credit")
    words = driver.amount.split() == CREDIT.split() and found.attributes.keys() >= {PAYMENT_DAYS}
    numbers = found.constants.keys() >= {COST_OF_CAPITAL, SALES_TAX}
    return words and numbers and {**vars(driver), "amount": CREDIT} == vars(plain)


def _credit_row(found: DriverSet, place: int) -> Rows:
    days = found.attributes[PAYMENT_DAYS]
    return {
        "name": found.drivers[place].name,
        "place": str(place),
        COST_OF_CAPITAL: _text((found.constants[COST_OF_CAPITAL] * PER_CENT).normalize()),
        SALES_TAX: _text((found.constants[SALES_TAX] * PER_CENT).normalize()),
        "default": _text(days.default),
        "customers": _pairs(days.customers),
    }


def _driver_row(driver: Driver, found: DriverSet) -> Rows:
    pieces, condition = pieces_of(driver, found), condition_of(driver, found)
    return {
        "name": driver.name,
        "each": driver.each.value,
        "group": driver.group,
        "base": pieces.base if pieces else "",
        "terms": [_term_row(term) for term in pieces.terms] if pieces else [],
        "equation": "" if pieces else driver.equation,
        **_condition_row(condition),
        "where": "" if condition else driver.where,
        "kinds": list(driver.kinds),
        "customers": "\n".join(driver.customers),
        "first": _text(driver.first),
        "last": _text(driver.last),
        "by_revenue": driver.by_revenue,
        "off_invoice": "on" if driver.off_invoice else "",
        "note": driver.note,
    }


def _term_row(term: Term) -> Rows:
    return {"number": term.number, "per": term.per, "missing": term.missing, **_condition_row(term.condition)}


def _condition_row(condition: Condition | None) -> Rows:
    return vars(condition) if condition else {"column": "", "sign": "=", "value": ""}


def _pairs(numbers: Mapping[str, Decimal]) -> str:
    return "\n".join(f"{code} = {_text(number)}" for code, number in numbers.items())


def _text(value: Any) -> str:
    """A value as a field holds it; nothing where there is none."""
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
