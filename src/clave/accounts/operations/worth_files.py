"""Files of the workspace that leave Clave: every one is in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from clave.access import journal
from clave.access.policy import FieldClass
from clave.portfolio.models import KeyAccount

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def record_taken(*, by: User, key_account: KeyAccount, what: str, kind: str, rows: int) -> None:
    """Keep who took which table of a key account away, as what, and how many rows."""
    after = {"what": what, "kind": kind, "rows": rows, "customer": key_account.customer.code}
    journal.record(by=by, event="accounts.table.exported", subject=key_account, after=after, holds=FieldClass.F2)
