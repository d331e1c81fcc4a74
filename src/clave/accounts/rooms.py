"""The pages of one key account, as tabs: whoever builds another one adds its line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clave.access.models import User
from clave.access.policy import Action, FieldClass, Scope
from clave.ledger.models import Customer


@dataclass(frozen=True)
class Room:
    """One page of a key account: what it is called, its address (which takes the customer's code), what it needs."""

    label: Any
    address: str
    needs: Action


VALUE = "customer"
ROOMS = (
    Room(_("Overview"), "key-account", Action.SEE_KEY_ACCOUNTS),
    Room(_("Plan"), "plan", Action.SEE_PLANS),
    Room(_("Relationships"), "relationships", Action.SEE_RELATIONSHIPS),
    Room(_("Review"), "relationship-review", Action.SEE_RELATIONSHIPS),
    Room(_("Risks and value"), "risks", Action.SEE_RISKS),
    Room(_("Whitespace"), "whitespace", Action.SEE_RISKS),
    Room(_("Timeline"), "timeline", Action.SEE_PLANS),
    Room(_("Visits"), "sponsor", Action.SEE_SPONSORS),
    Room(_("Value"), VALUE, Action.SEE_CUSTOMERS),
    Room(_("In the programme"), "membership", Action.SEE_KEY_ACCOUNTS),
)
PLACE = "key account"
"""The place of `kit.slots` on the overview: its fillers take the request and what the page knows of the key account, and give a section."""


@dataclass(frozen=True)
class Tab:
    """A room that this reader may enter."""

    label: Any
    path: str


def tabs(user: User, code: str) -> list[Tab]:
    """The pages of a key account that this person may open, in their order."""
    shut = "" if reads_value(user, code) else VALUE
    open_to = (room for room in ROOMS if user.may(room.needs) and room.address != shut)
    return [Tab(room.label, reverse(room.address, args=[code])) for room in open_to]


def reads_value(user: User, code: str) -> bool:
    """The committee reads the key accounts of its round, not the customers behind them; nobody else needs the question."""
    if Scope.ROUND not in user.reading(FieldClass.F1):
        return True
    return Customer.objects.visible_to(user).filter(code=code).exists()
