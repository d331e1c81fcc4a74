"""The doors of rankings: every one that was made, one with its findings, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors, leaving
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.kit.computed_again import why_it_differs
from clave.kit.refusals import Refusal
from clave.portfolio import exports
from clave.portfolio.candidate_forms import NewRanking
from clave.portfolio.gates import reads_every_candidate
from clave.portfolio.models import Ranking, RankingCheck
from clave.portfolio.operations.looking_back import queue_look_back
from clave.portfolio.operations.ranking import queue_ranking
from clave.portfolio.operations.ranking_checks import queue_check
from clave.portfolio.queries.looking_back import look_back_of
from clave.portfolio.queries.ranking import rankings as every_ranking
from clave.portfolio.queries.ranking import standing
from clave.portfolio.queries.ranking_findings import findings_of
from clave.portfolio.views import candidate_words as words
from clave.portfolio.views.candidates import frame_of
from clave.portfolio.views.look_back_words import LookBackView
from clave.portfolio.views.nothing_ranked import nothing_ranked
from clave.portfolio.views.ranking_words import RankingView
from clave.value.rules import AT_WORK, State

SHOWN, SHOWN_CHECKS = 100, 10


@doors.requires(Action.SEE_CANDIDATES, methods=doors.READING)
def rankings(request: SignedIn) -> HttpResponseBase:
    """Every ranking, newest first."""
    now = timezone.now()
    shown = [RankingView(each, now) for each in every_ranking(request.user)[:SHOWN]]
    if not shown:
        return nothing_ranked(request, standing(), gettext("Rankings"))
    facts = {"rankings": shown, "limit": SHOWN, "form": NewRanking(), "is_at_work": any(e.is_at_work for e in shown)}
    facts["may_rank"] = request.user.may(Action.RANK_CANDIDATES)
    tables = {"rankings": lambda: exports.rankings(shown)}
    return leaving.page(request, "portfolio/rankings.html", facts, tables, needs=Action.EXPORT_CANDIDATES)


@doors.requires(Action.RANK_CANDIDATES, methods=["POST"])
def start_ranking(request: SignedIn) -> HttpResponse:
    """Have all candidates ranked by the charter in force and the latest run."""
    form = NewRanking(request.POST)
    is_review = form.is_valid() and form.cleaned_data["is_review"]
    try:
        ranking = queue_ranking(by=request.user, is_review=is_review)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
        return redirect("candidates")
    return redirect("ranking", ranking.short_code)


@doors.requires(Action.SEE_CANDIDATES, methods=doors.READING)
def ranking(request: SignedIn, code: str) -> HttpResponse:
    """One ranking: where it stands, what went in, what to know when reading it; a part of it while it is at work."""
    related = ("charter__replaces", "run__data_version", "by")
    found: Ranking = get_object_or_404(
        Ranking.objects.visible_to(request.user).select_related(*related), short_code=code
    )
    view = RankingView(found, timezone.now())
    if "HX-Request" in request.headers:
        return _looked_again(request, view)
    sees_all = reads_every_candidate(request.user)
    findings = findings_of(found, sees_all=sees_all)
    checks = list(found.checks.select_related("by", "ranking")[:SHOWN_CHECKS])
    facts = {
        **frame_of(request, standing(found)),
        "view": view,
        "findings": findings,
        "equals": words.equals_said(findings),
        "flips": words.flip_rows(findings),
        "alike": words.alike_said(findings),
        "like_tenure": words.like_tenure_said(findings),
        "checks": [(each, _why_it_differs(each)) for each in checks],
        "is_checking": any(each.state in AT_WORK for each in checks),
        "sees_all": sees_all,
        "may_export": request.user.may(Action.EXPORT_CANDIDATES),
        "happened": happened(found),
        "past": LookBackView.of(look_back_of(found)),
    }
    return render(request, "portfolio/ranking.html", facts)


@doors.requires(Action.RANK_CANDIDATES, methods=["POST"])
def check_ranking(request: SignedIn, code: str) -> HttpResponse:
    """Have a finished ranking computed again, to see whether it meets its digest."""
    found: Ranking = get_object_or_404(Ranking.objects.visible_to(request.user), short_code=code)
    try:
        queue_check(by=request.user, ranking=found)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
    else:
        messages.info(request, gettext("It is being computed again. What comes out stands here in a moment."))
    return redirect("ranking", found.short_code)


@doors.requires(Action.RANK_CANDIDATES, methods=["POST"])
def look_back(request: SignedIn, code: str) -> HttpResponse:
    """Have the charter of a finished ranking tried on the past."""
    found: Ranking = get_object_or_404(Ranking.objects.visible_to(request.user), short_code=code)
    try:
        queue_look_back(by=request.user, ranking=found)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
    else:
        messages.info(
            request, gettext("The charter is being tried on the past. What comes out stands here in a moment.")
        )
    return redirect("ranking", found.short_code)


def _why_it_differs(check: RankingCheck) -> str:
    """What a difference means, in words; empty where there is none."""
    if check.state != State.DONE or check.is_same:
        return ""
    return why_it_differs(check.ranking.manifest["code_version"], check.code_version)


def _looked_again(request: SignedIn, view: RankingView) -> HttpResponse:
    """Where the work stands now; the whole page anew once it is over."""
    if view.is_at_work:
        return render(request, "portfolio/ranking_state.html", {"work": view})
    past = look_back_of(view.ranking)
    if view.ranking.checks.filter(state__in=AT_WORK).exists() or (past and past.is_at_work):
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Refresh": "true"})
