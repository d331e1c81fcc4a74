"""Who answers for key accounts as sponsor or manager, and who of the top team could."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from clave.access.policy import Role
from clave.access.queries import in_role
from clave.company.models import Person
from clave.ledger.gates import lasting
from clave.ledger.models import Customer, CustomerAssignment
from clave.portfolio.models import KeyAccount
from clave.sponsorship.models import Sponsorship

HELD_IN = ("sponsor", "manager")


@dataclass(frozen=True)
class Holder:
    """Somebody who sponsors or manages a key account, as the assignment says, with what was decided about it."""

    assignment: CustomerAssignment
    person: Person | None
    sponsorship: Sponsorship | None
    has_role: bool

    @property
    def name(self) -> str:
        return str(self.person or self.assignment.user)


def answering(customer: Customer, capacity: str, on: date) -> QuerySet[CustomerAssignment]:
    """Who answers for a customer in a capacity on a day or later."""
    rows = CustomerAssignment.objects.filter(lasting(on), customer=customer, capacity=capacity)
    return rows.select_related("user").order_by("valid_from")


def holders(customers: Collection[int], on: date) -> list[Holder]:
    """Who sponsors and manages these customers on a day or soon after, the earliest first."""
    rows = CustomerAssignment.objects.filter(lasting(on), customer_id__in=customers, capacity__in=HELD_IN)
    return as_holders(list(rows.select_related("user", "customer").order_by("valid_from", "pk")))


def holders_named(customers: Collection[int], on: date) -> list[Holder]:
    """Who sponsors and manages these customers on a day or soon after, as far as their names; one query."""
    rows = CustomerAssignment.objects.filter(lasting(on), customer_id__in=customers, capacity__in=HELD_IN)
    found = rows.select_related("user__person").order_by("valid_from", "pk")
    return [Holder(row, getattr(row.user, "person", None), None, has_role=True) for row in found]


def history(key_account: KeyAccount) -> list[Holder]:
    """Everybody who sponsored the customer, the newest first."""
    rows = CustomerAssignment.objects.filter(customer=key_account.customer, capacity="sponsor")
    return as_holders(list(rows.select_related("user", "customer").order_by("-valid_from", "-pk")))


def as_holders(rows: list[CustomerAssignment]) -> list[Holder]:
    """Assignments with the person, what was decided, and whether the login has the role of a sponsor."""
    logins = {row.user_id for row in rows}
    people = {each.user_id: each for each in Person.objects.filter(user_id__in=logins).select_related("function")}
    told = Sponsorship.objects.filter(assignment__in=[row.pk for row in rows]).select_related("by", "person")
    decided = {each.assignment_id: each for each in told}
    with_role = in_role(Role.EXECUTIVE_SPONSOR, logins)
    return [Holder(row, people.get(row.user_id), decided.get(row.pk), row.user_id in with_role) for row in rows]


def top_team() -> QuerySet[Person]:
    """Everybody of the top team who could sponsor: active, and signing in."""
    found: QuerySet[Person] = Person.objects.filter(
        is_active=True, is_top_team=True, user__isnull=False, user__is_active=True
    )
    return found.select_related("function", "user").order_by("full_name", "person_code")
