"""The register of pay as a table that leaves Clave, for the people lead alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext

from clave.kit.tables import Cell, Column, Table
from clave.people.queries.pay import PlanShown
from clave.people.rules.pay import CONFLICT_WORDS


def register(found: Sequence[PlanShown], today: date) -> Table:
    """One row a plan and component."""
    columns = [
        Column("plan", gettext("Plan")),
        Column("person_code", gettext("Code")),
        Column("payee", gettext("Who")),
        Column("base", gettext("Base pay a year"), "0.00"),
        Column("currency", gettext("Currency")),
        Column("variable_percent", gettext("Variable pay, in percent of base")),
        Column("measure", gettext("Paid on")),
        Column("weight_percent", gettext("Weight")),
        Column("valid_from", gettext("From")),
        Column("valid_to", gettext("Until")),
        Column("conflicts", gettext("Conflicts")),
    ]
    rows = [cells for each in found for cells in _rows(each)]
    return Table(gettext("Pay plans"), columns, rows, as_of=today)


def _rows(each: PlanShown) -> list[list[Cell]]:
    plan, base = each.plan, each.plan.base_money
    told = " ".join(gettext(CONFLICT_WORDS[conflict]) for conflict in each.conflicts)
    code = plan.person.person_code if plan.person else ""
    head: list[Cell] = [
        plan.number,
        code,
        plan.payee,
        base.amount if base else None,
        plan.currency,
        plan.variable_percent,
    ]
    tail: list[Cell] = [plan.valid_from, plan.valid_to, told]
    return [[*head, part.measure, part.weight_percent, *tail] for part in plan.components.all()]
