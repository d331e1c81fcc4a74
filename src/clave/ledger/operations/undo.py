"""An import is taken back: the data version after it holds what there was without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from clave.access import journal
from clave.access.policy import FieldClass
from clave.analytics.schema import KINDS
from clave.ledger import queries, store
from clave.ledger.comparing import compared, customers_in
from clave.ledger.models import Batch, BatchImage, Customer, DataVersion
from clave.ledger.operations.commit import new_version
from clave.ledger.operations.moves import refuse_unless
from clave.ledger.operations.tables import TABLES
from clave.ledger.refusals import BatchBuiltUpon, BatchUndone, EditedSince, InUse, UndoLocked
from clave.ledger.rules import FILE_KINDS

if TYPE_CHECKING:
    from clave.access.models import User

SHOWN = 5


def undo_batch(*, by: User | None, batch: Batch) -> DataVersion:
    """Take an import back; refused where later imports rest on it or its rows were changed since."""
    refuse_unless(by, batch.kind)
    with store.one_writer(), transaction.atomic():
        journal.lock()
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        _refuse_built_upon(batch)
        _refuse_locked(batch)
        version = queries.current_version() + 1
        batch.active_to_version, batch.undone_by, batch.undone_at = version, by, timezone.now()
        batch.save(update_fields=["active_to_version", "undone_by", "undone_at"])
        _put_back(by, batch)
        journal.record(
            by=by,
            event="ledger.import.undone",
            subject=batch,
            before={"batch": batch.number, "rows": batch.rows},
            after={"version": version},
            holds=FieldClass.F0,
        )
        return new_version(batch, reason="undo", number=version)


def refuse_undo(*, batch: Batch) -> None:
    """Raise what would keep this import from being taken back, without touching anything."""
    _refuse_built_upon(batch)
    _refuse_locked(batch)
    if batch.kind in FILE_KINDS:
        return
    images = list(batch.images.order_by("pk"))
    _refuse_edited(batch, images)
    if batch.kind == "customers":
        _refuse_ordering(batch, [image.subject for image in images if image.before is None])


def _refuse_built_upon(batch: Batch) -> None:
    if not batch.is_active:
        raise BatchUndone(number=batch.number)
    later = Batch.objects.filter(rests_on__earlier=batch, active_to_version=None).order_by("-number")
    if later:
        named = ", ".join(f"{other.number} ({other.file_name})" for other in later)
        raise BatchBuiltUpon(number=batch.number, later=named)


def _refuse_locked(batch: Batch) -> None:
    """A closed period does not move by undo either, unless what is undone was known only after it."""
    locked = queries.locked_until()
    if locked is None or not batch.ledger_file or (batch.known_on and batch.known_on > locked):
        return
    earlier = [file for file in queries.held_files(batch.kind) if file.number < batch.number]
    columns = [column.name for column in KINDS[batch.kind].columns]
    with compared(batch.kind, store.path_of(batch.ledger_file), earlier, columns) as rows:
        inside = rows.comparison(locked).in_locked_period
    if inside:
        raise UndoLocked(rows=inside, number=batch.number, locked_until=locked)


def _put_back(by: User | None, batch: Batch) -> None:
    """Bring every row the import touched to how it stood before."""
    images = list(batch.images.order_by("pk"))
    if batch.kind in FILE_KINDS:
        _take_away_created(images)
        return
    _refuse_edited(batch, images)
    if batch.kind == "customers":
        _refuse_ordering(batch, [image.subject for image in images if image.before is None])
    subject = ("ledger.batch", str(batch.number))
    try:
        with transaction.atomic():
            TABLES[batch.kind].put(images={i.subject: i.before for i in images}, by=by, subject=subject)
    except ProtectedError as error:
        held = sorted({str(thing) for thing in error.protected_objects})
        raise EditedSince(count=len(held), number=batch.number, subjects=", ".join(held[:SHOWN])) from error


def _refuse_edited(batch: Batch, images: Sequence[BatchImage]) -> None:
    now = TABLES[batch.kind].images([image.subject for image in images])
    edited = [image.subject for image in images if now.get(image.subject) != image.after]
    if edited:
        raise EditedSince(count=len(edited), number=batch.number, subjects=", ".join(edited[:SHOWN]))


def _refuse_ordering(batch: Batch, created: Sequence[str]) -> None:
    ordering = sorted(_with_rows() & set(created))
    if ordering:
        raise InUse(number=batch.number, count=len(ordering), subjects=", ".join(ordering[:SHOWN]))


def _take_away_created(images: Sequence[BatchImage]) -> None:
    """Customers that only the undone rows knew go with them; those known otherwise by now stay."""
    created = {image.subject: image.after for image in images} if images else {}
    if not created:
        return
    now = TABLES["customers"].images(list(created))
    still = _with_rows()
    for code, after in created.items():
        if code not in still and now.get(code) == after:
            _take_away(code)


def _take_away(code: str) -> None:
    try:
        with transaction.atomic():
            Customer.objects.filter(code=code).delete()
    except ProtectedError:
        return


def _with_rows() -> set[str]:
    """Customers with rows in the ledger files that count now."""
    files = [*queries.held_files("orders"), *queries.held_files("activities")]
    return customers_in(file.path for file in files)
