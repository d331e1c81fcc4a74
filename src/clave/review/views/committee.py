"""The doors of the review committee: who sits on it, its meetings, what it asked for."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.review.forms.committee import MemberForm
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


@doors.requires(Action.RUN_COMMITTEE, methods=["POST"])
def plan_committee(request: SignedIn) -> HttpResponse:
    """Plan the meetings of a year ahead."""
    made = operations.plan_year(by=request.user)
    told = ngettext("%(number)s meeting is planned.", "%(number)s meetings are planned.", len(made))
    messages.success(request, told % {"number": len(made)})
    return redirect("committee")


@doors.requires(Action.RUN_COMMITTEE, methods=["POST"])
def finish_committee_action(request: SignedIn, pk: int) -> HttpResponse:
    """Say that what the committee asked for is done."""
    rows = CommitteeStep.objects.visible_to(request.user).filter(owner__isnull=False)
    operations.finish_action(by=request.user, action=get_object_or_404(rows, pk=pk))
    return redirect("committee")


def _page(request: SignedIn, status: int = 200, form: MemberForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    begun = {"starts_on": today, "ends_on": today + timedelta(days=TERM_DAYS)}
    found = found_committee(request.user, today)
    newest: CommitteeMeeting | None = next(iter([*found.ahead, *found.held]), None)
    facts = {
        "found": found,
        "today": today,
        "form": form or MemberForm(initial=begun),
        "may_run": request.user.may(Action.RUN_COMMITTEE),
        "happened": happened(newest) if newest else (),
    }
    return render(request, "review/committee.html", facts, status=status)
