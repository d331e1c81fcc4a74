"""People × skills as pages and files show them, and the sheet of one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from clave.company.models import Person
from clave.ledger.models import Customer
from clave.people.models import Assessment
from clave.people.queries import skills as queries
from clave.people.rules.skills import GROUP_NAMES, SIDE_NAMES, TENTHS, Known, Need, Side, SkillSpec, shortfall
from clave.portfolio.models import KeyAccount

if TYPE_CHECKING:
    from clave.access.models import User

NOT_ASKED = Need(0, 0, 0)


@dataclass(frozen=True)
class Cell:
    """One skill of one person against a profile."""

    name: str
    known: Known
    need: Need
    is_old: bool

    @property
    def short(self) -> float | None:
        """Levels that are missing; None where the level is not known."""
        tenths = shortfall(self.known.tenths, self.need.level)
        return None if tenths is None else tenths / TENTHS

    @property
    def is_below_floor(self) -> bool:
        """Whether the floor is not reached; what is not known does not reach one."""
        return (self.known.tenths or 0) < self.need.floor * TENTHS

    @property
    def waits_for_another_side(self) -> bool:
        """Whether somebody spoke, but not two sides."""
        return self.known.tenths is None and bool(self.known.sides)


@dataclass(frozen=True)
class Row:
    """One person with the cells of every skill."""

    person: Person
    cells: list[Cell]

    @property
    def is_known(self) -> bool:
        """Whether every skill that is asked for is known."""
        return all(cell.known.tenths is not None for cell in self.cells if cell.need.level)

    @property
    def serves(self) -> bool:
        """Whether every floor is reached."""
        return self.is_known and not any(cell.is_below_floor for cell in self.cells)

    @property
    def fit(self) -> float | None:
        """The share of what is needed that is there, without credit for more; None where something is not known."""
        asked = [cell for cell in self.cells if cell.need.level and cell.need.weight]
        if not asked or any(cell.known.level is None for cell in asked):
            return None
        met = sum(cell.need.weight * min(1.0, (cell.known.level or 0) / cell.need.level) for cell in asked)
        return met / sum(cell.need.weight for cell in asked)


@dataclass(frozen=True)
class Matrix:
    """Everybody one sees, against one profile."""

    specs: list[SkillSpec]
    heads: list[str]
    rows: list[Row]
    against: Customer | None

    @property
    def known(self) -> int:
        return sum(row.is_known for row in self.rows)

    @property
    def serving(self) -> int:
        return sum(row.serves for row in self.rows)


@dataclass(frozen=True)
class SheetRow:
    """One skill of one person: what each side says, and what counts."""

    spec: SkillSpec
    cell: Cell
    said: list[tuple[str, Assessment]]
    meaning: str


@dataclass(frozen=True)
class Sheet:
    """Everything about one person's skills."""

    row: Row
    rows: list[SheetRow]
    former: list[tuple[str, str, Assessment]]
    against: Customer | None


def key_customers(user: User) -> list[Customer]:
    """The key accounts in a person's scope, by name."""
    ids = KeyAccount.objects.visible_to(user).current().values("customer_id")
    return list(Customer.objects.filter(pk__in=ids).order_by("name"))


def matrix(*, user: User, wanted: queries.Wanted, against: Customer | None, on: date) -> Matrix:
    """The people one sees with the level of every skill and its gap against a profile, by name."""
    specs, needs = queries.specs(), queries.profile_of(against).needs
    people = list(queries.people(user=user, wanted=wanted))
    levels = queries.levels([each.pk for each in people])
    rows = [Row(each, _cells(specs, levels.get(each.pk, {}), needs, on)) for each in people]
    return Matrix(specs, [gettext(spec.name) for spec in specs], rows, against)


def sheet(*, person: Person, against: Customer | None, on: date) -> Sheet:
    """One person's skills side by side, with the evidence."""
    specs, needs = queries.specs(), queries.profile_of(against).needs
    written = queries.assessments_of(person)
    cells = _cells(specs, queries.levels([person.pk]).get(person.pk, {}), needs, on)
    rows = [
        SheetRow(spec, cell, [_said(each) for each in _newest(written, spec.key)], meaning(spec, cell.known))
        for spec, cell in zip(specs, cells, strict=True)
    ]
    names = queries.names()
    former = [(names.get(each.skill_key, each.skill_key), *_said(each)) for each in written if not each.is_newest]
    return Sheet(Row(person, cells), rows, former, against)


def meaning(spec: SkillSpec, found: Known) -> str:
    """What the level that counts looks like: the words of the nearest described level at or below it."""
    if found.level is None or found.level < 1:
        return ""
    return gettext(spec.level_5 if found.level >= 5 else spec.level_3 if found.level >= 3 else spec.level_1)


def group_name(spec: SkillSpec) -> str:
    """The group of a skill in the reader's language."""
    return gettext(GROUP_NAMES[spec.group])


def _cells(specs: list[SkillSpec], levels: Mapping[str, Known], needs: Mapping[str, Need], on: date) -> list[Cell]:
    found = [(spec, levels.get(spec.key, queries.UNKNOWN)) for spec in specs]
    return [Cell(gettext(spec.name), each, needs.get(spec.key, NOT_ASKED), each.is_old(on)) for spec, each in found]


def _newest(written: list[Assessment], key: str) -> list[Assessment]:
    order = list(Side)
    found = [each for each in written if each.is_newest and each.skill_key == key]
    return sorted(found, key=lambda each: order.index(Side(each.side)))


def _said(each: Assessment) -> tuple[str, Assessment]:
    return gettext(SIDE_NAMES[Side(each.side)]), each
