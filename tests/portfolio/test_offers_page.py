"""What key accounts get that others do not: named, priced, given, ended, and who gets nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clave.kit.refusals import Refusal
from clave.portfolio.models import AccountOffer, OfferElement
from clave.portfolio.operations import offers as operations
from clave.portfolio.rules import offers as rules
from tests.portfolio.choosing import TODAY, Choosing

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]


def element(choosing: Choosing, name: str = "A named engineer", **more: Any) -> OfferElement:
    told = {"yearly_cost": 12_000_00, "currency": "EUR", **more}
    return operations.offer_element(by=choosing.champion, name=name, **told)


def test_the_page_shows_who_gets_what_at_which_cost_and_who_gets_nothing(choosing: Choosing, open_page: Open) -> None:
    held = choosing.admitted()
    assert "1 key account gets nothing different" in open_page(choosing.champion, "offers").content.decode()
    given = element(choosing)
    operations.give_element(by=choosing.champion, key_account=held, element=given, given_from=TODAY)
    element(choosing, "A shared forecast", yearly_cost=None, currency="")
    text = open_page(choosing.champion, "offers").content.decode()
    for words in ("Every key account gets something", "€12,000", "€190k", "A shared forecast"):
        assert words in text


def test_costs_of_two_currencies_are_never_added_up(choosing: Choosing, open_page: Open) -> None:
    held = choosing.admitted()
    for name, currency in (("Engineer", "EUR"), ("Stock", "USD")):
        made = element(choosing, name, currency=currency)
        operations.give_element(by=choosing.champion, key_account=held, element=made, given_from=TODAY)
    text = open_page(choosing.champion, "offers").content.decode()
    assert "€12,000" in text
    assert "$12,000" in text
    assert "24,000" not in text


def test_an_element_is_named_through_the_page(choosing: Choosing, client: Client) -> None:
    client.force_login(choosing.champion)
    told = {"name": "Reserved stock", "cost": "8000.50", "currency": "EUR", "is_active": "on"}
    assert client.post(reverse("offer-element"), told).status_code == 302
    assert OfferElement.objects.get().yearly_cost == 8_000_50
    assert client.post(reverse("offer-element"), told).status_code == 409
    assert client.post(reverse("offer-element"), {**told, "name": "x", "currency": ""}).status_code == 422


def test_a_stale_change_is_answered_409_with_both_side_by_side(choosing: Choosing, client: Client) -> None:
    made = element(choosing)
    operations.change_element(by=choosing.champion, element=made, version=1, name="A resident engineer")
    client.force_login(choosing.champion)
    told = {"version": 1, "name": "Two engineers", "is_active": "on"}
    answer = client.post(reverse("change-element", kwargs={"pk": made.pk}), told)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "A resident engineer" in text
    assert "Two engineers" in text
    assert 'name="version" value="2"' in text


def test_what_is_given_can_be_ended_and_stays_in_the_past(choosing: Choosing, client: Client) -> None:
    held, made = choosing.admitted(), element(choosing)
    client.force_login(choosing.champion)
    told = {"key_account": held.pk, "element": made.pk, "given_from": timezone.localdate().isoformat()}
    assert client.post(reverse("give-offer"), told).status_code == 302
    given = AccountOffer.objects.get()
    last = {"given_to": timezone.localdate().isoformat()}
    assert client.post(reverse("end-offer", kwargs={"pk": given.pk}), last).status_code == 302
    assert client.post(reverse("end-offer", kwargs={"pk": given.pk}), last).status_code == 409


REFUSED: dict[str, tuple[dict[str, Any], type[Refusal]]] = {
    "twice": ({}, rules.OfferGiven),
    "before it entered": ({"given_from": TODAY - timedelta(days=1)}, rules.OfferBeforeAdmission),
    "at a cost below zero": ({"yearly_cost": -1, "other": True}, rules.OfferCostUnfit),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_gift_is_refused(choosing: Choosing, name: str) -> None:
    given, refusal = REFUSED[name]
    held, made = choosing.admitted(), element(choosing)
    if name == "twice":
        operations.give_element(by=choosing.champion, key_account=held, element=made, given_from=TODAY)
    told = {"given_from": TODAY, **{key: value for key, value in given.items() if key != "other"}}
    with pytest.raises(refusal):
        operations.give_element(by=choosing.champion, key_account=held, element=made, **told)


def test_what_is_not_offered_any_more_is_given_to_nobody(choosing: Choosing) -> None:
    held, made = choosing.admitted(), element(choosing)
    operations.change_element(by=choosing.champion, element=made, version=1, name=made.name, is_active=False)
    with pytest.raises(rules.OfferWithdrawn):
        operations.give_element(by=choosing.champion, key_account=held, element=made, given_from=TODAY)


def test_the_file_has_a_row_for_who_gets_nothing(choosing: Choosing, open_page: Open) -> None:
    choosing.admitted()
    answer = open_page(choosing.champion, "offers-export", {"kind": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("GOOD,Alder Foods,,,,,,")
