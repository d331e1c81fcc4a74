"""The executive agenda as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext

from clave.kit.tables import Cell, Column, Table
from clave.programme.queries.agenda import Item


def agenda(found: Sequence[Item], as_of: date) -> Table:
    """One row an item, with the customer only where the reader sees it."""
    columns = [
        Column("number", gettext("Number")),
        Column("kind", gettext("Kind")),
        Column("what", gettext("What is wanted")),
        Column("why", gettext("Why")),
        Column("customer_code", gettext("Code")),
        Column("key_account", gettext("Key account")),
        Column("owner", gettext("Who answers for it")),
        Column("due_on", gettext("Due on")),
        Column("meets_on", gettext("Day of the meeting")),
        Column("carried", gettext("Times carried over")),
        Column("state", gettext("State")),
        Column("verdict", gettext("Verdict")),
        Column("decision", gettext("What was decided")),
        Column("decided_on", gettext("Decided on")),
        Column("decided_by", gettext("Decided by")),
        Column("done_on", gettext("Done on")),
        Column("corrects", gettext("Corrects item")),
    ]
    return Table(gettext("Executive agenda"), columns, [_row(each) for each in found], as_of=as_of)


def _row(item: Item) -> list[Cell]:
    row, customer = item.row, item.about.customer if item.about else None
    about = [customer.code, customer.name] if customer else [None, None]
    decided = [row.verdict, row.decision, row.decided_on, str(row.decided_by) if row.decided_by else None]
    when = [row.due_on, row.meeting.meets_on if row.meeting else None, row.carried]
    return [
        row.number, row.kind, row.what, row.why, *about, row.owner.full_name, *when, row.state, *decided, row.done_on,
        row.corrects.number if row.corrects else None,
    ]  # fmt: skip
