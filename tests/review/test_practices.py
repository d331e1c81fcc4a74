"""Practices: written down, found, copied, judged afterwards with the measure before and after; and who lacks them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from clave.access.lending import TokenScope
from clave.access.models import Entry
from clave.review.models import Adoption, Practice
from clave.review.operations import practices as operations
from clave.review.rules import practices as rules
from tests.accounts.test_relationships_page import text_of
from tests.asking import Asking, code_of
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
    path, read = f"/practices/adoptions/{found.pk}/judge/", {"based_on": "1"}
    assert client.post(path, {"verdict": "worked", "note": "", **read}).status_code == 422
    assert client.post(path, {"verdict": "early", "note": "Begun late", **read}).status_code == 422
    later = (portfolio.today + timedelta(days=60)).isoformat()
    early = {"verdict": "early", "note": "Begun late", "follow_up_on": later, **read}
    assert client.post(path, early).status_code == 302
    read = {"based_on": "2"}
    assert "Did “Bundle" not in text_of(open_page(portfolio.manager, "home"))
    assert client.post(path, {"verdict": "worked", "note": "Bundled", **read}).status_code == 302
    assert client.post(path, {"verdict": "did not", "note": "Not", "based_on": "3"}).status_code == 409
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


def test_a_card_is_worded_anew_by_who_wrote_it_upon_the_version_they_read(
    portfolio: Portfolio, client: Client, open_page: Any
) -> None:
    made = operations.share_practice(by=portfolio.manager, **TOLD)
    path, anew = f"/practices/{made.number}/change/", {**TOLD, "title": "Two express days", "based_on": "1"}
    client.force_login(person("olga", *portfolio.manager.roles))
    assert client.get(path).status_code == 404
    assert "Change this card" not in text_of(client.get(f"/practices/{made.number}/"))
    client.force_login(portfolio.manager)
    assert "Change this card" in text_of(open_page(portfolio.manager, "practice", number=made.number))
    assert "As it stands" in text_of(open_page(portfolio.manager, "change-practice", number=made.number))
    assert client.post(path, {**anew, "evidence": ""}).status_code == 422
    assert client.post(path, anew).status_code == 302
    late = client.post(path, {**anew, "title": "Three express days"})
    assert late.status_code == 409
    assert "What you wrote" in text_of(late)
    assert "Two express days" in text_of(late)
    assert "Three express days" in late.content.decode()
    assert client.post(path, {**anew, "based_on": "2"}).status_code == 302
    kept = Entry.objects.filter(event="review.practice.changed", before__contains="Bundle the express orders")
    assert kept.count() == 1


def test_a_card_that_was_copied_keeps_its_measure_and_the_name_that_its_writer_sees_no_more(
    portfolio: Portfolio, client: Client
) -> None:
    found = adopted(portfolio)
    client.force_login(portfolio.cast.champion)
    path, anew = f"/practices/{found.practice.number}/change/", {**TOLD, "measure": "on_time", "based_on": "1"}
    refused = client.post(path, anew)
    assert refused.status_code == 409
    assert "It was copied already" in text_of(refused)
    elsewhere = portfolio.held[2]
    inside = {**TOLD, "source": "inside", "source_words": ""}
    mine = operations.share_practice(by=portfolio.manager, key_account=elsewhere, **inside)
    client.force_login(portfolio.manager)
    assert client.post(f"/practices/{mine.number}/change/", {**inside, "based_on": "1"}).status_code == 302
    assert Practice.objects.get(pk=mine.pk).key_account == elsewhere


def test_the_second_of_two_judges_sees_what_the_first_wrote(portfolio: Portfolio, client: Client) -> None:
    found = adopted(portfolio, days=-1)
    client.force_login(portfolio.manager)
    path, day = f"/practices/adoptions/{found.pk}/judge/", (portfolio.today + timedelta(days=60)).isoformat()
    early = {"verdict": "early", "note": "Begun late", "follow_up_on": day, "based_on": "1"}
    assert client.post(path, early).status_code == 302
    late = client.post(path, {**early, "verdict": "worked", "note": "It did"})
    assert late.status_code == 409
    assert "(“Begun late”)" in text_of(late)
    assert "It did" in late.content.decode()


def test_a_program_writes_copies_and_judges(portfolio: Portfolio) -> None:
    ask = Asking(portfolio.manager, TokenScope.CHANGE_PRACTICES)
    made = [ask("POST", "practices", TOLD, Idempotency_Key="once") for _ in range(2)]
    assert [(each.status_code, each.json()["number"]) for each in made] == [(201, 1), (201, 1)]
    assert code_of(ask("POST", "practices", {**TOLD, "source_words": ""})) == (422, "PRACTICE_SOURCE_MISSING")
    assert code_of(ask("POST", "practices", {**TOLD, "measure": "retention"}))[0] == 422
    assert ask("POST", "practices", {**TOLD, "source": "inside", "customer": "K2"}).status_code == 404
    anew, tag = {**TOLD, "title": "Two express days"}, made[0].headers["ETag"]
    assert code_of(ask("PUT", "practices/1", anew)) == (428, "PRECONDITION_REQUIRED")
    assert ask("PUT", "practices/1", anew, If_Match=tag).json()["title"] == "Two express days"
    assert code_of(ask("PUT", "practices/1", anew, If_Match=tag)) == (412, "PRECONDITION_FAILED")
    owner, days = our_person(portfolio.manager, code="P-KAM"), portfolio.today + timedelta(days=30)
    words = {"customer": "K1", "owner": owner.person_code, "follow_up_on": days.isoformat()}
    copied = ask("POST", "practices/1/adoptions", words)
    assert (copied.status_code, copied.json()["before"]) == (201, pytest.approx(0.4, abs=0.01))
    assert code_of(ask("POST", "practices/1/adoptions", words)) == (409, "PRACTICE_ADOPTED_ALREADY")
    assert ask("POST", "practices/1/adoptions", {**words, "customer": "K2"}).status_code == 404
    path = f"practices/adoptions/{copied.json()['id']}"
    assert [each["customer"] for each in ask.get("practices/adoptions?practice=1")["items"]] == ["K1"]
    verdict, tag = {"verdict": "worked", "note": "Bundled"}, ask("GET", path).headers["ETag"]
    assert code_of(ask("POST", f"{path}/judge", verdict)) == (428, "PRECONDITION_REQUIRED")
    assert ask("POST", f"{path}/judge", verdict, If_Match=tag).json()["verdict"] == "worked"
    assert code_of(ask("POST", f"{path}/judge", verdict, If_Match=tag)) == (412, "PRECONDITION_FAILED")
    stranger = Asking(person("olga", *portfolio.manager.roles), TokenScope.CHANGE_PRACTICES)
    assert stranger("GET", path).status_code == 404
    assert stranger("PUT", "practices/1", anew, If_Match='"2"').status_code == 404


def test_the_database_keeps_what_was_judged(portfolio: Portfolio) -> None:
    found = adopted(portfolio, days=-1)
    operations.judge_adoption(by=portfolio.manager, adoption=found, verdict="worked", note="Bundled")
    rows = Adoption.objects.filter(pk=found.pk)
    for change in (lambda: rows.update(verdict="did not"), lambda: rows.update(after=9.0), lambda: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
