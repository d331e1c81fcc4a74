"""/hierarchy/: groups as of a day, their reviews, and who might belong to one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.policy import Role
from clave.ledger import operations
from clave.ledger.models import Customer, CustomerParent
from clave.ledger.rules import REVIEW_HOLDS_DAYS, review_of
from tests.cast import Cast, customer_of

TODAY = date(2026, 11, 25)


def customer(code: str, name: str, **facts: Any) -> Customer:
    return Customer.objects.create(code=code, name=name, origin="master", **facts)


def link(code: str, group: Customer, since: date = date(2024, 1, 1), until: date | None = None) -> CustomerParent:
    member = customer(code, f"Member {code}")
    return CustomerParent.objects.create(customer=member, parent=group, valid_from=since, valid_to=until)


@pytest.mark.parametrize(
    ("reviewed", "on", "due"),
    [
        ([TODAY], TODAY, False),
        ([TODAY, TODAY - timedelta(days=REVIEW_HOLDS_DAYS)], TODAY - timedelta(days=REVIEW_HOLDS_DAYS), False),
        ([TODAY, TODAY - timedelta(days=REVIEW_HOLDS_DAYS + 1)], TODAY - timedelta(days=REVIEW_HOLDS_DAYS + 1), True),
        ([TODAY, None], None, True),
        ([], None, True),
    ],
)
def test_a_review_of_a_group_is_as_old_as_its_oldest_link(
    reviewed: list[date | None], on: date | None, due: bool
) -> None:
    found = review_of(reviewed, TODAY)
    assert (found.on, found.is_due) == (on, due)


def test_many_groups_are_shown_within_the_budget(cast: Cast, open_page: Any) -> None:
    for number in range(15):
        group = customer(f"G{number}", f"Group {number}")
        for each in range(4):
            link(f"M{number}-{each}", group)
    text = open_page(cast.champion, "hierarchy").content.decode()
    assert "15 groups hold 60 customers" in text
    assert "15 groups are due for review" in text


def test_a_link_that_ended_is_shown_as_of_a_day_when_it_held(cast: Cast, open_page: Any) -> None:
    link("M1", customer("G", "Hanari"), date(2024, 1, 1), date(2024, 12, 31))
    assert "No customers form a group" in open_page(cast.champion, "hierarchy").content.decode()
    then = open_page(cast.champion, "hierarchy", {"on": "2024-12-31"}).content.decode()
    assert "1 group holds 1 customers" in then or "1 group holds 1 customer" in then
    assert "No customers form" in open_page(cast.champion, "hierarchy", {"on": "2025-01-01"}).content.decode()


def test_a_day_that_is_none_says_so(cast: Cast, open_page: Any) -> None:
    assert "Enter a valid date" in open_page(cast.champion, "hierarchy", {"on": "31/31/2026"}).content.decode()


def test_a_review_is_no_longer_due_and_names_who_looked(cast: Cast, client: Client) -> None:
    group = customer("G", "Hanari")
    link("M1", group)
    client.force_login(cast.champion)
    answer = client.post(f"/hierarchy/{group.pk}/review/", follow=True).content.decode()
    assert "1 link reviewed." in answer
    listed = client.get("/hierarchy/").content.decode()
    assert "due for review" not in listed
    assert str(cast.champion) in listed
    assert CustomerParent.objects.get().reviewed_by == cast.champion


def test_a_likely_group_is_suggested_and_never_set(cast: Cast, open_page: Any) -> None:
    group = customer("G", "Hanari Carnes, S.A.", owner_email="ana@x.example")
    link("M1", group)
    customer("C2", "Hanari Carnes France", owner_email="ana@x.example")
    text = open_page(cast.champion, "hierarchy").content.decode()
    assert "both names begin with “hanari carnes”; same owner" in text
    assert "?customer=C2&amp;parent=G" in text
    assert CustomerParent.objects.count() == 1


def test_a_manager_sees_only_groups_of_customers_they_may_see(cast: Cast, open_page: Any) -> None:
    own = customer_of(cast[Role.KEY_ACCOUNT_MANAGER], code="OWN")
    link("MINE", own)
    link("THEIRS", customer_of(code="OTHER"))
    text = open_page(cast[Role.KEY_ACCOUNT_MANAGER], "hierarchy").content.decode()
    assert "Member MINE" in text
    assert "Member THEIRS" not in text
    assert "/hierarchy/link/" not in text


def test_an_empty_page_teaches_what_groups_are_for(cast: Cast, open_page: Any) -> None:
    assert "Many customers, one decision" in open_page(cast.champion, "hierarchy").content.decode()


def test_groups_due_for_review_are_counted(cast: Cast) -> None:
    from clave.ledger.group_queries import links_to_review

    group = customer("G", "Hanari")
    held = link("M1", group)
    assert links_to_review(today=timezone.localdate()).count() == 1
    operations.review_roll_up(by=cast.champion, links=[held])
    assert links_to_review(today=timezone.localdate()).count() == 0
    later = timezone.localdate() + timedelta(days=REVIEW_HOLDS_DAYS + 2)
    assert links_to_review(today=later).count() == 1
