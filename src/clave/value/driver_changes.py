"""What the buttons of the row editor do to rows: add one of a kind, take one away, fill in what the ledger suggests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from clave.analytics.cost_to_serve.drivers import DriverSet, Each
from clave.analytics.cost_to_serve.held import Held
from clave.value.driver_rows import Rows, is_blank, rows_of

TAKEN = re.compile(r"remove-((?:groups|drivers|constants|attributes)-\d{1,3})(?:-terms-(\d{1,3}))?")
ADDED = re.compile(r"add-(groups|constants|attributes|terms-(\d{1,3})|drivers-([a-z]+))")
DAYS_OF_A_YEAR = 364
EMPTY_TERM = {"number": "", "per": "", "missing": "", "column": "", "sign": "=", "value": ""}
EMPTY_DRIVER = {"each": Each.ORDER.value, "terms": []}
KINDS_OF_DRIVER: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "order": {"each": "order", "terms": [{**EMPTY_TERM, "per": "lines"}]},
        "line": {"each": "line"},
        "return": {"each": "return"},
        "activity": {"each": "activity"},
        "month": {"each": "month"},
    }
)
"""What a new driver counts -> the row to begin with."""


def changed(rows: Rows, do: str) -> tuple[Rows, str]:
    """The rows after a button, and the field at which the reader goes on."""
    if taken := TAKEN.fullmatch(do):
        return _without(rows, taken[1], taken[2])
    if not (added := ADDED.fullmatch(do)):
        return rows, ""
    if added[2] is not None:
        return _with_term(rows, int(added[2]))
    if added[3] is not None:
        row = {**EMPTY_DRIVER, **KINDS_OF_DRIVER.get(added[3], {})}
        return _with_row(rows, "drivers", row)
    return _with_row(rows, added[1], {"unit": "hours"} if added[1] == "groups" else {})


def _with_row(rows: Rows, name: str, row: Mapping[str, Any]) -> tuple[Rows, str]:
    return {**rows, name: [*rows[name], dict(row)]}, f"{name}-{len(rows[name])}-name"


def _with_term(rows: Rows, number: int) -> tuple[Rows, str]:
    drivers = [dict(row) for row in rows["drivers"]]
    if number >= len(drivers):
        return rows, ""
    terms = [*drivers[number].get("terms", ()), dict(EMPTY_TERM)]
    drivers[number]["terms"] = terms
    return {**rows, "drivers": drivers}, f"drivers-{number}-terms-{len(terms) - 1}-number"


def _without(rows: Rows, way: str, term: str | None) -> tuple[Rows, str]:
    name, number = way.split("-")
    kept = [dict(row) for row in rows[name]]
    if int(number) >= len(kept):
        return rows, ""
    if term is None:
        del kept[int(number)]
        return {**rows, name: kept}, f"add-{name}"
    terms = [each for place, each in enumerate(kept[int(number)].get("terms", ())) if place != int(term)]
    kept[int(number)]["terms"] = terms
    return {**rows, name: kept}, f"add-{way}"


def first_rows(currency: str, held: Held | None) -> Rows:
    """Rows for who has no drivers yet: a desk whose cost is to be filled in, orders that take its time, the last year."""
    rows = rows_of(DriverSet(currency, ()))
    last = held.last if held else None
    first = max(held.first, last - timedelta(DAYS_OF_A_YEAR)) if held and held.first and last else None
    rows["top"] |= {"first": first.isoformat() if first else "", "last": last.isoformat() if last else ""}
    return {**rows, "groups": [{"unit": "hours"}], "drivers": [{**EMPTY_DRIVER, **KINDS_OF_DRIVER["order"]}]}


def with_suggestions(rows: Rows, suggested: DriverSet) -> tuple[Rows, int]:
    """The rows with every suggested driver and group whose name is not there yet, and how many drivers came."""
    coming, added = rows_of(suggested), 0
    found = {**rows}
    for name in ("groups", "drivers"):
        there = {row.get("name", "").casefold() for row in rows[name]}
        new = [row for row in coming[name] if row["name"].casefold() not in there]
        found[name] = [*(row for row in rows[name] if not is_blank(row)), *new]
        added = len(new)
    return found, added
