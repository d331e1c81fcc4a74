"""Which customer belongs to which group, from when to when, and who looked at it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from clave.access.models import Entry
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.ledger import operations, queries, refusals
from clave.ledger.models import Customer, CustomerParent
from tests.cast import Cast, customer_of

JAN, FEB, END = date(2025, 1, 1), date(2025, 2, 1), date(2025, 1, 31)


@pytest.fixture
def abc(db: None) -> tuple[Customer, Customer, Customer]:
    """Three customers."""
    a, b, c = (customer_of(code=code) for code in "ABC")
    return a, b, c


def link(customer: Customer, parent: Customer, start: date = JAN, end: date | None = None) -> CustomerParent:
    return operations.link_parent(by=None, customer=customer, parent=parent, valid_from=start, valid_to=end)


def test_a_customer_changes_its_group_from_one_day_to_the_next(abc: tuple[Customer, ...]) -> None:
    a, b, c = abc
    operations.end_parent(by=None, link=link(a, b), valid_to=END)
    link(a, c, FEB)
    assert (queries.groups_on(END), queries.groups_on(FEB)) == ({"A": "B"}, {"A": "C"})


def test_a_group_in_a_group_rolls_up_to_the_top(abc: tuple[Customer, ...]) -> None:
    a, b, c = abc
    link(a, b)
    link(b, c, FEB)
    assert queries.groups_on(JAN) == {"A": "B"}
    assert queries.groups_on(FEB) == {"A": "C", "B": "C"}


def test_two_groups_at_once_are_refused_by_the_operation_and_by_the_database(abc: tuple[Customer, ...]) -> None:
    a, b, c = abc
    link(a, b, JAN, FEB)
    with pytest.raises(refusals.LinksOverlap, match="B from 2025-01-01"):
        link(a, c, FEB)
    with pytest.raises(DatabaseError), transaction.atomic():
        CustomerParent.objects.create(customer=a, parent=c, valid_from=FEB)
    with pytest.raises(DatabaseError), transaction.atomic():
        CustomerParent.objects.create(customer=c, parent=c, valid_from=FEB)
    assert CustomerParent.objects.count() == 1


def test_nobody_rolls_up_into_themselves(abc: tuple[Customer, ...]) -> None:
    a, b, c = abc
    link(a, b)
    link(b, c)
    with pytest.raises(refusals.HierarchyCycle, match="C → A → B → C"):
        link(c, a, FEB)
    with pytest.raises(refusals.HierarchyCycle):
        link(c, c)
    assert CustomerParent.objects.count() == 2


def test_a_link_ends_once_and_not_before_it_began(abc: tuple[Customer, ...]) -> None:
    a, b, _ = abc
    with pytest.raises(refusals.DatesReversed):
        link(a, b, FEB, JAN)
    held = link(a, b, FEB)
    with pytest.raises(refusals.DatesReversed):
        operations.end_parent(by=None, link=held, valid_to=JAN)
    operations.end_parent(by=None, link=held, valid_to=FEB)
    with pytest.raises(refusals.AlreadyEnded):
        operations.end_parent(by=None, link=held, valid_to=FEB)


def test_a_review_says_who_looked_and_when(cast: Cast, abc: tuple[Customer, ...]) -> None:
    held = link(abc[0], abc[1])
    assert operations.review_roll_up(by=cast.champion, links=[held]) == 1
    kept = CustomerParent.objects.get()
    assert (kept.reviewed_by, kept.reviewed_at is not None) == (cast.champion, True)
    assert Entry.objects.get(event="ledger.group.reviewed").actor == cast.champion


def test_a_customer_is_given_to_a_person_once_in_each_capacity(cast: Cast, abc: tuple[Customer, ...]) -> None:
    manager = cast[Role.KEY_ACCOUNT_MANAGER]
    words = {"by": cast.champion, "customer": abc[0], "user": manager, "valid_from": JAN}
    assert not Customer.objects.visible_to(manager, FEB).exists()
    operations.assign_customer(**words, capacity="manager", valid_to=END)
    operations.assign_customer(**words, capacity="reader")
    assert list(Customer.objects.visible_to(manager, END)) == [abc[0]]
    assert not Customer.objects.visible_to(manager, FEB).exists()
    with pytest.raises(refusals.AlreadyAssigned):
        operations.assign_customer(**words, capacity="reader")


def test_who_has_a_group_has_its_members_while_they_belong_to_it(cast: Cast, abc: tuple[Customer, ...]) -> None:
    a, b, c = abc
    manager = cast[Role.KEY_ACCOUNT_MANAGER]
    operations.assign_customer(by=None, customer=c, user=manager, capacity="manager", valid_from=JAN)
    link(a, b)
    link(b, c, JAN, END)
    assert {customer.code for customer in Customer.objects.visible_to(manager, END)} == {"A", "B", "C"}
    assert {customer.code for customer in Customer.objects.visible_to(manager, FEB)} == {"C"}


def test_only_the_champion_changes_groups(cast: Cast, abc: tuple[Customer, ...]) -> None:
    for role in (Role.KEY_ACCOUNT_MANAGER, Role.FINANCE_PARTNER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            operations.link_parent(by=cast[role], customer=abc[0], parent=abc[1], valid_from=JAN)
    assert not CustomerParent.objects.exists()
