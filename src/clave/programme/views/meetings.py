"""The doors of the meetings of the executive committee: the page that is read there, planning, closing, calling off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.templatetags.figures import day
from clave.kit.texts import status_of
from clave.programme.agenda_forms import MeetingForm, ReasonForm
from clave.programme.models import ExecutiveMeeting
from clave.programme.operations import meetings as operations
from clave.programme.queries.agenda import meeting_items
from clave.programme.views.agenda import agenda_page


@doors.requires(Action.WRITE_AGENDA, methods=["POST"])
def plan_meeting(request: SignedIn) -> HttpResponse:
    """Say when the executive committee meets."""
    form = MeetingForm(request.POST)
    if not form.is_valid():
        return agenda_page(request, status_of(form), meeting=form)
    try:
        made = operations.plan_meeting(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return agenda_page(request, refusal.http_status, meeting=form)
    messages.success(request, gettext("The committee meets on %(day)s.") % {"day": day(made.meets_on)})
    return redirect("agenda")


@doors.requires(Action.SEE_PROGRAMME, methods=doors.READING)
def meeting(request: SignedIn, number: int) -> HttpResponse:
    """The agenda of one meeting, to be read there and printed."""
    return _page(request, _seen(request, number))


@doors.requires(Action.WRITE_AGENDA, methods=["POST"])
def close_meeting(request: SignedIn, number: int) -> HttpResponse:
    """Say that it was held; what stayed open goes to the next meeting."""
    found = _seen(request, number)
    try:
        carried = operations.close_meeting(by=request.user, meeting=found)
    except Refusal as refusal:
        return _page(request, found, refusal.http_status, refusal.sentence(gettext))
    return _carried(request, found, carried)


@doors.requires(Action.WRITE_AGENDA, methods=["POST"])
def call_off_meeting(request: SignedIn, number: int) -> HttpResponse:
    """Say that it does not take place, and why."""
    found, form = _seen(request, number), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status_of(form), reason=form)
    try:
        carried = operations.call_off_meeting(by=request.user, meeting=found, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        return _page(request, found, refusal.http_status, refusal.sentence(gettext))
    return _carried(request, found, carried)


def _carried(request: SignedIn, found: ExecutiveMeeting, carried: int) -> HttpResponse:
    told = ngettext("%(number)s open item is carried over.", "%(number)s open items are carried over.", carried)
    messages.success(request, told % {"number": carried})
    return redirect("meeting", found.number)


def _seen(request: SignedIn, number: int) -> ExecutiveMeeting:
    found: ExecutiveMeeting = get_object_or_404(ExecutiveMeeting.objects.visible_to(request.user), number=number)
    return found


def _page(
    request: SignedIn, row: ExecutiveMeeting, status: int = 200, wrong: str = "", reason: ReasonForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    found = meeting_items(request.user, today, row)
    facts = {
        "meeting": row,
        "items": found,
        "open": sum(each.row.is_open for each in found),
        "is_due": row.is_planned and row.meets_on <= today,
        "may_write": request.user.may(Action.WRITE_AGENDA),
        "reason": reason or ReasonForm(),
        "wrong": wrong,
    }
    return render(request, "programme/meeting.html", facts, status=status)
