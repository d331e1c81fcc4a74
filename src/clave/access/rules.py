"""What is refused when people are let in, given roles and sent away."""

from __future__ import annotations

from collections.abc import Collection

from clave.access.policy import Role
from clave.kit.refusals import Refusal, gettext_noop


class NotAllowed(Refusal):
    code = "NOT_ALLOWED"
    template = gettext_noop("Your roles do not allow this. It can be done by: %(able)s.")
    http_status = 403


class EmailTaken(Refusal):
    code = "EMAIL_TAKEN"
    template = gettext_noop("%(email)s already signs in here. Open that person and give the role there.")


class EmailInvalid(Refusal):
    code = "EMAIL_INVALID"
    template = gettext_noop("%(email)s is not an e-mail address. Write it like name@example.com.")
    http_status = 422


class PasswordTooWeak(Refusal):
    code = "PASSWORD_TOO_WEAK"
    template = gettext_noop("The password cannot be used. %(reasons)s")
    http_status = 422


class LanguageUnknown(Refusal):
    code = "LANGUAGE_UNKNOWN"
    template = gettext_noop("Clave does not speak %(language)s. Choose one of: %(known)s.")
    http_status = 422


class OwnRole(Refusal):
    code = "OWN_ROLE"
    template = gettext_noop("Nobody changes their own roles. Ask another administrator.")
    http_status = 403


class OwnAccess(Refusal):
    code = "OWN_ACCESS"
    template = gettext_noop("Nobody takes away or gives back their own access. Ask another administrator.")
    http_status = 403


class ReasonMissing(Refusal):
    code = "REASON_MISSING"
    template = gettext_noop("Say why: the reason stays in the history.")
    http_status = 422


class RoleAlreadyHeld(Refusal):
    code = "ROLE_ALREADY_HELD"
    template = gettext_noop("%(person)s already holds this role. Nothing was changed.")


class RoleNotHeld(Refusal):
    code = "ROLE_NOT_HELD"
    template = gettext_noop("%(person)s does not hold this role. Nothing was changed.")


class RolesDoNotMix(Refusal):
    code = "ROLES_DO_NOT_MIX"
    template = gettext_noop("An API client is no person: it holds that role alone. Add a login of its own for it.")


class LastAdministrator(Refusal):
    code = "LAST_ADMINISTRATOR"
    template = gettext_noop("%(person)s is the last administrator. Make somebody else administrator first.")


class AlreadyInactive(Refusal):
    code = "ALREADY_INACTIVE"
    template = gettext_noop("%(person)s is inactive already. Nothing was changed.")


class AlreadyActive(Refusal):
    code = "ALREADY_ACTIVE"
    template = gettext_noop("%(person)s is active already. Nothing was changed.")


class SecretOnCommandLine(Refusal):
    code = "SECRET_ON_COMMAND_LINE"
    template = gettext_noop(
        "A password on the command line can be read by others on this machine. "
        "Leave it out to be asked for it, or use --password-file or CLAVE_PASSWORD. Nothing was changed."
    )


def refuse_without_reason(reason: str) -> None:
    """Every change of rights says why."""
    if not reason.strip():
        raise ReasonMissing


def refuse_mixed_roles(held: Collection[Role], granted: Role) -> None:
    """An API client holds no second role, and nobody else becomes one."""
    if held and (granted is Role.API_CLIENT or Role.API_CLIENT in held):
        raise RolesDoNotMix


def refuse_last_administrator(*, person: str, holds_role: bool, administrators: int) -> None:
    """Somebody must always be able to let people in."""
    if holds_role and administrators <= 1:
        raise LastAdministrator(person=person)
