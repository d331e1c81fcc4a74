"""What the pages of candidates say before anybody has been ranked: one sentence and the next step."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.portfolio.queries.ranking import Standing
from clave.portfolio.views.ranking_words import CHARTERS_PAGE, RankingView


def nothing_ranked(request: SignedIn, stands: Standing, heading: str) -> HttpResponse:
    """The page before the first ranking: no charter, no run, not ranked yet, or at work."""
    work = RankingView(stands.at_work, timezone.now()) if stands.at_work else None
    shown = {
        "heading": heading,
        "step": _step(stands),
        "charters_page": CHARTERS_PAGE,
        "view": work if work and work.is_at_work else None,
        "failed": RankingView(stands.failed, timezone.now()) if stands.failed else None,
        "may_rank": request.user.may(Action.RANK_CANDIDATES),
        "may_agree": request.user.may(Action.CHANGE_CHARTER),
        "may_run": request.user.may(Action.START_RUN),
    }
    return render(request, "portfolio/nothing_ranked.html", shown)


def _step(stands: Standing) -> str:
    """What is missing first."""
    if stands.charter is None:
        return "charter"
    return "rank" if stands.run else "run"
