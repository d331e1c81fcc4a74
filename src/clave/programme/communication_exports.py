"""The communication log as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext

from clave.kit.tables import Cell, Column, Table
from clave.programme.queries.communication import Entry


def communication(found: Sequence[Entry], as_of: date) -> Table:
    """One row for each function at a site that heard a message; its words and its customer where the reader sees them."""
    columns = [
        Column("number", gettext("Number")),
        Column("told_on", gettext("On")),
        Column("message", gettext("Message")),
        Column("customer_code", gettext("Code")),
        Column("key_account", gettext("Key account")),
        Column("function", gettext("Function")),
        Column("site", gettext("Site")),
        Column("told_by", gettext("From whom")),
        Column("how", gettext("How")),
        Column("taken_back", gettext("Taken back, because")),
    ]
    rows = [row for each in found for row in _rows(each)]
    return Table(gettext("Communication log"), columns, rows, as_of=as_of)


def _rows(entry: Entry) -> list[list[Cell]]:
    telling, customer = entry.telling, entry.about.customer if entry.about else None
    words = None if entry.is_hidden else telling.message.words
    about = [words, customer.code if customer else None, customer.name if customer else None]
    end = [telling.told_by.full_name, telling.how, telling.taken_back_reason]
    return [
        [telling.number, telling.told_on, *about, each.function.name, each.site.name, *end]
        for each in telling.hearings.all()
    ]
