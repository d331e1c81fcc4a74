"""Sponsors and visits as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext

from clave.kit.tables import Cell, Column, Table
from clave.sponsorship.queries.sponsors import Sponsored


def sponsors(rows: Iterable[Sponsored], as_of: date) -> Table:
    """One row a key account: its sponsor, its visits, what is wrong."""
    columns = [
        Column("customer_code", gettext("Code")),
        Column("name", gettext("Key account")),
        Column("sponsor", gettext("Sponsor")),
        Column("since", gettext("Since")),
        Column("visits_a_year", gettext("Visits a year")),
        Column("last_visit_on", gettext("Last visit")),
        Column("due_on", gettext("Due by")),
        Column("next_visit_on", gettext("Next visit")),
        Column("standing", gettext("Visits")),
        Column("flags", gettext("What is missing")),
    ]
    lines: list[list[Cell]] = [
        [
            row.customer.code,
            row.customer.name,
            ", ".join(holder.name for holder in row.sponsors),
            row.sponsors[-1].assignment.valid_from if row.sponsors else None,
            row.visits_a_year,
            row.last.visit_on if row.last else None,
            row.rhythm.due_on,
            row.next.visit_on if row.next else None,
            row.standing_words,
            ", ".join(flag.words for flag in row.flags),
        ]
        for row in rows
    ]
    return Table(gettext("Sponsors"), columns, lines, as_of=as_of)
