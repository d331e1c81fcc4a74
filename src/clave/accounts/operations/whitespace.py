"""Saving what was typed into the whitespace grid, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.accounts.models import WhitespaceCell
from clave.accounts.rules.whitespace import OfferingUnknown, Standing, UnitUnknown
from clave.ledger.models import Customer
from clave.portfolio.models import KeyAccount
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class Typed:
    """What somebody typed into one cell that was read in a version (0 where nothing stood there)."""

    unit: Customer
    offering: str
    version: int
    potential: int | None
    rival: str
    standing: str = Standing.ASSUMED


@dataclass(frozen=True)
class Conflict:
    """A cell that somebody else changed meanwhile: what stands there, and what was written."""

    stands: WhitespaceCell
    typed: Typed


@dataclass(frozen=True)
class Saving:
    """How many cells were saved, and which were not because somebody was faster."""

    saved: int
    conflicts: Sequence[Conflict]


@transaction.atomic
def save_cells(
    *,
    by: User | None,
    key_account: KeyAccount,
    cells: Sequence[Typed],
    currency: str,
    units: Mapping[str, Customer],
    offerings: Sequence[str],
) -> Saving:
    """Save every cell that differs from what stands there; one that somebody changed meanwhile is left as it is and told.

    Raises UnitUnknown and OfferingUnknown, and then saves nothing.
    """
    refuse_unless(by, Action.CHANGE_RISKS)
    journal.lock()
    for cell in cells:
        if cell.unit.code not in units:
            raise UnitUnknown(unit=cell.unit)
        if cell.offering not in offerings:
            raise OfferingUnknown(offering=cell.offering)
    rows = WhitespaceCell.objects.filter(key_account=key_account).select_related("by", "unit")
    stands = {(row.unit_id, row.offering): row for row in rows}
    saved, conflicts = 0, []
    for cell in cells:
        row = stands.get((cell.unit.pk, cell.offering))
        if not _differs(row, cell, currency):
            continue
        if row is not None and row.version != cell.version:
            conflicts.append(Conflict(row, cell))
            continue
        _save(by, key_account, row, cell, currency)
        saved += 1
    return Saving(saved, conflicts)


def _differs(row: WhitespaceCell | None, cell: Typed, currency: str) -> bool:
    if row is None:
        return cell.potential is not None or bool(cell.rival.strip())
    kept = (row.potential, row.rival, row.standing) == (cell.potential, cell.rival.strip(), cell.standing)
    return not kept or (row.currency != currency and cell.potential is not None)


def _save(by: User | None, key_account: KeyAccount, row: WhitespaceCell | None, cell: Typed, currency: str) -> None:
    before = told(row) if row else None
    found = row or WhitespaceCell(key_account=key_account, unit=cell.unit, offering=cell.offering, version=0)
    found.potential, found.currency, found.rival = cell.potential, currency, cell.rival.strip()
    found.standing, found.as_of, found.by, found.at = cell.standing, timezone.localdate(), by, timezone.now()
    found.version += 1
    found.save()
    images = {"before": before, "after": told(found)}
    journal.record(by=by, event="accounts.whitespace.put", subject=found, holds=FieldClass.F2, **images)


def told(row: WhitespaceCell) -> dict[str, Any]:
    """A cell as the history keeps it."""
    names = ("offering", "potential", "currency", "standing", "rival", "as_of")
    return {**{name: getattr(row, name) for name in names}, "unit": row.unit.code}
