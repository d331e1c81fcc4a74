"""A form older than its session, or an address without its form: nothing is taken, and the reader is told how to go on."""

from __future__ import annotations

from django.test import Client

from tests.cast import Cast

SENT = {
    "full_name": "Ana <b>Ruiz</b>",
    "roles": ["reader", "champion"],
    "password": "typed once",
    "csrfmiddlewaretoken": "old",
}


def answer(cast: Cast, **headers: str) -> str:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.administrator)
    got = client.post("/users/new/", SENT, **headers)
    assert got.status_code == 403
    return got.content.decode()


def test_what_was_written_can_be_sent_again(cast: Cast) -> None:
    shown = answer(cast, HTTP_ORIGIN="http://testserver")
    assert 'name="full_name" value="Ana &lt;b&gt;Ruiz&lt;/b&gt;"' in shown
    assert shown.count('name="roles"') == 2
    assert 'action="/users/new/"' in shown
    assert "typed once" not in shown
    assert 'value="old"' not in shown


def test_what_another_site_sent_is_never_offered(cast: Cast) -> None:
    assert "full_name" not in answer(cast, HTTP_ORIGIN="https://evil.example")
    assert "full_name" not in answer(cast)


def test_an_address_that_only_takes_a_form_says_so(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    got = client.get(f"/users/{cast.reader.pk}/deactivate/")
    assert (got.status_code, got.headers["Allow"]) == (405, "POST")
    assert "This address only takes a form" in got.content.decode()
