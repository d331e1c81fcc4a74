"""The second gate of connectors: who sets them up, who has them go, for whom they may go by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from clave.access.policy import ROLE_NAMES, Action, allows, who_may
from clave.access.rules import NotAllowed
from clave.connectors.refusals import OwnerUnfit
from clave.ledger.refusals import NotYours
from clave.ledger.rules import BRINGS

if TYPE_CHECKING:
    from clave.access.models import User


def refuse_unless(by: User | None, action: Action) -> None:
    """Raise NotAllowed unless this person may; None is the command line."""
    if by is not None and not by.may(action):
        raise NotAllowed(able=_able(action))


def refuse_unless_brings(by: User | None, kind: str) -> None:
    """Raise NotYours unless this person brings in this kind of data; None is the command line."""
    if by is not None and not allows(by.roles, BRINGS[kind]):
        raise NotYours(able=_able(BRINGS[kind]))


def refuse_owner(owner: User, kind: str) -> None:
    """Raise OwnerUnfit unless a connector of this kind can belong to this person."""
    if not owner.is_active or not owner.may(BRINGS[kind]):
        raise OwnerUnfit(who=owner, able=_able(BRINGS[kind]))


def _able(action: Action) -> str:
    return ", ".join(gettext(ROLE_NAMES[role]) for role in who_may(action))
