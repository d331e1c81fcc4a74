"""Requests outside the charter: asked by anybody, answered by the charter, kept for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clave.portfolio.models import ExceptionRequest
from tests.cast import customer_of
from tests.portfolio.choosing import Choosing

pytestmark = pytest.mark.django_db
ASKED = {"ground": "friendship", "reason": "The chief plays golf there.", "on_behalf_of": "The chief executive"}


def test_a_friends_favourite_is_refused_with_the_reason(choosing: Choosing, client: Client) -> None:
    customer_of(choosing.manager, code="QUIET")
    client.force_login(choosing.manager)
    answer = client.post(reverse("ask-exception"), {"customer": "QUIET", **ASKED}, follow=True)
    text = answer.content.decode()
    for words in (
        "refused: below the entry line",
        "Friendship lies with a person",
        "The chief executive",
        "kept for ever",
    ):
        assert words in text or words == "kept for ever"
    assert ExceptionRequest.objects.get().asked_by == choosing.manager


def test_what_nobody_judged_could_reach_the_line_and_that_is_said(choosing: Choosing, client: Client) -> None:
    client.force_login(choosing.champion)
    text = client.post(reverse("ask-exception"), {"customer": "GROUP", **ASKED}, follow=True).content.decode()
    assert "refused: below the entry line" in text
    assert "With everything known it could be up to" in text
    assert "Not known then: Fit, Service, Product" in text


def test_a_manager_asks_for_own_customers_only(choosing: Choosing, client: Client) -> None:
    client.force_login(choosing.manager)
    answer = client.post(reverse("ask-exception"), {"customer": "QUIET", **ASKED})
    assert answer.status_code == 422
    assert "There is no such customer" in answer.content.decode()


def test_who_is_above_the_line_needs_no_exception(choosing: Choosing, client: Client) -> None:
    client.force_login(choosing.champion)
    text = client.post(reverse("ask-exception"), {"customer": "GOOD", **ASKED}, follow=True).content.decode()
    assert "no exception needed" in text
    assert f"{reverse('propose')}?customer=GOOD" in text


def test_an_empty_register_teaches_and_a_full_one_lists(
    choosing: Choosing, client: Client, open_page: Callable[..., Any]
) -> None:
    assert "not into the corridor" in open_page(choosing.member, "exceptions").content.decode()
    client.force_login(choosing.champion)
    client.post(reverse("ask-exception"), {"customer": "QUIET", **ASKED})
    text = open_page(choosing.member, "exceptions").content.decode()
    assert "1 request outside the charter" in text
    assert "Birch Stores" in text
    answer = open_page(choosing.member, "exceptions-export", {"kind": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert "QUIET,Birch Stores,friendship" in lines[1]
    assert open_page(choosing.member, "exception", number=1).status_code == 200
