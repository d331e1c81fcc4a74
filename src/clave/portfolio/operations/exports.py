"""Files of the choice that leave Clave: every one is in the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from clave.access import journal
from clave.access.policy import FieldClass

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def record_taken(*, by: User, what: str, kind: str, rows: int, columns: Sequence[str]) -> None:
    """Keep who took which table away, as what, and how many rows."""
    after = {"kind": kind, "rows": rows, "columns": list(columns)}
    event = f"portfolio.{what.replace('-', '_')}.exported"
    journal.record(by=by, event=event, subject=("portfolio.table", what), after=after, holds=FieldClass.F0)
