"""What can be done with tokens of the API: make one, revoke one, and find whose it is."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from clave.access import journal, rules
from clave.access.lending import TokenScope, useful_scopes
from clave.access.models import ApiToken, User
from clave.access.operations import refuse_unless
from clave.access.policy import Action, FieldClass, Scope

PREFIX = "clave_"
SHOWN = 12


@transaction.atomic
def make_token(
    *, by: User | None, owner: User, name: str, scopes: Collection[TokenScope], days: int
) -> tuple[ApiToken, str]:
    """A new token of one's own, and its secret, which is told here and never again; `by` is None on the command line.

    Raises TokenOfAnother, OwnerInactive and ScopeOfNoUse, and what `rules.refuse_token` raises.
    """
    if by not in (None, owner):
        raise rules.TokenOfAnother
    if not owner.is_active:
        raise rules.OwnerInactive(person=str(owner))
    refuse_unless(owner, Action.HOLD_TOKENS)
    journal.lock()
    rules.refuse_token(name=name, scopes=scopes, days=days, live=len(live_tokens(owner)))
    _refuse_idle_scopes(owner, scopes)
    secret, now = PREFIX + secrets.token_urlsafe(32), timezone.now()
    made = ApiToken.objects.create(
        owner=owner,
        name=name.strip(),
        scopes=[scope.value for scope in TokenScope if scope in scopes],
        start=secret[:SHOWN],
        digest=digest_of(secret),
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    after = {"name": made.name, "scopes": made.scopes, "start": made.start, "expires_at": made.expires_at.isoformat()}
    journal.record(by=by, event="access.token.made", subject=made, after=after, holds=FieldClass.F7)
    return made, secret


@transaction.atomic
def revoke_token(*, by: User | None, token: ApiToken) -> None:
    """End a token at once: one's own, or anybody's for who manages users; `by` is None on the command line."""
    refuse_unless(by, Action.HOLD_TOKENS)
    if by is not None and token.owner_id != by.pk and by.writes(FieldClass.F7) is not Scope.ALL:
        refuse_unless(by, Action.CHANGE_USER)
    journal.lock()
    token.refresh_from_db()
    if token.revoked_at is not None:
        raise rules.TokenEnded(token=token.name)
    token.revoked_at, token.revoked_by = timezone.now(), by
    token.save(update_fields=["revoked_at", "revoked_by"])
    before = {"name": token.name, "start": token.start}
    journal.record(by=by, event="access.token.revoked", subject=token, before=before, holds=FieldClass.F7)


def scopes_of_use(owner: User) -> tuple[TokenScope, ...]:
    """The scopes that lend anything of what this person may do."""
    return useful_scopes(owner.roles, (action for action in Action if owner.may(action)))


def live_tokens(owner: User) -> list[ApiToken]:
    """The tokens of a person that open something now."""
    return list(ApiToken.objects.filter(owner=owner, revoked_at=None, expires_at__gt=timezone.now()))


def holder_of(secret: str) -> ApiToken | None:
    """The live token with this secret, its owner's rights cut down to what it lends; None for any other word."""
    found = ApiToken.objects.filter(digest=digest_of(secret)).select_related("owner").first()
    if found is None or not found.is_live or not found.owner.is_active:
        return None
    found.owner.lent = found.loan
    return found


def count_use(token: ApiToken, most: int) -> bool:
    """Count one request in this minute, over all processes; False where the token has asked `most` times already."""
    now = timezone.now()
    minute = int(now.timestamp()) // 60
    asked = Case(When(minute=minute, then=F("asked_in_minute") + 1), default=Value(1))
    free = ApiToken.objects.filter(~Q(minute=minute) | Q(asked_in_minute__lt=most), pk=token.pk)
    return bool(free.update(asked_in_minute=asked, minute=minute, last_used_at=now))


def digest_of(secret: str) -> str:
    """What is kept of a secret: it is 256 random bits, so that one round of SHA-256 cannot be guessed back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _refuse_idle_scopes(owner: User, scopes: Collection[TokenScope]) -> None:
    """A token that promises what its owner may not do misleads whoever builds on it."""
    useful = scopes_of_use(owner)
    if idle := [scope.value for scope in TokenScope if scope in scopes and scope not in useful]:
        raise rules.ScopeOfNoUse(scopes=", ".join(idle), person=str(owner), useful=", ".join(useful))
