"""The doors of notes: who reads one, and what becomes of its sentences."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.settling import first_wrong, settled
from clave.sponsorship import hooks
from clave.sponsorship.forms import AudienceForm, TurnForm
from clave.sponsorship.models import FollowUp, Note
from clave.sponsorship.operations import reporting
from clave.sponsorship.queries import visits as queries
from clave.sponsorship.views.pages import sponsor_page

NEXT = "report__visit__key_account__customer"


@doors.requires(Action.REPORT_VISITS, methods=["POST"])
def change_audience(request: SignedIn, pk: int) -> HttpResponse:
    """Let more or fewer people read a note."""
    found: Note = get_object_or_404(Note.objects.visible_to(request.user).select_related(NEXT), pk=pk)
    held = found.report.visit.key_account
    form = AudienceForm(request.POST)
    return settled(
        request,
        form,
        partial(reporting.change_audience, by=request.user, note=found),
        lambda status, _: sponsor_page(request, held, status=status, wrong=first_wrong(form)),
        told=gettext("Who reads it was changed; the history keeps it."),
        to=("sponsor", held.customer.code),
    )


@doors.requires(Action.PLAN_VISITS)
def turn_sentence(request: SignedIn, pk: int) -> HttpResponse:
    """Make a sentence of a note an action, a risk, or what other parts of Clave offer."""
    seen = Note.objects.visible_to(request.user).select_related(NEXT).prefetch_related("follow_ups__owner")
    found: Note = get_object_or_404(seen, pk=pk)
    every = queries.sentences_of(found)
    choices = [(each.number, each.text) for each in every]
    chosen = request.GET.get("sentence", "0")
    given = None if request.method in doors.READING else request.POST
    form = TurnForm(given, sentences=choices, initial={"sentence": chosen})
    if request.method in doors.READING:
        return _turn_page(request, found, form, every)

    def act(sentence: int, **words: Any) -> FollowUp:
        return reporting.turn_sentence(by=request.user, note=found, sentence=every[sentence].text, **words)

    return settled(
        request,
        form,
        act,
        lambda status, _: _turn_page(request, found, form, every, status),
        told=lambda made: gettext("%(person)s owns it now.") % {"person": made.owner},
        to=("sponsor", found.report.visit.key_account.customer.code),
    )


@doors.requires(Action.SEE_MY_DAY, methods=["POST"])
def finish_follow_up(request: SignedIn, pk: int) -> HttpResponse:
    """Say that an action was done or a risk is gone."""
    found = get_object_or_404(queries.finishable(request.user), pk=pk)
    try:
        reporting.finish_follow_up(by=request.user, follow_up=found)
        messages.success(request, gettext("Done."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
    return redirect("follow-ups")


@doors.requires(Action.SEE_MY_DAY, methods=doors.READING)
def follow_ups(request: SignedIn) -> HttpResponse:
    """What this person is to do of what sponsors told, and what came of it."""
    return render(request, "sponsorship/follow_ups.html", {"rows": queries.own_follow_ups(request.user)})


def _turn_page(
    request: SignedIn, note: Note, form: TurnForm, every: list[queries.Sentence], status: int = 200
) -> HttpResponse:
    customer, number = note.report.visit.key_account.customer, request.GET.get("sentence", "0")
    text = next((each.text for each in every if str(each.number) == number), note.text)
    turns = [(turn.label, turn.address(customer, text)) for turn in hooks.other_turns(request.user)]
    facts = {"note": note, "customer": customer, "form": form, "every": every, "turns": turns}
    return render(request, "sponsorship/turn.html", facts, status=status)
