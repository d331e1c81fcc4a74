"""/history/: every write, newest first, for who may read it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from clave.access import journal, queries
from clave.access.models import Entry
from clave.access.policy import FieldClass
from tests.cast import Cast
from tests.history import forged


@pytest.fixture
def written(cast: Cast) -> Cast:
    with transaction.atomic():
        for number in range(60):
            journal.record(by=cast.champion, event="test.counted", subject=("test", str(number)), holds=FieldClass.F7)
        said = {"limit": "CANARY-7"}
        journal.record(by=cast.finance_partner, event="other.changed", subject=("rate", "EUR"), after=said)
        journal.record(
            by=None,
            event="access.user.added",
            subject=("access.user", "1"),
            personal={"name": "Ana"},
            holds=FieldClass.F7,
        )
    return cast


def test_the_page_shows_fifty_entries_newest_first_within_its_budget(written: Cast, open_page: Any) -> None:
    answer = open_page(written.administrator, "history")
    told = answer.context["page"].told
    assert [entry.entry.seq for entry in told] == list(range(62, 12, -1))
    assert "command line" in answer.content.decode()
    older = open_page(written.administrator, "history", {"below": answer.context["page"].older})
    assert [entry.entry.seq for entry in older.context["page"].told] == list(range(12, 0, -1))
    assert older.context["page"].older is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"event": "other."}, 1),
        ({"event": "nothing"}, 0),
        ({"since": timezone.localdate() + timedelta(days=1)}, 0),
        ({"until": timezone.localdate() - timedelta(days=1)}, 0),
        ({"since": timezone.localdate(), "until": timezone.localdate(), "event": "access."}, 1),
    ],
)
def test_a_filter_finds_only_what_matches(written: Cast, open_page: Any, asked: dict[str, Any], found: int) -> None:
    assert len(open_page(written.administrator, "history", asked).context["page"].told) == found


def test_entries_are_found_by_person(written: Cast, open_page: Any) -> None:
    answer = open_page(written.administrator, "history", {"person": written.finance_partner.pk})
    assert [told.entry.event for told in answer.context["page"].told] == ["other.changed"]


def test_a_value_of_another_class_stays_hidden_from_the_administrator(written: Cast, client: Client) -> None:
    client.force_login(written.administrator)
    shown = client.get("/history/", {"event": "other."}).content.decode()
    assert "other.changed" in shown
    assert "CANARY-7" not in shown
    assert "not for your roles" in shown


def test_personal_values_are_shown_until_they_are_erased(written: Cast, client: Client) -> None:
    client.force_login(written.administrator)
    assert "Ana" in client.get("/history/", {"event": "access.user"}).content.decode()


@pytest.mark.parametrize("asked", [{"since": "soon"}, {"person": "x"}, {"below": "-1"}])
def test_a_filter_that_cannot_be_understood_is_said(written: Cast, client: Client, asked: dict[str, str]) -> None:
    client.force_login(written.administrator)
    assert client.get("/history/", asked).status_code == 422


def test_entries_are_found_by_object_and_lead_to_it(written: Cast, open_page: Any) -> None:
    for about, found in {
        "EUR": ["other.changed"],
        "rate EUR": ["other.changed"],
        "test EUR": [],
        "59": ["test.counted"],
    }.items():
        told = open_page(written.administrator, "history", {"about": about}).context["page"].told
        assert [each.entry.event for each in told] == found, about


def test_a_change_shows_what_moved_and_nothing_else(cast: Cast) -> None:
    with transaction.atomic():
        entry = journal.record(
            by=None,
            event="promises.promise.changed",
            subject=("promise", "1"),
            before={"due_on": None, "kind": "x", "who": ["A"]},
            after={"due_on": "2026-01-31", "kind": "x", "who": ["A", "B"]},
            holds=FieldClass.F7,
        )
    told = queries.told_to(cast.administrator, entry)
    assert told.changes == [("due_on", "–", "2026-01-31"), ("who", "A", "A, B")]


def test_the_file_holds_every_entry_but_no_personal_and_no_hidden_value(written: Cast, client: Client) -> None:
    client.force_login(written.administrator)
    file = b"".join(client.get("/history/?file=history.csv").streaming_content).decode("utf-8-sig")
    assert len(file.splitlines()) == 1 + 62
    assert "Ana" not in file
    assert "CANARY-7" not in file
    narrow = b"".join(client.get("/history/?event=other.&file=history.csv").streaming_content).decode("utf-8-sig")
    assert len(narrow.splitlines()) == 1 + 1


def test_the_page_checks_the_chain_and_names_where_it_breaks(written: Cast, client: Client) -> None:
    client.force_login(written.administrator)
    assert "as they were written" in client.get("/history/?chain=1").content.decode()
    with forged():
        Entry.objects.filter(seq=7).update(event="test.forged")
    assert "The chain breaks at entry 7." in client.get("/history/?chain=1").content.decode()
