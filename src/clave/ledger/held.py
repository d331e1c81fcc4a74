"""What is held of a kind, as a table in the columns that an import takes: the file that it becomes changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
from django.utils.translation import gettext

from clave.access.policy import Action
from clave.analytics.schema import KINDS
from clave.company.models import Person
from clave.kit.tables import Cell, Column, Table
from clave.ledger.comparing import SILENT, current_rows_sql
from clave.ledger.models import Contact, Customer
from clave.ledger.operations.tables import TABLES
from clave.ledger.queries import held_files
from clave.ledger.rules import BRINGS, KIND_NAMES

if TYPE_CHECKING:
    from clave.access.models import User

AT_ONCE = 10_000
ORDER = {
    "orders": "order_id, line_no",
    "activities": "occurred_on, customer_code, kind",
    "rates": "rate_date, base, quote",
}
"""Kind that is kept in files -> the order of its rows."""


CODES: dict[str, tuple[Any, str]] = {
    "customers": (Customer.objects, "code"),
    "contacts": (Contact.objects, "contact_id"),
    "people": (Person.objects.filter(is_active=True), "person_code"),
}
"""Kind that is kept in a table -> its rows, and the field that names one."""
RECORDS = ("training", "promises", "offers", "skills")
"""Kinds whose table stands above the ledger and says itself what it holds."""
HELD = (*ORDER, *CODES, *RECORDS)


def kinds_held(user: User) -> list[str]:
    """The kinds that this person can take out: those they bring in."""
    brings = [kind for kind in HELD if user.may(BRINGS[kind])]
    return brings if user.may(Action.EXPORT_LEDGER) else []


def blank(kind: str) -> Table:
    """A file to fill in: the headings of a kind and nothing below."""
    columns = [Column(column.name, column.name) for column in KINDS[kind].columns]
    return Table(gettext(KIND_NAMES[kind]), columns, ())


def held(kind: str, *, user: User | None, as_of: date) -> Table:
    """Every row that counts now and that this person may see (None: the command line); headings are the names that an import knows."""
    columns = [Column(column.name, column.name) for column in KINDS[kind].columns]
    rows = (
        _from_files(kind)
        if kind in ORDER
        else _from_records(kind, user)
        if kind in RECORDS
        else _from_tables(kind, user)
    )
    return Table(gettext(KIND_NAMES[kind]), columns, rows, as_of=as_of)


def _from_files(kind: str) -> Iterator[tuple[Cell, ...]]:
    files = held_files(kind)
    if not files:
        return
    names = ", ".join(column.name for column in KINDS[kind].columns)
    with duckdb.connect() as connection:
        connection.execute(SILENT)
        connection.execute(f"SELECT {names} FROM ({current_rows_sql(kind, files)}) ORDER BY {ORDER[kind]}")
        while rows := connection.fetchmany(AT_ONCE):
            yield from rows


def _from_records(kind: str, user: User | None) -> Iterator[tuple[Cell, ...]]:
    told = TABLES[kind].held
    assert told is not None
    for row in told(user):
        yield tuple(row.get(column.name) for column in KINDS[kind].columns)


def _from_tables(kind: str, user: User | None) -> Iterator[tuple[Cell, ...]]:
    rows, field = CODES[kind]
    seen = rows.all() if user is None else rows.all().visible_to(user)
    codes = sorted(seen.values_list(field, flat=True))
    key = KINDS[kind].key[0]
    for start in range(0, len(codes), AT_ONCE):
        for code, image in sorted(TABLES[kind].images(codes[start : start + AT_ONCE]).items()):
            told: dict[str, Any] = {key: code, **image}
            if kind == "customers":
                told["parent_code"] = next((parent for parent, _, until in image["groups"] if until is None), "")
            yield tuple(told[column.name] for column in KINDS[kind].columns)
