"""/assignments/: who answers for whom, from when to when."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from clave.access.models import Entry
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.ledger import operations
from clave.ledger.models import CustomerAssignment
from tests.cast import Cast, customer_of


def give(client: Client, cast: Cast, **changed: Any) -> Any:
    values = {"customer": "A", "person": cast[Role.KEY_ACCOUNT_MANAGER].pk, "capacity": "manager"}
    return client.post("/assignments/new/", {**values, "valid_from": "2026-01-01", "valid_to": "", **changed})


@pytest.fixture
def champion(cast: Cast, client: Client) -> Client:
    customer_of(code="A")
    client.force_login(cast.champion)
    return client


def test_assignments_are_listed_within_the_budget(cast: Cast, open_page: Any) -> None:
    for number in range(30):
        customer_of(cast[Role.KEY_ACCOUNT_MANAGER], cast[Role.EXECUTIVE_SPONSOR], code=f"C{number}")
    text = open_page(cast.champion, "assignments").content.decode()
    assert "2 people hold 60 assignments" in text
    one = open_page(cast.champion, "assignments", {"who": cast[Role.EXECUTIVE_SPONSOR].pk}).content.decode()
    assert "1 person holds 30 assignments" in one
    before = open_page(cast.champion, "assignments", {"on": "2019-01-01"}).content.decode()
    assert "Nobody answers for a customer on this day" in before


def test_a_customer_is_given_to_a_person_in_a_capacity(champion: Client, cast: Cast) -> None:
    assert give(champion, cast).status_code == 302
    text = champion.get("/assignments/").content.decode()
    assert "account manager" in text
    twice = give(champion, cast)
    assert twice.status_code == 409
    assert "holds this capacity" in twice.content.decode()


@pytest.mark.parametrize(
    "changed", [{"customer": "none"}, {"person": ""}, {"capacity": "owner"}, {"valid_to": "2025-01-01"}]
)
def test_an_assignment_that_cannot_be_is_refused(champion: Client, cast: Cast, changed: dict[str, str]) -> None:
    assert give(champion, cast, **changed).status_code == 422
    assert not CustomerAssignment.objects.exists()


def test_only_people_who_have_customers_of_their_own_can_be_chosen(champion: Client, cast: Cast) -> None:
    assert give(champion, cast, person=cast.administrator.pk).status_code == 422


def test_an_assignment_ends_on_a_day_once_and_it_is_told(champion: Client, cast: Cast) -> None:
    give(champion, cast)
    row = CustomerAssignment.objects.get()
    assert champion.post(f"/assignments/{row.pk}/end/", {"valid_to": "2025-12-31"}).status_code == 422
    assert champion.post(f"/assignments/{row.pk}/end/", {"valid_to": "2026-02-28"}).status_code == 302
    assert champion.post(f"/assignments/{row.pk}/end/", {"valid_to": "2026-03-31"}).status_code == 409
    row.refresh_from_db()
    assert row.valid_to == date(2026, 2, 28)
    assert Entry.objects.filter(event="ledger.customer.assignment_ended").count() == 1


def test_nobody_but_the_champion_ends_an_assignment(cast: Cast) -> None:
    row = customer_of(cast.reader, code="A").assignments.get()
    with pytest.raises(NotAllowed):
        operations.end_assignment(by=cast.finance_partner, assignment=row, valid_to=date(2026, 1, 1))


def test_the_empty_page_teaches(cast: Cast, open_page: Any) -> None:
    assert "A key account has a name beside it" in open_page(cast.champion, "assignments").content.decode()


def test_the_form_opens_within_its_budget(cast: Cast, open_page: Any) -> None:
    assert open_page(cast.champion, "assign-customer").status_code == 200
