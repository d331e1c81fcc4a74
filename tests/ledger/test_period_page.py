"""/period/: until when the books are closed, by whom and why."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.ledger import queries
from clave.ledger.models import PeriodLock
from tests.cast import Cast


@pytest.fixture
def finance(cast: Cast, client: Client) -> Client:
    client.force_login(cast.finance_partner)
    return client


def close(client: Client, day: str, reason: str = "quarter reported") -> Any:
    return client.post("/period/", {"locked_until": day, "reason": reason}, follow=True)


def test_finance_closes_a_period_and_the_history_names_who_and_why(finance: Client, cast: Cast) -> None:
    assert "No period is closed" in finance.get("/period/").content.decode()
    shown = close(finance, "2026-03-31").content.decode()
    assert "The books are closed until 31 Mar 2026" in shown
    assert "quarter reported" in shown
    assert str(cast.finance_partner) in shown
    assert queries.locked_until() == date(2026, 3, 31)


def test_opening_again_keeps_both_rows(finance: Client) -> None:
    close(finance, "2026-03-31")
    shown = close(finance, "2026-02-28", "an invoice was forgotten").content.decode()
    assert shown.index("an invoice was forgotten") < shown.index("quarter reported")
    assert queries.locked_until() == date(2026, 2, 28)


@pytest.mark.parametrize(("days", "status"), [(0, 422), (1, 422), (-1, 200)])
def test_only_a_day_that_is_over_can_be_closed(finance: Client, days: int, status: int) -> None:
    day = timezone.localdate() + timedelta(days=days)
    assert close(finance, day.isoformat()).status_code == status
    assert PeriodLock.objects.count() == (status == 200)


@pytest.mark.parametrize(("day", "reason"), [("", "why"), ("2026-03-31", ""), ("31.3.2026 sharp", "why")])
def test_a_form_without_day_or_reason_closes_nothing(finance: Client, day: str, reason: str) -> None:
    assert close(finance, day, reason).status_code == 422
    assert not PeriodLock.objects.exists()


def test_the_champion_reads_and_finds_no_form_within_the_budget(cast: Cast, open_page: Any) -> None:
    for number in range(12):
        PeriodLock.objects.create(locked_until=date(2026, 1, 1 + number), reason=f"reason {number}")
    shown = open_page(cast.champion, "period").content.decode()
    assert "The books are closed until 12 Jan 2026" in shown
    assert 'name="locked_until"' not in shown
