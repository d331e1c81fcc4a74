"""Plans that leave Clave: every one is in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from clave.access import journal
from clave.access.policy import FieldClass
from clave.accounts.models import Plan

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def record_plan(*, by: User, plan: Plan, kind: str) -> None:
    """Keep who took which plan away, and as what."""
    after = {"kind": kind, "from": plan.starts_on}
    journal.record(by=by, event="accounts.plan.exported", subject=plan, after=after, holds=FieldClass.F0)
