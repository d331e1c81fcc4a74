"""Sponsors and visits as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from clave.kit.tables import Cell, Column, Table
from clave.sponsorship.models import Visit
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


def visits(rows: Iterable[Visit], as_of: date) -> Table:
    """One row a visit: when, how it stands, who told of it; never what was told."""
    columns = [
        Column("visit", gettext("Visit")),
        Column("customer_code", gettext("Code")),
        Column("name", gettext("Key account")),
        Column("visit_on", gettext("Day")),
        Column("starts_at", gettext("Hour")),
        Column("state", gettext("State")),
        Column("called_off_reason", gettext("Why")),
        Column("told_by", gettext("Told by")),
        Column("told_on", gettext("Told on")),
    ]
    return Table(gettext("Visits"), columns, (_visit(row) for row in rows), as_of=as_of)


def _visit(row: Visit) -> list[Cell]:
    report = getattr(row, "report", None)
    customer = row.key_account.customer
    return [
        row.pk,
        customer.code,
        customer.name,
        row.visit_on,
        f"{timezone.localtime(row.starts_at):%H:%M}" if row.starts_at else None,
        row.state,
        row.called_off_reason,
        str(report.by) if report and report.by else None,
        timezone.localdate(report.at) if report else None,
    ]
