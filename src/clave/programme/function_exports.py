"""The functions as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from clave.company.models import Function
from clave.kit.tables import Cell, Column, Table, listed
from clave.programme.queries.functions import CourseCovered, FunctionLine


def functions(found: Sequence[FunctionLine], as_of: date) -> Table:
    """One row a function: owner, people, training, promises and what is missing."""
    columns = [
        Column("function", gettext("Function")),
        Column("owner", gettext("Owner")),
        Column("owner_left", gettext("Owner has left")),
        Column("people", gettext("People")),
        Column("trained", gettext("Hold a valid course")),
        Column("ending", gettext("Run out within 60 days")),
        Column("expired", gettext("Ran out")),
        Column("planned", gettext("Planned")),
        Column("next_expiry_on", gettext("Next runs out on")),
        Column("open", gettext("Promises to keep")),
        Column("overdue", gettext("Promises overdue")),
        Column("judged", gettext("Judged in a year")),
        Column("kept", gettext("Kept")),
        Column("share", gettext("Share kept"), "0.0%"),
        Column("low", gettext("Interval (80 per cent): from"), "0.0%"),
        Column("high", gettext("Interval (80 per cent): to"), "0.0%"),
        Column("missing", gettext("What is missing")),
        Column("next", gettext("Next")),
    ]
    return Table(gettext("Functions"), columns, [_row(line) for line in found], as_of=as_of)


def _row(line: FunctionLine) -> list[Cell]:
    training, promises, rate = line.training, line.promises, line.promises.rate
    shares = [None if each is None else Decimal(f"{each:.6f}") for each in (rate.share, rate.low, rate.high)]
    who: list[Cell] = [line.function.name, str(line.function.owner or ""), line.owner_left, line.people]
    learnt: list[Cell] = [training.trained, training.ending, training.expired, training.planned, training.next_on]
    kept: list[Cell] = [promises.open, promises.overdue, rate.judged, rate.kept, *shares]
    missing = "; ".join(each.words for each in line.missing)
    return [*who, *learnt, *kept, missing, line.next.todo if line.next else ""]


def courses(function: Function, found: Sequence[CourseCovered], as_of: date) -> Table:
    """One row a course that somebody of the function took or is to take."""
    columns = [
        ("function", gettext("Function"), lambda each: function.name),
        ("course", gettext("Course"), lambda each: each.name),
        ("valid", gettext("Valid"), lambda each: each.training.trained),
        ("ran_out", gettext("Ran out"), lambda each: each.training.expired),
        ("planned", gettext("Planned"), lambda each: each.training.planned),
        ("next_runs_out_on", gettext("Next runs out on"), lambda each: each.training.next_on),
    ]
    return listed(gettext("Training"), found, columns, as_of=as_of)
