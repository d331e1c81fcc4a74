"""Keeping who took the comparison of key accounts away."""

from __future__ import annotations

from django.db import transaction

from clave.access import journal
from clave.access.models import User
from clave.access.policy import Action, FieldClass
from clave.value.operations.moves import refuse_unless


@transaction.atomic
def record_comparison_taken(*, by: User, kind: str, accounts: int) -> None:
    """Keep who took the comparison away, as what, and of how many key accounts."""
    refuse_unless(by, Action.EXPORT_COMPARISON)
    after = {"kind": kind, "key_accounts": accounts}
    journal.record(by=by, event="review.comparison.exported", subject=by, after=after, holds=FieldClass.F0)
