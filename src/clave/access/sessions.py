"""Where somebody is signed in, and what can be done about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from clave.access import journal
from clave.access.models import OpenSession, User
from clave.access.policy import FieldClass

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Seen:
    """What a request says of the browser that sent it."""

    session_key: str
    address: str | None
    browser: str


def seen_in(request: HttpRequest, address: str | None) -> Seen:
    """The browser and system in two words; the rest of what it says of itself is not kept."""
    said = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in BROWSERS if sign in said), "")
    system = next((name for sign, name in SYSTEMS if sign in said), "")
    return Seen(request.session.session_key or "", address, " · ".join(word for word in (browser, system) if word))


def note_session(*, user: User, seen: Seen) -> None:
    """Remember that this browser was seen now."""
    facts = {"user": user, "address": seen.address, "browser": seen.browser, "seen_at": timezone.now()}
    OpenSession.objects.update_or_create(session_key=seen.session_key, defaults=facts)


def open_sessions(user: User) -> list[OpenSession]:
    """The browsers in which this person is signed in, the one seen last first."""
    unused = timezone.now() - timedelta(seconds=settings.SESSION_IDLE_SECONDS + 60)
    noted = list(OpenSession.objects.filter(user=user, seen_at__gt=unused))
    live = set(Session.objects.filter(pk__in=[each.session_key for each in noted]).values_list("pk", flat=True))
    return [each for each in noted if each.session_key in live]


@transaction.atomic
def end_sessions(*, by: User | None, user: User, sessions: Collection[OpenSession], reason: str = "") -> int:
    """Sign somebody out of these browsers at once, and say of how many."""
    keys = [each.session_key for each in sessions if each.user_id == user.pk]
    Session.objects.filter(pk__in=keys).delete()
    OpenSession.objects.filter(session_key__in=keys).delete()
    if keys:
        after = {"sessions": len(keys)} | ({"reason": reason} if reason else {})
        journal.record(by=by, event="access.sessions.ended", subject=user, after=after, holds=FieldClass.F7)
    return len(keys)


@transaction.atomic
def sweep_sessions() -> int:
    """Forget browsers whose session is over; nothing of who was where is kept longer."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    unused = timezone.now() - timedelta(seconds=settings.SESSION_LONGEST_SECONDS)
    return OpenSession.objects.filter(seen_at__lt=unused).delete()[0]
