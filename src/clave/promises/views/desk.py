"""The Operations desk: one list, one click."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.promises.models import Promise
from clave.promises.operations.keeping import escalate, say
from clave.promises.queries.desk import desk
from clave.promises.rules.states import Word

MOST = 300


@doors.requires(Action.KEEP_PROMISES, methods=doors.READING)
def desk_page(request: SignedIn) -> HttpResponse:
    """What this person's functions promised to whom this week."""
    return _page(request)


@doors.requires(Action.KEEP_PROMISES, methods=["POST"])
def say_done(request: SignedIn, number: int) -> HttpResponse:
    """Done."""
    return _said(request, number, Word.DONE)


@doors.requires(Action.KEEP_PROMISES, methods=["POST"])
def say_late(request: SignedIn, number: int) -> HttpResponse:
    """Late, and why."""
    return _said(request, number, Word.LATE)


@doors.requires(Action.KEEP_PROMISES, methods=["POST"])
def say_cannot(request: SignedIn, number: int) -> HttpResponse:
    """It cannot be kept, and why."""
    return _said(request, number, Word.CANNOT)


@doors.requires(Action.KEEP_PROMISES, methods=["POST"])
def ask_champion(request: SignedIn, number: int) -> HttpResponse:
    """Put a promise before the champion."""
    reason = request.POST.get("reason", "")[:MOST]
    told = gettext("It is with the champion now.")
    return _done(request, number, lambda found: escalate(by=request.user, promise=found, reason=reason), told)


def _said(request: SignedIn, number: int, word: Word) -> HttpResponse:
    reason = request.POST.get("reason", "")[:MOST]
    told = gettext("Thank you: it is noted, with your name and the day.")
    return _done(request, number, lambda found: say(by=request.user, promise=found, word=word, reason=reason), told)


def _done(request: SignedIn, number: int, act: Callable[[Promise], object], told: str) -> HttpResponse:
    found = get_object_or_404(Promise.objects.visible_to(request.user).kept_by(request.user), number=number)
    try:
        act(found)
    except Refusal as refusal:
        return _page(request, refusal.http_status, refusal.sentence(gettext))
    messages.success(request, told)
    return redirect("desk")


def _page(request: SignedIn, status: int = 200, wrong: str = "") -> HttpResponse:
    facts = {"desk": desk(request.user, timezone.localdate()), "today": timezone.localdate(), "wrong": wrong}
    return render(request, "promises/desk.html", facts, status=status)
