"""A set of drivers written as `DRIVERS.toml`, so that it can be kept, read by people and read back to the same set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from clave.analytics.cost_to_serve.drivers import Attribute, DriverSet
from clave.analytics.sources.profile_writing import inline, key, listed, quoted


def drivers_as_toml(found: DriverSet) -> str:
    """The whole set as text."""
    top = {"name": found.name, "note": found.note, "currency": found.currency}
    parts = [pairs({**top, "ledger_freight": None if found.ledger_freight else False})]
    if found.period:
        parts.append(table("period", vars(found.period)))
    if found.constants:
        parts.append(table("constants", found.constants))
    parts += [attribute(name, each) for name, each in found.attributes.items()]
    parts += [table("groups", {**vars(group), "unit": unit_of(group.unit)}, many=True) for group in found.groups]
    parts += [
        table("drivers", {**vars(driver), "off_invoice": driver.off_invoice or None}, many=True)
        for driver in found.drivers
    ]
    return "\n".join(parts)


def unit_of(unit: str) -> str:
    """The unit where it is not the usual one."""
    return "" if unit == "minutes" else unit


def table(name: str, values: Mapping[str, Any], *, many: bool = False) -> str:
    """One table, or one row of a list of tables."""
    return (f"[[{name}]]\n" if many else f"[{name}]\n") + pairs(values)


def attribute(name: str, found: Attribute) -> str:
    """A number per customer."""
    customers = inline({code: value_of(number) for code, number in found.customers.items()})
    text = f"[attributes.{key(name)}]\n" + pairs({"default": found.default})
    return text + (f"customers = {customers}\n" if found.customers else "")


def pairs(values: Mapping[str, Any]) -> str:
    """One line a key; what is empty is left out."""
    lines = (f"{key(name)} = {value_of(value)}\n" for name, value in values.items() if said(value))
    return "".join(lines)


def said(value: Any) -> bool:
    """Whether a value must be written: what is empty needs no line."""
    return value is not None and value != "" and value != ()


def value_of(value: Any) -> str:
    """A value as TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case StrEnum():
            return quoted(value.value)
        case str():
            return quoted(value)
        case Iterable():
            return listed(value)
    return str(value)
