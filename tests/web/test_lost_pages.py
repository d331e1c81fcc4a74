"""What a person reads where there is nothing, and where something broke."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.mark.parametrize(("language", "words"), [("en", "There is nothing here for you"), ("es", "Aquí no hay nada")])
def test_an_address_that_is_not_there_says_so_and_leads_back(cast: Cast, language: str, words: str) -> None:
    cast.champion.language = language
    cast.champion.save(update_fields=["language"])
    client = Client()
    client.force_login(cast.champion)
    answer = client.get("/customers/<script>alert(1)</script>/")
    shown = answer.content.decode()
    assert answer.status_code == 404
    assert words in shown
    assert 'href="/"' in shown
    assert "script>alert" not in shown


def test_a_fault_of_ours_is_said_with_the_number_that_finds_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("clave.access.queries.people", broken)
    client = Client(raise_request_exception=False)
    client.force_login(cast.administrator)
    answer = client.get("/users/")
    shown = answer.content.decode()
    assert answer.status_code == 500
    assert "Something broke on our side" in shown
    assert "secret detail" not in shown
    assert answer.headers["X-Request-ID"]
    assert "secret detail" in caplog.text
