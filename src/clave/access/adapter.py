"""How django-allauth is used here: sign-in only, nobody signs up, guesses counted per person and address."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from clave.access import journal, seeds, sessions
from clave.access.models import User
from clave.access.policy import FieldClass


class ClosedHouse(DefaultAccountAdapter):  # type: ignore[misc]
    """A house whose administrator lets people in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return str(settings.LOGIN_REDIRECT_URL)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong guesses count per person and address, so that a stranger elsewhere cannot lock a person out."""
        return f"{credentials.get('email', '').lower()}|{self.get_client_ip(request)}"

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Note the sign-in in the history."""
        with transaction.atomic():
            sessions.note_session(user=user, seen=sessions.seen_in(request, self.get_client_ip(request)))
            by_what = {
                "by": [record.get("type", record["method"]) for record in get_authentication_records(request, user)]
            }
            journal.record(by=user, event="access.user.signed_in", subject=user, after=by_what, holds=FieldClass.F7)
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: what an authenticator app and a passkey call this house and the person; seeds are kept encrypted."""

    def encrypt(self, text: str) -> str:
        """A seed as the database keeps it."""
        return seeds.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A seed as it was."""
        return seeds.opened(encrypted_text)

    def _get_site_name(self) -> str:
        return "Clave"
