"""Sponsors, one key account, visits, reports: what pages show and whom they refuse."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clave.access.models import Entry
from clave.access.policy import Role
from clave.kit.templatetags.figures import day
from clave.sponsorship.models import FollowUp, Sponsorship, Visit
from clave.sponsorship.operations import reporting
from clave.sponsorship.rules.notes import Audience, Line
from tests.cast import key_account_of, our_person
from tests.sponsorship.top import Top

pytestmark = pytest.mark.django_db
REPORT = {
    "said": "They build in Valencia. Who delivers?",
    "said_audience": "team",
    "owed": "",
    "owed_audience": "team",
    "worries": "Price is all they speak of.",
    "worries_audience": "champion",
}


def test_every_key_account_stands_with_sponsor_visits_and_what_is_missing(top: Top, open_page: Any) -> None:
    for number in range(9):
        held = key_account_of(code=f"N{number}")
        top.sponsors(held, days_ago=300)
        top.visit(held, number + 1)
    assert top.held
    text = open_page(top.champion, "sponsors").content.decode()
    assert "1 of 10 key accounts has no sponsor" in text
    assert "9 key accounts, 27 visits a year" in text
    assert text.count("sponsor holds many") == 9


def test_before_there_are_key_accounts_the_page_teaches(top: Top, client: Client) -> None:
    client.force_login(top.champion)
    assert "First the accounts, then their sponsors" in client.get("/sponsors/").content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_sponsors_leave_as_a_file(top: Top, open_page: Any, kind: str) -> None:
    top.sponsors(top.held)
    content = b"".join(open_page(top.champion, f"sponsors-{kind}").streaming_content)
    assert b"Clara Ceo" in content or kind == "xlsx"
    entry = Entry.objects.get(event="sponsorship.sponsors.exported")
    assert (entry.actor, entry.subject_id) == (top.champion, "sponsors")


def test_a_sponsor_is_proposed_with_reasons_and_appointed(top: Top, client: Client, open_page: Any) -> None:
    top.held.customer.country = "Spain"
    top.held.customer.save()
    text = open_page(top.champion, "propose-sponsors").content.decode()
    assert text.index("Clara Ceo") < text.index("Dirk Director")
    assert "is the boss of its account manager" in text
    told = {"person": top.director.pk, "starts_on": top.today.isoformat(), "reason": "They asked for him."}
    page = client.post("/sponsors/K1/appoint/", told, follow=True).content.decode()
    assert "Dirk Director sponsors Customer K1" in page
    assert "the manager&#x27;s own boss" in page.replace("&#39;", "&#x27;")
    assert client.post("/sponsors/K1/appoint/", told).status_code == 409
    assert client.post("/sponsors/K1/rhythm/", {"visits_a_year": "4", "based_on": "0"}).status_code == 302
    assert client.post("/sponsors/K1/rhythm/", {"visits_a_year": "2", "based_on": "0"}).status_code == 409
    assert "Every key account has a sponsor" in client.get("/sponsors-proposed/").content.decode()
    open_page(top.champion, "sponsor", code="K1")


def test_a_visit_is_planned_moved_and_told_of_in_three_lines(top: Top, client: Client, open_page: Any) -> None:
    top.sponsors(top.held)
    client.force_login(top.manager_login)
    answer = client.post("/sponsors/K1/visits/", {"visit_on": top.day(-2).isoformat(), "hour": "10:00"}, follow=True)
    assert "it still needs its three lines" in answer.content.decode()
    visit = Visit.objects.get()
    move = {"visit_on": top.day(-3).isoformat(), "hour": "", "based_on": "1"}
    assert client.post(f"/visits/{visit.pk}/move/", move).status_code == 302
    assert client.post(f"/visits/{visit.pk}/move/", move).status_code == 409
    assert client.get(f"/visits/{visit.pk}/report/").status_code == 403
    assert "Three lines about" in open_page(top.ceo_login, "report-visit", pk=visit.pk).content.decode()
    assert client.post(f"/visits/{visit.pk}/report/", {**REPORT, "said": "", "worries": ""}).status_code == 422
    page = client.post(f"/visits/{visit.pk}/report/", REPORT, follow=True).content.decode()
    assert "Price is all they speak of." in page
    client.force_login(top.manager_login)
    seen = client.get("/sponsors/K1/").content.decode()
    assert "They build in Valencia." in seen
    assert "Price is all they speak of." not in seen
    assert "1 line is for others" in seen


def test_two_reports_at_once_are_shown_side_by_side(top: Top, client: Client) -> None:
    top.sponsors(top.held)
    visit = top.visit(top.held, -3)
    first = {Line.SAID: ("They sell the plant.", Audience.TEAM)}
    client.force_login(top.ceo_login)
    assert client.get(f"/visits/{visit.pk}/report/").status_code == 200
    reporting.report_visit(by=top.ceo_login, visit=visit, written=first)
    answer = client.post(f"/visits/{visit.pk}/report/", REPORT)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "They sell the plant." in text
    assert "They build in Valencia." in text


def test_a_sentence_is_given_to_an_owner_who_says_done(top: Top, client: Client, open_page: Any) -> None:
    top.sponsors(top.held)
    told = {Line.SAID: (REPORT["said"], Audience.TEAM)}
    note = reporting.report_visit(by=top.ceo_login, visit=top.visit(top.held, -3), written=told).notes.get()
    assert (
        "/promises/new/?customer=K1&amp;what=" in open_page(top.ceo_login, "turn-sentence", pk=note.pk).content.decode()
    )
    worker = our_person(top.cast[Role.FUNCTION_MEMBER], code="T-OPS", full_name="Otto Ops")
    fields = {"sentence": "1", "kind": "action", "owner": worker.pk, "due_on": top.day(9).isoformat()}
    assert client.post(f"/visit-notes/{note.pk}/turn/", {**fields, "owner": ""}).status_code == 422
    page = client.post(f"/visit-notes/{note.pk}/turn/", fields, follow=True).content.decode()
    assert "Otto Ops owns it now" in page
    assert client.post(f"/visit-notes/{note.pk}/turn/", fields).status_code == 409
    mine = open_page(top.cast[Role.FUNCTION_MEMBER], "follow-ups").content.decode()
    assert "Who delivers?" in mine
    assert "They build in Valencia." not in mine
    assert client.post(f"/follow-ups/{FollowUp.objects.get().pk}/done/").status_code == 302
    assert FollowUp.objects.get().done_on == top.today


def test_a_stale_rhythm_is_shown_beside_what_stands_and_can_be_chosen_again(top: Top, client: Client) -> None:
    client.force_login(top.champion)
    assert top.held
    assert client.post("/sponsors/K1/rhythm/", {"visits_a_year": "4", "based_on": "0"}).status_code == 302
    answer = client.post("/sponsors/K1/rhythm/", {"visits_a_year": "7", "based_on": "0"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody chose 4 visits a year meanwhile; you wrote 7." in text
    assert "What stands now" in text
    assert re.findall(r"<dt>Visits a year</dt><dd>(\d)</dd>", text) == ["4", "7"]
    assert 'name="based_on" value="1" id="rhythm_based_on"' in text
    assert client.post("/sponsors/K1/rhythm/", {"visits_a_year": "7", "based_on": "1"}).status_code == 302


def test_a_stale_day_of_a_visit_is_shown_beside_what_stands(top: Top, client: Client) -> None:
    visit = top.visit(top.held, 20)
    client.force_login(top.manager_login)
    move = {"visit_on": "2099-01-01", "hour": "10:00", "based_on": "1"}
    assert client.post(f"/visits/{visit.pk}/move/", move).status_code == 422
    assert client.post(f"/visits/{visit.pk}/move/", {**move, "visit_on": str(top.day(21))}).status_code == 302
    answer = client.post(f"/visits/{visit.pk}/move/", {**move, "visit_on": str(top.day(25)), "hour": "11:30"})
    found = re.findall(r"<dt>Visit</dt><dd>([^<]*)</dd>", answer.content.decode())
    assert answer.status_code == 409
    assert found == [f"{day(top.day(21))}, 10:00", f"{day(top.day(25))}, 11:30"]


def test_who_appoints_for_the_ninth_time_is_warned_with_the_load(top: Top, client: Client) -> None:
    for number in range(8):
        top.sponsors(key_account_of(code=f"N{number}"))
    assert top.held
    client.force_login(top.champion)
    told = {"person": top.ceo.pk, "starts_on": top.today.isoformat(), "reason": "Knows their board."}
    text = client.post("/sponsors/K1/appoint/", told, follow=True).content.decode()
    assert "Clara Ceo holds 9 key accounts, 27 visits a year; the guidance is" in text
    assert Sponsorship.objects.filter(person=top.ceo).count() == 9


def test_a_code_with_a_slash_has_its_pages(top: Top, client: Client) -> None:
    top.sponsors(key_account_of(top.manager_login, code="ES/17 B"))
    client.force_login(top.manager_login)
    for name in ("sponsor", "visit-brief", "visit-brief-pdf"):
        assert client.get(reverse(name, args=["ES/17 B"])).status_code == 200
    told = {"visit_on": top.day(9).isoformat()}
    assert client.post(reverse("plan-visit", args=["ES/17 B"]), told).status_code == 302
    client.force_login(top.ceo_login)
    assert "Customer ES/17 B" in client.get("/sponsors/").content.decode()


@pytest.mark.parametrize(
    ("path", "sent", "status", "said"),
    [
        ("/visits/{visit}/move/", {"based_on": "1"}, 422, "Say on which day it takes place."),
        ("/visits/{visit}/call-off/", {"reason": ""}, 422, "Say why the visit does not take place."),
        ("/visits/{visit}/call-off/", {"reason": "a\u202eb"}, 400, "TEXT_UNSAFE_CONTROL"),
        ("/sponsors/K1/visits/", {"visit_on": "31/12/26"}, 422, "Enter a valid date."),
        ("/sponsors/K1/rhythm/", {"visits_a_year": "0", "based_on": "0"}, 422, "greater than or equal to 1"),
        ("/sponsors/K1/appoint/", {"person": "", "starts_on": "2026-01-01"}, 422, "This field is required."),
        ("/sponsorships/{sponsorship}/end/", {}, 422, "Say on which day it ends."),
        ("/sponsorships/{sponsorship}/end/", {"ends_on": "2020-01-01"}, 422, "Choose a later day."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(
    top: Top, client: Client, path: str, sent: dict[str, str], status: int, said: str
) -> None:
    made, visit = top.sponsors(top.held), top.visit(top.held, 9)
    before = (Visit.objects.values().get(), Sponsorship.objects.count(), Entry.objects.count())
    client.force_login(top.champion)
    answer = client.post(path.format(visit=visit.pk, sponsorship=made.pk), sent)
    assert (answer.status_code, said in answer.content.decode()) == (status, True)
    assert (Visit.objects.values().get(), Sponsorship.objects.count(), Entry.objects.count()) == before


def test_only_a_known_audience_is_chosen(top: Top, client: Client) -> None:
    top.sponsors(top.held)
    told = {Line.SAID: (REPORT["said"], Audience.TEAM)}
    note = reporting.report_visit(by=top.ceo_login, visit=top.visit(top.held, -3), written=told).notes.get()
    client.force_login(top.ceo_login)
    path = f"/visit-notes/{note.pk}/audience/"
    for sent in ({}, {"audience": "everybody"}):
        answer = client.post(path, sent)
        assert (answer.status_code, "Choose who reads it." in answer.content.decode()) == (422, True)
    assert client.post(path, {"audience": "champion"}).status_code == 302


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_visits_leave_as_a_file_without_what_was_told(top: Top, open_page: Any, kind: str) -> None:
    top.sponsors(top.held)
    told = {Line.SAID: (REPORT["said"], Audience.TEAM)}
    reporting.report_visit(by=top.ceo_login, visit=top.visit(top.held, -3), written=told)
    top.visit(top.held, 9)
    content = b"".join(open_page(top.champion, f"visits-{kind}").streaming_content)
    if kind == "csv":
        lines = content.decode("utf-8-sig").splitlines()
        assert [line.split(",")[5] for line in lines] == ["state", "reported", "planned"]
        assert lines[1].split(",")[3:9] == [str(top.day(-3)), "", "reported", "", "Ceo", str(top.today)]
        assert "Valencia" not in content.decode()
    assert Entry.objects.get(event="sponsorship.visits.exported").actor == top.champion
