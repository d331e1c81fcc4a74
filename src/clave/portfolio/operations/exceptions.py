"""Requests outside the charter: asked, answered by the charter alone in the same moment, and kept for ever."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.portfolio.models import CandidateScore, ExceptionRequest, Ranking
from clave.portfolio.queries import deciding as queries
from clave.portfolio.queries.answering import merged_into
from clave.portfolio.rules.exceptions import ExceptionNeedsReason, Ground, GroundUnknown, Judged, verdict_on
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User
    from clave.ledger.models import Customer


@transaction.atomic
def ask_exception(
    *, by: User, customer: Customer, ground: str, reason: str, on_behalf_of: str = "", today: date | None = None
) -> ExceptionRequest:
    """Ask for a customer outside the charter; the charter answers at once by the score, and both stay.

    Raises ExceptionNeedsReason, GroundUnknown, and NoCharterInForce, NoRankingYet or RankingOutdated where nothing can judge.
    """
    refuse_unless(by, Action.ASK_EXCEPTIONS)
    if ground not in set(Ground):
        raise GroundUnknown
    if not reason.strip():
        raise ExceptionNeedsReason
    journal.lock()
    on, ranking = today or timezone.localdate(), queries.ranking_to_quote()
    row, group = queries.score_in(ranking, customer), merged_into(customer, on)
    judged = Judged(
        is_key_account=queries.current_of(customer, on) is not None,
        is_merged=group is not None,
        is_candidate=row is not None,
        score=row.score if row else None,
        entry_line=ranking.charter.entry_line_thousandths,
    )
    figures = {**_figures(ranking, row), "group": group.code if group else None}
    made = ExceptionRequest.objects.create(
        number=(ExceptionRequest.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        customer=customer,
        asked_by=by,
        on_behalf_of=on_behalf_of.strip(),
        ground=ground,
        reason=reason.strip(),
        ranking=ranking,
        verdict=verdict_on(judged),
        figures=figures,
    )
    after = {"customer": customer.code, "ground": ground, "reason": made.reason, "verdict": made.verdict, **figures}
    personal = {"on_behalf_of": made.on_behalf_of} if made.on_behalf_of else None
    journal.record(
        by=by,
        event="portfolio.exception.asked",
        subject=made,
        after=after,
        personal=personal,
        holds=FieldClass.F2,
    )
    return made


def _figures(ranking: Ranking, row: CandidateScore | None) -> dict[str, Any]:
    """What the charter knew when it answered; scores in thousandths of a point."""
    charter = ranking.charter
    known = {
        "charter": charter.number,
        "charter_digest": charter.digest,
        "ranking": ranking.short_code,
        "as_of": ranking.as_of.isoformat(),
        "entry_line": charter.entry_line_thousandths,
        "first": ranking.first,
        "candidates": ranking.candidates,
        "missing": queries.missing_criteria(ranking, row),
    }
    names = ("score", "score_high", "low", "high", "rank", "top_k_basis_points")
    return known | {name: getattr(row, name) if row else None for name in names}
