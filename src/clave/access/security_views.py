"""The doors of one's own security: where one is signed in, the second factor; and who must have one."""

from __future__ import annotations

import base64
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clave.access import doors, exports, leaving, queries, rules, second_factor, sessions
from clave.access.demands import demanded
from clave.access.models import OpenSession, User
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.access.security_forms import Confirmed, DemandForm, NewApp, NewPasskey
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of

reading_or_form = require_http_methods(["GET", "HEAD", "POST"])


@doors.signed_in
@require_safe
def security(request: SignedIn) -> HttpResponse:
    """Where this person is signed in, and what is asked beside the password."""
    return _page(request)


@doors.signed_in
@require_POST
def end_sessions(request: SignedIn) -> HttpResponse:
    """Sign out of one other browser, or of all others."""
    others = [each for each in sessions.open_sessions(request.user) if not _is_this(request, each)]
    wanted = request.POST.get("session", "")
    ended = [each for each in others if wanted in ("others", str(each.pk))]
    count = sessions.end_sessions(by=request.user, user=request.user, sessions=ended)
    told = ngettext("Signed out of %(count)s other browser.", "Signed out of %(count)s other browsers.", count)
    if count:
        messages.success(request, told % {"count": count})
    else:
        messages.info(request, gettext("That session is over already. Nothing was changed."))
    return redirect("security")


@doors.signed_in
@reading_or_form
@sensitive_post_parameters("password", "code")
def add_app(request: SignedIn) -> HttpResponse:
    """Set up an authenticator app."""
    if request.method == "POST":
        form = NewApp(request.POST, user=request.user)
        secret = get_totp_secret()
        if form.is_valid():
            try:
                codes = second_factor.add_app(by=request.user, secret=secret, code=form.cleaned_data["code"])
            except Refusal as refusal:
                form.add_error(None, refusal.sentence(gettext))
                return _app_page(request, form, secret, refusal.http_status)
            clear_totp_secret(request)
            return _done(request, codes, gettext("The authenticator app is set up."))
        return _app_page(request, form, secret, status_of(form))
    return _app_page(request, NewApp(user=request.user), get_totp_secret(), 200)


@doors.signed_in
@reading_or_form
@sensitive_post_parameters("password")
def add_passkey(request: SignedIn) -> HttpResponse:
    """Set up a passkey."""
    form = NewPasskey(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        given = form.cleaned_data
        codes = second_factor.add_passkey(by=request.user, name=given["name"], credential=given["credential"])
        return _done(request, codes, gettext("The passkey is set up."))
    facts = {"form": form, "options": begin_registration(request.user, True)}
    return render(request, "access/add_passkey.html", facts, status=status_of(form))


@doors.signed_in
@require_POST
@sensitive_post_parameters("password")
def remove_factor(request: SignedIn) -> HttpResponse:
    """Remove an app or a passkey."""
    form = Confirmed(request.POST, user=request.user)
    number = request.POST.get("factor", "")
    factor = second_factor.factors(request.user).filter(pk=number).first() if number.isdecimal() else None
    if factor is None:
        return _page(request, wrong=rules.FactorMissing().sentence(gettext), status=422)
    return _confirmed(request, form, lambda: second_factor.remove_factor(by=request.user, factor=factor))


@doors.signed_in
@require_POST
@sensitive_post_parameters("password")
def renew_codes(request: SignedIn) -> HttpResponse:
    """Ten new recovery codes, shown this once."""
    form = Confirmed(request.POST, user=request.user)
    return _confirmed(request, form, lambda: second_factor.renew_codes(by=request.user))


@doors.requires(Action.SEE_USERS, writing=Action.CHANGE_USER)
def second_factor_demand(request: SignedIn) -> HttpResponseBase:
    """Who must have a second factor, and who has one."""
    found = demanded()
    now = {"whom": found.whom, "grace_days": found.grace_days, "version": found.version}
    form = DemandForm(request.POST if request.method == "POST" else None, initial=now)
    status = status_of(form)
    if form.is_valid():
        try:
            second_factor.demand(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(gettext))
            form.data = {
                "whom": request.POST["whom"],
                "grace_days": request.POST["grace_days"],
                "version": demanded().version,
            }
            status = refusal.http_status
        else:
            messages.success(request, gettext("The change is in the history."))
            return redirect("second-factor")
    people = [person for person in queries.people(user=request.user) if person.is_active]
    facts, tables = {"form": form, "people": people}, {"second-factor": lambda: exports.users(people)}
    return leaving.page(request, "access/second_factor.html", facts, tables, needs=Action.EXPORT_USERS, status=status)


def _confirmed(request: SignedIn, form: Confirmed, change: Any) -> HttpResponse:
    """Change something after the password was given once more."""
    if not form.is_valid():
        return _page(request, wrong=" ".join(str(each[0]) for each in form.errors.values()), status=422)
    try:
        codes = change()
    except Refusal as refusal:
        return _page(request, wrong=refusal.sentence(gettext), status=refusal.http_status)
    return _done(request, codes or [], gettext("The change is in the history."))


def _done(request: SignedIn, codes: list[str], told: str) -> HttpResponse:
    """Back to the page; where there are codes to keep, the page that shows them this once."""
    messages.success(request, told)
    return render(request, "access/recovery_codes.html", {"codes": codes}) if codes else redirect("security")


def _app_page(request: SignedIn, form: NewApp, secret: str, status: int) -> HttpResponse:
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret)).encode()
    image = "data:image/svg+xml;base64," + base64.b64encode(picture).decode("ascii")
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render(request, "access/add_app.html", {"form": form, "image": image, "secret": spaced}, status=status)


def _is_this(request: SignedIn, session: OpenSession) -> bool:
    return session.session_key == request.session.session_key


def _page(request: SignedIn, *, wrong: str = "", status: int = 200) -> HttpResponse:
    user: User = request.user
    noted = sessions.open_sessions(user)
    if not any(_is_this(request, each) for each in noted):
        sessions.note_session(user=user, seen=sessions.seen_in(request, get_client_ip(request)))
        noted = sessions.open_sessions(user)
    held = list(second_factor.factors(user))
    facts = {
        "open_sessions": [(each, _is_this(request, each)) for each in noted],
        "factors": held,
        "has_app": any(each.type == Authenticator.Type.TOTP for each in held),
        "codes_left": second_factor.unused_codes(user),
        "has_password": user.has_usable_password(),
        "wrong": wrong,
    }
    return render(request, "access/security.html", facts, status=status)
