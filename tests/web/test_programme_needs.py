"""What My day tells of the executive agenda and of the message: to whom, when, in how many queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clave.access.models import User
from clave.access.policy import Role
from clave.programme.operations.course import close_gate
from clave.programme.rules.elements import Phase
from clave.web import programme_needs as needs
from clave.web.need import Need
from clave.web.waiting import Waiting
from tests.cast import our_person
from tests.programme.begun import DAY, Begun
from tests.programme.conftest import begun  # noqa: F401
from tests.programme.test_agenda import Board
from tests.programme.test_communication import Talking
from tests.programme.test_leading import appointed

pytestmark = pytest.mark.django_db


def found_for(user: User, on: date = DAY) -> list[Need]:
    return list(needs.programme_needs(user, Waiting(needs.waiting(user, on)), on))


def told(user: User, on: date = DAY) -> list[tuple[str, str]]:
    return [(need.title, need.status) for need in found_for(user, on)]


def test_what_is_due_is_told_to_who_writes_and_to_who_decides(begun: Begun) -> None:  # noqa: F811
    board = Board(begun)
    board.put("Decide today")
    board.put("Decide tomorrow", due_on=DAY + timedelta(days=1))
    board.decide(board.put("Do it"))
    late = DAY + timedelta(days=1)
    assert told(begun.champion) == [("Decide today", "to decide"), ("Do it", "to do")]
    assert told(begun.champion, late)[0] == ("Decide today", "overdue")
    assert told(board.sponsor) == [("Decide today", "to decide")]
    assert told(begun.cast[Role.FINANCE_PARTNER]) == []


def test_an_owner_is_told_of_their_own_items_without_reading_the_programme(begun: Begun) -> None:  # noqa: F811
    board = Board(begun)
    member = begun.cast[Role.FUNCTION_MEMBER]
    keeper = our_person(member, code="B-9", full_name="Olga Owner")
    board.put("Somebody else's")
    board.put("Asked of Olga", owner=keeper, due_on=DAY + timedelta(days=90))
    agreed = board.decide(board.put("Agreed"), owner=keeper, due_on=DAY - timedelta(days=1))
    found = {need.title: need for need in found_for(member)}
    assert {title: need.status for title, need in found.items()} == {
        "Agreed": "overdue",
        "Asked of Olga": "before the top team",
    }
    assert found["Agreed"].to == f"/agenda/own/{agreed.number}/"
    with CaptureQueriesContext(connection) as asked:
        told(member)
    assert len(asked) == 1


def test_a_gate_that_may_close_is_told_to_the_champion_with_its_evidence(begun: Begun) -> None:  # noqa: F811
    assert told(begun.champion) == []
    begun.written()
    begun.lock_criteria()
    appointed(begun, begun.lead, begun.boss)
    (need,) = found_for(begun.champion)
    assert (need.title, need.status) == ("The gate of “Scoping” can be closed", "ready")
    assert need.to == "/programme/stages/#gate-scoping"
    assert "3 of 4 elements" in need.fact
    assert told(begun.cast[Role.EXECUTIVE_SPONSOR]) == []
    close_gate(by=begun.champion, phase=Phase.SCOPING, today=DAY)
    assert told(begun.champion) == []


def test_gaps_are_told_in_one_line_to_who_logs_messages(begun: Begun) -> None:  # noqa: F811
    assert told(begun.champion) == []
    talking = Talking(begun)
    talking.tell(sites=[talking.madrid])
    line = ("Nobody of Operations in Zaragoza has heard it", "to tell")
    assert told(begun.champion) == [line]
    assert told(begun.cast[Role.PEOPLE_LEAD]) == [line]
    assert told(begun.cast[Role.EXECUTIVE_SPONSOR]) == []
    talking.tell()
    assert told(begun.champion) == []


def test_who_never_heard_it_is_told_before_who_heard_it_long_ago(begun: Begun) -> None:  # noqa: F811
    talking, long_ago = Talking(begun), DAY - timedelta(days=400)
    talking.tell(on=long_ago, sites=[talking.madrid])
    assert told(begun.champion) == [("Nobody of Operations in Zaragoza has heard it", "to tell")]
    talking.tell(on=long_ago)
    assert told(begun.champion) == [("Operations in Madrid heard it more than a year ago", "to tell")]


def test_the_champion_needs_three_queries_for_all_of_it(begun: Begun) -> None:  # noqa: F811
    begun.written()
    board, talking = Board(begun), Talking(begun)
    for number in range(9):
        board.put(f"Decide {number}")
    assert talking.zaragoza
    assert begun.champion.roles
    with CaptureQueriesContext(connection) as asked:
        assert len(told(begun.champion)) == 5
    assert len(asked) == 3, "agenda and gaps; charter, gates and criteria; the newest run"
