"""What of sponsors and visits leaves Clave as a file: every one is in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from clave.access import journal
from clave.access.policy import FieldClass
from clave.portfolio.models import KeyAccount

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def record_brief(*, by: User, key_account: KeyAccount) -> None:
    """Keep who took the page before a visit away."""
    after = {"customer": key_account.customer.code}
    journal.record(by=by, event="sponsorship.brief.exported", subject=key_account, after=after, holds=FieldClass.F0)


@transaction.atomic
def record_list(*, by: User, what: str, kind: str, rows: int) -> None:
    """Keep who took which list away, as what, and how many rows."""
    after = {"kind": kind, "rows": rows}
    event = f"sponsorship.{what}.exported"
    journal.record(by=by, event=event, subject=("sponsorship.table", what), after=after, holds=FieldClass.F0)
