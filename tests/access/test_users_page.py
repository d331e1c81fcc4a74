"""/users/ and /users/new/: who can sign in."""

from typing import Any

import pytest
from django.test import Client

from clave.access.models import Entry, User
from clave.access.policy import Role
from tests.cast import PASSWORD, Cast, person

NEW = {
    "full_name": "Ana Ruiz",
    "email": "Ana@Example.com",
    "language": "es",
    "roles": ["reader", "committee_member"],
    "password": PASSWORD,
    "reason": "joined the committee",
}


def test_the_page_lists_everybody_with_roles_within_its_budget(cast: Cast, open_page: Any) -> None:
    people = [person(f"person{number}", Role.READER) for number in range(30)]
    answer = open_page(cast.administrator, "users")
    assert all(user.email in answer.content.decode() for user in [*people, cast.administrator])
    assert "Reader" in answer.content.decode()


def test_roles_are_named_in_the_readers_language(cast: Cast, client: Client) -> None:
    cast.administrator.language = "es"
    cast.administrator.save()
    client.force_login(cast.administrator)
    assert client.get("/users/").headers["Content-Language"] == "es"


def test_an_administrator_lets_somebody_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    answer = client.post("/users/new/", NEW)
    ana = User.objects.get(email="ana@example.com")
    assert answer.headers["Location"] == f"/users/{ana.pk}/"
    assert (ana.language, ana.roles) == ("es", {Role.READER, Role.COMMITTEE_MEMBER})
    assert Client().login(email="ana@example.com", password=PASSWORD)


def test_the_history_quotes_the_request_that_let_somebody_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    answer = client.post("/users/new/", NEW)
    entry = Entry.objects.get(event="access.user.added")
    assert entry.request_id == answer.headers["X-Request-ID"] != ""


@pytest.mark.parametrize(
    ("changed", "told", "status"),
    [
        ({"email": "reader@clave.example"}, "already signs in here", 409),
        ({"password": "short"}, "too short", 422),
        ({"reason": ""}, "This field is required", 422),
        ({"roles": ["emperor"]}, "Select a valid choice", 422),
        ({"roles": ["reader", "api_client"]}, "login of its own", 409),
        ({"full_name": "x" * 201}, "TEXT_LENGTH: 201 characters; at most 200 fit", 400),
    ],
)
def test_a_wrong_form_says_why_and_keeps_what_was_typed(
    cast: Cast, client: Client, changed: dict[str, Any], told: str, status: int
) -> None:
    assert cast.reader
    client.force_login(cast.administrator)
    before = User.objects.count()
    answer = client.post("/users/new/", {**NEW, **changed})
    shown = answer.content.decode()
    assert (answer.status_code, User.objects.count()) == (status, before)
    assert told in shown
    assert "Ana Ruiz" in shown or "full_name" in changed
    assert PASSWORD not in shown


def test_the_form_opens_within_its_budget(cast: Cast, open_page: Any) -> None:
    assert open_page(cast.administrator, "add-user").status_code == 200
