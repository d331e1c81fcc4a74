"""Files of the benefit that leave Clave: every one is in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.review.models import BenefitStatement
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def record_benefit_taken(*, by: User, statement: BenefitStatement, part: str, kind: str) -> None:
    """Keep who took the results or the panel of which statement away, and as what."""
    refuse_unless(by, Action.EXPORT_BENEFIT)
    after = {"statement": statement.short_code, "part": part, "kind": kind, "run": statement.run.short_code}
    journal.record(by=by, event="review.benefit.exported", subject=statement, after=after, holds=FieldClass.F0)
