"""The people of a key account as a table that leaves Clave; who does not want to be on record is not named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext

from clave.accounts.queries.relationships import PersonRow, named
from clave.kit.tables import Cell, Column, Table
from clave.sponsorship.rules.consent import may_tell


def people(rows: Iterable[PersonRow], as_of: date) -> Table:
    """One row a person: part, boss, stance with its reason and day, who of ours knows them, the last word, what is wrong."""
    columns = [
        Column("contact_id", gettext("Contact number")),
        Column("full_name", gettext("Name")),
        Column("customer_code", gettext("Code")),
        Column("role", gettext("What they do there")),
        Column("part", gettext("Part in the decision")),
        Column("reports_to", gettext("Reports to")),
        Column("stance", gettext("Stance")),
        Column("stance_reason", gettext("What makes you think so")),
        Column("stance_on", gettext("Said on")),
        Column("known_by", gettext("Who of ours knows them")),
        Column("best", gettext("Best rung today, 0 to 4")),
        Column("wanted", gettext("Rung wanted, 0 to 4")),
        Column("last_word_on", gettext("Last word on")),
        Column("flags", gettext("What to mind")),
        Column("email", gettext("E-mail address")),
    ]
    return Table(gettext("People of the customer"), columns, (_row(each) for each in rows), as_of=as_of)


def _row(row: PersonRow) -> list[Cell]:
    said = row.stance
    return [
        row.contact.contact_id,
        row.name,
        row.contact.customer.code,
        row.contact.role,
        row.place.part_name if row.place else "",
        named(row.boss) if row.boss else "",
        said.words if said else "",
        said.reason if said else "",
        said.said_on if said else None,
        ", ".join(each.person.full_name for each in row.knowers),
        row.best,
        row.wanted,
        row.touch.on if row.touch else None,
        ", ".join(words for _, words in row.flags),
        row.contact.email if may_tell(row.contact.consent, "address") else "",
    ]
