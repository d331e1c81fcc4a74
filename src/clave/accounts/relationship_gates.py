"""The query gates of relationships: people at key accounts are class F5, read in scope and written by who manages them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.access.policy import Action, FieldClass, Scope
from clave.ledger.gates import in_scope
from clave.sponsorship.gates import own

if TYPE_CHECKING:
    from clave.access.models import User

MANAGED_BY = ("manager", "deputy")
"""The capacities in which somebody writes about the people of a customer."""


def seen(user: User, path: str) -> Q:
    """The condition on customers (at `path`) whose people this person reads about."""
    if not user.may(Action.SEE_RELATIONSHIPS):
        return Q(pk__in=())
    return in_scope(user, FieldClass.F5, timezone.localdate(), path)


def written(user: User, path: str) -> Q:
    """The condition on customers (at `path`) whose people this person writes about."""
    if not user.may(Action.CHANGE_RELATIONSHIPS) or Scope.OWN not in user.writing(FieldClass.F5):
        return Q(pk__in=())
    return own(user, MANAGED_BY, path)


class OfContacts(models.QuerySet[Any]):
    """Rows about a contact of a customer."""

    def visible_to(self, user: User) -> Self:
        """The rows of the contacts one reads about."""
        return self.filter(seen(user, "contact__customer_id"))
