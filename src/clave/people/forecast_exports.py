"""Forecasts beside what came, as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext

from clave.kit.money import Money
from clave.kit.tables import Cell, Column, Table
from clave.people.queries.forecasts import Outcome
from clave.value.models import Run


def forecasts(found: Sequence[Outcome], run: Run | None, today: date) -> Table:
    """One row a key account and year: the last forecast, who made it when, and what came."""
    columns = [
        Column("customer_code", gettext("Customer")),
        Column("name", gettext("Key account")),
        Column("year", gettext("Year")),
        Column("low", gettext("Low"), "0.00"),
        Column("likely", gettext("Likely"), "0.00"),
        Column("high", gettext("High"), "0.00"),
        Column("actual", gettext("What came"), "0.00"),
        Column("currency", gettext("Currency")),
        Column("is_within", gettext("Within the interval")),
        Column("made_by", gettext("Forecast by")),
        Column("made_on", gettext("Forecast on")),
    ]
    rows = [_cells(each) for each in found]
    day = run.as_of if run else None
    return Table(gettext("Forecasts"), columns, rows, run=run.short_code if run else "", as_of=day or today)


def _cells(each: Outcome) -> list[Cell]:
    row, found = each.forecast, each.compared
    low, high = (money.amount for money in row.interval) if row.interval else (None, None)
    actual = Money.from_minor(each.actual, row.currency).amount if each.actual is not None else None
    head: list[Cell] = [each.customer.code, each.customer.name, row.year, low, row.money.amount, high]
    who = str(row.version.by or gettext("command line"))
    return [*head, actual, row.currency, found.is_within if found else None, who, row.version.made_on]
