"""Files that leave Clave: every one is in the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from clave.access import journal
from clave.access.models import User
from clave.access.policy import FieldClass
from clave.value.models import Run


@transaction.atomic
def record_export(
    *, by: User, event: str, run: Run, kind: str, rows: int, columns: Sequence[str], asked: dict[str, Any]
) -> None:
    """Keep who took which columns of which run away, as what, how many customers, and what was asked for."""
    after = {
        "kind": kind,
        "rows": rows,
        "columns": list(columns),
        "asked": {name: value for name, value in asked.items() if value},
        "run": run.short_code,
        "as_of": run.as_of.isoformat() if run.as_of else None,
    }
    journal.record(by=by, event=event, subject=run, after=after, holds=FieldClass.F0)
