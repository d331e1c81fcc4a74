"""Files of candidates that leave Clave: every one is in the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from clave.access import journal
from clave.access.models import User
from clave.access.policy import Action, FieldClass
from clave.portfolio.models import Ranking
from clave.value.operations.moves import refuse_unless


@transaction.atomic
def record_candidate_export(
    *, by: User, ranking: Ranking, kind: str, rows: int, columns: Sequence[str], asked: Mapping[str, Any]
) -> None:
    """Keep who took the candidates of which ranking away, as what, how many, and what was asked for."""
    refuse_unless(by, Action.EXPORT_CANDIDATES)
    after = {
        "kind": kind,
        "rows": rows,
        "columns": list(columns),
        "asked": {name: value for name, value in asked.items() if value},
        "ranking": ranking.short_code,
        "charter": ranking.charter.number,
        "run": ranking.run.short_code,
    }
    journal.record(by=by, event="portfolio.candidates.exported", subject=ranking, after=after, holds=FieldClass.F0)
