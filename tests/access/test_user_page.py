"""/users/<id>/: one person's roles and access."""

from typing import Any

from django.test import Client

from clave.access.models import Entry, User
from clave.access.policy import Role
from tests.cast import Cast


def roles(user: User) -> frozenset[Role]:
    return User.objects.get(pk=user.pk).roles


def test_the_page_shows_roles_held_and_withdrawn_within_its_budget(cast: Cast, open_page: Any) -> None:
    shown = open_page(cast.administrator, "user", pk=cast.reader.pk).content.decode()
    assert "Reader" in shown
    assert f"/users/{cast.reader.pk}/withdraw/" in shown


def test_a_role_is_given_and_taken_with_a_reason(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    change = {"role": "champion", "reason": "leads the programme"}
    assert client.post(f"/users/{cast.reader.pk}/grant/", change).status_code == 302
    assert roles(cast.reader) == {Role.READER, Role.CHAMPION}
    assert client.post(f"/users/{cast.reader.pk}/withdraw/", {**change, "reason": "handed over"}).status_code == 302
    assert roles(cast.reader) == {Role.READER}
    shown = client.get(f"/users/{cast.reader.pk}/").content.decode()
    assert "leads the programme" in shown
    assert "handed over" in shown


def test_without_a_reason_nothing_changes(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    answer = client.post(f"/users/{cast.reader.pk}/grant/", {"role": "champion", "reason": ""})
    assert answer.status_code == 422
    assert roles(cast.reader) == {Role.READER}
    assert not Entry.objects.filter(event="access.role.granted").exists()


def test_ones_own_page_offers_no_change_and_refuses_one(cast: Cast, client: Client) -> None:
    me = cast.administrator
    client.force_login(me)
    assert "/grant/" not in client.get(f"/users/{me.pk}/").content.decode()
    answer = client.post(f"/users/{me.pk}/grant/", {"role": "champion", "reason": "me"})
    assert answer.status_code == 403
    assert "Nobody changes their own roles" in answer.content.decode()
    assert roles(me) == {Role.ADMINISTRATOR}


def test_ending_access_ends_the_open_session_too(cast: Cast, client: Client) -> None:
    theirs = Client()
    theirs.force_login(cast.nobody)
    assert theirs.get("/accounts/password/change/").status_code == 200
    client.force_login(cast.administrator)
    assert client.post(f"/users/{cast.nobody.pk}/deactivate/", {"reason": "left"}).status_code == 302
    assert theirs.get("/accounts/password/change/").headers["Location"].startswith("/accounts/login/")
    assert client.post(f"/users/{cast.nobody.pk}/reactivate/", {"reason": "back"}).status_code == 302


def test_a_withdrawn_right_is_gone_with_the_next_request(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    assert client.get("/users/").status_code == 200
    cast.administrator.grants.update(withdrawn_at="2026-01-01T00:00:00Z")
    assert client.get("/users/").status_code == 403
