"""Keeping who took the people of which key account away."""

from __future__ import annotations

from django.db import transaction

from clave.access import journal
from clave.access.models import User
from clave.access.policy import Action, FieldClass
from clave.portfolio.models import KeyAccount
from clave.value.operations.moves import refuse_unless


@transaction.atomic
def record_people_taken(*, by: User, key_account: KeyAccount, kind: str, rows: int) -> None:
    """Keep who took the people of a key account away, as what, and how many rows."""
    refuse_unless(by, Action.EXPORT_RELATIONSHIPS)
    after = {"customer": key_account.customer.code, "kind": kind, "rows": rows}
    journal.record(
        by=by, event="accounts.relationships.exported", subject=key_account, after=after, holds=FieldClass.F5
    )
