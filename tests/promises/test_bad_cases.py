"""What goes wrong with promises: owners who leave, functions of nobody, things said twice, days across time zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.policy import Role
from clave.promises.models import Outcome, Promise
from clave.promises.operations.keeping import say
from clave.promises.queries.desk import desk
from clave.promises.rules.states import State, Word
from tests.promises.keeping import Keeping

pytestmark = pytest.mark.django_db


def leaves(keeping: Keeping) -> None:
    keeping.member.is_active = False
    keeping.member.save(update_fields=["is_active"])


def page(client: Client, keeping: Keeping, path: str, role: Role = Role.CHAMPION) -> str:
    client.force_login(keeping.cast[role])
    return unescape(client.get(path).content.decode())


def test_an_owner_who_left_is_told_with_who_keeps_it_meanwhile_and_how_to_name_another(
    keeping: Keeping, client: Client
) -> None:
    made = keeping.promise()
    leaves(keeping)
    path = f"/promises/{made.number}/"
    text = page(client, keeping, path)
    assert "Mona Member has left." in text
    assert "Hedda Head, who answers for Operations, keeps it until it has a new owner." in text
    assert f"/promises/{made.number}/change/" in text
    keeping.member.function.owner = None
    keeping.member.function.save(update_fields=["owner"])
    assert "Nobody answers for Operations either" in page(client, keeping, path)


def test_a_function_that_nobody_owns_is_told_once_with_where_to_name_somebody(keeping: Keeping, client: Client) -> None:
    keeping.promise()
    keeping.monthly()
    assert "Nobody answers for" not in page(client, keeping, "/promises/")
    keeping.member.function.owner = None
    keeping.member.function.save(update_fields=["owner"])
    text = page(client, keeping, "/promises/")
    assert text.count("Nobody answers for Operations, which keeps 2 promises") == 1
    assert f'href="/functions/{keeping.member.function_id}/"' in text
    assert "Name who answers for it" not in page(client, keeping, "/promises/", Role.KEY_ACCOUNT_MANAGER)


@pytest.mark.parametrize("word", list(Word))
def test_done_and_cannot_are_said_once_and_the_second_learns_who_was_first(
    keeping: Keeping, client: Client, word: Word
) -> None:
    made = keeping.promise(due_on=timezone.localdate())
    say(by=keeping.cast[Role.FUNCTION_MEMBER], promise=made, word=Word.DONE)
    client.force_login(keeping.cast.champion)
    answer = client.post(f"/desk/{made.number}/{word}/", {"reason": "Strike"})
    assert answer.status_code == 409
    assert "This promise is kept already, said by Function Member" in answer.content.decode()
    assert Outcome.objects.get().verdict == "kept"


def test_a_month_is_said_once(keeping: Keeping, client: Client) -> None:
    made = keeping.monthly()
    client.force_login(keeping.cast[Role.FUNCTION_MEMBER])
    assert client.post(f"/desk/{made.number}/done/").status_code == 302
    answer = client.post(f"/desk/{made.number}/done/")
    assert answer.status_code == 409
    assert "has said how this month went already" in answer.content.decode()


def test_a_promise_cannot_begin_overdue(keeping: Keeping, client: Client) -> None:
    client.force_login(keeping.cast.champion)
    yesterday = timezone.localdate() - timedelta(days=1)
    told = {"key_account": keeping.account.pk, "what": "x", "owner": keeping.member.pk, "kind": "due"}
    told |= {"due_on": yesterday.isoformat(), "lines_percent": 100, "least_percent": 95, "audience": "team"}
    answer = client.post("/promises/new/", told)
    assert answer.status_code == 422
    assert "Name a day that is still to come" in answer.content.decode()
    assert not Promise.objects.exists()


@pytest.mark.parametrize(
    ("due", "moment", "state"),
    [
        # winter in Berlin is UTC+1, summer UTC+2; the clocks change on 29 March and 25 October 2026
        (date(2026, 3, 28), datetime(2026, 3, 28, 22, 59, tzinfo=UTC), State.KEPT),
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, 0, tzinfo=UTC), State.BROKEN),
        (date(2026, 3, 29), datetime(2026, 3, 29, 21, 59, tzinfo=UTC), State.KEPT),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, 0, tzinfo=UTC), State.BROKEN),
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, 0, tzinfo=UTC), State.BROKEN),
        (date(2026, 10, 25), datetime(2026, 10, 25, 22, 59, tzinfo=UTC), State.KEPT),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC), State.BROKEN),
    ],
)
def test_a_day_ends_at_midnight_where_we_are_on_the_days_when_clocks_change_too(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch, due: date, moment: datetime, state: State
) -> None:
    made = keeping.promise(due_on=due)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert timezone.get_default_timezone_name() == "Europe/Berlin"
    assert say(by=keeping.cast[Role.FUNCTION_MEMBER], promise=made, word=Word.DONE).state == state


def test_the_week_of_the_desk_ends_on_sunday_also_when_that_day_is_an_hour_short(keeping: Keeping) -> None:
    sunday, monday = (
        keeping.promise("sunday", due_on=date(2026, 3, 29)),
        keeping.promise("monday", due_on=date(2026, 3, 30)),
    )
    member = keeping.cast[Role.FUNCTION_MEMBER]
    assert [line.promise for line in desk(member, date(2026, 3, 27)).to_say] == [sunday]
    assert [line.promise for line in desk(member, date(2026, 3, 30)).to_say] == [sunday, monday]


def test_a_sentence_of_a_visit_becomes_a_promise_that_begins_with_it(keeping: Keeping, client: Client) -> None:
    from tests.cast import note_on

    note = note_on(keeping.account, text="They want a named engineer.")
    client.force_login(keeping.cast[Role.EXECUTIVE_SPONSOR])
    text = client.get(f"/visit-notes/{note.pk}/turn/").content.decode()
    link = text.split('href="/promises/new/')[1].split('"')[0]
    form = client.get(f"/promises/new/{unescape(link)}").content.decode()
    assert 'value="They want a named engineer."' in form
    assert f'value="{keeping.account.pk}" selected' in form


def test_one_who_makes_no_promises_is_not_offered_one(keeping: Keeping) -> None:
    from clave.sponsorship.hooks import other_turns

    def names(role: Role) -> list[str]:
        return [str(turn.label) for turn in other_turns(keeping.cast[role])]

    assert names(Role.EXECUTIVE_SPONSOR) == ["A promise", "A risk to the key account"]
    assert names(Role.FUNCTION_MEMBER) == []
