"""The private calendar address of a person: made, renewed and revoked by its owner, and counted when it is read."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from clave.access import journal
from clave.access.models import User
from clave.access.policy import Action, FieldClass
from clave.access.tokens import digest_of
from clave.sponsorship.models import CalendarAddress
from clave.value.operations.moves import refuse_unless

READS_A_MINUTE = 10
"""A calendar asks a few times an hour; who asks more often than this is put off."""


@transaction.atomic
def make_address(*, by: User) -> tuple[CalendarAddress, str]:
    """A new address of one's own and the word in it, told here and never again; the one before ends at once."""
    refuse_unless(by, Action.PLAN_VISITS)
    journal.lock()
    _end_live(by)
    word = secrets.token_urlsafe(32)
    made = CalendarAddress.objects.create(owner=by, digest=digest_of(word))
    journal.record(by=by, event="sponsorship.calendar.made", subject=made, holds=FieldClass.F7)
    return made, word


@transaction.atomic
def revoke_address(*, by: User) -> int:
    """End one's own address at once; how many were live."""
    refuse_unless(by, Action.PLAN_VISITS)
    journal.lock()
    return _end_live(by)


def owner_of(word: str) -> User | None:
    """Whose calendar this word opens now; None where it opens none, or is asked for too often in this minute."""
    live = CalendarAddress.objects.filter(digest=digest_of(word), revoked_at=None, owner__is_active=True)
    found = live.select_related("owner").first()
    if found is None or not found.owner.may(Action.PLAN_VISITS):
        return None
    return found.owner if _counted(found) else None


def _counted(address: CalendarAddress) -> bool:
    """Count one reading in this minute, over all processes."""
    now = timezone.now()
    minute = int(now.timestamp()) // 60
    asked = Case(When(minute=minute, then=F("asked_in_minute") + 1), default=Value(1))
    free = CalendarAddress.objects.filter(~Q(minute=minute) | Q(asked_in_minute__lt=READS_A_MINUTE), pk=address.pk)
    return bool(free.update(asked_in_minute=asked, minute=minute, last_read_at=now))


def _end_live(owner: User) -> int:
    ended = 0
    for row in CalendarAddress.objects.filter(owner=owner, revoked_at=None):
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        journal.record(by=owner, event="sponsorship.calendar.revoked", subject=row, holds=FieldClass.F7)
        ended += 1
    return ended
