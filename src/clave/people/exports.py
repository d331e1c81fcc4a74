"""Skills, profiles, appointments and training as tables that leave Clave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from clave.company.models import Person
from clave.kit.tables import Cell, Column, Table, listed
from clave.people.models import Assessment
from clave.people.queries.matrix import Matrix, Sheet
from clave.people.queries.profiles import ProfileRow
from clave.people.rules.skills import GROUP_NAMES, SkillSpec


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


def assessments(person: Person, sheet: Sheet, as_of: date) -> Table:
    """One row for each skill and side that spoke: the level, the evidence, and what counts of it."""
    columns = [
        ("person_code", gettext("Code"), lambda row: person.person_code),
        ("skill", gettext("Skill"), lambda row: row[0].cell.name),
        ("counts", gettext("Counts"), lambda row: _tenth(row[0].cell.known.level)),
        ("needed", gettext("Level needed"), lambda row: row[0].cell.need.level),
        ("floor", gettext("Floor"), lambda row: row[0].cell.need.floor),
        ("side", gettext("Side"), lambda row: row[1]),
        ("level", gettext("Level"), lambda row: row[2] and row[2].level),
        ("evidence", gettext("What shows it"), lambda row: row[2] and row[2].evidence),
        ("assessed_on", gettext("On"), lambda row: row[2] and row[2].assessed_on),
    ]
    silent: list[tuple[str | None, Assessment | None]] = [(None, None)]
    rows = [(row, *said) for row in sheet.rows for said in row.said or silent]
    return listed(gettext("Skills of %(person)s") % {"person": person}, rows, columns, as_of=as_of)


def catalogue(specs: Iterable[SkillSpec], as_of: date) -> Table:
    """One row a skill with what its levels mean, in the reader's language."""
    columns = [
        ("skill_key", gettext("Key"), lambda spec: spec.key),
        ("skill", gettext("Skill"), lambda spec: gettext(spec.name)),
        ("group", gettext("Group"), lambda spec: gettext(GROUP_NAMES[spec.group])),
        ("level_1", gettext("Level 1"), lambda spec: gettext(spec.level_1)),
        ("level_3", gettext("Level 3"), lambda spec: gettext(spec.level_3)),
        ("level_5", gettext("Level 5"), lambda spec: gettext(spec.level_5)),
        ("is_active", gettext("In use"), lambda spec: spec.is_active),
    ]
    return listed(gettext("What the levels mean"), specs, columns, as_of=as_of)


def _tenth(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(round(value * 10)) / 10


def _share(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(round(value * 100)) / 100
