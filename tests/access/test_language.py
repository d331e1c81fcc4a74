"""/language/: each reader's own language."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast


def language_of(client: Client, **extra: Any) -> str:
    return client.get("/accounts/inactive/", **extra).headers["Content-Language"]


def test_a_person_keeps_the_chosen_language_in_every_browser(cast: Cast, client: Client) -> None:
    client.force_login(cast.nobody)
    answer = client.post("/language/", {"language": "es", "next": "/users/"})
    assert answer.headers["Location"] == "/users/"
    elsewhere = Client()
    elsewhere.force_login(cast.nobody)
    assert language_of(elsewhere, HTTP_ACCEPT_LANGUAGE="en") == "es"


def test_a_stranger_keeps_it_in_a_cookie(db: None, client: Client) -> None:
    assert language_of(client, HTTP_ACCEPT_LANGUAGE="en") == "en"
    client.post("/language/", {"language": "es"})
    assert language_of(client, HTTP_ACCEPT_LANGUAGE="en") == "es"


def test_a_stranger_is_first_spoken_to_in_the_language_of_the_browser(db: None, client: Client) -> None:
    assert language_of(client, HTTP_ACCEPT_LANGUAGE="es-MX,es;q=0.9") == "es"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_one_is_never_sent_to_another_host(db: None, client: Client, back: str) -> None:
    assert client.post("/language/", {"language": "es", "next": back}).headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.nobody)
    client.post("/language/", {"language": "tlh"})
    assert language_of(client) == "en"
