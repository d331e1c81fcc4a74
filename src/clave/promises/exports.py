"""Promises as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from clave.kit.tables import Column, Table
from clave.promises.queries.standing import Line


def promises(found: Sequence[Line], as_of: date) -> Table:
    """One row a promise: to whom, by whom, what it is judged by, how often it was kept in a year."""
    columns = [
        Column("number", gettext("Number")),
        Column("customer_code", gettext("Code")),
        Column("key_account", gettext("Key account")),
        Column("what", gettext("What we promise")),
        Column("function", gettext("Function")),
        Column("owner", gettext("Who keeps it")),
        Column("kind", gettext("Judged by")),
        Column("state", gettext("State")),
        Column("due_on", gettext("Due on")),
        Column("judged", gettext("Judged in a year")),
        Column("kept", gettext("Kept")),
        Column("share", gettext("Share kept"), "0.0%"),
        Column("low", gettext("Interval (80 per cent): from"), "0.0%"),
        Column("high", gettext("Interval (80 per cent): to"), "0.0%"),
    ]
    return Table(gettext("Promises"), columns, [_row(each) for each in found], as_of=as_of)


def _row(line: Line) -> list[str | int | Decimal | date | None]:
    promise, rate, customer = line.promise, line.rate, line.promise.key_account.customer
    shares = [None if each is None else Decimal(f"{each:.6f}") for each in (rate.share, rate.low, rate.high)]
    who = [customer.code, customer.name, promise.what, promise.function.name, str(line.answers or "")]
    return [promise.number, *who, promise.kind, promise.state, promise.due_on, rate.judged, rate.kept, *shares]
