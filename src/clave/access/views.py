"""The doors of people, roles and history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from clave.access import chain, doors, exports, leaving, operations, queries, second_factor
from clave.access.forms import HistoryFilter, NewUser, Reason, RoleChange
from clave.access.models import User
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of


@doors.requires(Action.SEE_USERS, methods=doors.READING)
def users(request: SignedIn) -> HttpResponseBase:
    """Everybody who can sign in, and their roles."""
    people = queries.people(user=request.user)
    tables = {"users": lambda: exports.users(people)}
    return leaving.page(request, "access/users.html", {"people": people}, tables, needs=Action.EXPORT_USERS)


@doors.requires(Action.ADD_USER)
def add_user(request: SignedIn) -> HttpResponse:
    """Let somebody in."""
    form = NewUser(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "access/add_user.html", {"form": form}, status=status_of(form))
    try:
        person = operations.add_user(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return render(request, "access/add_user.html", {"form": form}, status=refusal.http_status)
    messages.success(request, gettext("%(person)s can sign in now.") % {"person": person})
    return redirect("user", person.pk)


@doors.requires(Action.SEE_USERS, methods=doors.READING)
def user(request: SignedIn, pk: int) -> HttpResponseBase:
    """One person: roles now, roles before, what can be changed."""
    return _person_page(request, get_object_or_404(User.objects.visible_to(request.user), pk=pk))


@doors.requires(Action.GRANT_ROLE, methods=["POST"])
def grant_role(request: SignedIn, pk: int) -> HttpResponseBase:
    """Give a role."""
    return _change(request, pk, RoleChange(request.POST), operations.grant_role)


@doors.requires(Action.GRANT_ROLE, methods=["POST"])
def withdraw_role(request: SignedIn, pk: int) -> HttpResponseBase:
    """Take a role away."""
    return _change(request, pk, RoleChange(request.POST), operations.withdraw_role)


@doors.requires(Action.CHANGE_USER, methods=["POST"])
def deactivate_user(request: SignedIn, pk: int) -> HttpResponseBase:
    """End somebody's access."""
    return _change(request, pk, Reason(request.POST), operations.deactivate_user)


@doors.requires(Action.CHANGE_USER, methods=["POST"])
def reactivate_user(request: SignedIn, pk: int) -> HttpResponseBase:
    """Give somebody the access back."""
    return _change(request, pk, Reason(request.POST), operations.reactivate_user)


@doors.requires(Action.CHANGE_USER, methods=["POST"])
def reset_factors(request: SignedIn, pk: int) -> HttpResponseBase:
    """Take the second factor from somebody who lost it."""
    return _change(request, pk, Reason(request.POST), second_factor.reset_factors)


@doors.requires(Action.SEE_HISTORY, methods=doors.READING)
def history(request: SignedIn) -> HttpResponseBase:
    """Every write, newest first: who, when, what."""
    form = HistoryFilter(request.GET, reader=request.user)
    asked = form.cleaned_data if form.is_valid() else {}
    facts = {"form": form, "page": queries.history(user=request.user, **asked), "checked": _chain_checked(request)}
    narrowed = {name: value for name, value in asked.items() if name != "below"}
    tables = {"history": lambda: exports.history(request.user, queries.entries_found(user=request.user, **narrowed))}
    status = 422 if form.errors else 200
    return leaving.page(request, "access/history.html", facts, tables, needs=Action.EXPORT_HISTORY, status=status)


@doors.public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on: kept with the person, or in a cookie for a stranger."""
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    if isinstance(request.user, User):
        try:
            operations.change_language(by=request.user, language=chosen)
        except Refusal as refusal:
            messages.error(request, refusal.sentence(gettext))
    elif chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, **_LANGUAGE_COOKIE)
    return response


def page_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a person sees whose form is older than the session it came from."""
    kept = written_again(request.POST) if _from_our_own_page(request) else []
    return render(request, "access/page_expired.html", {"kept": kept}, status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What a person sees where no door opens."""
    return render(request, "access/forbidden.html", status=403)


def written_again(sent: QueryDict) -> list[tuple[str, str]]:
    """What was typed, to be sent once more; passwords and the old token are typed and made anew."""
    fields = ((name, value) for name, values in sent.lists() for value in values)
    return [(name, value) for name, value in fields if name not in NEVER_KEPT and "password" not in name]


def _from_our_own_page(request: HttpRequest) -> bool:
    """Whether the form stood on a page of ours: what a stranger's page sent is never offered to be sent again."""
    return request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"


CHECKED_ON_A_PAGE = 200_000
"""Entries of the history that a page reads through while somebody waits."""
NEVER_KEPT = frozenset({"csrfmiddlewaretoken"})
_LANGUAGE_COOKIE: dict[str, Any] = {
    "max_age": 365 * 24 * 60 * 60,
    "secure": settings.LANGUAGE_COOKIE_SECURE,
    "httponly": settings.LANGUAGE_COOKIE_HTTPONLY,
    "samesite": settings.LANGUAGE_COOKIE_SAMESITE,
}


def _chain_checked(request: SignedIn) -> dict[str, Any] | None:
    """What reading the whole chain finds, where the page is asked to; a very long one is for the command line."""
    if "chain" not in request.GET:
        return None
    end = chain.head()
    if end.seq > CHECKED_ON_A_PAGE:
        return {"end": end, "is_long": True}
    return {"end": end, "broken": chain.first_break(end, chain.anchors(settings.DATA_DIR / chain.ANCHORS))}


def _change(request: SignedIn, pk: int, form: forms.Form, change: Callable[..., Any]) -> HttpResponseBase:
    """Look the person up, ask once, answer."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not form.is_valid():
        return _person_page(request, person, form=form, status=status_of(form))
    try:
        change(by=request.user, user=person, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _person_page(request, person, form=form, status=refusal.http_status)
    messages.success(request, gettext("The change is in the history."))
    return redirect("user", pk)


def _person_page(
    request: SignedIn, person: User, *, form: forms.Form | None = None, status: int = 200
) -> HttpResponseBase:
    grants = person.grants.select_related("user", "granted_by", "withdrawn_by")
    shown = {"person": person, "grants": grants, "form": form, "open_roles": queries.open_roles(person)}
    tables = {"roles": lambda: exports.grants(grants)}
    return leaving.page(request, "access/user.html", shown, tables, needs=Action.EXPORT_USERS, status=status)
