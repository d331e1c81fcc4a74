"""What can be done about second factors: set one up, remove it, new recovery codes, and who must have one."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext

from clave.access import journal, rules
from clave.access.demands import demanded, settle
from clave.access.models import User
from clave.access.operations import refuse_unless
from clave.access.policy import Action, FieldClass

CODES = Authenticator.Type.RECOVERY_CODES


@transaction.atomic
def add_app(*, by: User, secret: str, code: str) -> list[str]:
    """Set up an authenticator app that shows the right code; gives the recovery codes where it is the first factor."""
    journal.lock()
    if Authenticator.objects.filter(user=by, type=Authenticator.Type.TOTP).exists():
        raise rules.AppAlreadySetUp
    if not validate_totp_code(secret, code):
        raise rules.CodeWrong
    return _added(by, TOTP.activate(by, secret).instance)


@transaction.atomic
def add_passkey(*, by: User, name: str, credential: dict[str, Any]) -> list[str]:
    """Keep a passkey whose ceremony was checked; gives the recovery codes where it is the first factor."""
    journal.lock()
    return _added(by, WebAuthn.add(by, name.strip(), credential).instance)


@transaction.atomic
def remove_factor(*, by: User, factor: Authenticator) -> None:
    """Remove an app or a passkey of one's own; the last one stays where the roles need one."""
    journal.lock()
    others = factors(by).exclude(pk=factor.pk)
    by.refresh_from_db(fields=["second_factor_due_on"])
    if not others.exists() and by.second_factor_due_on is not None:
        raise rules.LastFactor
    kind = factor.type
    factor.delete()
    if not others.exists():
        Authenticator.objects.filter(user=by).delete()
        _set_since(by, None)
    journal.record(by=by, event="access.factor.removed", subject=by, before={"kind": kind}, holds=FieldClass.F7)


@transaction.atomic
def renew_codes(*, by: User) -> list[str]:
    """Ten new recovery codes; the old ones open nothing any more."""
    journal.lock()
    if not factors(by).exists():
        raise rules.FactorMissing
    Authenticator.objects.filter(user=by, type=CODES).delete()
    codes: list[str] = RecoveryCodes.activate(by).generate_codes()
    journal.record(by=by, event="access.factor.codes_renewed", subject=by, holds=FieldClass.F7)
    return codes


@transaction.atomic
def reset_factors(*, by: User | None, user: User, reason: str) -> None:
    """Take every second factor from somebody who lost theirs; where one is demanded, the days of grace begin anew."""
    refuse_unless(by, Action.CHANGE_USER)
    rules.refuse_without_reason(reason)
    if by == user:
        raise rules.OwnAccess
    journal.lock()
    if not Authenticator.objects.filter(user=user).exists():
        raise rules.FactorMissing
    Authenticator.objects.filter(user=user).delete()
    _set_since(user, None)
    settle([user])
    said = {"reason": reason.strip()}
    journal.record(by=by, event="access.factor.reset", subject=user, after=said, holds=FieldClass.F7)


@transaction.atomic
def demand(*, by: User, whom: rules.Demanded, grace_days: int, version: int) -> None:
    """Say who must have a second factor, and how many days they have from today."""
    refuse_unless(by, Action.CHANGE_USER)
    if not 0 <= grace_days <= rules.GRACE_DAYS_MOST:
        raise rules.GraceOutOfRange(most=rules.GRACE_DAYS_MOST)
    journal.lock()
    found = demanded()
    if found.version != version:
        now, yours = (gettext(rules.DEMANDED_NAMES[each]) for each in (rules.Demanded(found.whom), whom))
        raise rules.DemandChanged(now=now, days=found.grace_days, yours=yours)
    before = {"whom": found.whom, "grace_days": found.grace_days}
    found.whom, found.grace_days, found.version = whom.value, grace_days, version + 1
    found.save()
    User.objects.get_queryset().update(second_factor_due_on=None)
    settle(User.objects.filter(is_active=True).prefetch_related("grants"))
    after = {"whom": found.whom, "grace_days": grace_days}
    journal.record(
        by=by, event="access.factor.demanded", subject=found, before=before, after=after, holds=FieldClass.F7
    )


def factors(user: User) -> Any:
    """The apps and passkeys of a person; recovery codes are none of their own."""
    return Authenticator.objects.filter(user=user).exclude(type=CODES).order_by("created_at", "pk")


def unused_codes(user: User) -> int:
    """How many recovery codes are left."""
    found = Authenticator.objects.filter(user=user, type=CODES).first()
    return len(found.wrap().get_unused_codes()) if found else 0


def _added(by: User, factor: Authenticator) -> list[str]:
    first = factors(by).count() == 1
    if first:
        Authenticator.objects.filter(user=by, type=CODES).delete()
        _set_since(by, factor.created_at)
    journal.record(by=by, event="access.factor.added", subject=by, after={"kind": factor.type}, holds=FieldClass.F7)
    codes: list[str] = RecoveryCodes.activate(by).generate_codes() if first else []
    return codes


def _set_since(user: User, since: Any) -> None:
    user.second_factor_since = since
    user.save(update_fields=["second_factor_since"])
