"""The doors of one person at a customer: the page, and what is said there of part, boss, stance, ties and talks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.accounts.forms.relationships import PlaceForm, StanceForm, TieForm, TouchForm
from clave.accounts.operations import relationships as operations
from clave.accounts.queries import relationships as queries
from clave.accounts.rules.relationship_refusals import PlaceStale
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.ledger.models import Contact
from clave.personal_data.rules import AlreadyErased
from clave.portfolio.models import KeyAccount

TALKS = 12


@doors.requires(Action.SEE_RELATIONSHIPS, methods=doors.READING)
def relationship(request: SignedIn, pk: int) -> HttpResponse:
    """One person at a customer."""
    return person_page(request, get_object_or_404(queries.contacts_seen(request.user), pk=pk))


@doors.requires(Action.CHANGE_RELATIONSHIPS, methods=["POST"])
def place_person(request: SignedIn, pk: int) -> HttpResponse:
    """Say where somebody works, their part and their boss; after somebody else's change, both side by side."""
    contact = _own(request, pk)
    form = _place_form(request, contact, request.POST)
    return _settled(request, contact, form, "place", operations.place_person, gettext("Saved."))


@doors.requires(Action.CHANGE_RELATIONSHIPS, methods=["POST"])
def say_stance(request: SignedIn, pk: int) -> HttpResponse:
    """Say where somebody stands, and why."""
    contact, form = _own(request, pk), StanceForm(request.POST, auto_id="stance_%s")
    told = gettext("Said. What was said before stays below.")
    return _settled(request, contact, form, "stance", operations.say_stance, told)


@doors.requires(Action.CHANGE_RELATIONSHIPS, methods=["POST"])
def say_tie(request: SignedIn, pk: int) -> HttpResponse:
    """Say how well one of ours knows somebody, today and as we want it."""
    contact, form = _own(request, pk), TieForm(request.POST, auto_id="tie_%s")
    return _settled(request, contact, form, "tie", operations.say_tie, gettext("Saved."))


@doors.requires(Action.CHANGE_RELATIONSHIPS, methods=["POST"])
def log_touch(request: SignedIn, pk: int) -> HttpResponse:
    """Say that one of ours had a word with somebody."""
    contact, form = _own(request, pk), TouchForm(request.POST, auto_id="touch_%s")
    return _settled(request, contact, form, "touch", operations.log_touch, gettext("On record."))


@doors.requires(Action.CHANGE_RELATIONSHIPS, methods=["POST"])
def erase_person(request: SignedIn, pk: int) -> HttpResponse:
    """Take somebody off the record for good, once it was said twice."""
    contact = _own(request, pk)
    held = queries.head_of(request.user, contact)
    if request.POST.get("sure") != "yes":
        return person_page(request, contact, 422, wrong=gettext("Mark that you are sure. Nothing was erased."))
    try:
        operations.erase_person(by=request.user, contact=contact)
    except AlreadyErased as refusal:
        raise Http404 from refusal
    messages.success(request, gettext("Erased, with what the history kept of this person."))
    return redirect("relationships", held.customer.code) if held else redirect("home")


def person_page(
    request: SignedIn,
    contact: Contact,
    status: int = 200,
    *,
    wrong: str = "",
    is_stale: bool = False,
    refused: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    """One person, with the forms of who writes about them; those that were refused are given by their name."""
    today = timezone.localdate()
    held = queries.head_of(request.user, contact)
    if held is None:
        raise Http404
    row = queries.person_rows([contact], today)[0]
    facts: dict[str, Any] = {"row": row, "held": held, "customer": held.customer, "wrong": wrong, "is_stale": is_stale}
    facts["talks"] = contact.touches.select_related("person", "visit").all()[:TALKS]
    facts["reports"] = queries.reports_of(request.user, contact)
    facts["happened"] = happened(contact)
    facts["may_take"] = request.user.may(Action.EXPORT_ABOUT_CONTACT)
    facts["may_write"] = queries.may_write_about(request.user, contact)
    if facts["may_write"]:
        facts["forms"] = {**_forms(request, contact, held, row), **(refused or {})}
    return render(request, "accounts/relationship.html", facts, status=status)


def _forms(request: SignedIn, contact: Contact, held: KeyAccount, row: queries.PersonRow) -> dict[str, forms.Form]:
    today = timezone.localdate()
    ours = getattr(request.user, "person", None)
    begun = {"person": ours.pk if ours else None, "on": today, "way": "met"}
    return {
        "place": _place_form(request, contact, None),
        "stance": StanceForm(initial={"said_on": today, "stance": "neutral"}, auto_id="stance_%s"),
        "tie": TieForm(initial={"today": 1, "wanted": 2}, auto_id="tie_%s"),
        "touch": TouchForm(initial=begun, auto_id="touch_%s"),
    }


def _place_form(request: SignedIn, contact: Contact, given: Any) -> PlaceForm:
    place = queries.person_rows([contact], timezone.localdate())[0].place
    held = queries.head_of(request.user, contact)
    around = queries.family(held.customer) if held else {contact.customer_id}
    stands = {"part": place.part, "reports_to": place.reports_to_id, "based_on": place.version} if place else {}
    initial = {"based_on": 0, "customer": contact.customer_id, **stands}
    return PlaceForm(given, initial=initial, user=request.user, contact=contact, around=around, auto_id="place_%s")


def _settled(
    request: SignedIn, contact: Contact, form: forms.Form, name: str, act: Callable[..., Any], told: str
) -> HttpResponse:
    """Do what a valid form asks; a refused one is shown again in its place, with what is wrong."""
    if not form.is_valid():
        return person_page(request, contact, status_of(form), refused={name: form})
    try:
        act(by=request.user, contact=contact, **form.cleaned_data)
    except PlaceStale as refusal:
        again = _place_form(
            request,
            contact,
            {**dict(form.data.items()), "based_on": queries.person_rows([contact], timezone.localdate())[0].version},
        )
        again.is_valid()
        again.add_error(None, refusal.sentence(gettext))
        return person_page(request, contact, refusal.http_status, is_stale=True, refused={"place": again})
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return person_page(request, contact, refusal.http_status, refused={name: form})
    messages.success(request, told)
    return redirect("relationship", contact.pk)


def _own(request: SignedIn, pk: int) -> Contact:
    found: Contact = get_object_or_404(queries.contacts_written(request.user), pk=pk)
    if queries.head_of(request.user, found) is None:
        raise Http404
    return found
