"""Who manages which key account, who stands in, what is flagged, and what is to be handed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.access.queries import in_role
from clave.company.models import Person
from clave.kit.flags import Flag
from clave.ledger.gates import lasting
from clave.ledger.models import Customer, CustomerAssignment
from clave.people.gates import HELD_IN
from clave.people.models import Appointment, HandOverItem
from clave.people.queries import training
from clave.people.rules.training import HAND_OVER
from clave.portfolio.models import KeyAccount
from clave.portfolio.queries.answering import held_by, limit_of

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True)
class Holder:
    """Somebody who manages a key account or stands in, as the assignment says, with what was decided about it."""

    assignment: CustomerAssignment
    person: Person | None
    appointment: Appointment | None

    @property
    def name(self) -> str:
        return str(self.person or self.assignment.user)


@dataclass
class Managed:
    """One key account: managers and deputies now or soon, and what is wrong with that."""

    key_account: KeyAccount
    managers: list[Holder] = field(default_factory=list)
    deputies: list[Holder] = field(default_factory=list)
    open_items: int = 0
    late_items: int = 0
    flags: list[Flag] = field(default_factory=list)

    @property
    def customer(self) -> Customer:
        return self.key_account.customer


def managed(user: User, on: date, only: KeyAccount | None = None) -> list[Managed]:
    """The current key accounts one sees with who manages them, by name."""
    held = KeyAccount.objects.visible_to(user).current(on).select_related("customer").order_by("customer__name")
    found = {each.customer_id: Managed(each) for each in (held.filter(pk=only.pk) if only else held)}
    holders = _holders(found.keys(), on)
    for customer, capacity, holder in holders:
        (found[customer].managers if capacity == "manager" else found[customer].deputies).append(holder)
    _count_items(found, on)
    _flag(found.values(), on)
    return list(found.values())


def is_manager(customer: Customer, person: Person, on: date) -> bool:
    """Whether a person manages a customer on a day or soon after."""
    rows = CustomerAssignment.objects.filter(customer=customer, user__person=person, capacity="manager")
    return bool(rows.filter(lasting(on)).exists())


def present(customer: Customer, capacity: str, on: date) -> QuerySet[CustomerAssignment]:
    """Who answers for a customer in a capacity on a day or later."""
    rows = CustomerAssignment.objects.filter(customer=customer, capacity=capacity)
    return rows.filter(lasting(on)).select_related("user")


def history(key_account: KeyAccount) -> list[Holder]:
    """Everybody who managed the customer or stood in, the newest first."""
    rows = CustomerAssignment.objects.filter(customer=key_account.customer, capacity__in=HELD_IN)
    return _as_holders(list(rows.select_related("user", "customer").order_by("-valid_from", "-pk")))


def managed_by(person: Person, on: date) -> list[str]:
    """The names of the key accounts that a person manages on a day or soon after."""
    rows = CustomerAssignment.objects.filter(
        lasting(on),
        user__person=person,
        capacity="manager",
        customer__in=KeyAccount.objects.current(on).values("customer_id"),
    )
    return list(rows.order_by("customer__name").values_list("customer__name", flat=True).distinct())


def room_of(person: Person, on: date, without: Customer) -> tuple[int, int]:
    """How many key accounts a person manages besides this one, and how many fit."""
    if person.user_id is None:
        return 0, limit_of("manager")
    held = held_by([person.user_id], "manager", on, without.pk).get(person.user_id, 0)
    return held, limit_of("manager")


def appointable() -> QuerySet[Person]:
    """Who can be appointed: active, with a login that works, from every function."""
    found = Person.objects.filter(is_active=True, user__is_active=True).select_related("function", "user")
    return found.order_by("full_name")


def hand_over_of(key_account: KeyAccount) -> list[tuple[str, HandOverItem]]:
    """What is handed over in the newest change of manager, in words."""
    newest = Appointment.objects.filter(key_account=key_account, hand_over__isnull=False).order_by("-at").first()
    if newest is None:
        return []
    return [(gettext(HAND_OVER[item.item][0]), item) for item in newest.hand_over.select_related("done_by")]


def may_hand_over(user: User, items: list[tuple[str, HandOverItem]]) -> bool:
    """Whether this person may call these things of one key account done."""
    return bool(items) and HandOverItem.objects.visible_to(user).filter(pk=items[0][1].pk).exists()


def untrained(user: User, on: date) -> list[Managed]:
    """Key accounts whose manager does not hold what managers need."""
    return [each for each in managed(user, on) if any(flag.kind == "training" for flag in each.flags)]


def untrained_among(held: Collection[KeyAccount], on: date) -> int:
    """Of these key accounts, how many have a manager who does not hold what managers need; three queries."""
    ids = [each.customer_id for each in held]
    rows = CustomerAssignment.objects.filter(lasting(on), customer_id__in=ids, capacity="manager")
    managers = list(rows.values_list("customer_id", "user__person"))
    able = training.trained({person for _, person in managers if person}, on)
    return len({customer for customer, person in managers if person not in able})


def late_hand_overs(user: User, on: date) -> QuerySet[HandOverItem]:
    """What should have been handed over by now and this person may call done."""
    return HandOverItem.objects.visible_to(user).filter(done_on=None, due_on__lt=on)


def _holders(customers: Collection[int], on: date) -> list[tuple[int, str, Holder]]:
    rows = CustomerAssignment.objects.filter(lasting(on), customer_id__in=customers, capacity__in=HELD_IN)
    found = list(rows.select_related("user").order_by("valid_from", "pk"))
    return [(each.assignment.customer_id, each.assignment.capacity, each) for each in _as_holders(found)]


def _as_holders(rows: list[CustomerAssignment]) -> list[Holder]:
    people = {
        each.user_id: each
        for each in Person.objects.filter(user_id__in={row.user_id for row in rows}).select_related("function")
    }
    told = Appointment.objects.filter(assignment__in=[row.pk for row in rows]).select_related("by")
    decided = {each.assignment_id: each for each in told}
    return [Holder(row, people.get(row.user_id), decided.get(row.pk)) for row in rows]


def _count_items(found: dict[int, Managed], on: date) -> None:
    rows = HandOverItem.objects.filter(appointment__key_account__in=[each.key_account.pk for each in found.values()])
    for customer, due in rows.filter(done_on=None).values_list("appointment__key_account__customer_id", "due_on"):
        found[customer].open_items += 1
        found[customer].late_items += due < on


def _flag(found: Collection[Managed], on: date) -> None:
    people = {h.person.pk for each in found for h in each.managers if h.person}
    trained = training.trained(people, on)
    logins = {h.assignment.user_id for each in found for h in each.managers}
    with_role = in_role(Role.KEY_ACCOUNT_MANAGER, logins)
    for each in found:
        each.flags = _flags(each, trained, with_role)


def _flags(each: Managed, trained: set[int], with_role: set[int]) -> list[Flag]:
    """What is wrong with how a key account is managed."""
    found = []
    if not each.managers:
        found.append(Flag("nobody", "bad", gettext("no manager")))
    for holder in each.managers:
        if holder.person is None or holder.person.pk not in trained:
            found.append(Flag("training", "warn", gettext("manager without training")))
        if holder.assignment.user_id not in with_role:
            found.append(Flag("role", "warn", gettext("manager lacks the role")))
        if holder.person and not holder.person.is_active:
            found.append(Flag("left", "bad", gettext("manager has left")))
    if each.managers and not each.deputies:
        found.append(Flag("deputy", "none", gettext("no deputy")))
    if each.late_items:
        found.append(Flag("late", "warn", gettext("hand-over is late")))
    return found


def day_before(on: date) -> date:
    """The last day of who was there before."""
    return on - timedelta(days=1)
