"""Appointing sponsors, planning visits, telling of them, and what becomes of sentences."""

from __future__ import annotations

from datetime import date, time

import pytest

from clave.access.models import Entry
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.ledger.models import Customer
from clave.sponsorship.models import FollowUp, Note, Visit, VisitReport
from clave.sponsorship.operations import calendars, reporting, sponsoring, visiting
from clave.sponsorship.queries.sponsors import loads, sponsored
from clave.sponsorship.rules import refusals
from clave.sponsorship.rules.notes import Audience, Line, Turn
from tests.cast import key_account_of, our_person, person
from tests.sponsorship.top import Top

pytestmark = pytest.mark.django_db
SAID = {
    Line.SAID: ("They build in Valencia. Who delivers?", Audience.TEAM),
    Line.WORRIES: ("Price.", Audience.CHAMPION),
}


def flags(top: Top) -> set[str]:
    return {flag.kind for flag in sponsored(top.champion, top.today, only=top.held)[0].flags}


def test_a_sponsor_makes_the_customer_their_own_and_replaces_the_one_before(top: Top) -> None:
    first = top.sponsors(top.held)
    assert Customer.objects.visible_to(top.ceo_login).filter(code="K1").exists()
    second = sponsoring.appoint_sponsor(
        by=top.champion, key_account=top.held, person=top.director, starts_on=top.today, reason="Closer."
    )
    first.assignment.refresh_from_db()
    assert (first.assignment.valid_to, second.assignment.valid_from) == (top.day(-1), top.today)
    assert not Customer.objects.visible_to(top.ceo_login).filter(code="K1").exists()
    assert Entry.objects.filter(event="sponsorship.sponsor.appointed").count() == 2


def test_the_managers_own_boss_is_flagged_and_a_second_voice_is_not(top: Top) -> None:
    top.sponsors(top.held, top.director)
    assert "boss" in flags(top)
    sponsoring.appoint_sponsor(
        by=top.champion, key_account=top.held, person=top.ceo, starts_on=top.today, reason="Second voice."
    )
    assert flags(top) == set()


def test_who_is_not_at_the_top_has_left_signs_in_nowhere_or_manages_it_is_refused(top: Top) -> None:
    words = {"by": top.champion, "key_account": top.held, "starts_on": top.today}
    with pytest.raises(refusals.SponsorNotAtTop):
        sponsoring.appoint_sponsor(person=top.manager, reason="Likes them.", **words)
    with pytest.raises(refusals.SponsorNeedsReason):
        sponsoring.appoint_sponsor(person=top.ceo, reason=" ", **words)
    unseen = our_person(code="T-X", is_top_team=True)
    with pytest.raises(refusals.SponsorWithoutLogin):
        sponsoring.appoint_sponsor(person=unseen, reason="Knows them.", **words)
    top.manager.is_top_team = True
    top.manager.save()
    with pytest.raises(refusals.SponsorManagesIt):
        sponsoring.appoint_sponsor(person=top.manager, reason="Knows them.", **words)
    with pytest.raises(refusals.OutsideProgramme):
        sponsoring.appoint_sponsor(person=top.ceo, reason="Knows them.", **{**words, "starts_on": date(2019, 1, 1)})
    with pytest.raises(NotAllowed):
        sponsoring.appoint_sponsor(person=top.ceo, reason="Mine.", **{**words, "by": top.ceo_login})


def test_nine_accounts_are_warned_of_with_the_visits_they_mean(top: Top) -> None:
    for number in range(9):
        top.sponsors(key_account_of(code=f"N{number}"))
    sponsoring.set_rhythm(by=top.champion, key_account=key_account_of(code="N0"), visits_a_year=4, based_on=0)
    load = loads(top.today)[0]
    assert (load.person, load.held, load.visits, load.is_heavy) == (top.ceo, 9, 28, True)
    assert load.words == "9 key accounts, 28 visits a year"


def test_a_rhythm_read_before_somebody_changed_it_is_refused(top: Top) -> None:
    sponsoring.set_rhythm(by=top.champion, key_account=top.held, visits_a_year=4, based_on=0)
    with pytest.raises(refusals.RhythmStale) as refused:
        sponsoring.set_rhythm(by=top.champion, key_account=top.held, visits_a_year=2, based_on=0)
    assert refused.value.facts == {"now": 4, "yours": 2}


def test_a_visit_is_planned_once_a_day_moved_by_who_read_it_last_and_called_off_for_a_reason(top: Top) -> None:
    visit = top.visit(top.held, 10)
    with pytest.raises(refusals.VisitPlannedThen):
        top.visit(top.held, 10)
    with pytest.raises(refusals.VisitFarAway):
        top.visit(top.held, 900)
    moved = visiting.move_visit(by=top.champion, visit=visit, visit_on=top.day(12), hour=time(10), based_on=1)
    assert moved.starts_at is not None
    with pytest.raises(refusals.VisitStale):
        visiting.move_visit(by=top.champion, visit=visit, visit_on=top.day(14), based_on=1)
    with pytest.raises(refusals.VisitNeedsReason):
        visiting.call_off_visit(by=top.champion, visit=visit, reason=" ")
    visiting.call_off_visit(by=top.champion, visit=visit, reason="Strike.")
    with pytest.raises(refusals.VisitSettled):
        visiting.move_visit(by=top.champion, visit=visit, visit_on=top.day(14), based_on=3)


