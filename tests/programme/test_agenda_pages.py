"""/agenda/: the list, an item, the page of a meeting, and what leaves Clave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.policy import Role
from clave.programme.models import AgendaItem, ExecutiveMeeting
from tests.cast import person
from tests.programme.begun import Begun
from tests.programme.test_agenda import Board

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(begun: Begun) -> Board:
    return Board(begun)


def test_an_empty_agenda_teaches(begun: Begun, client: Client) -> None:
    client.force_login(begun.champion)
    text = client.get("/agenda/").content.decode()
    assert "Nothing waits for the executive committee" in text
    assert "No meeting is planned yet." in text


def test_the_champion_plans_a_meeting_and_puts_things_on_it(board: Board, client: Client, open_page: Any) -> None:
    today = timezone.localdate()
    day = (today + timedelta(days=9)).isoformat()
    open_page(board.begun.champion, "agenda")
    assert client.post("/agenda/meetings/", {"meets_on": "2020-01-01"}).status_code == 422
    assert client.post("/agenda/meetings/", {"meets_on": day, "place": "Madrid"}).status_code == 302
    assert client.post("/agenda/meetings/", {"meets_on": day}).status_code == 409
    open_page(board.begun.champion, "new-item")
    said = {"kind": "ask", "what": "A second printer", "owner": board.begun.boss.pk, "due_on": day}
    assert client.post("/agenda/new/", {**said, "owner": ""}).status_code == 422
    assert client.post("/agenda/new/", said).status_code == 302
    item = AgendaItem.objects.get()
    assert item.meeting == ExecutiveMeeting.objects.get()
    assert "1 thing to decide on" in open_page(board.sponsor, "agenda").content.decode()


def test_an_escalated_promise_goes_on_the_agenda_with_one_click(board: Board, client: Client) -> None:
    asked = board.escalated()
    client.force_login(board.begun.champion)
    text = client.get("/agenda/").content.decode()
    assert "Customer K0: New labels on every pallet. The printer broke." in text
    assert client.post("/agenda/proposed/", {"key": f"promise-{asked.pk}"}).status_code == 302
    assert client.post("/agenda/proposed/", {"key": f"promise-{asked.pk}"}).status_code == 422
    assert AgendaItem.objects.get().escalation == asked
    assert f'value="promise-{asked.pk}"' not in client.get("/agenda/").content.decode()


def test_a_sponsor_decides_on_the_page_and_a_stale_decision_shows_both(
    board: Board, client: Client, open_page: Any
) -> None:
    item, path = board.put(), "/agenda/items/1/"
    assert "Word it anew" in open_page(board.begun.champion, "agenda-item", number=1).content.decode()
    said = {"kind": "ask", "what": "Two printers", "owner": board.begun.boss.pk, "due_on": "2026-12-01"}
    assert client.post(path, {**said, "based_on": 1}).status_code == 302
    stale = client.post(path, {**said, "what": "Three printers", "based_on": 1})
    assert stale.status_code == 409
    assert {"Two printers", "Three printers"} <= {each for each in ("Two printers", "Three printers")
        if each in stale.content.decode()}  # fmt: skip
    client.force_login(board.sponsor)
    told = {"verdict": "agreed", "decision": "Buy one.", "owner": board.begun.boss.pk, "due_on": "2026-12-01"}
    stale = client.post(f"{path}decide/", {**told, "based_on": 1})
    assert stale.status_code == 409
    assert "Buy one." in stale.content.decode()
    assert 'name="based_on" value="2"' in stale.content.decode()
    assert client.post(f"{path}decide/", {**told, "decision": "", "based_on": 2}).status_code == 422
    assert client.post(f"{path}decide/", {**told, "based_on": 2}).status_code == 302
    assert "Decided by" in client.get(path).content.decode()
    item.refresh_from_db()
    assert item.decision == "Buy one."


def test_an_item_is_done_corrected_and_taken_off(board: Board, client: Client) -> None:
    decided, left = board.decide(board.put()), board.put("A planner")
    client.force_login(board.begun.champion)
    text = client.get(f"/agenda/items/{decided.number}/").content.decode()
    assert f"/agenda/new/?corrects={decided.number}" in text
    assert "Correct what was decided" in client.get(f"/agenda/new/?corrects={decided.number}").content.decode()
    said = {"kind": "decision", "what": "None", "owner": board.begun.boss.pk, "due_on": "2026-12-01"}
    assert client.post("/agenda/new/", {**said, "corrects": decided.number}).status_code == 302
    assert client.post("/agenda/new/", {**said, "corrects": left.number}).status_code == 409
    assert client.post(f"/agenda/items/{decided.number}/done/").status_code == 302
    assert client.post(f"/agenda/items/{left.number}/withdraw/", {"reason": ""}).status_code == 422
    taken = client.post(f"/agenda/items/{left.number}/withdraw/", {"reason": "Solved.", "based_on": 1})
    assert taken.status_code == 302
    assert AgendaItem.objects.get(number=3).corrects == decided


def test_the_page_for_the_meeting_reads_and_closes(board: Board, client: Client, open_page: Any) -> None:
    today = timezone.localdate()
    item = board.put(why="The peak comes in March.")
    held = board.meeting(0, today)
    text = open_page(board.sponsor, "meeting", number=held.number).content.decode()
    assert "The peak comes in March." in text
    assert "It was held" not in text
    client.force_login(board.begun.champion)
    assert client.post(f"/agenda/meetings/{held.number}/call-off/", {"reason": ""}).status_code == 422
    assert client.post(f"/agenda/meetings/{held.number}/close/").status_code == 302
    assert client.post(f"/agenda/meetings/{held.number}/close/").status_code == 409
    item.refresh_from_db()
    assert (item.meeting, item.carried) == (None, 1)


def test_the_page_of_a_meeting_names_no_key_account_to_who_does_not_see_it(board: Board, client: Client) -> None:
    board.put(escalation=board.escalated())
    held = board.meeting(0, timezone.localdate())
    for user, sees in ((board.sponsor, True), (person("strange", Role.EXECUTIVE_SPONSOR), False)):
        client.force_login(user)
        for path in ("/agenda/", "/agenda/items/1/", f"/agenda/meetings/{held.number}/"):
            text = client.get(path).content.decode()
            assert ("Customer K0" in text) is sees, path
            assert ("New labels" in text) is sees, path
            assert "The printer broke." not in text or sees


def test_the_agenda_leaves_as_csv_and_xlsx(board: Board, open_page: Any) -> None:
    board.decide(board.put("=A printer", escalation=board.escalated()))
    rows = b"".join(open_page(board.sponsor, "agenda-csv").streaming_content).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("number,kind,what,why,customer_code,key_account,owner,due_on,meets_on,carried,state")
    assert rows[1].startswith("1,ask,'=A printer,,K0,Customer K0,Berta Boss,")
    assert ",decided,agreed,Buy it." in rows[1]
    strange = person("strange", Role.EXECUTIVE_SPONSOR)
    assert b"K0" not in b"".join(open_page(strange, "agenda-csv").streaming_content)
    assert b"".join(open_page(board.sponsor, "agenda-xlsx").streaming_content)[:2] == b"PK"
