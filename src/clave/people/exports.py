"""Skills, profiles, appointments and training as tables that leave Clave."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from clave.kit.tables import Cell, Column, Table
from clave.people.queries.matrix import Matrix
from clave.people.queries.profiles import ProfileRow


def skills(matrix: Matrix, as_of: date) -> Table:
    """One row a person: the level that counts of every skill, and the gap against the profile asked for."""
    columns = [
        Column("person_code", gettext("Code")),
        Column("full_name", gettext("Full name")),
        Column("function", gettext("Function")),
        Column("fit", gettext("Fit"), "0.00"),
    ]
    for spec, name in zip(matrix.specs, matrix.heads, strict=True):
        columns += [
            Column(spec.key, name, "0.0"),
            Column(f"{spec.key}_short", gettext("%(skill)s: short by") % {"skill": name}, "0.0"),
            Column(f"{spec.key}_apart", gettext("%(skill)s: sides apart by") % {"skill": name}),
        ]
    rows = []
    for row in matrix.rows:
        cells: list[Cell] = [row.person.person_code, row.person.full_name, row.person.function.name, _share(row.fit)]
        for cell in row.cells:
            gap = cell.known.gap if len(cell.known.sides) > 1 else None
            cells += [_tenth(cell.known.level), _tenth(cell.short), gap]
        rows.append(cells)
    return Table(gettext("Skills"), columns, rows, as_of=as_of)


def profiles(rows: list[ProfileRow], heads: dict[str, str], as_of: date) -> Table:
    """One row a key account: level, floor and weight of every skill."""
    columns = [Column("customer_code", gettext("Code")), Column("name", gettext("Key account"))]
    for key, name in heads.items():
        columns += [
            Column(f"{key}_level", gettext("%(skill)s: level") % {"skill": name}),
            Column(f"{key}_floor", gettext("%(skill)s: at least") % {"skill": name}),
            Column(f"{key}_weight", gettext("%(skill)s: weight") % {"skill": name}),
        ]
    columns += [Column("is_own", gettext("Own profile")), Column("reason", gettext("Why"))]
    lines = []
    for row in rows:
        cells: list[Cell] = [row.customer.code, row.customer.name]
        for key in heads:
            need = row.profile.needs.get(key)
            cells += [need.level, need.floor, need.weight] if need else [None, None, None]
        reason = row.profile.row.reason if row.profile.row and row.profile.is_own else ""
        lines.append([*cells, row.profile.is_own, reason])
    return Table(gettext("Profiles"), columns, lines, as_of=as_of)


def _tenth(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(round(value * 10)) / 10


def _share(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(round(value * 100)) / 100