def test_a_report_holds_what_was_written_and_settles_the_visit(top: Top) -> None:
    top.sponsors(top.held)
    visit = top.visit(top.held, -3)
    made = reporting.report_visit(by=top.ceo_login, visit=visit, written=SAID)
    assert [(note.line, note.audience) for note in made.notes.all()] == [("said", "team"), ("worries", "champion")]
    visit.refresh_from_db()
    assert visit.state == Visit.State.REPORTED
    entry = Entry.objects.get(event="sponsorship.visit.reported")
    assert entry.field_class == "F4"


def test_a_second_report_an_empty_one_and_one_before_the_visit_are_refused(top: Top) -> None:
    top.sponsors(top.held)
    visit = top.visit(top.held, -3)
    with pytest.raises(refusals.ReportEmpty):
        reporting.report_visit(by=top.ceo_login, visit=visit, written={Line.SAID: (" ", Audience.TEAM)})
    with pytest.raises(refusals.VisitAhead):
        reporting.report_visit(by=top.ceo_login, visit=top.visit(top.held, 5), written=SAID)
    reporting.report_visit(by=top.ceo_login, visit=visit, written=SAID)
    with pytest.raises(refusals.ReportedAlready):
        reporting.report_visit(by=top.ceo_login, visit=visit, written=SAID)
    assert VisitReport.objects.count() == 1


def test_only_the_author_changes_who_reads_a_note_and_widening_is_kept(top: Top) -> None:
    top.sponsors(top.held)
    made = reporting.report_visit(by=top.ceo_login, visit=top.visit(top.held, -3), written=SAID)
    worry = made.notes.get(line="worries")
    with pytest.raises(refusals.NotAuthor):
        reporting.change_audience(by=top.director_login, note=worry, audience=Audience.TEAM)
    reporting.change_audience(by=top.ceo_login, note=worry, audience=Audience.TEAM)
    assert Entry.objects.filter(event="sponsorship.note.widened").count() == 1
    with pytest.raises(refusals.AudienceSame):
        reporting.change_audience(by=top.ceo_login, note=worry, audience=Audience.TEAM)


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("champion", {"ceo", "champion"}),
        ("programme", {"ceo", "champion", "committee_member"}),
        ("team", {"ceo", "champion", "committee_member", "kam"}),
    ],
)
def test_a_note_is_read_by_its_audience_and_nobody_else(top: Top, audience: str, readers: set[str]) -> None:
    top.sponsors(top.held)
    written = {Line.SAID: ("They build in Valencia.", Audience(audience))}
    reporting.report_visit(by=top.ceo_login, visit=top.visit(top.held, -3), written=written)
    key_account_of(person("other_kam", Role.KEY_ACCOUNT_MANAGER), code="K2")
    everybody = {user.email.split("@")[0]: user for user in type(top.ceo_login).objects.get_queryset()}
    assert {name for name, user in everybody.items() if Note.objects.visible_to(user).exists()} == readers


def test_a_sentence_becomes_an_action_once_and_its_owner_reads_it_alone(top: Top) -> None:
    top.sponsors(top.held)
    made = reporting.report_visit(by=top.ceo_login, visit=top.visit(top.held, -3), written=SAID)
    note = made.notes.get(line="said")
    worker = our_person(top.cast[Role.FUNCTION_MEMBER], code="T-OPS")
    words = {"by": top.ceo_login, "note": note, "kind": Turn.ACTION, "owner": worker, "due_on": top.day(20)}
    with pytest.raises(refusals.SentenceUnknown):
        reporting.turn_sentence(sentence="They said nothing.", **words)
    turned = reporting.turn_sentence(sentence="Who delivers?", **words)
    with pytest.raises(refusals.SentenceTurned):
        reporting.turn_sentence(sentence="Who delivers?", **words)
    assert list(FollowUp.objects.visible_to(top.cast[Role.FUNCTION_MEMBER])) == [turned]
    assert not Note.objects.visible_to(top.cast[Role.FUNCTION_MEMBER]).exists()
    reporting.finish_follow_up(by=top.cast[Role.FUNCTION_MEMBER], follow_up=turned)
    with pytest.raises(refusals.FollowUpDone):
        reporting.finish_follow_up(by=top.cast[Role.FUNCTION_MEMBER], follow_up=turned)


def test_a_new_calendar_address_ends_the_one_before_and_a_leaver_loses_theirs(top: Top) -> None:
    _, first = calendars.make_address(by=top.ceo_login)
    _, second = calendars.make_address(by=top.ceo_login)
    assert (calendars.owner_of(first), calendars.owner_of(second)) == (None, top.ceo_login)
    top.ceo_login.is_active = False
    top.ceo_login.save()
    assert calendars.owner_of(second) is None
