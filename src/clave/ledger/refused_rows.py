"""The rows that were refused, as a table that leaves Clave."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext

from clave.analytics.problems import Problem
from clave.kit.tables import Column, Table
from clave.ledger.models import ImportJob


def refused_table(job: ImportJob) -> Table:
    """Where each refused row stands, what was read, what is wrong and what to do; the first hundred."""
    columns = [
        Column("file", gettext("File")),
        Column("line", gettext("Line")),
        Column("cell", gettext("Cell")),
        Column("column", gettext("Column")),
        Column("value", gettext("Value as read")),
        Column("reason", gettext("What is wrong")),
        Column("remedy", gettext("What to do")),
        Column("code", gettext("Code")),
    ]
    rows = [_row(Problem.from_json(told)) for told in job.problems]
    return Table(gettext("Refused rows"), columns, rows, as_of=timezone.localdate(job.created_at))


def _row(problem: Problem) -> list[str | int | None]:
    places = [problem.file, problem.line, problem.cell, problem.column, problem.value]
    return [*places, *problem.reason_and_remedy(gettext), problem.code]
