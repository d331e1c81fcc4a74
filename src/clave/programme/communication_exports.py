"""The communication log as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext

from clave.kit.tables import Cell, Column, Table, listed
from clave.portfolio.models import KeyAccount
from clave.programme.queries.communication import Entry, Matrix, ToldOf


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


def heard(matrix: Matrix, as_of: date) -> Table:
    """One row a function at a site where it has people: when it heard the message last, and from whom."""
    columns = [
        ("message", gettext("Message"), lambda cell: matrix.message and str(matrix.message)),
        ("function", gettext("Function"), lambda cell: cell.function.name),
        ("site", gettext("Site"), lambda cell: cell.site.name),
        ("told_on", gettext("On"), lambda cell: cell.last and cell.last.told_on),
        ("told_by", gettext("From whom"), lambda cell: cell.last and str(cell.last.told_by)),
        ("is_gap", gettext("Should hear it"), lambda cell: cell.is_gap),
    ]
    rows = [cell for _, cells in matrix.rows for cell in cells if cell.is_there]
    return listed(gettext("Who heard it"), rows, columns, as_of=as_of)


def told_of_accounts(found: Sequence[tuple[KeyAccount, Sequence[ToldOf]]], as_of: date) -> Table:
    """One row a key account and function: when it was told of it last, with how many promises it keeps for it."""
    columns = [
        ("customer_code", gettext("Code"), lambda row: row[0].customer.code),
        ("key_account", gettext("Key account"), lambda row: row[0].customer.name),
        ("function", gettext("Function"), lambda row: row[1].function.name),
        ("told_on", gettext("On"), lambda row: row[1].last and row[1].last.told_on),
        ("told_by", gettext("From whom"), lambda row: row[1].last and str(row[1].last.told_by)),
        ("promises", gettext("Promises"), lambda row: row[1].promises),
        ("is_gap", gettext("Should hear it"), lambda row: row[1].is_gap),
    ]
    rows = [(held, cell) for held, cells in found for cell in cells]
    return listed(gettext("Told about key accounts"), rows, columns, as_of=as_of)
