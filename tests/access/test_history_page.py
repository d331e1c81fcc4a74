"""/history/: every write, newest first, for who may read it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from clave.access import journal
from clave.access.policy import FieldClass
from tests.cast import Cast


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
    assert "The values are not for your roles" in shown


def test_personal_values_are_shown_until_they_are_erased(written: Cast, client: Client) -> None:
    client.force_login(written.administrator)
    assert "Ana" in client.get("/history/", {"event": "access.user"}).content.decode()


@pytest.mark.parametrize("asked", [{"since": "soon"}, {"person": "x"}, {"below": "-1"}])
def test_a_filter_that_cannot_be_understood_is_said(written: Cast, client: Client, asked: dict[str, str]) -> None:
    client.force_login(written.administrator)
    assert client.get("/history/", asked).status_code == 422
