"""/visits/: what nobody told of, what comes, what was told of and called off, each to whom it is visible."""

from __future__ import annotations

from typing import Any

import pytest

from clave.access.policy import Role
from clave.sponsorship.operations import reporting
from clave.sponsorship.operations.visiting import call_off_visit
from clave.sponsorship.rules.notes import Audience, Line
from tests.cast import key_account_of
from tests.sponsorship.top import Top

pytestmark = pytest.mark.django_db


def told(top: Top, days: int) -> None:
    """A visit that the sponsor told of."""
    written = {Line.SAID: ("They build in Valencia.", Audience.CHAMPION)}
    reporting.report_visit(by=top.ceo_login, visit=top.visit(top.held, days), written=written)


def test_what_nobody_told_of_leads_and_what_was_told_stands_below(top: Top, open_page: Any) -> None:
    top.sponsors(top.held)
    told(top, -40)
    untold, ahead = top.visit(top.held, -3), top.visit(top.held, 9)
    call_off_visit(by=top.champion, visit=top.visit(top.held, 5), reason="Their plant is closed.")
    text = open_page(top.ceo_login, "visits").content.decode()
    assert "1 visit has no report yet" in text
    order = ("Reports missing", "To come", "Told of within a year", "1 visit was called off")
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert "told by" in text
    assert "Their plant is closed." in text
    assert "They build in Valencia." not in text
    assert f"/visits/{untold.pk}/report/" in text
    assert f"/visits/{ahead.pk}/report/" not in text


def test_who_does_not_sponsor_reads_and_is_not_asked_to_tell(top: Top, open_page: Any) -> None:
    top.sponsors(top.held)
    untold = top.visit(top.held, -3)
    for reader in (top.manager_login, top.champion):
        text = open_page(reader, "visits").content.decode()
        assert "1 visit has no report yet" in text
        assert f"/visits/{untold.pk}/report/" not in text


def test_visits_to_customers_of_others_are_not_seen(top: Top, open_page: Any) -> None:
    other = key_account_of(code="K2")
    top.visit(other, 4)
    assert "Customer K2" in open_page(top.champion, "visits").content.decode()
    text = open_page(top.manager_login, "visits").content.decode()
    assert "Customer K2" not in text
    assert "No visit is planned" in text


def test_a_visit_of_today_is_named_first_and_may_be_told_of(top: Top, open_page: Any) -> None:
    top.sponsors(top.held)
    visit = top.visit(top.held, 0)
    text = open_page(top.ceo_login, "visits").content.decode()
    assert "The next visit: Customer K1" in text
    assert f"/visits/{visit.pk}/report/" in text
    assert "/visits/visits.csv" not in text
    assert "/sponsors/visits.csv" in text
    assert "/sponsors/visits.csv" not in open_page(top.manager_login, "visits").content.decode()
    assert "/visits/" in open_page(top.cast[Role.COMMITTEE_MEMBER], "sponsors").content.decode()
