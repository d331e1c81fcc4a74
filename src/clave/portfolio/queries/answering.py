"""Who answers for a customer, into which group it was merged, and how much the people who answer have on their hands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from clave.access.models import User
from clave.access.policy import Role
from clave.ledger.gates import holding, lasting
from clave.ledger.models import Customer, CustomerAssignment, CustomerParent
from clave.portfolio.models import KeyAccount
from clave.portfolio.rules.deciding import Load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

RESPONSIBLE = ("manager", "sponsor")
"""Capacities in which somebody answers for a key account, and is recused when it is decided on."""
LIMITS = {"manager": "KEY_ACCOUNTS_PER_MANAGER", "sponsor": "KEY_ACCOUNTS_PER_SPONSOR"}
HOLDERS = {"manager": Role.KEY_ACCOUNT_MANAGER, "sponsor": Role.EXECUTIVE_SPONSOR}


def groups_above(customers: Collection[int], on: date) -> dict[int, list[Customer]]:
    """Customer -> the groups it rolls up into on a day, the widest last; one query for each level there is."""
    found: dict[int, list[Customer]] = {pk: [] for pk in customers}
    at = {pk: pk for pk in customers}
    while at:
        links = CustomerParent.objects.filter(holding(on), customer_id__in=set(at.values())).select_related("parent")
        parents = {link.customer_id: link.parent for link in links}
        for pk, now in at.items():
            if now in parents:
                found[pk].append(parents[now])
        at = {pk: parents[now].pk for pk, now in at.items() if now in parents}
    return found


def merged_into(customer: Customer, on: date) -> Customer | None:
    """The widest group that a customer belongs to on a day; None where it stands for itself."""
    above = groups_above([customer.pk], on)[customer.pk]
    return above[-1] if above else None


def responsible_for(customer: Customer, on: date, named: Iterable[tuple[int | None, str]] = ()) -> dict[int, str]:
    """Person -> the capacity in which they answer for a customer or a group above it, or are named to."""
    ids = [customer.pk, *(group.pk for group in groups_above([customer.pk], on)[customer.pk])]
    rows = CustomerAssignment.objects.filter(holding(on), customer_id__in=ids, capacity__in=RESPONSIBLE)
    found = dict(rows.order_by("-capacity").values_list("user_id", "capacity"))
    return {person: capacity for person, capacity in named if person} | found


def assigned(customer: Customer, capacity: str, on: date) -> User | None:
    """Who answers for a customer in a capacity on a day or soon after; the first where several do."""
    row = CustomerAssignment.objects.filter(lasting(on), customer=customer, capacity=capacity).select_related("user")
    first = row.order_by("valid_from").first()
    return first.user if first else None


def held_by(people: Collection[int], capacity: str, on: date, without: int | None = None) -> dict[int, int]:
    """Person -> how many key accounts they answer for in a capacity, one customer left out."""
    rows = _answered(capacity, on, without).filter(user_id__in=people)
    return dict(rows.values("user_id").annotate(n=Count("customer", distinct=True)).values_list("user_id", "n"))


def load_of(person: User | None, capacity: str, on: date, without: int | None = None) -> Load | None:
    """How much a person has on their hands; None where nobody is meant."""
    if person is None:
        return None
    held = held_by([person.pk], capacity, on, without).get(person.pk, 0)
    return Load(str(person), held, limit_of(capacity))


def limit_of(capacity: str) -> int:
    """How many key accounts a person has room for in a capacity."""
    return int(getattr(settings, LIMITS[capacity]))


def people_for(capacity: str) -> list[User]:
    """Who can answer for key accounts in a capacity, by name."""
    held = User.objects.get_queryset().filter(is_active=True, grants__role=HOLDERS[capacity], grants__withdrawn_at=None)
    return list(held.distinct().order_by("full_name"))


def loads(capacity: str, on: date, without: int | None = None) -> Mapping[int, tuple[User, Load]]:
    """Everybody who can answer in a capacity with what they have on their hands, by name; one query."""
    return loads_in((capacity,), on, without)[capacity]


def loads_in(
    capacities: Collection[str], on: date, without: int | None = None
) -> dict[str, dict[int, tuple[User, Load]]]:
    """The same in several capacities at once."""
    asked = {HOLDERS[capacity].value: capacity for capacity in capacities}
    grants = FilteredRelation("grants", condition=Q(grants__withdrawn_at=None, grants__role__in=list(asked)))
    able = User.objects.get_queryset().filter(is_active=True).annotate(able=grants, role=F("able__role"))
    held = {f"held_as_{capacity}": _counted(capacity, on, without) for capacity in capacities}
    found: dict[str, dict[int, tuple[User, Load]]] = {capacity: {} for capacity in capacities}
    rows: list[Any] = list(able.filter(role__isnull=False).annotate(**held).order_by("full_name", "pk"))
    for each in rows:
        capacity = asked[each.role]
        load = Load(str(each), getattr(each, f"held_as_{capacity}"), limit_of(capacity))
        found[capacity][each.pk] = each, load
    return found


def _counted(capacity: str, on: date, without: int | None) -> Coalesce:
    """How many key accounts the person of the row answers for in a capacity, one customer left out."""
    rows = _answered(capacity, on, without).filter(user=OuterRef("pk")).order_by().values("user")
    return Coalesce(Subquery(rows.annotate(n=Count("customer", distinct=True)).values("n")), 0)


def _answered(capacity: str, on: date, without: int | None) -> QuerySet[CustomerAssignment]:
    """Who answers for which key account in a capacity, one customer left out."""
    members = KeyAccount.objects.current(on).values("customer_id")
    rows = CustomerAssignment.objects.filter(lasting(on), capacity=capacity, customer_id__in=members)
    return rows.exclude(customer_id=without) if without else rows
