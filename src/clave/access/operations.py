"""What can be done to people and their roles: the only writers of this app."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import journal, rules
from clave.access.demands import settle
from clave.access.models import OpenSession, PersonalValues, RoleGrant, User
from clave.access.policy import ROLE_NAMES, Action, FieldClass, Role, who_may


@transaction.atomic
def add_user(
    *,
    by: User | None,
    email: str,
    full_name: str,
    password: str,
    language: str = "en",
    roles: Iterable[Role] = (),
    reason: str,
) -> User:
    """Let somebody in, with the first roles; `by` is None on the command line."""
    refuse_unless(by, Action.ADD_USER)
    email = email.strip().lower()
    _refuse_bad_email(email)
    _refuse_unknown_language(language)
    _refuse_weak_password(password, User(email=email, full_name=full_name))
    user = User.objects.create_user(email, full_name=full_name.strip(), language=language, password=password)
    said = {"email": email, "full_name": user.full_name}
    journal.record(by=by, event="access.user.added", subject=user, personal=said, holds=FieldClass.F7)
    for role in roles:
        grant_role(by=by, user=user, role=role, reason=reason)
    return user


@transaction.atomic
def deactivate_user(*, by: User | None, user: User, reason: str) -> None:
    """End somebody's access at once; their open sessions end with their next request."""
    refuse_unless(by, Action.CHANGE_USER)
    rules.refuse_without_reason(reason)
    if by == user:
        raise rules.OwnAccess
    journal.lock()
    user.refresh_from_db()
    if not user.is_active:
        raise rules.AlreadyInactive(person=str(user))
    _refuse_last_administrator(user)
    _set_active(by=by, user=user, active=False, reason=reason)


@transaction.atomic
def reactivate_user(*, by: User | None, user: User, reason: str) -> None:
    """Give somebody back the access and the roles they had."""
    refuse_unless(by, Action.CHANGE_USER)
    rules.refuse_without_reason(reason)
    if by == user:
        raise rules.OwnAccess
    journal.lock()
    user.refresh_from_db()
    if user.is_active:
        raise rules.AlreadyActive(person=str(user))
    _set_active(by=by, user=user, active=True, reason=reason)


@transaction.atomic
def grant_role(*, by: User | None, user: User, role: Role, reason: str) -> RoleGrant:
    """Give somebody a role, for a reason."""
    refuse_unless(by, Action.GRANT_ROLE)
    rules.refuse_without_reason(reason)
    if by == user:
        raise rules.OwnRole
    journal.lock()
    held = _held(user)
    if role in held:
        raise rules.RoleAlreadyHeld(person=str(user))
    rules.refuse_mixed_roles(held, role)
    grant = RoleGrant.objects.create(user=user, role=role, reason=reason.strip(), granted_by=by)
    settle([user])
    after = {"role": role, "reason": grant.reason}
    journal.record(by=by, event="access.role.granted", subject=user, after=after, holds=FieldClass.F7)
    return grant


@transaction.atomic
def withdraw_role(*, by: User | None, user: User, role: Role, reason: str) -> None:
    """Take a role away from somebody, for a reason."""
    refuse_unless(by, Action.GRANT_ROLE)
    rules.refuse_without_reason(reason)
    if by == user:
        raise rules.OwnRole
    journal.lock()
    grant = RoleGrant.objects.filter(user=user, role=role, withdrawn_at=None).first()
    if grant is None:
        raise rules.RoleNotHeld(person=str(user))
    if role is Role.ADMINISTRATOR:
        _refuse_last_administrator(user)
    grant.withdrawn_by, grant.withdrawn_at, grant.withdrawn_reason = by, timezone.now(), reason.strip()
    grant.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    settle([user])
    said = {"role": role, "reason": grant.withdrawn_reason}
    journal.record(by=by, event="access.role.withdrawn", subject=user, before=said, holds=FieldClass.F7)


@transaction.atomic
def change_language(*, by: User, language: str) -> None:
    """Speak another language to this person from now on."""
    _refuse_unknown_language(language)
    before = {"language": by.language}
    by.language = language
    by.save(update_fields=["language"])
    after = {"language": language}
    journal.record(by=by, event="access.language.changed", subject=by, before=before, after=after, holds=FieldClass.F7)


@transaction.atomic
def erase_personal_values(*, by: User | None, subject_type: str, subject_id: str) -> int:
    """Erase what the history keeps about a person beside the chain; the chain itself stays whole. Says how many."""
    kept = PersonalValues.objects.filter(entry__subject_type=subject_type, entry__subject_id=subject_id, erased_at=None)
    erased = kept.update(content="", salt="", erased_at=timezone.now())
    journal.record(
        by=by,
        event="access.history.erased",
        subject=(subject_type, subject_id),
        after={"entries": erased},
        holds=FieldClass.F7,
    )
    return erased


@transaction.atomic
def rescue_user(*, user: User, password: str, reason: str) -> None:
    """Break the glass, on the server alone: a new password, no second factor, every session ended, the login open again."""
    rules.refuse_without_reason(reason)
    _refuse_weak_password(password, user)
    journal.lock()
    user.refresh_from_db()
    lost = {"was_active": user.is_active, "second_factor_since": user.second_factor_since}
    user.is_active, user.second_factor_since = True, None
    user.set_password(password)
    user.save(update_fields=["is_active", "password", "second_factor_since"])
    Authenticator.objects.filter(user=user).delete()
    OpenSession.objects.filter(user=user).delete()
    settle([user])
    said = {"reason": reason.strip()}
    journal.record(by=None, event="access.user.rescued", subject=user, before=lost, after=said, holds=FieldClass.F7)


def refuse_unless(by: User | None, action: Action) -> None:
    """The second gate: an operation asks again, whichever door was used."""
    if by is not None and not by.may(action):
        raise rules.NotAllowed(able=", ".join(gettext(ROLE_NAMES[role]) for role in who_may(action)))


def _refuse_bad_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise rules.EmailInvalid(email=email) from error
    if User.objects.filter(email=email).exists():
        raise rules.EmailTaken(email=email)


def _refuse_unknown_language(language: str) -> None:
    known = dict(settings.LANGUAGES)
    if language not in known:
        raise rules.LanguageUnknown(language=language, known=", ".join(known))


def _refuse_weak_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise rules.PasswordTooWeak(reasons=" ".join(error.messages)) from error


def _held(user: User) -> frozenset[Role]:
    grants = RoleGrant.objects.filter(user=user, withdrawn_at=None)
    return frozenset(Role(role) for role in grants.values_list("role", flat=True))


def _refuse_last_administrator(user: User) -> None:
    seats = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, withdrawn_at=None, user__is_active=True)
    holders = set(seats.values_list("user_id", flat=True))
    rules.refuse_last_administrator(person=str(user), holds_role=user.pk in holders, administrators=len(holders))


def _set_active(*, by: User | None, user: User, active: bool, reason: str) -> None:
    user.is_active = active
    user.save(update_fields=["is_active"])
    settle([user])
    event = "access.user.reactivated" if active else "access.user.deactivated"
    journal.record(by=by, event=event, subject=user, after={"reason": reason.strip()}, holds=FieldClass.F7)
