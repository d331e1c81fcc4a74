"""The door of the list of candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.paging import place
from clave.kit.refusals import gettext_noop
from clave.portfolio.candidate_forms import CandidateFilter
from clave.portfolio.gates import reads_every_candidate
from clave.portfolio.models import Ranking
from clave.portfolio.queries.candidates import Found, found
from clave.portfolio.queries.ranking import Standing, standing
from clave.portfolio.queries.ranking_findings import findings_of
from clave.portfolio.views import candidate_words as words
from clave.portfolio.views.nothing_ranked import nothing_ranked
from clave.portfolio.views.ranking_words import JUDGEMENTS_PAGE, RankingView, charter_page
from clave.value.choice_words import choice_of
from clave.value.fields import Reading, reading

HEADINGS = (
    ("", gettext_noop("Place"), True),
    ("name", gettext_noop("Customer"), False),
    ("", gettext_noop("Score"), False),
    ("reach", gettext_noop("Could reach"), True),
    ("chance", gettext_noop("Chance among the first %(first)s"), True),
    (None, gettext_noop("State"), False),
    ("known", gettext_noop("Not known"), False),
)
"""Each heading: the word in the address by which the list is sorted by it, how it is called, whether it is a figure."""
ASCENDING = frozenset({"name", "known"})


@doors.requires(Action.SEE_CANDIDATES, methods=doors.READING)
def candidates(request: SignedIn) -> HttpResponse:
    """Every candidate in the reader's scope, by score: how firm its place is, and what is not known of it."""
    form = CandidateFilter(request.GET)
    stands = standing_asked(request, form.ranking_code)
    if stands.ranking is None:
        return nothing_ranked(request, stands, gettext("Candidates"))
    prefetch_related_objects([stands.ranking.charter], "criteria")
    reads = reading(request.user, timezone.localdate())
    held = found(request.user, stands.ranking, form.asked, reads.on, is_latest=stands.is_latest)
    shown = {**frame_of(request, stands), **_told(held, reads), **_listed(held, form), "form": form}
    shown["may_export"] = request.user.may(Action.EXPORT_CANDIDATES)
    return render(request, "portfolio/candidates.html", shown, status=200 if form.is_valid() else 422)


def standing_asked(request: SignedIn, code: str) -> Standing:
    """The ranking asked for, the latest where none is; 404 where there is no such finished ranking."""
    if not code:
        return standing()
    related = ("charter__replaces", "run", "by")
    asked = Ranking.objects.visible_to(request.user).select_related(*related).filter(short_code=code, state="done")
    if (ranking := asked.first()) is None:
        raise Http404
    return standing(ranking)


def frame_of(request: SignedIn, stands: Standing) -> dict[str, Any]:
    """What every page about a ranking shows of it: which it is, what is newer, what is at work, what failed."""
    now = timezone.now()
    work = RankingView(stands.at_work, now) if stands.at_work else None
    return {
        "ranking": stands.ranking,
        "stands": stands,
        "judgements_page": JUDGEMENTS_PAGE,
        "charter_page": charter_page(stands.ranking) if stands.ranking else "",
        "work": work if work and work.is_at_work else None,
        "failed": RankingView(stands.failed, now) if stands.failed else None,
        "may_rank": request.user.may(Action.RANK_CANDIDATES),
        "may_see_runs": request.user.may(Action.SEE_RUNS),
    }


def _told(held: Found, reads: Reading) -> dict[str, Any]:
    """The sentences above the list: how firm the first are, what would swap them, how good such a choice was before."""
    sees_all = reads_every_candidate(reads.user)
    findings = findings_of(held.ranking, sees_all=sees_all)
    return {
        "heading": words.heading(held, sees_all=sees_all) if held.counts.candidates else gettext("Candidates"),
        "explained": words.explained(held.ranking),
        "flips": words.flips_said(findings),
        "equals": words.equals_said(findings),
        "choice": choice_of(held.ranking.run, reads),
        "judged": sum(not each.is_measured for each in held.criteria),
    }


def _listed(held: Found, form: CandidateFilter) -> dict[str, Any]:
    """One page of the list."""
    narrowed = held.rows.count() if held.asked.narrows else held.counts.candidates
    at = place(form.page_number, narrowed)
    lines = held.lines(at.start, at.stop)
    return {
        "asked": held.asked,
        "counts": held.counts,
        "narrowed": narrowed,
        "place": at,
        "lines": [words.LineView(line, held.lines_drawn) for line in lines],
        "headings": [_heading(held, *each) for each in HEADINGS],
    }


@dataclass(frozen=True)
class Heading:
    """One heading of the list: which way it is sorted now, and where a click leads; None where it leads nowhere."""

    label: str
    is_number: bool
    sorted: str
    leads_to: str | None


def _heading(held: Found, sort: str | None, label: str, is_number: bool) -> Heading:
    is_sorted = sort == held.asked.sort and not (sort == "" and label == HEADINGS[0][1])
    direction = ("ascending" if sort in ASCENDING else "descending") if is_sorted else ""
    named = gettext(label) % {"first": held.ranking.first}
    return Heading(named, is_number, direction, None if is_sorted or sort is None else sort)
