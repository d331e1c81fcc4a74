"""/hierarchy/<id>/, linking and ending: with dates, and refused with words."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from clave.access.policy import Role
from clave.ledger.models import CustomerParent
from tests.cast import Cast, customer_of


def post(client: Client, **changed: str) -> Any:
    return client.post(
        "/hierarchy/link/", {"customer": "A", "parent": "B", "valid_from": "2026-01-01", "valid_to": "", **changed}
    )


@pytest.fixture
def champion(cast: Cast, client: Client) -> Client:
    for code in "ABC":
        customer_of(code=code)
    client.force_login(cast.champion)
    return client


def test_a_customer_is_linked_by_code_or_by_name(champion: Client) -> None:
    assert post(champion).status_code == 302
    assert post(champion, customer="customer c").status_code == 302
    assert set(CustomerParent.objects.values_list("customer__code", "parent__code")) == {("A", "B"), ("C", "B")}


@pytest.mark.parametrize(
    ("changed", "status", "told"),
    [
        ({"parent": "A"}, 422, "would roll up into themselves: A → A"),
        ({"customer": "B", "parent": "A"}, 422, "B → A → B"),
        ({"parent": "C", "valid_from": "2026-06-01"}, 409, "belongs to B from 1 Jan 2026"),
        ({"customer": "C", "valid_to": "2025-01-01"}, 422, "Choose a later end"),
        ({"customer": "nobody"}, 422, "There is no such customer"),
        ({"valid_from": ""}, 422, "This field is required"),
    ],
)
def test_what_cannot_be_is_refused_with_words_and_changes_nothing(
    champion: Client, changed: dict[str, str], status: int, told: str
) -> None:
    post(champion)
    answer = post(champion, **changed)
    assert answer.status_code == status
    assert told in answer.content.decode()
    assert CustomerParent.objects.count() == 1


def test_two_customers_of_one_name_ask_for_the_code(champion: Client) -> None:
    customer_of(code="A2").name = "Customer A"
    twin = customer_of(code="A3")
    twin.name = "Customer A"
    twin.save()
    assert "Give the code" in post(champion, customer="Customer A").content.decode()


def test_an_ended_link_stays_on_the_page_and_cannot_end_twice(champion: Client) -> None:
    post(champion)
    link = CustomerParent.objects.get()
    assert champion.post(f"/hierarchy/links/{link.pk}/end/", {"valid_to": "2026-03-31"}).status_code == 302
    again = champion.post(f"/hierarchy/links/{link.pk}/end/", {"valid_to": "2026-04-30"})
    assert again.status_code == 409
    assert "This link ended on 31 Mar 2026" in again.content.decode()
    assert "31 Mar 2026" in again.content.decode()
    link.refresh_from_db()
    assert link.valid_to == date(2026, 3, 31)


def test_an_end_before_the_beginning_is_refused(champion: Client) -> None:
    post(champion)
    link = CustomerParent.objects.get()
    answer = champion.post(f"/hierarchy/links/{link.pk}/end/", {"valid_to": "2025-01-01"})
    assert answer.status_code == 422
    assert "Choose a later end" in answer.content.decode()


def test_the_page_shows_many_members_within_its_budget(cast: Cast, open_page: Any) -> None:
    head = customer_of(code="HEAD")
    for number in range(30):
        CustomerParent.objects.create(customer=customer_of(code=f"M{number}"), parent=head, valid_from=date(2024, 1, 1))
    text = open_page(cast.champion, "group", pk=head.pk).content.decode()
    assert "30 customers roll up into Customer HEAD" in text
    assert "30 links have never been looked at" in text


def test_a_manager_reads_and_finds_no_form(cast: Cast, open_page: Any) -> None:
    manager = cast[Role.KEY_ACCOUNT_MANAGER]
    head = customer_of(manager, code="HEAD")
    CustomerParent.objects.create(customer=customer_of(code="M"), parent=head, valid_from=date(2024, 1, 1))
    text = open_page(manager, "group", pk=head.pk).content.decode()
    assert "Customer M" in text
    assert "/end/" not in text


def test_the_form_comes_filled_in_from_a_suggestion(cast: Cast, open_page: Any) -> None:
    text = open_page(cast.champion, "link-customer", {"customer": "C2", "parent": "G"}).content.decode()
    assert 'value="C2"' in text
    assert 'value="G"' in text
