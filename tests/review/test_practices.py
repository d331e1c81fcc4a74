"""Practices: written down, found, copied, judged afterwards with the measure before and after; and who lacks them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from clave.access.lending import TokenScope
from clave.access.models import Entry
from clave.review.models import Adoption, Practice
from clave.review.operations import practices as operations
from clave.review.rules import practices as rules
from tests.accounts.test_relationships_page import text_of
from tests.asking import Asking
from tests.cast import our_person, person
from tests.review.portfolio_people import Portfolio

pytestmark = pytest.mark.django_db
TOLD = {
    "title": "Bundle the express orders",
    "what": "Two fixed days a week.",
    "fits": "Where orders are small and many.",
    "measure": "cost_to_serve",
    "source": "outside",
    "source_words": "A study of 2020",
    "evidence": "Cost to serve fell by a third.",
}


def card(portfolio: Portfolio) -> Practice:
    """A practice against a high cost to serve."""
    return operations.share_practice(by=portfolio.cast.champion, **TOLD)


def adopted(portfolio: Portfolio, days: int = 30) -> Adoption:
    """It, copied to the manager's key account, to be looked at again in some days from now."""
    return operations.adopt_practice(
        by=portfolio.manager,
        practice=card(portfolio),
        key_account=portfolio.held[0],
        owner=our_person(portfolio.manager, code="P-KAM"),
        follow_up_on=portfolio.today + timedelta(days=days),
        today=portfolio.today - timedelta(days=90),
    )


def test_a_card_says_where_it_comes_from_and_is_found_by_its_words(
    portfolio: Portfolio, client: Client, open_page: Any
) -> None:
    champion = portfolio.cast.champion
    assert "No practice is written down yet" in text_of(open_page(champion, "practices"))
    client.force_login(champion)
    assert client.post("/practices/new/", {**TOLD, "source_words": ""}).status_code == 422
    for path in ("https://elsewhere.example/", "//elsewhere.example/"):
        assert client.post("/practices/new/", {**TOLD, "evidence_path": path}).status_code == 422, path
    assert client.post("/practices/new/", {**TOLD, "measure": "retention"}).status_code == 422
    made = client.post("/practices/new/", {**TOLD, "evidence_path": "/promises/"})
    assert made.headers["Location"] == "/practices/1/"
    assert "Bundle the express" in text_of(open_page(champion, "practices", {"q": "express bundle"}))
    assert "No practice holds these words" in text_of(open_page(champion, "practices", {"q": "visit"}))


def test_who_lacks_it_is_worse_than_the_median_and_seen_by_the_reader(portfolio: Portfolio, open_page: Any) -> None:
    made = card(portfolio)
    lacking = [str(each.held.customer) for each in _card(open_page, portfolio.manager, made).lacking]
    assert lacking == ["Customer K1"]
    assert "Customer K2" not in text_of(open_page(portfolio.manager, "practice", number=made.number))
    everybody = [str(each.held.customer) for each in _card(open_page, portfolio.cast.champion, made).lacking]
    assert "Customer K1" in everybody
    assert len(everybody) < len(portfolio.held)


def _card(open_page: Any, user: Any, made: Practice) -> Any:
    return open_page(user, "practice", number=made.number).context["card"]


def test_it_is_copied_once_with_the_measure_of_then_and_judged_once(
    portfolio: Portfolio, client: Client, open_page: Any
) -> None:
    found = adopted(portfolio, days=-1)
    assert found.before == pytest.approx(0.4, abs=0.01)
    text = text_of(open_page(portfolio.manager, "home"))
    assert "Did “Bundle the express orders” work at Customer K1?" in text
    with pytest.raises(rules.AdoptedAlready):
        operations.adopt_practice(
            by=portfolio.manager,
            practice=found.practice,
            key_account=portfolio.held[0],
            owner=found.owner,
            follow_up_on=portfolio.today + timedelta(days=9),
        )
    path = f"/practices/adoptions/{found.pk}/judge/"
    assert client.post(path, {"verdict": "worked", "note": ""}).status_code == 422
    assert client.post(path, {"verdict": "early", "note": "Begun late"}).status_code == 422
    later = (portfolio.today + timedelta(days=60)).isoformat()
    assert client.post(path, {"verdict": "early", "note": "Begun late", "follow_up_on": later}).status_code == 302
    assert "Did “Bundle" not in text_of(open_page(portfolio.manager, "home"))
    assert client.post(path, {"verdict": "worked", "note": "Bundled"}).status_code == 302
    assert client.post(path, {"verdict": "did not", "note": "Not"}).status_code == 409
    page = text_of(open_page(portfolio.manager, "practice", number=found.practice.number))
    assert "It worked at 1 of 1 key accounts" in page
    assert "So few prove little" in page
    assert "before: 40%" in page
    assert Entry.objects.filter(event="review.practice.judged").count() == 2


def test_another_manager_neither_sees_nor_judges_it(portfolio: Portfolio, client: Client) -> None:
    found = adopted(portfolio)
    client.force_login(person("olga", *portfolio.manager.roles))
    assert client.post(f"/practices/adoptions/{found.pk}/judge/", {}).status_code == 404
    page = text_of(client.get(f"/practices/{found.practice.number}/"))
    assert "Nowhere yet, as far as you see." in page
    assert "Customer K1" not in page
    fields = {"key_account": portfolio.held[0].pk, "owner": found.owner.pk, "follow_up_on": "2099-01-01"}
    assert client.post(f"/practices/{found.practice.number}/adopt/", fields).status_code == 422


def test_cards_leave_as_a_file_and_for_programs(portfolio: Portfolio, open_page: Any) -> None:
    adopted(portfolio)
    content = b"".join(open_page(portfolio.cast.champion, "practices-export", {"kind": "csv"}).streaming_content)
    assert b"Bundle the express orders" in content
    assert Entry.objects.filter(event="review.practice.exported").count() == 1
    told = Asking(portfolio.manager, TokenScope.READ_DECISIONS).get("practices?q=bundle")["items"]
    assert [(each["number"], each["copied"], each["judged"]) for each in told] == [(1, 1, 0)]
