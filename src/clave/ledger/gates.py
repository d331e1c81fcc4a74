"""The query gates of the ledger: which customers, contacts and imports one person may see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from clave.access.policy import FieldClass, Scope
from clave.ledger.rules import BRINGS

if TYPE_CHECKING:
    from clave.access.models import User
    from clave.ledger.models import CustomerAssignment

ANY = ~Q(pk__in=())
"""What every row meets; an empty Q would, joined to another by "or", give way to it."""
EVERY_CUSTOMER = frozenset({Scope.ALL, Scope.NAMES})
OWN_CUSTOMERS: dict[Scope, tuple[str, ...]] = {
    Scope.OWN: ("manager", "sponsor", "deputy", "function"),
    Scope.QUANTITIES: ("manager", "sponsor", "deputy", "function"),
    Scope.ASSIGNED: ("manager", "sponsor", "deputy", "function", "reader"),
}
"""Scope -> the capacities that make a customer one's own."""

OWN_AND_MEMBERS = """
WITH RECURSIVE own(id) AS (
  SELECT a.customer_id FROM ledger_customerassignment a
  WHERE a.user_id = %s AND a.capacity IN ({marks}) AND a.valid_from <= %s AND (a.valid_to IS NULL OR a.valid_to >= %s)
  UNION
  SELECT p.customer_id FROM ledger_customerparent p JOIN own ON p.parent_id = own.id
  WHERE p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to >= %s)
) SELECT id FROM own
"""
"""Who has a group has its members, and the members of those."""


def lasting(day: date) -> Q:
    """The condition that a link or an assignment has not ended by this day; it may begin later."""
    return Q(valid_to=None) | Q(valid_to__gte=day)


def holding(day: date) -> Q:
    """The condition that a link or an assignment holds on this day."""
    return Q(valid_from__lte=day) & lasting(day)


def own_customers(user: User, capacities: tuple[str, ...], on: date) -> RawSQL:
    """The ids of the customers assigned to this person on a day, with everything that rolls up into them."""
    sql = OWN_AND_MEMBERS.format(marks=", ".join(["%s"] * len(capacities)))
    return RawSQL(sql, (user.pk, *capacities, on, on, on, on))  # noqa: S611 - fixed text, values bound


def assigned_to(user: User, capacities: tuple[str, ...], on: date) -> models.QuerySet[CustomerAssignment]:
    """What this person answers for on a day, without what rolls up into it."""
    from clave.ledger.models import CustomerAssignment

    return CustomerAssignment.objects.filter(holding(on), user=user, capacity__in=capacities)


def sees_every_customer(user: User) -> bool:
    """Whether every customer is in this person's scope."""
    return bool(user.reading(FieldClass.F0) & EVERY_CUSTOMER)


def in_scope(user: User, field_class: FieldClass, on: date, path: str = "pk") -> Q:
    """The condition on customers (at `path`) that a class of fields opens to this person; nothing when none does."""
    scopes = user.reading(field_class)
    if scopes & EVERY_CUSTOMER:
        return ANY
    capacities = {capacity for scope in scopes for capacity in OWN_CUSTOMERS.get(scope, ())}
    if not capacities:
        return Q(pk__in=())
    return Q(**{f"{path}__in": own_customers(user, tuple(sorted(capacities)), on)})


class VisibleCustomers(models.QuerySet[Any]):
    """Customers, limited to what one person may see."""

    def visible_to(self, user: User, on: date | None = None) -> Self:
        """The customers in this person's scope (F0) on a day, today where none is given."""
        return self.filter(in_scope(user, FieldClass.F0, on or timezone.localdate()))


class VisibleContacts(models.QuerySet[Any]):
    """Contacts, limited to what one person may see."""

    def visible_to(self, user: User, on: date | None = None) -> Self:
        """The contacts (F5) of customers in this person's scope."""
        return self.filter(in_scope(user, FieldClass.F5, on or timezone.localdate(), "customer_id"))


class VisibleImports(models.QuerySet[Any]):
    """Imports, limited to what one person may see."""

    def visible_to(self, user: User) -> Self:
        """One's own uploads, and every import of the kinds one may bring in."""
        kinds = [kind for kind, action in BRINGS.items() if user.may(action)]
        return self.filter(Q(by=user) | Q(kind__in=kinds))
