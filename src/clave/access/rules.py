"""What is refused when people are let in, given roles and sent away."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from clave.access.policy import FIELDS, FieldClass, Role, Scope
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


class TokenUnnamed(Refusal):
    code = "TOKEN_UNNAMED"
    template = gettext_noop("Give the token a name that says what will use it.")
    http_status = 422


class TokenLendsNothing(Refusal):
    code = "TOKEN_LENDS_NOTHING"
    template = gettext_noop("Choose at least one thing that the token may do.")
    http_status = 422


class TokenDaysOutOfRange(Refusal):
    code = "TOKEN_DAYS_OUT_OF_RANGE"
    template = gettext_noop("A token lives between 1 and %(most)s days. Choose fewer, and make a new one in time.")
    http_status = 422


class TokenOfAnother(Refusal):
    code = "TOKEN_OF_ANOTHER"
    template = gettext_noop("A token acts in the name of its owner: each person makes their own.")
    http_status = 403


class OwnerInactive(Refusal):
    code = "OWNER_INACTIVE"
    template = gettext_noop("%(person)s cannot sign in any more, so no token acts for them. Name somebody else.")


class ScopeOfNoUse(Refusal):
    code = "SCOPE_OF_NO_USE"
    template = gettext_noop("%(person)s may do nothing of: %(scopes)s. Choose from: %(useful)s. No token was made.")
    http_status = 422


class PersonUnknown(Refusal):
    code = "PERSON_UNKNOWN"
    template = gettext_noop("Nobody signs in as %(email)s. The command “clave user list” prints everybody who does.")
    http_status = 404


class TokenUnknown(Refusal):
    code = "TOKEN_UNKNOWN"
    template = gettext_noop("There is no token %(number)s. The command “clave token list” prints them all.")
    http_status = 404


class TooManyTokens(Refusal):
    code = "TOO_MANY_TOKENS"
    template = gettext_noop("You hold %(count)s tokens that are live. Revoke one that nothing uses any more first.")


class TokenEnded(Refusal):
    code = "TOKEN_ENDED"
    template = gettext_noop("%(token)s was revoked before. Nothing was changed.")


class PasswordWrong(Refusal):
    code = "PASSWORD_WRONG"
    template = gettext_noop("That is not your password. Nothing was changed.")
    http_status = 422


class CodeWrong(Refusal):
    code = "CODE_WRONG"
    template = gettext_noop(
        "The code does not fit. Type the six digits that the app shows now, and check that the clock of the phone is right."
    )
    http_status = 422


class PasskeyNotTaken(Refusal):
    code = "PASSKEY_NOT_TAKEN"
    template = gettext_noop("The passkey was not made for this page, or too long ago. Load the page and try once more.")
    http_status = 422


class AppAlreadySetUp(Refusal):
    code = "APP_ALREADY_SET_UP"
    template = gettext_noop("An authenticator app is set up already. Remove it first to set up another one.")


class FactorMissing(Refusal):
    code = "FACTOR_MISSING"
    template = gettext_noop("There is no second factor to do this with. Set one up first.")


class LastFactor(Refusal):
    code = "LAST_FACTOR"
    template = gettext_noop(
        "Your roles need a second factor and this is the only one. Add another one first, then remove this."
    )


class GraceOutOfRange(Refusal):
    code = "GRACE_OUT_OF_RANGE"
    template = gettext_noop("People have between 0 and %(most)s days to set it up. Choose fewer.")
    http_status = 422


class DemandChanged(Refusal):
    code = "DEMAND_CHANGED"
    template = gettext_noop(
        "Somebody changed this meanwhile: now it says “%(now)s”, %(days)s days. You wrote “%(yours)s”. Choose again."
    )


class Demanded(StrEnum):
    """Of whom a second factor is demanded."""

    NOBODY = "nobody"
    MONEY = "money"
    EVERYBODY = "everybody"


DEMANDED_NAMES: dict[Demanded, str] = {
    Demanded.NOBODY: gettext_noop("Nobody: each person decides"),
    Demanded.MONEY: gettext_noop("Roles that see money, and administrators"),
    Demanded.EVERYBODY: gettext_noop("Everybody"),
}
GRACE_DAYS_MOST = 90
_MONEY = (FieldClass.F1, FieldClass.F2, FieldClass.F3, FieldClass.F6)
_NO_MONEY = frozenset({Scope.NONE, Scope.QUANTITIES, Scope.ATTAINMENT})
MONEY_ROLES = frozenset(
    role for role, rights in FIELDS.items() if any(rights[each].reads not in _NO_MONEY for each in _MONEY)
)
"""Every role that reads an amount: revenue, cost, a price or pay."""


def demands_second_factor(demanded: Demanded, roles: Collection[Role]) -> bool:
    """Whether somebody with these roles must have a second factor; a program signs in by token and has none."""
    if demanded is Demanded.NOBODY or Role.API_CLIENT in roles:
        return False
    return demanded is Demanded.EVERYBODY or not (MONEY_ROLES | {Role.ADMINISTRATOR}).isdisjoint(roles)


TOKEN_DAYS_MOST = 366
TOKENS_MOST = 20


def refuse_token(*, name: str, scopes: Collection[object], days: int, live: int) -> None:
    """A token has a name, lends something, ends within a year, and is one of a few."""
    if not name.strip():
        raise TokenUnnamed
    if not scopes:
        raise TokenLendsNothing
    if not 1 <= days <= TOKEN_DAYS_MOST:
        raise TokenDaysOutOfRange(most=TOKEN_DAYS_MOST)
    if live >= TOKENS_MOST:
        raise TooManyTokens(count=live)


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
