"""The query gates of the key account workspace: which plans one person reads, and which they write."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.access.policy import Action, FieldClass, Role, Scope
from clave.ledger.gates import ANY, in_scope
from clave.sponsorship.gates import heard_by, own

if TYPE_CHECKING:
    from clave.access.models import User

NOBODYS = Q(pk__in=())
WRITTEN_BY = ("manager",)
"""The capacities in which somebody writes the plan of a key account."""
ANSWERS = ("manager", "sponsor", "deputy")
"""The capacities in which somebody writes notes about it."""


def reads_plans_of(user: User, path: str, on: date | None = None) -> Q:
    """The condition on customers (at `path`) whose plan (F1) a person reads."""
    if not user.may(Action.SEE_PLANS):
        return NOBODYS
    if Scope.ROUND in user.reading(FieldClass.F1):
        return ANY
    return in_scope(user, FieldClass.F1, on or timezone.localdate(), path)


def writes_plans_of(user: User, path: str) -> Q:
    """The condition on customers whose plan a person writes: their manager's own, all for the champion."""
    return _writes(user, Action.WRITE_PLANS, WRITTEN_BY, path)


class OfPlans(models.QuerySet[Any]):
    """Plans and what stands in them."""

    def path(self) -> str:
        """Where the customer of a row stands."""
        fields = {each.name for each in self.model._meta.get_fields()}
        return "key_account__customer_id" if "key_account" in fields else "plan__key_account__customer_id"

    def visible_to(self, user: User, on: date | None = None) -> Self:
        """The rows of the plans that one person reads."""
        return self.filter(reads_plans_of(user, self.path(), on))

    def written_by(self, user: User) -> Self:
        """Of the rows one reads, those one may change."""
        return self.visible_to(user).filter(writes_plans_of(user, self.path()))


class VisibleAccountNotes(models.QuerySet[Any]):
    """Notes about key accounts (F4): by their audience, and never by an API client."""

    def visible_to(self, user: User) -> Self:
        """The notes whose audience holds this person; one's own in any case, for who reads notes at all."""
        if not user.may(Action.SEE_PLANS) or not user.reading(FieldClass.F4):
            return self.none()
        return self.filter(heard_by(user, "key_account__customer") | Q(by=user))


def writes_notes_of(user: User, path: str) -> Q:
    """The condition on customers (at `path`) about which a person writes notes: who answers for them, and the champion."""
    return _writes(user, Action.WRITE_NOTES, ANSWERS, path)


def _writes(user: User, action: Action, capacities: tuple[str, ...], path: str) -> Q:
    if not user.may(action):
        return NOBODYS
    return ANY if Role.CHAMPION in user.roles else own(user, capacities, path)
