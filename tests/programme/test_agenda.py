"""The executive agenda: what is brought, decided, corrected and carried over; what was decided stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from clave.access.models import Entry
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.company.models import Person
from clave.programme.models import AgendaItem, ExecutiveMeeting
from clave.programme.operations import agenda, meetings
from clave.programme.queries import agenda as queries
from clave.programme.queries.proposing import proposed_items
from clave.programme.rules import agenda_refusals as refusals
from clave.programme.rules.agenda import ITEM_MOVES, ItemKind, ItemState, Verdict, deciding
from clave.promises.operations import make_promise
from clave.promises.operations.keeping import answer_escalation, escalate
from clave.sponsorship.models import Visit
from tests.cast import our_person, person
from tests.programme.begun import DAY, Begun

pytestmark = pytest.mark.django_db


class Board:
    """The executive committee of a programme that has begun."""

    def __init__(self, begun: Begun) -> None:
        self.begun = begun
        self.sponsor = begun.cast[Role.EXECUTIVE_SPONSOR]

    def put(self, what: str = "A second printer", **said: Any) -> AgendaItem:
        told = {"kind": ItemKind.ASK, "owner": self.begun.boss, "due_on": DAY, **said}
        return agenda.put_on_agenda(by=self.begun.champion, what=what, **told)

    def decide(self, item: AgendaItem, **said: Any) -> AgendaItem:
        item.refresh_from_db()
        told = {"verdict": Verdict.AGREED, "decision": "Buy it.", "owner": self.begun.boss, "due_on": DAY, **said}
        return agenda.decide_item(by=self.sponsor, item=item, based_on=item.version, today=DAY, **told)

    def meeting(self, days: int = 10, today: date = DAY) -> ExecutiveMeeting:
        return meetings.plan_meeting(by=self.begun.champion, meets_on=today + timedelta(days=days), today=today)

    def escalated(self) -> Any:
        terms = {"key_account": self.begun.held[0], "owner": self.begun.seller, "due_on": DAY}
        promise = make_promise(by=self.begun.champion, what="New labels on every pallet", starts_on=DAY, **terms)
        return escalate(by=self.begun.champion, promise=promise, reason="The printer broke.")


@pytest.fixture
def board(begun: Begun) -> Board:
    return Board(begun)


def test_the_champion_writes_and_a_sponsor_decides_and_nobody_else(board: Board) -> None:
    item, cast = board.put(), board.begun.cast
    words = {"verdict": Verdict.AGREED, "decision": "Yes.", "owner": board.begun.boss, "due_on": DAY, "based_on": 1}
    for role in set(Role) - {Role.EXECUTIVE_SPONSOR}:
        with pytest.raises(NotAllowed):
            agenda.decide_item(by=cast[role], item=item, **words)
    with pytest.raises(NotAllowed):
        agenda.put_on_agenda(by=board.sponsor, kind=ItemKind.ASK, what="x", owner=board.begun.boss, due_on=DAY)
    found = board.decide(item)
    assert (found.state, found.verdict, found.decided_on, found.decided_by) == ("decided", "agreed", DAY, board.sponsor)
    entry = Entry.objects.order_by("-seq")[0]
    assert (entry.event, entry.subject_id) == ("programme.agenda.decided", str(item.pk))


def test_who_put_an_item_on_the_agenda_does_not_decide_it(board: Board) -> None:
    both = person("both", Role.CHAMPION, Role.EXECUTIVE_SPONSOR)
    item = agenda.put_on_agenda(by=both, kind=ItemKind.ASK, what="Me", owner=board.begun.boss, due_on=DAY)
    words = {"verdict": Verdict.AGREED, "decision": "Yes.", "owner": board.begun.boss, "due_on": DAY, "based_on": 1}
    with pytest.raises(refusals.DecidesOwnItem):
        agenda.decide_item(by=both, item=item, **words)


def test_what_was_decided_is_corrected_by_a_new_item_alone(board: Board) -> None:
    item = board.put()
    with pytest.raises(refusals.NothingToCorrect):
        board.put("Two printers", corrects=item)
    board.decide(item)
    words = {"kind": ItemKind.ASK, "what": "Else", "owner": board.begun.boss, "due_on": DAY, "based_on": 2}
    with pytest.raises(refusals.ItemSettled):
        agenda.change_item(by=board.begun.champion, item=item, **words)
    with pytest.raises(refusals.ItemSettled):
        board.decide(item, decision="Do not buy it.")
    with pytest.raises(refusals.ItemSettled):
        agenda.withdraw_item(by=board.begun.champion, item=item, based_on=2, reason="Sorry.")
    board.put("Two printers", corrects=item)
    assert [each.what for each in item.corrections.all()] == ["Two printers"]


@pytest.mark.parametrize("change", ["words", "undecide", "delete", "meeting"])
def test_the_database_keeps_what_was_decided(board: Board, change: str) -> None:
    item, held = board.put(), board.meeting(0)
    board.decide(item)
    meetings.close_meeting(by=board.begun.champion, meeting=held, today=DAY)
    rows = AgendaItem.objects.filter(pk=item.pk)
    tries: dict[str, Any] = {
        "words": lambda: rows.update(decision="Do not buy it."),
        "undecide": lambda: rows.update(state="open", verdict="", decision="", decided_on=None, decided_by=None),
        "delete": lambda: rows._raw_delete(rows.db),
        "meeting": lambda: ExecutiveMeeting.objects.filter(pk=held.pk).update(meets_on=DAY - timedelta(days=1)),
    }
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        tries[change]()
    item.refresh_from_db()
    assert item.decision == "Buy it."


def test_what_was_agreed_is_done_once_and_what_was_not_is_nothing_to_do(board: Board) -> None:
    agreed, refused = board.put(), board.put("A third printer")
    with pytest.raises(refusals.NotDecidedYet):
        agenda.finish_item(by=board.begun.champion, item=agreed)
    board.decide(agreed)
    board.decide(refused, verdict=Verdict.REFUSED, decision="Not now.")
    agenda.finish_item(by=board.begun.champion, item=agreed, today=DAY)
    with pytest.raises(refusals.ItemSettled):
        agenda.finish_item(by=board.begun.champion, item=agreed)
    with pytest.raises(refusals.NothingToDo):
        agenda.finish_item(by=board.begun.champion, item=refused)
    found = queries.agenda(board.begun.champion, DAY)
    assert ([each.row.state for each in found.settled], found.to_do) == (["decided", "done"], [])


def test_a_stale_change_and_a_stale_decision_change_nothing(board: Board) -> None:
    item, words = board.put(), {"kind": ItemKind.ASK, "owner": board.begun.boss, "due_on": DAY}
    agenda.change_item(by=board.begun.champion, item=item, based_on=1, what="Two printers", **words)
    with pytest.raises(refusals.ItemStale):
        agenda.change_item(by=board.begun.champion, item=item, based_on=1, what="Three printers", **words)
    with pytest.raises(refusals.ItemStale):
        agenda.decide_item(
            by=board.sponsor, item=item, based_on=1, verdict=Verdict.AGREED, decision="Yes.", owner=board.begun.boss,
            due_on=DAY,
        )  # fmt: skip
    item.refresh_from_db()
    assert (item.what, item.state) == ("Two printers", "open")


def test_bad_items_are_refused(board: Board) -> None:
    gone = our_person(code="GONE", is_active=False)
    for said, refusal in (
        ({"what": "  "}, refusals.ItemNeedsWords),
        ({"owner": gone}, refusals.ItemOwnerHasLeft),
    ):
        with pytest.raises(refusal):
            board.put(**{"what": "A printer", **said})
    item = board.put()
    with pytest.raises(refusals.DecisionNeedsWords):
        board.decide(item, decision=" ")
    with pytest.raises(refusals.WithdrawalNeedsReason):
        agenda.withdraw_item(by=board.begun.champion, item=item, based_on=1, reason="")
    agenda.withdraw_item(by=board.begun.champion, item=item, based_on=1, reason="Solved.")
    assert AgendaItem.objects.get().state == "withdrawn"


def test_what_stayed_open_goes_to_the_next_meeting_and_counts_how_often(board: Board) -> None:
    early, item = board.put(), board.put("A planner")
    first, second = board.meeting(1), board.meeting(30)
    board.decide(early)
    with pytest.raises(refusals.MeetingNotYet):
        meetings.close_meeting(by=board.begun.champion, meeting=first, today=DAY)
    assert meetings.close_meeting(by=board.begun.champion, meeting=first, today=DAY + timedelta(days=1)) == 1
    item.refresh_from_db()
    early.refresh_from_db()
    assert (item.meeting, item.carried) == (second, 1)
    assert (early.meeting, early.carried) == (first, 0)
    with pytest.raises(refusals.MeetingSettled):
        meetings.close_meeting(by=board.begun.champion, meeting=first, today=DAY + timedelta(days=1))
    assert meetings.call_off_meeting(by=board.begun.champion, meeting=second, reason="Strike.") == 1
    item.refresh_from_db()
    assert (item.meeting, item.carried) == (None, 2)
    third = board.meeting(60)
    item.refresh_from_db()
    assert item.meeting == third, "what waits goes onto the meeting that is planned"


def test_a_meeting_is_planned_once_a_day_and_not_in_the_past(board: Board) -> None:
    board.meeting(3)
    with pytest.raises(refusals.MeetingPlannedThen):
        board.meeting(3)
    with pytest.raises(refusals.MeetingInThePast):
        board.meeting(-1)


def test_an_escalated_promise_is_proposed_until_it_is_on_the_agenda_or_answered(board: Board) -> None:
    asked = board.escalated()
    Visit.objects.bulk_create(Visit(key_account=held, visit_on=DAY, state="reported") for held in board.begun.held)
    (found,) = proposed_items(board.begun.champion, DAY)
    assert (found.escalation, found.owner, found.kind) == (asked, board.begun.seller, ItemKind.ESCALATION)
    assert "K0" not in found.what, "what everybody reads names no customer"
    item = board.put(found.what, kind=found.kind, escalation=asked)
    assert proposed_items(board.begun.champion, DAY) == []
    with pytest.raises(refusals.OnAgendaAlready):
        board.put(escalation=asked)
    assert item.key_account == board.begun.held[0]
    other = escalate(
        by=board.begun.champion,
        promise=make_promise(
            by=board.begun.champion,
            key_account=board.begun.held[1],
            what="Stock",
            owner=board.begun.seller,
            due_on=DAY,
            starts_on=DAY,
        ),
        reason="No room.",
    )
    answer_escalation(by=board.begun.champion, escalation=other, answer="Rented.")
    assert proposed_items(board.begun.champion, DAY) == []


def test_an_overdue_visit_is_proposed_with_its_sponsor_until_it_is_asked_for(board: Board) -> None:
    me = our_person(board.sponsor, code="B-7", full_name="Sonia Sponsor", is_top_team=True)
    found = proposed_items(board.begun.champion, DAY)
    assert {each.unvisited for each in found} == set(board.begun.held)
    assert {each.owner for each in found} == {me}
    board.put(found[0].what, unvisited=found[0].unvisited)
    with pytest.raises(refusals.OnAgendaAlready):
        board.put(unvisited=found[0].unvisited)
    left = proposed_items(board.begun.champion, DAY)
    assert {each.unvisited for each in left} == set(board.begun.held) - {found[0].unvisited}


def test_a_key_account_and_its_promise_are_named_to_those_alone_who_see_them(board: Board) -> None:
    board.put(escalation=board.escalated())
    strange = person("strange", Role.EXECUTIVE_SPONSOR)
    (hidden,) = queries.agenda(strange, DAY).items
    assert (hidden.about, hidden.is_hidden) == (None, True)
    (seen,) = queries.agenda(board.sponsor, DAY).items
    assert (seen.about, seen.is_hidden) == (board.begun.held[0], False)
    assert str(seen.promise) == "New labels on every pallet"


def test_who_left_owns_nothing_new(board: Board) -> None:
    item = board.put()
    Person.objects.filter(pk=board.begun.boss.pk).update(is_active=False)
    with pytest.raises(refusals.ItemOwnerHasLeft):
        board.decide(item, owner=Person.objects.get(pk=board.begun.boss.pk))


def test_whether_the_top_team_decides_is_read_from_what_is_due() -> None:
    past, ahead = DAY - timedelta(days=1), DAY + timedelta(days=1)
    assert deciding([], DAY).score is None
    assert deciding([("open", ahead)], DAY).score is None
    assert deciding([("open", past), ("decided", ahead)], DAY).score == 2
    assert deciding([("done", past), ("decided", past), ("open", ahead)], DAY).score == 4


def test_every_move_leads_to_a_state_and_what_is_settled_moves_nowhere_but_to_done() -> None:
    assert set(ITEM_MOVES) == set(ItemState)
    assert ITEM_MOVES[ItemState.DECIDED] == {ItemState.DONE}
    assert not ITEM_MOVES[ItemState.DONE] | ITEM_MOVES[ItemState.WITHDRAWN]
