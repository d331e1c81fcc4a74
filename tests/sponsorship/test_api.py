"""Sponsors, visits, reports and follow-ups of /api/v1/, as a program uses them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clave.access.lending import TokenScope
from clave.access.models import User
from clave.sponsorship.models import Note, Visit
from clave.sponsorship.operations import reporting
from clave.sponsorship.rules.notes import Audience, Line, Turn
from tests.asking import Asking, code_of
from tests.cast import key_account_of
from tests.sponsorship.top import Top

pytestmark = pytest.mark.django_db
SECRET = "They sell the plant in Valencia."


def reads(user: User) -> Asking:
    return Asking(user, TokenScope.READ_SPONSORS)


def writes(user: User) -> Asking:
    return Asking(user, TokenScope.PLAN_VISITS)


def every(ask: Asking, place: str) -> list[Any]:
    """What a list holds, page by page of one."""
    seen, cursor = [], ""
    while cursor is not None:
        told = ask.get(f"{place}?limit=1&cursor={cursor}")
        seen, cursor = [*seen, *told["items"]], told["next_cursor"]
    return seen


def told(top: Top) -> Note:
    """A visit three days ago, told of in one line that is for the team."""
    written = {Line.SAID: (SECRET, Audience.TEAM)}
    return reporting.report_visit(by=top.ceo_login, visit=top.visit(top.held, -3), written=written).notes.get()


def test_sponsorships_say_who_visits_whom_how_often_and_what_is_wrong(top: Top) -> None:
    top.sponsors(top.held, top.director)
    key_account_of(code="K2")
    found = every(reads(top.champion), "sponsorships")
    assert [(each["customer"], each["standing"]) for each in found] == [("K1", "to plan"), ("K2", "overdue")]
    assert found[0]["sponsors"][0]["person"] == "T-DIR"
    assert [each["kind"] for each in found[0]["flags"]] == ["boss"]
    assert [each["kind"] for each in found[1]["flags"]] == ["nobody"]
    assert [each["customer"] for each in every(reads(top.manager_login), "sponsorships")] == ["K1"]


def test_the_rhythm_is_set_with_the_version_that_was_read(top: Top) -> None:
    assert top.held
    ask, path = writes(top.champion), "sponsorships/K1/rhythm"
    read = ask("GET", "sponsorships/K1").headers["ETag"]
    assert code_of(ask("PUT", path, {"visits_a_year": 4})) == (428, "PRECONDITION_REQUIRED")
    assert ask("PUT", path, {"visits_a_year": 13}, If_Match=read).status_code == 422
    answer = ask("PUT", path, {"visits_a_year": 4}, If_Match=read)
    assert (answer.status_code, answer.json()["visits_a_year"]) == (200, 4)
    assert answer.headers["ETag"] != read
    assert code_of(ask("PUT", path, {"visits_a_year": 2}, If_Match=read)) == (412, "PRECONDITION_FAILED")
    assert reads(top.champion)("PUT", path, {"visits_a_year": 2}, If_Match=read).status_code == 403


def test_a_visit_is_planned_once_moved_and_called_off(top: Top) -> None:
    assert top.held
    ask, asked = writes(top.manager_login), {"customer": "K1", "visit_on": str(top.day(20)), "hour": "10:00"}
    answers = [ask("POST", "visits", asked, Idempotency_Key="one") for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201], answers[0].content
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    pk = Visit.objects.get().pk
    assert answers[0].headers["Location"] == f"/api/v1/visits/{pk}"
    read = ask("GET", f"visits/{pk}").headers["ETag"]
    there = {"visit_on": str(top.day(21))}
    assert code_of(ask("PUT", f"visits/{pk}", there)) == (428, "PRECONDITION_REQUIRED")
    moved = ask("PUT", f"visits/{pk}", there, If_Match=read)
    assert (moved.json()["visit_on"], moved.json()["starts_at"]) == (str(top.day(21)), None)
    assert code_of(ask("PUT", f"visits/{pk}", there, If_Match=read)) == (412, "PRECONDITION_FAILED")
    off = f"visits/{pk}/call-off"
    assert ask("POST", off, {"reason": ""}, If_Match=moved.headers["ETag"]).status_code == 422
    assert ask("POST", off, {"reason": "Strike."}, If_Match=moved.headers["ETag"]).json()["state"] == "called off"
    assert [each["called_off_reason"] for each in every(ask, "visits")] == ["Strike."]


def test_a_visit_elsewhere_or_at_no_hour_is_refused(top: Top) -> None:
    assert top.held
    key_account_of(code="K2")
    ask, asked = writes(top.manager_login), {"customer": "K1", "visit_on": "2099-01-01"}
    assert code_of(ask("POST", "visits", asked)) == (422, "VISIT_FAR_AWAY")
    assert ask("POST", "visits", asked | {"customer": "K2"}).status_code == 404
    assert ask("POST", "visits", asked | {"hour": "25:00"}).status_code == 422
    assert ask("POST", "visits", asked | {"note": SECRET}).status_code == 400


def test_what_was_told_never_leaves_by_a_token(top: Top) -> None:
    top.sponsors(top.held)
    note = told(top)
    due = top.day(9)
    made = reporting.turn_sentence(
        by=top.ceo_login, note=note, sentence=SECRET, kind=Turn.ACTION, owner=top.manager, due_on=due
    )
    for user in (top.ceo_login, top.champion, top.manager_login):
        for place in ("reports", "follow-ups", "visits", "sponsorships"):
            assert "Valencia" not in json.dumps(writes(user).get(place))
    report = reads(top.champion).get("reports")["items"][0]
    assert (report["customer"], report["visit_on"], report["by"]) == ("K1", str(top.day(-3)), "Ceo")
    assert reads(top.ceo_login).get("follow-ups")["items"] == []
    ask = writes(top.manager_login)
    mine = ask.get("follow-ups")["items"]
    assert [(each["id"], each["kind"], each["done_on"]) for each in mine] == [(made.pk, "action", None)]
    assert ask("POST", f"follow-ups/{made.pk}/done").json()["done_on"] == str(top.today)
    assert code_of(ask("POST", f"follow-ups/{made.pk}/done")) == (409, "FOLLOW_UP_DONE")
    assert reads(top.ceo_login)("POST", f"visits/{note.report.visit_id}/report", {"said": "x"}).status_code == 404
