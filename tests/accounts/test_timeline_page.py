"""/key-accounts/CODE/timeline/: what happened, filtered and paged; notes by audience, and what becomes of their sentences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clave.access.models import Entry
from clave.access.policy import Role
from clave.accounts.models import AccountNote
from clave.accounts.operations.notes import write_note
from clave.promises.operations import make_promise
from clave.promises.operations.keeping import say
from clave.promises.rules.states import Word
from clave.sponsorship.rules.notes import Audience
from tests.accounts.planning import Planning
from tests.cast import note_on

pytestmark = pytest.mark.django_db


def note(planning: Planning, text: str, audience: Audience = Audience.TEAM, by: Any = None) -> AccountNote:
    return write_note(by=by or planning.manager, key_account=planning.held, text=text, audience=audience)


def test_everything_that_happened_stands_there_and_can_be_narrowed(planning: Planning, open_page: Any) -> None:
    today = timezone.localdate()
    words = {"by": planning.cast.champion, "key_account": planning.held, "owner": planning.keeper}
    made = make_promise(what="Labels on pallets", due_on=today - timedelta(days=9), starts_on=date(2026, 1, 1), **words)
    say(by=planning.cast.champion, promise=made, word=Word.LATE, reason="Ill")
    planning.goal(planning.plan(), words="A second line")
    note_on(planning.held, text="They build in Valencia.")
    note(planning, "Their planner called.")
    text = open_page(planning.manager, "timeline", code="C1").content.decode()
    for told in (
        "Promised: Labels",
        "late",
        "A second line",
        "They build in Valencia",
        "Their planner called",
        "Became",
    ):
        assert told in text
    only = open_page(planning.manager, "timeline", {"kind": "note"}, code="C1").content.decode()
    assert "Their planner called" in only
    assert "Promised: Labels" not in only


def test_a_long_history_has_pages_and_the_newest_stands_first(planning: Planning, open_page: Any) -> None:
    for at in range(45):
        note(planning, f"Note number {at:02}.")
    first = open_page(planning.manager, "timeline", {"kind": "note"}, code="C1").content.decode()
    assert first.index("Note number 44") < first.index("Note number 43")
    assert "Note number 02" not in first
    second = open_page(planning.manager, "timeline", {"kind": "note", "page": "2"}, code="C1").content.decode()
    assert "Note number 02" in second


def test_a_note_is_read_by_its_audience_and_its_writer_alone(planning: Planning, open_page: Any) -> None:
    note(planning, "For the champion only.", Audience.CHAMPION, by=planning.cast[Role.EXECUTIVE_SPONSOR])
    note(planning, "For the team.")
    told = {
        user: [
            words in open_page(user, "timeline", code="C1").content.decode() for words in ("champion only", "the team.")
        ]
        for user in (planning.manager, planning.sponsor, planning.cast.champion, planning.cast.finance_partner)
    }
    assert list(told.values()) == [[False, True], [True, True], [True, True], [False, False]]


def test_a_note_is_written_with_its_audience_and_kept_in_the_history(planning: Planning, client: Client) -> None:
    client.force_login(planning.manager)
    asked = {"text": "They want shelf-ready packing. Ask again in May.", "audience": "team"}
    assert client.post(reverse("write-account-note", args=["C1"]), asked).status_code == 302
    assert AccountNote.objects.get().sentences == ["They want shelf-ready packing.", "Ask again in May."]
    assert Entry.objects.get(event="accounts.note.written").field_class == "F4"
    assert client.post(reverse("write-account-note", args=["C1"]), {**asked, "text": " "}).status_code == 400
    assert client.post(reverse("write-account-note", args=["C2"]), asked).status_code == 404


def test_a_sentence_becomes_an_action_a_promise_or_a_risk_with_its_words(planning: Planning, client: Client) -> None:
    note(planning, "They want shelf-ready packing. Ask again in May.")
    planning.plan()
    client.force_login(planning.manager)
    text = client.get(reverse("timeline", args=["C1"])).content.decode()
    to = f"{reverse('add-plan-action', args=['C1'])}?words=Ask+again+in+May."
    assert to in text
    assert f"{reverse('new-promise')}?customer=C1" in text
    assert "Ask again in May." in client.get(to).content.decode()
    risk = f"{reverse('new-risk', args=['C1'])}?what=Ask+again+in+May."
    assert risk in text
    assert 'value="Ask again in May."' in client.get(risk).content.decode()


def test_selected_words_are_offered_only_what_the_reader_may_make(planning: Planning, open_page: Any) -> None:
    note(planning, "They want shelf-ready packing.")
    text = open_page(planning.manager, "timeline", code="C1").content.decode()
    assert f'data-passage-to="{reverse("new-risk", args=["C1"])}?what="' in text
    assert "<li data-passage>" in text
    assert "passage" not in open_page(planning.cast.finance_partner, "timeline", code="C1").content.decode()


def test_another_managers_timeline_is_not_there(planning: Planning, client: Client) -> None:
    client.force_login(planning.manager)
    assert client.get(reverse("timeline", args=["C2"])).status_code == 404
