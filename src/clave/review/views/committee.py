"""The doors of the review committee: who sits on it, its meetings, what it asked for."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.settling import settled
from clave.kit.templatetags.figures import day
from clave.kit.texts import status_of
from clave.review.forms.committee import MeetingDayForm, MemberForm, MoveForm
from clave.review.models import CommitteeMeeting, CommitteeStep, CommitteeTerm
from clave.review.operations import committee as operations
from clave.review.queries.committee import committee as found_committee

TERM_DAYS = 730
"""Two years are offered."""


@doors.requires(Action.SEE_COMMITTEE, methods=doors.READING)
def committee(request: SignedIn) -> HttpResponse:
    """Who sits on the committee, when it meets, what it asked for."""
    return _page(request)


@doors.requires(Action.RUN_COMMITTEE, methods=["POST"])
def seat_member(request: SignedIn) -> HttpResponse:
    """Give somebody a term on the committee."""
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _page(request, status_of(form), form)
    try:
        made = operations.seat_member(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, refusal.http_status, form)
    messages.success(request, gettext("%(person)s sits on the committee.") % {"person": made.person})
    return redirect("committee")


@doors.requires(Action.RUN_COMMITTEE, methods=["POST"])
def end_seat(request: SignedIn, pk: int) -> HttpResponse:
    """End a term today."""
    found: CommitteeTerm = get_object_or_404(CommitteeTerm.objects.visible_to(request.user), pk=pk)
    operations.end_seat(by=request.user, term=found)
    return redirect("committee")


@doors.requires(Action.PLAN_COMMITTEE, methods=["POST"])
def plan_committee(request: SignedIn) -> HttpResponse:
    """Plan the meetings of a year ahead."""
    made = operations.plan_year(by=request.user)
    told = ngettext("%(number)s meeting is planned.", "%(number)s meetings are planned.", len(made))
    messages.success(request, told % {"number": len(made)})
    return redirect("committee")


@doors.requires(Action.PLAN_COMMITTEE, methods=["POST"])
def plan_committee_meeting(request: SignedIn) -> HttpResponse:
    """Plan one meeting on a day that somebody chose."""
    form = MeetingDayForm(request.POST, auto_id="new_%s")
    return settled(
        request,
        form,
        partial(operations.plan_meeting, by=request.user),
        lambda status, _: _page(request, status, meeting=form),
        told=_meets,
        to=("committee",),
    )


@doors.requires(Action.PLAN_COMMITTEE, methods=["POST"])
def move_committee_meeting(request: SignedIn, number: int) -> HttpResponse:
    """Move a meeting that is ahead to another day."""
    found: CommitteeMeeting = get_object_or_404(CommitteeMeeting.objects.visible_to(request.user), number=number)
    form = MoveForm(request.POST, auto_id=f"move_{number}_%s")
    if not form.is_valid():
        return _page(request, status_of(form), moving=(found, form))
    try:
        made = operations.move_meeting(by=request.user, meeting=found, **form.cleaned_data)
    except Refusal as refusal:
        found.refresh_from_db()
        again = MoveForm({**request.POST.dict(), "based_on": str(found.version)}, auto_id=form.auto_id)
        again.add_error(None, refusal.sentence(gettext))
        return _page(request, refusal.http_status, moving=(found, again))
    messages.success(request, _meets(made))
    return redirect("committee")


@doors.requires(Action.SEE_OWN_AGENDA, methods=doors.READING)
def committee_action(request: SignedIn, pk: int) -> HttpResponse:
    """One action for which this person answers, whether or not they read the committee."""
    found = get_object_or_404(_answered(request), pk=pk)
    facts = {"action": found, "today": timezone.localdate(), "reads": request.user.may(Action.SEE_COMMITTEE)}
    return render(request, "review/committee_action.html", facts)


@doors.requires(Action.FINISH_COMMITTEE_ACTIONS, methods=["POST"])
def finish_committee_action(request: SignedIn, pk: int) -> HttpResponse:
    """Say that what the committee asked for is done: by who answers for it, or by who runs the committee."""
    operations.finish_action(by=request.user, action=get_object_or_404(_answered(request), pk=pk))
    if request.user.may(Action.RUN_COMMITTEE):
        return redirect("committee")
    messages.success(request, gettext("It is written down as done, and the committee sees it."))
    return redirect("committee-action", pk)


def _answered(request: SignedIn) -> QuerySet[CommitteeStep]:
    found: QuerySet[CommitteeStep] = CommitteeStep.objects.answered_by(request.user)
    return found.select_related("owner", "meeting", "by")


def _page(
    request: SignedIn,
    status: int = 200,
    form: MemberForm | None = None,
    *,
    meeting: MeetingDayForm | None = None,
    moving: tuple[CommitteeMeeting, MoveForm] | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    begun = {"starts_on": today, "ends_on": today + timedelta(days=TERM_DAYS)}
    found = found_committee(request.user, today)
    newest: CommitteeMeeting | None = next(iter([*found.ahead, *found.held]), None)
    may_run = request.user.may(Action.RUN_COMMITTEE)
    facts = {
        "ahead": [(each, _move_form(each, moving) if may_run else None) for each in found.ahead],
        "moving": moving[0].pk if moving else 0,
        "meeting_form": meeting or MeetingDayForm(auto_id="new_%s"),
        "found": found,
        "today": today,
        "form": form or MemberForm(initial=begun),
        "may_run": may_run,
        "happened": happened(newest) if newest else (),
    }
    return render(request, "review/committee.html", facts, status=status)


def _meets(meeting: CommitteeMeeting) -> str:
    return gettext("The committee meets on %(day)s.") % {"day": day(meeting.meets_on)}


def _move_form(each: CommitteeMeeting, moving: tuple[CommitteeMeeting, MoveForm] | None) -> MoveForm:
    if moving and moving[0].pk == each.pk:
        return moving[1]
    return MoveForm(initial={"day": each.meets_on, "based_on": each.version}, auto_id=f"move_{each.number}_%s")
