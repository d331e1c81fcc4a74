"""The doors of our own people and functions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clave.access import doors
from clave.access.leaving import taken
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.company import operations, queries
from clave.company.exports import table_of
from clave.company.forms import LoginChoice, PeopleFilter
from clave.company.models import Person
from clave.kit.refusals import Refusal


@doors.requires(Action.SEE_PEOPLE, methods=doors.READING)
def people(request: SignedIn) -> HttpResponse:
    """Everybody of ours, to search and to narrow."""
    form = PeopleFilter(request.GET)
    found = queries.people(user=request.user, wanted=form.wanted)
    shown = {"form": form, "people": found, "staff": queries.staff(), "filters": request.GET.urlencode()}
    return render(request, "company/people.html", shown)


@doors.requires(Action.EXPORT_PEOPLE, methods=doors.READING)
def people_csv(request: SignedIn) -> HttpResponseBase:
    """The people asked for, as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.EXPORT_PEOPLE, methods=doors.READING)
def people_xlsx(request: SignedIn) -> HttpResponseBase:
    """The people asked for, as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.SEE_PEOPLE, methods=doors.READING)
def organisation(request: SignedIn) -> HttpResponse:
    """Who reports to whom, from the top."""
    branches = queries.organisation(user=request.user)
    return render(request, "company/organisation.html", {"branches": branches})


@doors.requires(Action.SEE_PEOPLE, methods=doors.READING)
def our_person(request: SignedIn, pk: int) -> HttpResponse:
    """One of our people: function, line, reports, login."""
    return _person_page(request, _person(request, pk))


@doors.requires(Action.CHANGE_PEOPLE, methods=["POST"])
def link_login(request: SignedIn, pk: int) -> HttpResponse:
    """Say which login belongs to this person."""
    person, form = _person(request, pk), LoginChoice(request.POST)
    if not form.is_valid():
        return _person_page(request, person, form, 422)
    try:
        login = queries.login_named(form.cleaned_data["email"])
        operations.link_login(person=person, user=login, by=request.user)
    except Refusal as refusal:
        form.add_error("email", refusal.sentence(gettext))
        return _person_page(request, person, form, refusal.http_status)
    messages.success(request, gettext("%(person)s signs in with this login.") % {"person": person})
    return redirect("our-person", pk)


@doors.requires(Action.CHANGE_PEOPLE, methods=["POST"])
def unlink_login(request: SignedIn, pk: int) -> HttpResponse:
    """Take the login off this person; the login itself stays."""
    person = _person(request, pk)
    try:
        operations.link_login(person=person, user=None, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
        return _person_page(request, person, status=refusal.http_status)
    messages.success(request, gettext("%(person)s has no login any more.") % {"person": person})
    return redirect("our-person", pk)


@doors.requires(Action.CHANGE_PEOPLE, methods=["POST"])
def link_matching_logins(request: SignedIn) -> HttpResponse:
    """Link everybody whose e-mail address signs in."""
    linked = operations.link_matching_logins(by=request.user)
    told = ngettext(
        "%(number)s person was linked to a login.", "%(number)s people were linked to their logins.", linked
    )
    messages.success(request, told % {"number": linked})
    return redirect("people")


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    found = queries.people(user=request.user, wanted=PeopleFilter(request.GET).wanted)
    return taken(request, table_of(found, timezone.localdate()), kind, "people")


def _person(request: SignedIn, pk: int) -> Person:
    found = Person.objects.visible_to(request.user).select_related("function", "reports_to", "user")
    person: Person = get_object_or_404(found, pk=pk)
    return person


def _person_page(request: SignedIn, person: Person, form: LoginChoice | None = None, status: int = 200) -> HttpResponse:
    shown: dict[str, Any] = {
        "person": person,
        "above": queries.reporting_line(person),
        "reports": queries.people(user=request.user).filter(reports_to=person),
        "owns": person.owns.all(),
        "like": queries.login_like(person),
        "form": form or LoginChoice(),
        "may_change": request.user.may(Action.CHANGE_PEOPLE),
    }
    return render(request, "company/person.html", shown, status=status)
