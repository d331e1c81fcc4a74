"""Telling people: what is new is noted once, put into one e-mail, and that is tried until the mail server takes it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from clave.access import journal
from clave.access.models import User as Person
from clave.access.policy import FieldClass
from clave.notices.letters import letter
from clave.notices.models import Digest, Notice, Preference
from clave.notices.queries import Wish, wanted_news, wish_of
from clave.notices.rules import Cadence, Kind, News, State, is_due, wait_after

if TYPE_CHECKING:
    from clave.access.models import User

AT_WORK = timedelta(minutes=10)
"""So long nobody else tries a digest that is being sent."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Due:
    """Somebody to be written to, with what is new for them."""

    user: Person
    news: list[News]


@transaction.atomic
def choose(*, by: User, cadence: Cadence, kinds: Collection[Kind]) -> Preference:
    """Say what one wants to be told of, and how often by e-mail."""
    before = wish_of(by)
    muted = sorted(set(Kind) - set(kinds))
    row, _ = Preference.objects.update_or_create(user=by, defaults={"cadence": cadence, "muted": muted})
    journal.record(
        by=by,
        event="notices.preferences.saved",
        subject=row,
        before={"cadence": before.cadence, "muted": sorted(before.muted)},
        after={"cadence": cadence, "muted": muted},
        holds=FieldClass.F7,
    )
    take_notice(user=by, on=timezone.localdate())
    return row


@transaction.atomic
def stop_mail(*, by: User) -> None:
    """Write no more e-mails to this person; what they are told of in Clave stays as it is."""
    wish = wish_of(by)
    if wish.cadence is not Cadence.NONE:
        choose(by=by, cadence=Cadence.NONE, kinds=set(Kind) - wish.muted)
    Digest.objects.filter(user=by, state=State.WAITING).update(state=State.SETTLED)


@transaction.atomic
def take_notice(*, user: User, on: date) -> list[News]:
    """Note what is new for a person, forget what is settled, and count what is unread; the news of the day comes back."""
    with translation.override(user.language):
        found = wanted_news(user, on)
    news = {each.key: each for each in found}
    Notice.objects.visible_to(user).exclude(key__in=news).delete()
    held = set(Notice.objects.visible_to(user).values_list("key", flat=True))
    rows = [Notice(user=user, key=key, kind=each.kind) for key, each in news.items() if key not in held]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    _count(user)
    return list(news.values())


@transaction.atomic
def read(*, by: User, key: str = "") -> None:
    """Say that one has read a piece of news, or all of them where none is named."""
    take_notice(user=by, on=timezone.localdate())
    unread = Notice.objects.visible_to(by).filter(read_at=None)
    (unread.filter(key=key) if key else unread).update(read_at=timezone.now())
    _count(by)


@transaction.atomic
def unread(*, by: User, key: str) -> None:
    """Put a piece of news back among the unread ones."""
    Notice.objects.visible_to(by).filter(key=key).update(read_at=None)
    _count(by)


def notice_everybody(*, on: date) -> int:
    """Note what is new for everybody who signs in; says for how many."""
    noted = 0
    for person in list(_people()):
        try:
            take_notice(user=person, on=on)
            noted += 1
        except Exception:  # what one person is told must not depend on another
            log.exception("person %s was not told; tried again", person.pk)
    return noted


def due_on(*, on: date, cadence: Cadence | None = None) -> Iterable[Due]:
    """Everybody to be written to on a day with what was not in an e-mail yet; a cadence given counts instead of their own."""
    for person, wish in _to_write(on, cadence):
        with translation.override(person.language):
            news = wanted_news(person, on, wish)
        if fresh := _fresh(person, news):
            yield Due(person, fresh)


def _to_write(on: date, cadence: Cadence | None) -> Iterable[tuple[Person, Wish]]:
    """Who wants an e-mail on a day and has none yet, each with what they want."""
    written = set(Digest.objects.filter(on=on).values_list("user", flat=True))
    for person in _people():
        wish = wish_of(person)
        wanted = wish.cadence is not Cadence.NONE and (cadence or is_due(wish.cadence, on))
        if wanted and person.email and person.pk not in written:
            yield person, wish


