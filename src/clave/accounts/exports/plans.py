"""An account plan as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from clave.accounts.forms.plans import written
from clave.accounts.models import Goal, PlanAction
from clave.accounts.queries.plans import Page, Progress
from clave.kit.tables import Column, Table

Row = list[str | int | Decimal | date | None]


def plan(page: Page, as_of: date) -> Table:
    """One row a goal, objective and action of a plan; what is worth money only for who reads it."""
    columns = [
        Column("entry", gettext("Entry")),
        Column("id", gettext("Number")),
        Column("words", gettext("What")),
        Column("kind", gettext("Kind")),
        Column("state", gettext("State")),
        Column("who", gettext("Who")),
        Column("on", gettext("On")),
        Column("target", gettext("Target")),
        Column("reached", gettext("Reached")),
        Column("unit", gettext("Unit")),
    ]
    columns += [Column("worth", gettext("Worth in lifetime value"))] if page.is_valued else []
    rows = [*map(_goal, page.goals), *_objectives(page), *map(_action, page.actions)]
    return Table(gettext("Account plan"), columns, [row[: len(columns)] for row in rows], as_of=as_of)


def _goal(row: Goal) -> Row:
    held = "holds" if row.holds else "over"
    kept: Row = ["goal", row.pk, row.words, row.kind, f"{row.standing}, {held}", row.confirmed_by, row.confirmed_on]
    return [*kept, None, None, None, None]


def _objectives(page: Page) -> Iterator[Row]:
    for each in page.objectives:
        yield _objective(each, is_valued=page.is_valued)


def _objective(each: Progress, *, is_valued: bool) -> Row:
    row, value = each.objective, each.reading.value
    is_open = is_valued or row.measure != "contribution"
    numbers: Row = (
        [written(row, row.target), None if value is None else written(row, value)] if is_open else [None, None]
    )
    unit = row.currency if row.measure in ("contribution", "group_revenue") else row.unit
    worth = row.money.amount if row.money else None
    return ["objective", row.pk, row.words, row.measure, row.state, "", each.reading.as_of, *numbers, unit, worth]


def _action(row: PlanAction) -> Row:
    kept: Row = ["action", row.pk, row.words, "", row.state, row.owner.person_code, row.due_on]
    return [*kept, None, None, None, None]
