"""The calendar address: what it tells, whom it stops telling, and how often it answers."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

import pytest
from django.test import Client

from clave.access.models import RoleGrant
from clave.sponsorship.models import CalendarAddress
from clave.sponsorship.operations import visiting
from clave.sponsorship.operations.calendars import READS_A_MINUTE, make_address
from tests.cast import key_account_of
from tests.sponsorship.top import Top

pytestmark = pytest.mark.django_db


def test_a_calendar_reads_dates_and_names_of_own_visits_without_signing_in(top: Top, client: Client) -> None:
    top.sponsors(top.held)
    top.visit(top.held, 7)
    at = visiting.plan_visit(by=top.champion, key_account=top.held, visit_on=top.day(30), hour=time(10))
    top.visit(key_account_of(code="K2"), 8)
    _, word = make_address(by=top.ceo_login)
    answer = client.get(f"/calendar/{word}.ics")
    text = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert text.count("BEGIN:VEVENT") == 2
    assert f"DTSTART;VALUE=DATE:{top.day(7):%Y%m%d}" in text
    assert at.starts_at is not None
    assert f"DTSTART:{at.starts_at:%Y%m%dT%H%M}00Z" in text
    assert "Customer K2" not in text


def test_a_leaked_address_is_dead_at_once_when_revoked_or_renewed(top: Top, client: Client) -> None:
    client.force_login(top.ceo_login)
    page = client.post("/calendar/").content.decode()
    found = re.search(r"/calendar/([\w-]+)\.ics", page)
    assert found is not None
    path = found[0]
    assert Client().get(path).status_code == 200
    assert found[1] not in str(CalendarAddress.objects.values())
    assert client.post("/calendar/revoke/").status_code == 302
    assert Client().get(path).status_code == 404
    _, first = make_address(by=top.ceo_login)
    make_address(by=top.ceo_login)
    assert Client().get(f"/calendar/{first}.ics").status_code == 404


def test_who_loses_the_role_loses_the_calendar(top: Top, client: Client) -> None:
    _, word = make_address(by=top.ceo_login)
    RoleGrant.objects.filter(user=top.ceo_login).update(withdrawn_at="2026-01-01T00:00:00Z")
    assert client.get(f"/calendar/{word}.ics").status_code == 404


def test_an_address_asked_for_too_often_is_put_off(top: Top, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = top.held.admission.proposed_at
    monkeypatch.setattr("clave.sponsorship.operations.calendars.timezone.now", lambda: moment)
    _, word = make_address(by=top.ceo_login)
    answers = [client.get(f"/calendar/{word}.ics").status_code for _ in range(READS_A_MINUTE + 1)]
    assert answers == [200] * READS_A_MINUTE + [404]


def test_the_page_of_the_address_tells_it_once(top: Top, client: Client, open_page: Any) -> None:
    open_page(top.ceo_login, "calendar-address")
    assert ".ics" in client.post("/calendar/").content.decode()
    assert ".ics" not in client.get("/calendar/").content.decode()
