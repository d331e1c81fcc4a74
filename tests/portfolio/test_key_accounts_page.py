"""The list of key accounts, one of them, and the review of all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clave.access.models import Entry
from clave.access.policy import Role
from clave.ledger.operations import link_parent
from clave.portfolio.models import Ranking
from clave.portfolio.operations.offers import give_element, offer_element
from tests.cast import customer_of
from tests.portfolio.choosing import TODAY, Choosing, members

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]


def test_an_empty_list_teaches_what_a_key_account_is(choosing: Choosing, open_page: Open) -> None:
    text = open_page(choosing.champion, "key-accounts").content.decode()
    assert "Few, and chosen by what was agreed" in text
    assert reverse("propose") in text


def test_the_list_says_since_when_and_what_needs_doing(choosing: Choosing, open_page: Open) -> None:
    choosing.admitted()
    text = open_page(choosing.champion, "key-accounts").content.decode()
    for words in (
        "1 key account",
        "Alder Foods",
        "no manager",
        "nothing different",
        choosing.ranking.short_code,
        "a start",
    ):
        assert words in text


def test_ninety_nine_key_accounts_ask_no_more_queries(choosing: Choosing, open_page: Open) -> None:
    members(choosing.cast, 98)
    choosing.admitted()
    text = open_page(choosing.champion, "key-accounts").content.decode()
    assert "99 key accounts" in text
    assert "attention gets thin" in text


def test_a_merged_key_account_is_told_with_what_to_do(choosing: Choosing, open_page: Open) -> None:
    choosing.admitted()
    link_parent(by=None, customer=choosing.good, parent=choosing.company.group, valid_from=date(2026, 1, 1))
    assert "merged" in open_page(choosing.champion, "key-accounts").content.decode()
    text = open_page(choosing.champion, "membership", code="GOOD").content.decode()
    assert "propose the group, then release this one" in text
    assert f"{reverse('propose')}?customer=GROUP" in text


def test_who_reads_no_value_sees_no_score(choosing: Choosing, open_page: Open) -> None:
    choosing.admitted()
    customer_of(choosing.cast[Role.READER], code="GOOD")
    for role in (Role.READER, Role.PEOPLE_LEAD):
        for name, words in (("key-accounts", {}), ("membership", {"code": "GOOD"}), ("offers", {})):
            text = open_page(choosing.cast[role], name, **words).content.decode()
            assert "Alder Foods" in text
            assert "8.80" not in text
            assert "Lifetime value" not in text


def test_one_key_account_tells_everything_that_happened(choosing: Choosing, open_page: Open) -> None:
    held = choosing.admitted(sponsor=choosing.sponsor)
    element = offer_element(by=choosing.champion, name="A named engineer", yearly_cost=12_000_00, currency="EUR")
    give_element(by=choosing.champion, key_account=held, element=element, given_from=TODAY)
    text = open_page(choosing.champion, "membership", code="GOOD").content.decode()
    for words in ("Became a key account", "proposed to admit it", "A named engineer", "Criterion by criterion", "8.80"):
        assert words in text


def test_a_review_is_noted_once_on_the_latest_ranking(choosing: Choosing, client: Client) -> None:
    choosing.admitted()
    client.force_login(choosing.champion)
    Ranking.objects.filter(pk=choosing.ranking.pk).values("as_of")
    asked = {"ranking": choosing.ranking.short_code}
    fresh = (timezone.localdate() - choosing.ranking.as_of).days <= 45
    first = client.post(reverse("hold-review"), asked)
    assert first.status_code == (302 if fresh else 409)
    assert client.post(reverse("hold-review"), {"ranking": "K99"}).status_code == 422
    if not fresh:
        assert "A review looks at fresh figures" in first.content.decode()


def test_the_file_holds_what_the_page_shows_and_is_in_the_history(choosing: Choosing, open_page: Open) -> None:
    choosing.admitted()
    answer = open_page(choosing.champion, "key-accounts-export", {"kind": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("customer_code,customer,admitted_on,released_on,decision,score,rank")
    assert lines[1].startswith(f"GOOD,Alder Foods,{TODAY.isoformat()},,1,8.80")
    assert Entry.objects.filter(event="portfolio.key_accounts.exported").count() == 1
