"""E-mails of the day: written once, sent by SMTP, tried again until taken, and never more than one may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clave.access.models import RoleGrant, User
from clave.access.policy import Role
from clave.notices import sources
from clave.notices.models import Digest, Notice
from clave.notices.operations import choose, notice_everybody, send_waiting, take_notice, write_digests
from clave.notices.rules import Cadence, Kind, News, wait_after
from clave.notices.stopping import stop_word
from clave.notices.telling import Telling
from clave.portfolio.models import Decision
from clave.promises.models import Promise
from clave.sponsorship.models import Visit
from tests.cast import Cast, key_account_of, our_person
from tests.notices.postbox import Postbox

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
MONDAY, TUESDAY = date(2026, 3, 16), date(2026, 3, 17)


def promise_of(cast: Cast, number: int, due_on: date = TODAY + timedelta(days=3), user: User | None = None) -> Promise:
    """A promise that the function member keeps."""
    login = user or cast[Role.FUNCTION_MEMBER]
    keeper = our_person(login, code=f"P-{login.pk}")
    held = key_account_of(cast[Role.KEY_ACCOUNT_MANAGER], code="K1")
    Decision.objects.filter(state="open").update(state="withdrawn")
    Visit.objects.get_or_create(key_account=held, visit_on=date(2099, 1, 1))
    told = {"key_account": held, "function": keeper.function, "owner": keeper, "kind": "due"}
    return Promise.objects.create(
        number=number, what=f"A named engineer {number}", due_on=due_on, starts_on=date(2020, 1, 1), **told
    )


def test_a_digest_reaches_the_mail_server_as_text_and_html_with_a_way_to_stop_it(cast: Cast, postbox: Postbox) -> None:
    promise_of(cast, 7)
    assert write_digests(on=TODAY) == 1
    assert send_waiting() == (1, 0)
    (mail,) = postbox.taken
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert mail["To"] == "function_member@clave.example"
    assert mail["Subject"] == "Clave: 1 thing is new for you"
    for body in (text, html):
        assert "A named engineer 7" in body
        assert "https://clave.example/promises/7/" in body
        assert "https://clave.example/notifications/preferences/" in body
    stop = f"https://clave.example/notifications/stop/{stop_word(cast[Role.FUNCTION_MEMBER])}/"
    assert stop in text
    assert stop in html
    assert mail["List-Unsubscribe"].strip() == f"<{stop}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    digest = Digest.objects.get()
    assert (digest.state, digest.tries, digest.user) == ("sent", 1, cast[Role.FUNCTION_MEMBER])


def test_writing_and_sending_again_sends_nothing_again(cast: Cast, postbox: Postbox) -> None:
    promise_of(cast, 7)
    for _ in range(3):
        write_digests(on=TODAY)
        send_waiting()
    assert write_digests(on=TODAY + timedelta(days=1)) == 0
    assert len(postbox.taken) == 1
    promise_of(cast, 8)
    assert write_digests(on=TODAY + timedelta(days=1)) == 1
    send_waiting()
    assert "engineer 7" not in postbox.taken[1].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_what_is_new_is_looked_for_once_a_person_and_digest(cast: Cast) -> None:
    promise_of(cast, 7)
    news, asked = sources.news_of, []

    def counted(user: User, on: date) -> Iterable[News]:
        asked.append(user.pk)
        return news(user, on)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("clave.notices.queries.news_of", counted)
        assert write_digests(on=TODAY) == 1
    assert cast[Role.FUNCTION_MEMBER].pk in asked
    assert len(asked) == len(set(asked))


def test_the_mail_is_written_in_the_language_of_the_person(cast: Cast, postbox: Postbox) -> None:
    member = cast[Role.FUNCTION_MEMBER]
    User.objects.get_queryset().filter(pk=member.pk).update(language="es")
    promise_of(cast, 7)
    write_digests(on=TODAY)
    send_waiting()
    assert postbox.taken[0]["Subject"] == "Clave: hay 1 novedad para usted"


def test_a_mail_server_that_fails_loses_nothing_and_is_asked_again_later(cast: Cast, postbox: Postbox) -> None:
    promise_of(cast, 7)
    write_digests(on=TODAY)
    postbox.refuses = "451 try again later"
    now = timezone.now()
    assert send_waiting(now=now) == (0, 1)
    assert send_waiting(now=now + timedelta(minutes=4)) == (0, 0)
    assert send_waiting(now=now + timedelta(minutes=6)) == (0, 1)
    digest = Digest.objects.get()
    assert (digest.state, digest.tries) == ("waiting", 2)
    assert "451" in digest.last_error
    postbox.refuses = ""
    assert send_waiting(now=now + timedelta(hours=1)) == (1, 0)
    digest.refresh_from_db()
    assert (digest.state, digest.tries, digest.last_error) == ("sent", 3, "")
    assert len(postbox.taken) == 1


def test_a_server_that_is_not_there_is_asked_again_too(cast: Cast, postbox: Postbox, settings: Any) -> None:
    promise_of(cast, 7)
    write_digests(on=TODAY)
    settings.EMAIL_PORT, right = 1, settings.EMAIL_PORT
    now = timezone.now()
    assert send_waiting(now=now) == (0, 1)
    settings.EMAIL_PORT = right
    assert send_waiting(now=now + timedelta(hours=1)) == (1, 0)


def test_waits_grow_to_six_hours_and_never_end() -> None:
    minutes = [wait_after(tries).total_seconds() / 60 for tries in (1, 2, 3, 8, 5000)]
    assert minutes == [5, 10, 20, 360, 360]


def test_what_was_settled_or_may_no_longer_be_seen_is_not_sent(cast: Cast, postbox: Postbox) -> None:
    promise_of(cast, 7)
    settled = promise_of(cast, 8)
    write_digests(on=TODAY)
    Promise.objects.filter(pk=settled.pk).update(state="kept")
    send_waiting()
    text = postbox.taken[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "engineer 7" in text
    assert "engineer 8" not in text


def test_who_lost_the_role_between_writing_and_sending_gets_nothing(cast: Cast, postbox: Postbox) -> None:
    promise_of(cast, 7)
    write_digests(on=TODAY)
    RoleGrant.objects.filter(user=cast[Role.FUNCTION_MEMBER]).update(withdrawn_at=timezone.now(), withdrawn_reason="x")
    send_waiting()
    assert postbox.taken == []
    assert Digest.objects.get().state == "settled"


def test_the_secret_promise_of_another_function_is_told_to_nobody_else(cast: Cast, postbox: Postbox) -> None:
    assert cast.people
    promise_of(cast, 7)
    notice_everybody(on=TODAY)
    assert set(Notice.objects.values_list("user__email", flat=True)) == {"function_member@clave.example"}


def test_two_processes_that_send_at_once_send_one(cast: Cast, postbox: Postbox) -> None:
    promise_of(cast, 7)
    write_digests(on=TODAY)
    digest, now = Digest.objects.select_related("user").get(), timezone.now()
    from clave.notices import operations

    assert operations._claim(digest, now)
    assert not operations._claim(digest, now)
    assert send_waiting(now=now) == (0, 0)
    assert send_waiting(now=now + timedelta(minutes=11)) == (1, 0), "who claimed it died; it is not lost"


@pytest.mark.parametrize(("cadence", "monday", "tuesday"), [("daily", 1, 1), ("weekly", 1, 0), ("none", 0, 0)])
def test_people_choose_how_often(cast: Cast, cadence: str, monday: int, tuesday: int) -> None:
    member = cast[Role.FUNCTION_MEMBER]
    promise_of(cast, 7, due_on=date(2020, 2, 1))
    choose(by=member, cadence=Cadence(cadence), kinds=list(Kind))
    assert write_digests(on=TUESDAY) == tuesday
    Notice.objects.all().delete()
    assert write_digests(on=MONDAY) == monday


def test_a_kind_that_is_not_wanted_is_neither_shown_nor_sent(cast: Cast) -> None:
    member = cast[Role.FUNCTION_MEMBER]
    promise_of(cast, 7)
    assert len(take_notice(user=member, on=TODAY)) == 1
    choose(by=member, cadence=Cadence.DAILY, kinds=[Kind.VISITS])
    assert not Notice.objects.exists()
    member.refresh_from_db()
    assert member.unread_notices == 0


def test_what_comes_back_after_it_was_settled_is_new_again(cast: Cast, postbox: Postbox) -> None:
    kept = promise_of(cast, 7)
    write_digests(on=TODAY)
    send_waiting()
    Promise.objects.filter(pk=kept.pk).update(state="kept")
    notice_everybody(on=TODAY)
    Promise.objects.filter(pk=kept.pk).update(state="open")
    assert write_digests(on=TODAY + timedelta(days=1)) == 1


def test_the_worker_writes_after_the_hour_and_once_a_day(cast: Cast, postbox: Postbox) -> None:
    promise_of(cast, 7)
    zone, telling = ZoneInfo("Europe/Berlin"), Telling()
    morning = datetime.combine(TODAY, datetime.min.time(), zone)
    telling.once(morning.replace(hour=6, minute=59))
    assert Notice.objects.count() == 1
    assert not Digest.objects.exists()
    later = max(morning.replace(hour=7, minute=1), timezone.now() + timedelta(seconds=1))
    telling.once(later)
    telling.once(later + timedelta(minutes=1))
    assert len(postbox.taken) == 1


def test_without_a_mail_server_the_worker_writes_none(cast: Cast) -> None:
    promise_of(cast, 7)
    Telling().once(timezone.now())
    assert Notice.objects.count() == 1
    assert not Digest.objects.exists()
