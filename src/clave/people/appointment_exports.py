"""Managers, proposals and training as tables that leave Clave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from clave.kit.money import Money
from clave.kit.tables import Cell, Column, Table
from clave.people.models import Proposal
from clave.people.queries.appointments import Holder, Managed
from clave.people.queries.proposal_shown import ProposalShown
from clave.people.queries.training import Place


def managers(rows: Iterable[Managed], as_of: date) -> Table:
    """One row a key account and manager."""
    columns = [
        Column("customer_code", gettext("Code")),
        Column("name", gettext("Key account")),
        Column("manager", gettext("Manager")),
        Column("function", gettext("Function")),
        Column("since", gettext("Since")),
        Column("deputies", gettext("Deputies")),
        Column("flags", gettext("What is wrong")),
        Column("open_items", gettext("Open hand-over items")),
    ]
    lines: list[list[Cell]] = []
    for row in rows:
        deputies, flags = ", ".join(each.name for each in row.deputies), ", ".join(flag.words for flag in row.flags)
        holders: list[Holder | None] = [*row.managers] or [None]
        for holder in holders:
            function = holder.person.function.name if holder and holder.person else None
            since = holder.assignment.valid_from if holder else None
            name = holder.name if holder else None
            lines.append([row.customer.code, row.customer.name, name, function, since, deputies, flags, row.open_items])
    return Table(gettext("Managers"), columns, lines, as_of=as_of)


def proposal(found: Proposal, shown: ProposalShown, as_of: date) -> Table:
    """One row a key account: who now, the best, the second best, who stays, and what was decided."""
    columns = [
        Column("customer_code", gettext("Code")),
        Column("name", gettext("Key account")),
        Column("now", gettext("Manager now")),
    ]
    heads = {"best": gettext("Best"), "second": gettext("Second best"), "stay": gettext("Nobody moves")}
    for team, head in heads.items():
        columns += [Column(team, head), Column(f"{team}_fit", gettext("%(team)s: fit") % {"team": head}, "0.00")]
        if shown.shows_money:
            columns.append(Column(f"{team}_value", gettext("%(team)s: worth a year") % {"team": head}, "#,##0.00"))
    columns.append(Column("decided", gettext("Decided")))
    lines: list[list[Cell]] = []
    for each in shown.accounts:
        cells: list[Cell] = [each.code, each.name, each.now]
        for team in heads:
            pair = each.teams[team]
            cells += [pair.name, _share(pair.fit)] if pair else [None, None]
            if shown.shows_money:
                cells.append(_amount(pair.value if pair else None))
        lines.append([*cells, str(each.answer.person) if each.answer else None])
    return Table(gettext("Proposal %(number)s") % {"number": found}, columns, lines, found.run.short_code, as_of)


def training(places: Iterable[Place], as_of: date) -> Table:
    """One row a person and course."""
    columns = [
        Column("person_code", gettext("Code")),
        Column("full_name", gettext("Full name")),
        Column("function", gettext("Function")),
        Column("course", gettext("Course")),
        Column("planned_on", gettext("Planned for")),
        Column("completed_on", gettext("Completed on")),
        Column("certificate", gettext("Certificate")),
        Column("expires_on", gettext("Runs out on")),
        Column("standing", gettext("Where it stands")),
    ]
    lines: list[list[Cell]] = []
    for place in places:
        row, person = place.training, place.training.person
        lines.append(
            [
                person.person_code,
                person.full_name,
                person.function.name,
                row.course.name,
                row.planned_on,
                row.completed_on,
                row.certificate,
                row.expires_on,
                place.words,
            ]
        )
    return Table(gettext("Training"), columns, lines, as_of=as_of)


def _share(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(round(value * 100)) / 100


def _amount(value: Money | None) -> Decimal | None:
    return value.amount if value else None
