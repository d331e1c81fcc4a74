"""Files of the charter that leave Clave: every one is in the history."""

from __future__ import annotations

from django.db import transaction

from clave.access import journal
from clave.access.models import User
from clave.access.policy import Action, FieldClass
from clave.portfolio.models import Charter
from clave.value.operations.moves import refuse_unless


@transaction.atomic
def record_charter_export(*, by: User, charter: Charter, kind: str) -> None:
    """Keep who took which version away, and as what."""
    refuse_unless(by, Action.EXPORT_CHARTER)
    after = {"kind": kind, "charter": charter.number, "state": charter.state}
    journal.record(by=by, event="portfolio.charter.exported", subject=charter, after=after, holds=FieldClass.F0)


@transaction.atomic
def record_judgement_export(*, by: User, kind: str, rows: int) -> None:
    """Keep who took judgements away, as what, and how many."""
    refuse_unless(by, Action.EXPORT_CANDIDATES)
    after = {"kind": kind, "rows": rows}
    journal.record(by=by, event="portfolio.judgements.exported", subject=by, after=after, holds=FieldClass.F0)
