"""/notifications/, its preferences, and the page of the mail."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.models import Entry, User
from clave.access.policy import Role
from clave.notices.models import Digest, Notice, Preference
from clave.notices.operations import choose, take_notice
from clave.notices.rules import Cadence, Kind
from clave.notices.stopping import stop_word
from tests.cast import Cast
from tests.notices.test_digests import promise_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_what_is_new_stands_first_and_is_counted_on_every_page(cast: Cast, client: Client, open_page: Any) -> None:
    member = cast[Role.FUNCTION_MEMBER]
    promise_of(cast, 7)
    promise_of(cast, 8, due_on=TODAY - timedelta(days=2))
    take_notice(user=member, on=TODAY)
    text = open_page(member, "notifications").content.decode()
    assert "2 things are new" in text
    assert 'class="bell">2<' in client.get("/desk/").content.decode()
    assert client.post("/notifications/read/", {"key": "promise-7-due-soon"}).status_code == 302
    text = client.get("/notifications/").content.decode()
    assert "1 thing is new" in text
    assert text.index("engineer 8") < text.index("engineer 7")
    assert 'class="bell">1<' in text
    client.post("/notifications/unread/", {"key": "promise-7-due-soon"})
    assert 'class="bell">2<' in client.get("/desk/").content.decode()
    client.post("/notifications/read/")
    text = client.get("/notifications/").content.decode()
    assert "You have read everything" in text
    assert "bell" not in text


def test_what_the_worker_has_not_seen_yet_shows_at_once(cast: Cast, client: Client) -> None:
    promise_of(cast, 7)
    client.force_login(cast[Role.FUNCTION_MEMBER])
    assert "1 thing is new" in client.get("/notifications/").content.decode()
    assert not Notice.objects.exists(), "reading a page writes nothing"
    client.post("/notifications/read/", {"key": "promise-7-due-soon"})
    assert "You have read everything" in client.get("/notifications/").content.decode()


def test_nobody_reads_or_marks_what_others_are_told(cast: Cast, client: Client) -> None:
    promise_of(cast, 7)
    take_notice(user=cast[Role.FUNCTION_MEMBER], on=TODAY)
    client.force_login(cast[Role.KEY_ACCOUNT_MANAGER])
    assert "engineer" not in client.get("/notifications/").content.decode()
    client.post("/notifications/read/", {"key": "promise-7-due-soon"})
    assert Notice.objects.get().read_at is None


def test_before_anything_is_told_the_page_teaches_and_says_that_mail_is_not_set_up(cast: Cast, client: Client) -> None:
    client.force_login(cast.reader)
    text = client.get("/notifications/").content.decode()
    assert "There is nothing to tell you" in text
    assert "mail is not set up here" in text


def test_preferences_are_chosen_and_kept_in_the_history(cast: Cast, client: Client, open_page: Any) -> None:
    text = open_page(cast.reader, "notice-preferences").content.decode()
    assert text.count(" checked") == 10
    assert "Mail is not set up here" in text
    answer = client.post("/notifications/preferences/", {"cadence": "weekly", "kinds": ["promises", "visits"]})
    assert answer.status_code == 302
    row = Preference.objects.get()
    assert (row.user, row.cadence, row.muted) == (
        cast.reader,
        "weekly",
        ["appointments", "approvals", "connectors", "programme", "training", "webhooks"],
    )
    assert Entry.objects.get(event="notices.preferences.saved").actor == cast.reader
    assert client.post("/notifications/preferences/", {"cadence": "hourly"}).status_code == 422
    assert Preference.objects.get().cadence == "weekly"


def test_administrators_see_which_mails_wait_and_what_the_server_said(cast: Cast, open_page: Any) -> None:
    digest = Digest.objects.create(user=cast.reader, on=date(2026, 3, 1), tries=3, last_error="SMTPDataError: 451")
    Digest.objects.create(user=cast.champion, on=date(2026, 3, 2), state="sent", tries=1, sent_at=timezone.now())
    text = open_page(cast.administrator, "mail-room").content.decode()
    assert "Mail is not set up" in text
    assert "SMTPDataError: 451" in text
    assert text.index(digest.user.email) < text.index(cast.champion.email)


def test_the_language_of_the_mails_is_chosen_beside_them(cast: Cast, client: Client) -> None:
    client.force_login(cast.reader)
    answer = client.post("/notifications/preferences/", {"cadence": "daily", "language": "es"}, follow=True)
    assert "Guardado" in answer.content.decode()
    cast.reader.refresh_from_db()
    assert cast.reader.language == "es"
    assert client.post("/notifications/preferences/", {"cadence": "daily", "language": "tlh"}).status_code == 422


def test_a_link_in_a_mail_stops_the_mails_without_signing_in(cast: Cast) -> None:
    choose(by=cast.reader, cadence=Cadence.WEEKLY, kinds=[Kind.PROMISES])
    stranger, path = Client(enforce_csrf_checks=True), f"/notifications/stop/{stop_word(cast.reader)}/"
    assert "Stop the e-mails of Clave?" in stranger.get(path).content.decode()
    assert Preference.objects.get(user=cast.reader).cadence == "weekly"
    clicked = stranger.post(path, {"List-Unsubscribe": "One-Click"})
    assert clicked.status_code == 200
    assert "No more e-mails come" in clicked.content.decode()
    row = Preference.objects.get(user=cast.reader)
    assert (row.cadence, "promises" in row.muted) == ("none", False)
    assert stranger.post(path).status_code == 200
    assert Entry.objects.filter(event="notices.preferences.saved", actor=cast.reader).count() == 2


def test_nobody_stops_the_mails_of_somebody_else_by_a_guess(cast: Cast) -> None:
    word, stranger = stop_word(cast.reader), Client()
    number, _, seal = word.partition("-")
    guesses = [
        f"{cast.champion.pk}-{seal}",
        f"{number}-{seal[:-1]}0x",
        number,
        f"{number}-",
        "x",
        "9" * 40,
        f"\u0661-{seal}",
    ]
    assert [stranger.post(f"/notifications/stop/{guess}/").status_code for guess in guesses] == [404] * len(guesses)
    User.objects.filter(pk=cast.reader.pk).update(email="moved@clave.example")
    assert stranger.post(f"/notifications/stop/{word}/").status_code == 404
    assert not Preference.objects.exists()
