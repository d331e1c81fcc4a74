"""The doors of calendars: one's own private address, renewing and revoking it, and the calendar itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.sponsorship.models import CalendarAddress
from clave.sponsorship.operations import calendars as operations
from clave.sponsorship.queries.visits import calendar_events
from clave.sponsorship.rules.calendar import calendar


@doors.requires(Action.PLAN_VISITS)
def calendar_address(request: SignedIn) -> HttpResponse:
    """One's own calendar address; asking for a new one ends the one before."""
    address = ""
    if request.method == "POST":
        _, word = operations.make_address(by=request.user)
        address = request.build_absolute_uri(f"/calendar/{word}.ics")
    live = CalendarAddress.objects.filter(owner=request.user, revoked_at=None).first()
    return render(request, "sponsorship/calendar.html", {"live": live, "address": address})


@doors.requires(Action.PLAN_VISITS, methods=["POST"])
def revoke_calendar(request: SignedIn) -> HttpResponse:
    """End one's own calendar address at once."""
    if operations.revoke_address(by=request.user):
        messages.success(request, gettext("The address is dead: whoever has it reads nothing from now on."))
    return redirect("calendar-address")


@doors.public
def calendar_file(request: HttpRequest, word: str) -> HttpResponse:
    """The visits of whose address this is, for a calendar that cannot sign in."""
    if request.method not in doors.READING:
        return HttpResponseNotAllowed(doors.READING)
    owner = operations.owner_of(word)
    if owner is None:
        raise Http404
    with translation.override(owner.language):
        text = calendar(gettext("Clave: visits"), calendar_events(owner, timezone.localdate()))
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Disposition"] = 'inline; filename="visits.ics"'
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
