"""/api/v1/key-accounts and /offers, as a program uses them."""

from __future__ import annotations

import pytest

from clave.access.lending import TokenScope
from clave.access.policy import Role
from clave.portfolio.models import AccountOffer, OfferElement
from tests.asking import Asking, code_of
from tests.portfolio.choosing import TODAY, Choosing

pytestmark = pytest.mark.django_db
ENGINEER = {"name": "A named engineer", "yearly_cost": {"amount": "12000.00", "currency": "EUR"}}


def test_an_element_is_named_once_changed_by_its_etag_and_listed(choosing: Choosing) -> None:
    ask = Asking(choosing.champion, TokenScope.CHANGE_OFFERS)
    made, again = (ask("POST", "offers", ENGINEER, Idempotency_Key="one") for _ in range(2))
    assert (made.status_code, again.headers["Idempotent-Replayed"]) == (201, "true"), made.content
    assert made.json()["yearly_cost"] == ENGINEER["yearly_cost"]
    assert code_of(ask("POST", "offers", ENGINEER)) == (409, "OFFER_NAME_TAKEN")
    place = made.headers["Location"].removeprefix("/api/v1/")
    wanted = {**ENGINEER, "name": "Two engineers", "is_active": False}
    assert code_of(ask("PUT", place, wanted)) == (428, "PRECONDITION_REQUIRED")
    changed = ask("PUT", place, wanted, If_Match=made.headers["ETag"])
    assert (changed.json()["name"], changed.json()["is_active"]) == ("Two engineers", False)
    assert code_of(ask("PUT", place, wanted, If_Match=made.headers["ETag"])) == (412, "PRECONDITION_FAILED")
    assert ask.get("offers") == {"items": [changed.json()], "next_cursor": None}
    assert OfferElement.objects.count() == 1


def test_an_element_is_given_and_ended_once(choosing: Choosing) -> None:
    choosing.admitted()
    ask = Asking(choosing.champion, TokenScope.CHANGE_OFFERS)
    element, place = ask("POST", "offers", ENGINEER).json()["id"], f"key-accounts/{choosing.good.code}/offers"
    told = {"element": element, "given_from": TODAY.isoformat(), "yearly_cost": "9000.50"}
    given = ask("POST", place, told)
    assert (given.status_code, given.json()["yearly_cost"]["amount"]) == (201, "9000.50"), given.content
    assert code_of(ask("POST", place, told)) == (409, "OFFER_GIVEN")
    assert ask.get(place)["items"] == [given.json()]
    last = {"given_to": TODAY.isoformat()}
    assert ask("POST", f"account-offers/{given.json()['id']}/end", last).json()["given_to"] == TODAY.isoformat()
    assert code_of(ask("POST", f"account-offers/{given.json()['id']}/end", last)) == (409, "OFFER_ENDED")
    assert AccountOffer.objects.count() == 1


def test_key_accounts_are_listed_and_figures_stay_with_who_reads_them(choosing: Choosing) -> None:
    choosing.admitted()
    ask = Asking(choosing.champion, TokenScope.READ_DECISIONS)
    found = ask.get("key-accounts?limit=1")
    assert ask.queries <= 30
    assert found == {"items": [ask.get(f"key-accounts/{choosing.good.code}")], "next_cursor": None}
    assert (found["items"][0]["admission"], found["items"][0]["is_below"]) == (1, False)
    lead = Asking(choosing.cast[Role.PEOPLE_LEAD], TokenScope.READ_DECISIONS)
    assert "score_thousandths" not in lead.get(f"key-accounts/{choosing.good.code}")
    assert code_of(ask("POST", "offers", ENGINEER)) == (403, "SCOPE_MISSING")
