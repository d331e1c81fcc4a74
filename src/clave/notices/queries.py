"""What a person is told of now, what of it is new, and how the mail goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings

from clave.notices.models import Digest, Notice, Preference
from clave.notices.rules import Cadence, Kind, News, State
from clave.notices.sources import news_of

if TYPE_CHECKING:
    from clave.access.models import User

SHOWN_DIGESTS = 100


@dataclass(frozen=True)
class Wish:
    """What a person wants to be told of, and how often by e-mail."""

    cadence: Cadence = Cadence.DAILY
    muted: frozenset[Kind] = frozenset()


@dataclass(frozen=True)
class Told:
    """One piece of news with what this person did about it."""

    news: News
    first_at: datetime | None = None
    read_at: datetime | None = None

    @property
    def is_unread(self) -> bool:
        """Whether they have not said that they read it."""
        return self.read_at is None


@dataclass(frozen=True)
class MailRoom:
    """How the mail goes: the latest digests, how many wait, and how many of those were tried in vain."""

    digests: list[Digest]
    waiting: int
    failing: int


def mail_is_set_up() -> bool:
    """Whether Clave knows a mail server."""
    return bool(settings.EMAIL_HOST)


def wish_of(user: User) -> Wish:
    """What this person chose; everything, every day, until they choose."""
    row = Preference.objects.visible_to(user).first()
    known = set(Kind)
    return Wish(Cadence(row.cadence), frozenset(Kind(k) for k in row.muted if k in known)) if row else Wish()


def wanted_news(user: User, on: date, wish: Wish | None = None) -> list[News]:
    """The news of a day of the kinds that this person wants."""
    muted = (wish or wish_of(user)).muted
    return [each for each in news_of(user, on) if each.kind not in muted]


def told_to(user: User, on: date) -> list[Told]:
    """What this person is told of now: unread first, the latest first; words found anew, for what they may see now."""
    held = {row.key: row for row in Notice.objects.visible_to(user)}
    found = []
    for each in wanted_news(user, on):
        row = held.get(each.key)
        found.append(Told(each, row.first_at, row.read_at) if row else Told(each))
    latest = sorted(found, key=lambda told: told.first_at.timestamp() if told.first_at else float("inf"), reverse=True)
    return sorted(latest, key=lambda told: not told.is_unread)


def mail_room(user: User) -> MailRoom:
    """The latest e-mails, those that wait first."""
    seen = Digest.objects.visible_to(user)
    waiting = list(seen.filter(state=State.WAITING).select_related("user"))
    gone = seen.exclude(state=State.WAITING).select_related("user")[:SHOWN_DIGESTS]
    return MailRoom([*waiting, *gone], len(waiting), sum(row.tries > 0 for row in waiting))
