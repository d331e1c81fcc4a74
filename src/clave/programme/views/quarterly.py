"""The doors of the quarterly review: step by step through the hour, its minutes, its pack, and the self-assessment."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext

from clave.access import doors
from clave.access.leaving import page, taken
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.kit.charts.multiples import Dot, dots
from clave.kit.printing import Entry, pdf
from clave.kit.refusals import Refusal
from clave.kit.tables import Column, Table, listed
from clave.kit.templatetags import figures
from clave.programme.quarterly_forms import MinutesForm, StepForm
from clave.programme.queries import quarterly as queries
from clave.programme.queries.pages import open_pages
from clave.programme.rules.elements import Phase
from clave.review.models import CommitteeMeeting
from clave.review.operations import committee as operations
from clave.review.rules.committee import BY_KEY, Step

TEMPLATE = Path(__file__).parents[1] / "print" / "review_pack.typ"
DAY_LONG = 60


@doors.requires(Action.SEE_COMMITTEE, methods=doors.READING)
def quarterly_review(request: SignedIn) -> HttpResponse:
    """The review that is held next, at the step where it was left."""
    found = queries.current_meeting(request.user)
    if found is None:
        return render(
            request, "programme/no_quarterly_review.html", {"may_run": request.user.may(Action.RUN_COMMITTEE)}
        )
    return _page(request, found)


@doors.requires(Action.SEE_COMMITTEE, methods=doors.READING)
def quarterly_review_of(request: SignedIn, number: int) -> HttpResponse:
    """One review, open or closed."""
    return _page(request, _seen(request, number))


@doors.requires(Action.RUN_COMMITTEE, methods=["POST"])
def settle_step(request: SignedIn, number: int, step: str) -> HttpResponse:
    """Say what a step decided, or that nothing was to do."""
    found, chosen = _seen(request, number), BY_KEY.get(step)
    if chosen is None:
        raise Http404
    form, is_nothing = StepForm(request.POST, auto_id=f"{step}_%s"), "nothing" in request.POST
    if not form.is_valid() and not is_nothing:
        return _page(request, found, 422, step=chosen, form=form)
    told: dict[str, Any] = {} if is_nothing else form.cleaned_data
    kept = queries.snapshot(timezone.localdate()) if step == "assessment" else None
    try:
        operations.settle_step(
            by=request.user, meeting=found, step=chosen, is_nothing=is_nothing, assessment=kept, **told
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, found, refusal.http_status, step=chosen, form=form)
    return redirect("quarterly-review-of", found.number)


@doors.requires(Action.RUN_COMMITTEE, methods=["POST"])
def close_committee_meeting(request: SignedIn, number: int) -> HttpResponse:
    """Close the review with its minutes."""
    found, form = _seen(request, number), MinutesForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, minutes=form)
    try:
        operations.close_meeting(by=request.user, meeting=found, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, found, refusal.http_status, minutes=form)
    messages.success(
        request,
        gettext("The quarterly review is closed. What was decided stays, and what is to be done has its owner."),
    )
    return redirect("quarterly-review-of", found.number)


@doors.requires(Action.SEE_COMMITTEE, methods=doors.READING)
def review_pack(request: SignedIn, number: int) -> HttpResponseBase:
    """The pack of a meeting, as PDF to be read before it or as a workbook."""
    found = _seen(request, number)
    whole, on = queries.flow(request.user, found, timezone.localdate()), timezone.localdate()
    kind = "xlsx" if request.GET.get("kind") == "xlsx" else "pdf"
    operations.record_pack_taken(by=request.user, meeting=found, kind=kind)
    if kind == "xlsx":
        return taken(request, _table(whole), kind, gettext("quarterly-review"))
    answer = HttpResponse(pdf(TEMPLATE, _facts(whole), on), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="quarterly-review-{found.meets_on.isoformat()}.pdf"'
    return answer


@doors.requires(Action.SEE_COMMITTEE, methods=doors.READING)
def self_assessment(request: SignedIn) -> HttpResponseBase:
    """The published elements of a programme as its own records show them, with every assessment that was kept."""
    on = timezone.localdate()
    rows, kept, has_index = queries.elements_now(on), queries.assessed(), queries.has_index(on)
    phases = [(queries.phase_name(each), [row for row in rows if row.phase is each]) for each in Phase]
    facts = {"phases": phases, "kept": kept, "has_index": has_index, "today": on}
    facts["pages"] = open_pages(request.user)
    facts["moved"] = [row for row in rows if row.moved]
    facts["picture"] = _movement(kept) if len(kept) > 1 else ""
    tables = {"assessments": lambda: _kept(kept, has_index=has_index)}
    return page(request, "programme/self_assessment.html", facts, tables, needs=Action.SEE_COMMITTEE)


def _kept(kept: list[queries.Assessed], *, has_index: bool) -> Table:
    """One row an assessment that was kept; the index only where there are enough key accounts for one."""
    columns = [
        ("assessed_on", gettext("Meeting"), lambda each: each.on),
        ("in_place", gettext("Elements in place"), lambda each: each.standing),
        ("index", gettext("Index"), lambda each: each.found.index if has_index else None),
        ("phases_complete", gettext("Phases complete"), lambda each: each.found.reached),
    ]
    return listed(gettext("Self-assessment"), kept, columns, as_of=timezone.localdate())


def _movement(kept: list[queries.Assessed]) -> Any:
    marks = [Dot(figures.day(each.on), each.found.index) for each in kept]
    first, last = figures.percent(kept[0].found.index), figures.percent(kept[-1].found.index)
    sentence = gettext("The index went from %(first)s to %(last)s.") % {"first": first, "last": last}
    return dots(marks, None, sentence=sentence, write=figures.percent, whole=True)


def _seen(request: SignedIn, number: int) -> CommitteeMeeting:
    found: CommitteeMeeting = get_object_or_404(CommitteeMeeting.objects.visible_to(request.user), number=number)
    return found


def _page(
    request: SignedIn,
    meeting: CommitteeMeeting,
    status: int = 200,
    *,
    step: Step | None = None,
    form: StepForm | None = None,
    minutes: MinutesForm | None = None,
) -> HttpResponse:
    found = queries.flow(request.user, meeting, timezone.localdate())
    shown = [
        (each, form if form and step == each.step else StepForm(auto_id=f"{each.step.key}_%s")) for each in found.steps
    ]
    facts = {
        "flow": found,
        "steps": shown,
        "refused": step.key if step else "",
        "minutes": minutes or MinutesForm(initial={"minutes": found.draft}),
        "may_run": request.user.may(Action.RUN_COMMITTEE) and meeting.is_open,
        "happened": happened(meeting),
        "whole": DAY_LONG,
    }
    return render(request, "programme/quarterly_review.html", facts, status=status)


def _facts(found: queries.Flow) -> dict[str, Any]:
    """The pack in words, as the template prints it."""
    day = figures.day(found.meeting.meets_on)
    parts = []
    for each in found.steps:
        lines = [Entry(line.text, line.under, line.mark, line.status) for line in each.lines]
        if each.settled:
            who = f"{each.settled.owner}, {figures.day(each.settled.due_on)}" if each.settled.owner else ""
            lines.append(Entry(each.settled.words or each.outcome, who, "good", each.outcome))
        parts.append({"title": each.name, "asks": each.asks, "entries": [asdict(line) for line in lines]})
    return {
        "language": (get_language() or "en").split("-")[0],
        "title": gettext("Quarterly review of %(day)s") % {"day": day},
        "lede": found.meeting.minutes or gettext("What waits for the committee, step by step."),
        "parts": parts,
        "nothing": gettext("Nothing waits here."),
        "foot": gettext("Quarterly review %(meeting)s · %(day)s") % {"meeting": found.meeting, "day": day},
    }


def _table(found: queries.Flow) -> Table:
    columns = [
        Column("step", gettext("Step")),
        Column("minutes", gettext("Minutes")),
        Column("what", gettext("What waits")),
        Column("note", gettext("Note")),
        Column("status", gettext("Status")),
        Column("decided", gettext("What was decided")),
        Column("owner", gettext("Who")),
        Column("due_on", gettext("By")),
        Column("done_on", gettext("Done on")),
    ]
    rows: list[list[Any]] = []
    for each in found.steps:
        one = each.settled
        decided = (
            [one.words or each.outcome, str(one.owner or ""), one.due_on, one.done_on] if one else ["", "", None, None]
        )
        rows.append([each.name, each.step.minutes, "", each.asks, each.outcome, *decided])
        rows += [[each.name, None, line.text, line.under, line.status, "", "", None, None] for line in each.lines]
    return Table(gettext("Quarterly review"), columns, rows, as_of=found.meeting.meets_on)
