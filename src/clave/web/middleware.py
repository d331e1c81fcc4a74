"""What every request passes through: its number, the browser's limits, the session's age, the reader's language."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import timezone, translation

from clave.access import doors, sessions
from clave.access.models import User
from clave.access.requests import request_id

Answer = Callable[[HttpRequest], HttpResponse]
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class RequestIds:
    """Gives every request a number of its own, which the history and the answer quote."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid.uuid4().hex
        token = request_id.set(number)
        request.META["REQUEST_NUMBER"] = number  # the log writes of some answers when this is left behind
        try:
            response = self.get_response(request)
            number = request_id.get()  # a door of the API adds the token that asked
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = number
        return response


class SecurityHeaders:
    """Tells the browser to take nothing from elsewhere, and to keep no page of a signed-in person."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if hasattr(request, "user") and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class SessionLimits:
    """Signs a person out after half an hour without a request, and after twelve hours in any case."""

    NOTED_EVERY_SECONDS = 60

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            self._watch(request, request.user, time.time())
        return self.get_response(request)

    def _watch(self, request: HttpRequest, person: User, now: float) -> None:
        session = request.session
        since = session.setdefault("signed_in_at", now)
        seen = session.setdefault("seen_at", now)
        if now - seen > settings.SESSION_IDLE_SECONDS or now - since > settings.SESSION_LONGEST_SECONDS:
            logout(request)
        elif now - seen > self.NOTED_EVERY_SECONDS:
            session["seen_at"] = now
            sessions.note_session(user=person, seen=sessions.seen_in(request, get_client_ip(request)))


class SecondFactorGate:
    """Opens nothing but signing out and setting one up to who must have a second factor and has none."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[object], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """The page that says what is missing, in place of any page that is open to some roles only."""
        person = request.user
        if not isinstance(person, User) or not person.waits_for_second_factor(timezone.localdate()):
            return None
        if getattr(view, "opens_to", None) in (doors.PUBLIC, doors.SIGNED_IN):
            return None
        return render(request, "access/second_factor_due.html", status=403)


class UserLanguage(LocaleMiddleware):
    """Speaks the language a person chose; to a stranger, the one of the cookie or the browser."""

    def process_request(self, request: HttpRequest) -> None:
        if not request.user.is_authenticated or request.user.language not in dict(settings.LANGUAGES):
            super().process_request(request)
            return
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()
