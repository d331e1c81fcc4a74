"""The door of My day."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.web.my_day import day_of


@doors.requires(Action.SEE_MY_DAY, methods=doors.READING)
def home(request: SignedIn) -> HttpResponse:
    """What needs this person, in order of consequence."""
    today = timezone.localdate()
    return render(request, "web/my_day.html", {"day": day_of(request.user, today), "today": today})
