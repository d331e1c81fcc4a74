"""The doors of the API: every function behind it says which action it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import gettext

from clave.access import rules
from clave.access.lending import scopes_for
from clave.access.models import User
from clave.access.policy import ROLE_NAMES, Action, allows, who_may
from clave.kit.refusals import Refusal, gettext_noop

Door = TypeVar("Door", bound=Callable[..., object])


class ScopeMissing(Refusal):
    code = "SCOPE_MISSING"
    template = gettext_noop("This token does not lend that. Make one with the scope %(scopes)s.")
    http_status = 403


def requires(action: Action) -> Callable[[Door], Door]:
    """Open this function to tokens that lend `action`, of owners who may do it."""

    def mark(function: Door) -> Door:
        function.opens_to = action  # type: ignore[attr-defined]
        return function

    return mark


def tells_once(field: str) -> Callable[[Door], Door]:
    """Say that this function answers with something that is told once: an answer kept for its key lacks it."""

    def mark(function: Door) -> Door:
        function.told_once = field  # type: ignore[attr-defined]
        return function

    return mark


def refuse_unless_lent(user: User, action: Action) -> None:
    """Raise NotAllowed where the owner may not do this, ScopeMissing where only the token may not."""
    if user.may(action):
        return
    if allows(user.roles, action) and scopes_for(action):
        raise ScopeMissing(scopes=" / ".join(scopes_for(action)))
    raise rules.NotAllowed(able=", ".join(gettext(ROLE_NAMES[role]) for role in who_may(action)))
