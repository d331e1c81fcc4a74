"""/accounts/…: signing in, out, and changing the password."""

import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from clave.access.models import Entry, User
from clave.access.policy import Role
from clave.access.sign_in import PeopleWithRoles
from tests.cast import PASSWORD, Cast, person

LOGIN = "/accounts/login/"


def sign_in(client: Client, email: str = "nobody@clave.example", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def signed_in(client: Client) -> bool:
    return client.get("/accounts/password/change/").status_code == 200


def test_the_right_password_opens_the_house_and_is_noted(cast: Cast, client: Client) -> None:
    assert cast.nobody
    answer = sign_in(client, "NOBODY@clave.example")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert signed_in(client)
    assert Entry.objects.get().event == "access.user.signed_in"


def test_one_returns_to_the_page_one_came_for_but_never_to_another_host(cast: Cast, client: Client) -> None:
    assert cast.administrator
    email = "administrator@clave.example"
    assert client.get("/users/").headers["Location"] == "/accounts/login/?next=/users/"
    wanted = client.post(LOGIN, {"login": email, "password": PASSWORD, "next": "/users/"})
    assert wanted.headers["Location"] == "/users/"
    lured = Client().post(LOGIN, {"login": email, "password": PASSWORD, "next": "https://evil.example/"})
    assert lured.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(cast: Cast, client: Client) -> None:
    assert cast.nobody
    wrong = sign_in(client, password="wrong").content.decode()
    unknown = sign_in(client, "stranger@clave.example").content.decode()
    told = "The email address and/or password you specified are not correct."
    assert told in wrong
    assert told in unknown


def test_the_session_key_changes_at_sign_in(cast: Cast, client: Client) -> None:
    session = client.session
    session["kept"] = True
    session.save()
    before = session.session_key
    assert cast.nobody
    sign_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_after_five_wrong_guesses_even_the_right_password_waits(cast: Cast, client: Client) -> None:
    assert cast.nobody
    for _ in range(5):
        assert "not correct" in sign_in(client, password="wrong").content.decode()
    assert "Too many failed login attempts" in sign_in(client).content.decode()
    assert not signed_in(client)
    assert "Too many failed" in sign_in(Client()).content.decode(), "another browser at the same address must wait too"


def test_a_stranger_elsewhere_locks_nobody_out(cast: Cast, client: Client) -> None:
    assert cast.nobody
    for _ in range(6):
        sign_in(client, password="wrong", REMOTE_ADDR="203.0.113.9")
    assert sign_in(Client()).status_code == 302


def test_twenty_wrong_guesses_from_one_address_stop_guessing_at_anybody(cast: Cast, client: Client) -> None:
    assert cast.nobody
    for number in range(20):
        sign_in(client, f"victim{number}@clave.example", "wrong")
    assert "Too many failed login attempts" in sign_in(client).content.decode()


def test_a_forged_sender_header_does_not_reset_the_count(cast: Cast, client: Client) -> None:
    assert cast.nobody
    for number in range(6):
        answer = sign_in(client, password="wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert "Too many failed login attempts" in answer.content.decode()


def test_the_pause_ends_after_fifteen_minutes(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cast.nobody
    for _ in range(6):
        sign_in(client, password="wrong")
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert sign_in(client).status_code == 302


def test_who_left_is_told_so_and_stays_outside(cast: Cast, client: Client) -> None:
    assert cast.gone
    answer = sign_in(client, "gone@clave.example")
    assert answer.headers["Location"] == "/accounts/inactive/"
    assert not signed_in(client)


def test_nobody_signs_up(cast: Cast, client: Client) -> None:
    for path in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/", "/accounts/"):
        assert client.get(path).status_code in (302, 404)
        assert client.post(path, {"email": "x@y.example", "password1": PASSWORD}).status_code in (302, 404)
    assert not User.objects.filter(email="x@y.example").exists()


def test_a_changed_password_ends_the_other_sessions(cast: Cast, client: Client) -> None:
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(cast.nobody)
    new = "another horse battery staple"
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.headers["Location"] == "/"
    assert signed_in(client)
    assert not signed_in(elsewhere)


def test_signing_out_needs_the_form(cast: Cast, client: Client) -> None:
    client.force_login(cast.nobody)
    client.get("/accounts/logout/")
    assert signed_in(client)
    assert client.post("/accounts/logout/").headers["Location"] == LOGIN
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("idle", "total", "stays"),
    [(29 * 60, 60 * 60, True), (30 * 60 + 1, 60 * 60, False), (60, 12 * 3600 - 60, True), (60, 12 * 3600 + 1, False)],
)
def test_a_session_ends_when_unused_or_old(cast: Cast, client: Client, idle: int, total: int, stays: bool) -> None:
    client.force_login(cast.nobody)
    assert signed_in(client)
    session = client.session
    session.update({"seen_at": time.time() - idle, "signed_in_at": time.time() - total})
    session.save()
    assert signed_in(client) is stays


def test_being_used_keeps_a_session_alive(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(cast.nobody)
    start = time.time()
    for minute in range(0, 120, 20):
        monkeypatch.setattr(time, "time", lambda now=start + minute * 60: now)
        assert signed_in(client)


def test_passwords_are_kept_as_argon2(db: None) -> None:
    assert person("ana").password.startswith("argon2$argon2id$")


def test_a_person_is_read_with_the_roles_held_now_in_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    champion, backend = cast.champion, PeopleWithRoles()
    with django_assert_num_queries(1):
        assert backend.get_user(champion.pk).roles == {Role.CHAMPION}
    champion.grants.update(withdrawn_at=timezone.now(), withdrawn_reason="Moved on")
    assert backend.get_user(champion.pk).roles == frozenset()
    User.objects.get_queryset().filter(pk=champion.pk).update(is_active=False)
    assert backend.get_user(champion.pk) is None
    assert backend.get_user(0) is None
