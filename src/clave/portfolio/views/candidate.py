"""The door of one candidate: its score by criterion, what would change its place, and what to judge next."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from clave.access import doors, leaving
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.ledger.models import Customer
from clave.portfolio import exports
from clave.portfolio.candidate_forms import CandidateFilter
from clave.portfolio.queries.candidate import CandidatePage, candidate_customers, candidate_page
from clave.portfolio.views import one_candidate_words as words
from clave.portfolio.views.candidates import frame_of, standing_asked
from clave.portfolio.views.nothing_ranked import nothing_ranked


@doors.requires(Action.SEE_CANDIDATES, methods=doors.READING)
def candidate(request: SignedIn, code: str) -> HttpResponseBase:
    """One candidate in the reader's scope."""
    today = timezone.localdate()
    customer = get_object_or_404(candidate_customers(request.user, today), code=code)
    stands = standing_asked(request, CandidateFilter(request.GET).ranking_code)
    if stands.ranking is None:
        return nothing_ranked(request, stands, str(customer))
    page = candidate_page(customer, request.user, stands.ranking, today, is_latest=stands.is_latest)
    shown = {
        **frame_of(request, stands),
        "page": page,
        "customer": customer,
        "view": words.OneView(page),
        "judging_page": reverse("judge-customer", args=[code]),
        "may_propose": _may_propose(request, page, is_latest=stands.is_latest),
        "may_judge": request.user.may(Action.JUDGE_CUSTOMERS),
        "may_see_customer": Customer.objects.visible_to(request.user, today).filter(pk=customer.pk).exists(),
    }
    tables = {"criteria": lambda: exports.criteria(page), "history": lambda: exports.history(page)}
    return leaving.page(request, "portfolio/candidate.html", shown, tables, needs=Action.EXPORT_CANDIDATES)


def _may_propose(request: SignedIn, page: CandidatePage, *, is_latest: bool) -> bool:
    """Whether this person could propose it now: it has a score in the latest ranking and is no key account yet."""
    line = page.line
    is_open = bool(line and line.row.score is not None and not line.is_key_account)
    return is_latest and is_open and request.user.may(Action.PROPOSE_DECISIONS)
