"""The programme, its agenda and its communication log at /api/v1/, as a program uses them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clave.access.lending import TokenScope
from clave.access.policy import Role
from clave.programme.models import AgendaItem, Telling
from clave.programme.operations import leading
from tests.asking import Asking, code_of
from tests.programme.begun import Begun
from tests.programme.test_agenda import Board
from tests.programme.test_communication import Talking

pytestmark = pytest.mark.django_db
ASKED = {"kind": "ask", "what": "A second printer", "owner": "B-1", "due_on": "2026-12-01"}


@pytest.fixture
def board(begun: Begun) -> Board:
    return Board(begun)


def writing(begun: Begun) -> Asking:
    return Asking(begun.champion, TokenScope.CHANGE_PROGRAMME)


def every(ask: Asking, place: str) -> list[Any]:
    """What a list holds, page by page of one."""
    seen, cursor = [], ""
    while cursor is not None:
        told = ask.get(f"{place}?limit=1&cursor={cursor}")
        seen, cursor = [*seen, *told["items"]], told["next_cursor"]
    return seen


def test_where_the_programme_stands_is_read_with_its_evidence(begun: Begun) -> None:
    begun.written(timezone.localdate())
    told = Asking(begun.champion, TokenScope.READ_PROGRAMME).get("programme")
    assert (told["year"], told["horizon_years"], len(told["phases"])) == (1, 4, 4)
    purpose = told["phases"][0]["elements"][0]
    assert (purpose["key"], purpose["score"], purpose["is_computed"]) == ("purpose", 4, True)


def test_functions_champions_and_warnings_are_read_as_the_pages_tell_them(begun: Begun) -> None:
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today + timedelta(days=900)}
    said = {"mandate": "Calls every function.", "reason": "People listen.", **days}
    sponsor = begun.cast[Role.EXECUTIVE_SPONSOR]
    leading.appoint_champion(by=sponsor, person=begun.lead, reports_to=begun.boss, **said)
    ask = Asking(begun.champion, TokenScope.READ_PROGRAMME)
    functions, terms, shown = ask.get("functions"), ask.get("champions"), ask.get("warnings")
    told = {each["function"]: each for each in functions}
    assert functions[0]["missing"][0] == "nobody owns it"
    assert functions[0]["owner"] is None
    assert {each["people"] > 0 for each in told.values()} == {True}
    assert [(each["person"], each["reports_to"], each["to_the_top"], each["is_running"]) for each in terms] == [
        ("B-3", "B-1", True, True)
    ]
    assert {each["name"]: each["shows"] for each in shown}["No champion at the top"] is False
    assert Asking(begun.champion, TokenScope.READ_PROMISES)("GET", "functions").status_code == 403
    member = Asking(begun.cast[Role.FUNCTION_MEMBER], TokenScope.READ_PROGRAMME)
    assert member("GET", "warnings").status_code == 403
    assert len(member.get("functions")) <= 1, "their own and no other"


def test_an_item_is_put_once_for_its_key_and_changed_with_what_was_read(board: Board) -> None:
    ask = writing(board.begun)
    answers = [ask("POST", "agenda", ASKED, Idempotency_Key="once") for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201], answers[0].content
    assert AgendaItem.objects.count() == 1
    path, read = "agenda/1", ask("GET", "agenda/1").headers["ETag"]
    assert code_of(ask("PUT", path, ASKED)) == (428, "PRECONDITION_REQUIRED")
    assert ask("PUT", path, ASKED | {"what": "Two printers"}, If_Match=read).json()["what"] == "Two printers"
    assert code_of(ask("PUT", path, ASKED, If_Match=read)) == (412, "PRECONDITION_FAILED")
    assert ask("POST", "agenda", ASKED | {"owner": "NOBODY"}).status_code == 404
    assert code_of(ask("POST", f"{path}/done")) == (409, "NOT_DECIDED_YET")
    board.decide(AgendaItem.objects.get())
    assert ask("POST", f"{path}/done").json()["state"] == "done"


def test_no_token_decides_and_one_that_reads_does_not_write(board: Board) -> None:
    board.put()
    read = Asking(board.begun.champion, TokenScope.READ_PROGRAMME)
    assert code_of(read("POST", "agenda", ASKED)) == (403, "SCOPE_MISSING")
    sponsor = Asking(board.sponsor, *TokenScope)
    assert sponsor("POST", "agenda/1/decide", {}).status_code == 404
    assert sponsor("POST", "agenda", ASKED).status_code == 403


def test_a_customer_is_named_where_the_token_lends_key_accounts(board: Board) -> None:
    board.put(escalation=board.escalated())
    board.put("Else")
    narrow = Asking(board.begun.champion, TokenScope.READ_PROGRAMME)
    wide = Asking(board.begun.champion, TokenScope.READ_PROGRAMME, TokenScope.READ_DECISIONS)
    assert [each["customer"] for each in narrow.get("agenda")["items"]] == [None, None]
    assert [each["customer"] for each in every(wide, "agenda")] == [None, "K0"]


def test_messages_are_logged_listed_and_taken_back(begun: Begun) -> None:
    Talking(begun)
    ask, today = writing(begun), timezone.localdate().isoformat()
    asked = {"message": "Why", "functions": ["Operations"], "sites": ["Madrid"], "told_on": today, "told_by": "B-1"}
    assert ask("POST", "communication", asked).status_code == 201
    assert code_of(ask("POST", "communication", asked | {"sites": ["Rome"]})) == (422, "NOBODY_THERE")
    assert {"function": "Operations", "site": "Zaragoza"} in ask.get("communication/gaps")
    assert every(ask, "communication")[0]["heard"] == [{"function": "Operations", "site": "Madrid"}]
    ask("POST", "communication/1/take-back", {"reason": "It was put off."})
    assert Telling.objects.get().taken_back_reason == "It was put off."
    assert len(ask.get("communication/gaps")) == 3


def test_what_was_said_of_a_key_account_needs_key_accounts_in_the_token(begun: Begun) -> None:
    talking = Talking(begun)
    talking.tell("They build in Valencia", key_account=begun.held[0])
    for scopes, words in (
        ((TokenScope.READ_PROGRAMME,), None),
        ((TokenScope.READ_PROGRAMME, TokenScope.READ_DECISIONS), "They build in Valencia"),
    ):
        ask = Asking(begun.champion, *scopes)
        assert [each["message"] for each in ask.get("communication")["items"]] == [words]
    assert Asking(begun.cast[Role.KEY_ACCOUNT_MANAGER], *TokenScope)("GET", "communication").status_code == 403
