"""Saved mappings and the locked period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import journal
from clave.access.policy import ROLE_NAMES, Action, FieldClass, who_may
from clave.access.rules import NotAllowed
from clave.analytics.schema import KINDS
from clave.analytics.sources import Profile
from clave.ledger import queries
from clave.ledger.models import MappingProfile, PeriodLock
from clave.ledger.operations.moves import refuse_unless
from clave.ledger.operations.read import uploadable
from clave.ledger.refusals import LockMovesBack, ProfileChanged, ProfileInvalid

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def save_profile(*, by: User | None, kind: str, name: str, toml: str, version: int | None = None) -> MappingProfile:
    """Keep a mapping under a name; `version` is that of the profile it replaces, None for a new name."""
    refuse_unless(by, kind)
    _refuse_unknown_columns(kind, uploadable(toml))
    journal.lock()
    held = MappingProfile.objects.filter(kind=kind, name=name).first()
    if held and held.version != version:
        raise ProfileChanged(name=name, by=held.saved_by or gettext("the command line"))
    before = {"toml": held.toml} if held else None
    row = held or MappingProfile(kind=kind, name=name, version=0)
    row.toml, row.version, row.saved_by, row.saved_at = toml, row.version + 1, by, timezone.now()
    row.save()
    after = {"toml": toml, "version": row.version}
    journal.record(by=by, event="ledger.profile.saved", subject=row, before=before, after=after, holds=FieldClass.F0)
    return row


def _refuse_unknown_columns(kind: str, toml: str) -> None:
    known = {column.name for column in (*KINDS[kind].columns, *KINDS[kind].inputs)}
    if unknown := sorted(set(Profile.from_toml(toml).columns) - known):
        raise ProfileInvalid(reason="[columns] " + ", ".join(unknown))


@transaction.atomic
def lock_period(*, by: User | None, locked_until: date, reason: str = "") -> PeriodLock:
    """Close the books up to a day; opening a closed period again needs a reason."""
    if by is not None and not by.may(Action.LOCK_PERIOD):
        raise NotAllowed(able=", ".join(gettext(ROLE_NAMES[role]) for role in who_may(Action.LOCK_PERIOD)))
    before = queries.locked_until()
    if before and locked_until < before and not reason.strip():
        raise LockMovesBack(locked_until=before)
    row = PeriodLock.objects.create(locked_until=locked_until, reason=reason.strip(), by=by)
    journal.record(
        by=by,
        event="ledger.period.locked",
        subject=row,
        before={"locked_until": before},
        after={"locked_until": locked_until, "reason": row.reason},
        holds=FieldClass.F0,
    )
    return row
