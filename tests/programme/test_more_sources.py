"""Visits, messages and the executive agenda as evidence of the programme, and the links that its pages offer."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.policy import Role
from clave.accounts.models import Plan
from clave.portfolio.models import KeyAccount
from clave.programme.queries.known import Known
from clave.programme.queries.sources import SOURCES
from clave.programme.queries.stages import standings
from clave.programme.queries.steps import steps
from clave.programme.queries.warnings import signals
from clave.programme.rules.findings import Finding
from clave.sponsorship.models import Visit, VisitRhythm
from tests.programme.begun import DAY, Begun
from tests.programme.test_agenda import Board
from tests.programme.test_communication import Talking

pytestmark = pytest.mark.django_db
READERS = (Role.CHAMPION, Role.EXECUTIVE_SPONSOR, Role.FINANCE_PARTNER, Role.PEOPLE_LEAD, Role.COMMITTEE_MEMBER)


def planned(held: KeyAccount, touched: int = 0, **period: date) -> None:
    """A plan for this year, touched some days from today."""
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), **period}
    moment = timezone.make_aware(datetime.combine(DAY + timedelta(days=touched), time(12)))
    Plan.objects.create(key_account=held, touched_at=moment, **days)


def read(source: str) -> Finding:
    return SOURCES[source].read(Known(DAY))


def test_sponsors_visit_as_planned_where_none_is_overdue_or_untold(begun: Begun) -> None:
    assert read("visits").facts == {"done": 0, "all": 5}
    told, ahead, untold, rare, called_off = begun.held
    days = {told: -20, ahead: 9, untold: -9, called_off: 9}
    states = {told: "reported", called_off: "called off"}
    for held, day in days.items():
        state = states.get(held, "planned")
        reason = "Ill." if state == "called off" else ""
        Visit.objects.create(
            key_account=held, visit_on=DAY + timedelta(days=day), state=state, called_off_reason=reason
        )
    Visit.objects.create(key_account=ahead, visit_on=DAY - timedelta(days=100), state="reported")
    Visit.objects.create(key_account=rare, visit_on=DAY - timedelta(days=200), state="reported")
    VisitRhythm.objects.create(key_account=rare, visits_a_year=1)
    found = read("visits")
    assert (found.facts, found.score) == ({"done": 3, "all": 5}, 2)


def test_a_key_account_without_a_sponsor_is_visited_by_nobody(begun: Begun) -> None:
    for held in begun.held:
        Visit.objects.create(key_account=held, visit_on=DAY - timedelta(days=20), state="reported")
    begun.held[0].customer.assignments.filter(capacity="sponsor").delete()
    assert read("visits").facts == {"done": 4, "all": 5}


def test_how_far_the_message_went_counts_functions_without_a_site_as_not_reached(begun: Begun) -> None:
    assert read("told").score is None
    talking = Talking(begun)
    assert read("told").facts == {"done": 0, "all": 3}
    talking.tell(sites=[talking.madrid])
    assert read("told").facts == {"done": 2, "all": 3}
    talking.zaragoza.functions.clear()
    talking.madrid.functions.remove(talking.sales)
    assert read("told").facts == {"done": 1, "all": 2}


def test_whether_the_top_team_decides_counts_what_was_due_in_the_last_year(begun: Begun) -> None:
    board = Board(begun)
    assert read("agenda").score is None
    board.decide(board.put())
    board.put("Late", due_on=DAY - timedelta(days=1))
    board.put("Later", due_on=DAY + timedelta(days=1))
    board.put("Long ago", due_on=DAY - timedelta(days=400))
    assert read("agenda").facts == {"done": 1, "all": 2}


def test_a_plan_counts_while_its_time_runs_and_somebody_touches_it(begun: Begun) -> None:
    assert read("plans").facts == {"done": 0, "all": 5}
    fresh, untouched, over, ahead, _ = begun.held
    planned(fresh, touched=-90)
    planned(untouched, touched=-91)
    planned(over, ends_on=DAY - timedelta(days=1))
    planned(ahead, starts_on=DAY + timedelta(days=1))
    assert read("plans").facts == {"done": 1, "all": 5}
    assert signals(Known(DAY), None).stale_plans == 4


def test_elements_and_steps_read_them(begun: Begun) -> None:
    Board(begun).put("Late", due_on=DAY - timedelta(days=1))
    found = {each.element.key: each for each in standings(Known(DAY))}
    assert all(found[key].is_computed for key in ("visits", "told", "agenda", "plans"))
    assert steps(Known(DAY), {"champions"})[2].fact == "Nobody leads the programme."


@pytest.mark.parametrize("role", READERS)
def test_no_link_of_the_programme_leads_to_a_refusal(begun: Begun, client: Client, role: Role) -> None:
    client.force_login(begun.cast[role])
    paths: set[Any] = set()
    for page in ("/programme/", "/programme/stages/", "/programme/warnings/", "/agenda/", "/communication/"):
        body = client.get(page).content.decode()
        paths |= set(re.findall(r'href="(/[^"#]*)"', body.partition("<main")[2]))
    refused = [path for path in sorted(paths) if client.get(path.replace("&amp;", "&")).status_code == 403]
    assert refused == []
    assert len(paths) > 8


def test_what_a_role_may_not_open_is_still_told_in_words(begun: Begun, client: Client) -> None:
    client.force_login(begun.cast[Role.FINANCE_PARTNER])
    text = client.get("/programme/").content.decode()
    assert '<span class="small">Plan the visits of the sponsors' in text
    assert 'href="/sponsors/"' not in text
