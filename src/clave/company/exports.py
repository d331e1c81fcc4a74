"""Our people as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext

from clave.company.models import Person
from clave.kit.tables import Column, Table


def table_of(people: Iterable[Person], as_of: date) -> Table:
    """One row a person, in the columns of a file of people and with the same names, so that it can come back."""
    columns = [
        Column("person_code", gettext("Code")),
        Column("full_name", gettext("Full name")),
        Column("email", gettext("E-mail address")),
        Column("function", gettext("Function")),
        Column("reports_to", gettext("Reports to (code)")),
        Column("is_top_team", gettext("Top team")),
        Column("signs_in", gettext("Signs in")),
    ]
    rows = (
        (
            person.person_code,
            person.full_name,
            person.email,
            person.function.name,
            person.reports_to.person_code if person.reports_to else None,
            person.is_top_team,
            person.signs_in,
        )
        for person in people
    )
    return Table(gettext("Our people"), columns, rows, as_of=as_of)
