"""What the ledger holds leaves Clave: every taking is in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from clave.access import journal
from clave.access.policy import FieldClass

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def record_taken(*, by: User | None, kind: str, file_kind: str, version: int) -> None:
    """Keep who took out what is held of a kind, as which file, at which data version."""
    after = {"kind": kind, "file": file_kind, "version": version}
    journal.record(by=by, event="ledger.held.exported", subject=("ledger.held", kind), after=after, holds=FieldClass.F0)