def _fresh(person: Person, news: Iterable[News]) -> list[News]:
    """Of the news those that were in no e-mail yet."""
    told = set(Notice.objects.visible_to(person).exclude(digest=None).values_list("key", flat=True))
    return [each for each in news if each.key not in told]


def write_digests(*, on: date, cadence: Cadence | None = None) -> int:
    """Put what is new into one e-mail a person and day, to be sent; doing it again changes nothing."""
    written = 0
    for person, _ in _to_write(on, cadence):
        with transaction.atomic():
            written += _write(person, on)
    return written


def _write(person: Person, on: date) -> bool:
    """Put what is new for one person into the e-mail of a day; whether there was anything."""
    keys = [each.key for each in _fresh(person, take_notice(user=person, on=on))]
    if not keys:
        return False
    digest, is_new = Digest.objects.get_or_create(user=person, on=on)
    if is_new:
        Notice.objects.visible_to(person).filter(key__in=keys, digest=None).update(digest=digest)
    return is_new


def send_waiting(*, now: datetime | None = None) -> tuple[int, int]:
    """Try to send every digest whose time has come; how many went out, and how many wait for another try."""
    now, sent, failed = now or timezone.now(), 0, 0
    for digest in Digest.objects.filter(state=State.WAITING, next_try_at__lte=now).select_related("user"):
        if _claim(digest, now):
            went = _send(digest, now)
            sent, failed = sent + went, failed + (not went)
    return sent, failed


def _claim(digest: Digest, now: datetime) -> bool:
    """Take a digest for oneself, so that no other process sends it too."""
    mine = Digest.objects.filter(pk=digest.pk, state=State.WAITING, next_try_at=digest.next_try_at)
    return bool(mine.update(next_try_at=now + AT_WORK, tries=F("tries") + 1))


def _send(digest: Digest, now: datetime) -> bool:
    """Send what still holds of a digest and may still be seen; a mail server that fails is asked again later."""
    tries = digest.tries + 1
    news = _still(digest, timezone.localdate(now))
    if not news:
        _ended(digest, state=State.SETTLED, event="notices.digest.settled")
        return True
    try:
        with translation.override(digest.user.language):
            letter(digest, news).send()
    except (OSError, SMTPException) as error:
        log.warning("digest %s was not sent, try %s: %s", digest.pk, tries, type(error).__name__)
        words = f"{type(error).__name__}: {error}"[:120]
        Digest.objects.filter(pk=digest.pk).update(next_try_at=now + wait_after(tries), last_error=words)
        return False
    _ended(digest, state=State.SENT, event="notices.digest.sent", sent_at=now, last_error="")
    return True


def _still(digest: Digest, on: date) -> list[News]:
    """What of a digest is still to be told: visible to the person now, wanted now, and not settled."""
    if not digest.user.is_active or wish_of(digest.user).cadence is Cadence.NONE:
        return []
    with translation.override(digest.user.language):
        found = wanted_news(digest.user, on)
    keys = set(digest.notices.values_list("key", flat=True))
    return [each for each in found if each.key in keys]


@transaction.atomic
def _ended(digest: Digest, *, event: str, **facts: Any) -> None:
    Digest.objects.filter(pk=digest.pk).update(**facts)
    journal.record(by=None, event=event, subject=digest, after={"on": digest.on}, holds=FieldClass.F7)


def _people() -> Iterable[Person]:
    """Everybody who signs in and holds a role."""
    everybody = Person.objects.get_queryset().filter(is_active=True, grants__withdrawn_at=None, grants__isnull=False)
    return everybody.distinct().prefetch_related("grants").order_by("pk")


def _count(user: User) -> None:
    """Keep beside the person how many are unread, so that every page shows it without asking."""
    user.unread_notices = Notice.objects.visible_to(user).filter(read_at=None).count()
    Person.objects.get_queryset().filter(pk=user.pk).update(unread_notices=user.unread_notices)
