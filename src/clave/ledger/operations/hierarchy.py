"""Which customer belongs to which group, from when to when, and who looked at it last."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import journal
from clave.access.policy import ROLE_NAMES, Action, FieldClass, who_may
from clave.access.rules import NotAllowed
from clave.ledger import queries, rules
from clave.ledger.models import Customer, CustomerAssignment, CustomerParent
from clave.ledger.refusals import AlreadyAssigned, AlreadyEnded, DatesReversed, HierarchyCycle, LinksOverlap
from clave.ledger.rules import Membership

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clave.access.models import User


def link_parent(
    *, by: User | None, customer: Customer, parent: Customer, valid_from: date, valid_to: date | None = None
) -> CustomerParent:
    """Put a customer into a group; refused where it belongs to another then, or would roll up into itself."""
    _refuse_unless(by, Action.CHANGE_HIERARCHY)
    if valid_to and valid_to < valid_from:
        raise DatesReversed(start=valid_from, until=valid_to)
    link = Membership(parent.code, valid_from, valid_to)
    with transaction.atomic():
        journal.lock()
        links = queries.memberships(lock=True)
        if way := rules.closes_circle(customer.code, link, links):
            raise HierarchyCycle(path=" → ".join(way))
        _refuse_overlap(customer, link, links.get(customer.code, []))
        row = CustomerParent.objects.create(customer=customer, parent=parent, valid_from=valid_from, valid_to=valid_to)
        journal.record(by=by, event="ledger.group.linked", subject=row, after=_told(row), holds=FieldClass.F0)
    return row


def end_parent(*, by: User | None, link: CustomerParent, valid_to: date) -> CustomerParent:
    """Say on which day a customer last belonged to a group."""
    _refuse_unless(by, Action.CHANGE_HIERARCHY)
    with transaction.atomic():
        link = CustomerParent.objects.select_for_update().select_related("customer", "parent").get(pk=link.pk)
        if link.valid_to is not None:
            raise AlreadyEnded(until=link.valid_to)
        if valid_to < link.valid_from:
            raise DatesReversed(start=link.valid_from, until=valid_to)
        before = _told(link)
        link.valid_to = valid_to
        link.save(update_fields=["valid_to"])
        after = _told(link)
        journal.record(by=by, event="ledger.group.ended", subject=link, before=before, after=after, holds=FieldClass.F0)
    return link


@transaction.atomic
def review_roll_up(*, by: User, links: Sequence[CustomerParent]) -> int:
    """Say that somebody looked at these links and found them right."""
    _refuse_unless(by, Action.CHANGE_HIERARCHY)
    now = timezone.now()
    for link in links:
        link.reviewed_by, link.reviewed_at = by, now
        link.save(update_fields=["reviewed_by", "reviewed_at"])
        journal.record(by=by, event="ledger.group.reviewed", subject=link, after=_told(link), holds=FieldClass.F0)
    return len(links)


@transaction.atomic
def assign_customer(
    *,
    by: User | None,
    customer: Customer,
    user: User,
    capacity: str,
    valid_from: date,
    valid_to: date | None = None,
) -> CustomerAssignment:
    """Give a customer to a person: manager, sponsor, function or reader."""
    _refuse_unless(by, Action.CHANGE_HIERARCHY)
    return write_assignment(
        by=by, customer=customer, user=user, capacity=capacity, valid_from=valid_from, valid_to=valid_to
    )


@transaction.atomic
def write_assignment(
    *,
    by: User | None,
    customer: Customer,
    user: User,
    capacity: str,
    valid_from: date,
    valid_to: date | None = None,
) -> CustomerAssignment:
    """Give a customer to a person as a decision of another app says, whose own gate was passed."""
    if valid_to and valid_to < valid_from:
        raise DatesReversed(start=valid_from, until=valid_to)
    journal.lock()
    held = CustomerAssignment.objects.filter(customer=customer, user=user, capacity=capacity, valid_to=None)
    if held.exists():
        raise AlreadyAssigned(person=str(user), customer=customer.name)
    row = CustomerAssignment.objects.create(
        customer=customer, user=user, capacity=capacity, valid_from=valid_from, valid_to=valid_to
    )
    told = {"customer": customer.code, "user": user.pk, "capacity": capacity, "from": valid_from, "to": valid_to}
    journal.record(by=by, event="ledger.customer.assigned", subject=row, after=told, holds=FieldClass.F0)
    return row


@transaction.atomic
def end_assignment(*, by: User | None, assignment: CustomerAssignment, valid_to: date) -> CustomerAssignment:
    """Say on which day a person last answered for a customer."""
    _refuse_unless(by, Action.CHANGE_HIERARCHY)
    return write_end(by=by, assignment=assignment, valid_to=valid_to)


@transaction.atomic
def write_end(*, by: User | None, assignment: CustomerAssignment, valid_to: date) -> CustomerAssignment:
    """End an assignment as a decision of another app says, whose own gate was passed."""
    row = CustomerAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if row.valid_to is not None:
        raise AlreadyEnded(until=row.valid_to)
    if valid_to < row.valid_from:
        raise DatesReversed(start=row.valid_from, until=valid_to)
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    told = {"customer": row.customer.code, "user": row.user_id, "capacity": row.capacity, "from": row.valid_from}
    journal.record(
        by=by,
        event="ledger.customer.assignment_ended",
        subject=row,
        before={**told, "to": None},
        after={**told, "to": valid_to},
        holds=FieldClass.F0,
    )
    return row


def _refuse_unless(by: User | None, action: Action) -> None:
    if by is not None and not by.may(action):
        raise NotAllowed(able=", ".join(gettext(ROLE_NAMES[role]) for role in who_may(action)))


def _refuse_overlap(customer: Customer, link: Membership, held: Sequence[Membership]) -> None:
    for other in held:
        if other.overlaps(link):
            end = f" – {other.valid_to}" if other.valid_to else ""
            raise LinksOverlap(customer=customer.name, parent=other.parent, start=other.valid_from, end=end)


def _told(link: CustomerParent) -> dict[str, object]:
    names = {"customer": link.customer.code, "parent": link.parent.code}
    return {**names, "from": link.valid_from, "to": link.valid_to, "reviewed": link.reviewed_at}
