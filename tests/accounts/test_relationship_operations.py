"""People at a customer: what is kept, what is refused, what the history holds and loses."""

from __future__ import annotations

import pytest

from clave.access import chain
from clave.access.models import Entry, PersonalValues
from clave.access.rules import NotAllowed
from clave.accounts.models import Place, StanceSaid, Tie, Touch
from clave.accounts.operations import relationships as operations
from clave.accounts.rules import relationship_refusals as refusals
from clave.accounts.rules.relationship_terms import Stance, Way
from clave.ledger.models import Contact
from clave.sponsorship.models import Visit
from tests.accounts.people import People

pytestmark = pytest.mark.django_db


def test_a_cycle_in_reporting_lines_is_refused_with_its_chain(people: People) -> None:
    people.place(people.ben, boss=people.ana)
    with pytest.raises(refusals.LineMakesCircle) as refused:
        people.place(people.ana, boss=people.ben)
    assert "Ana Alonso → Ben Bauer → Ana Alonso" in refused.value.sentence()
    assert not Place.objects.filter(contact=people.ana).exists()
    with pytest.raises(refusals.LineMakesCircle):
        people.place(people.ana, boss=people.ana)


def test_a_boss_works_at_the_same_customer(people: People) -> None:
    with pytest.raises(refusals.BossElsewhere):
        people.place(people.ben, boss=people.stranger)


def test_a_person_belongs_to_one_customer_at_a_time(people: People) -> None:
    add = {"by": people.manager, "key_account": people.held, "full_name": "Ana"}
    with pytest.raises(refusals.PersonHere):
        operations.add_person(email="ANA@k1.example", **add)
    assert people.stranger
    with pytest.raises(refusals.PersonOutOfSight) as refused:
        operations.add_person(email="zoe@k2.example", **add)
    assert "K2" not in refused.value.sentence()
    people.held.customer.assignments.create(user=people.other, capacity="manager", valid_from=people.day(-9))
    with pytest.raises(refusals.PersonElsewhere) as told:
        operations.add_person(email="zoe@k2.example", **{**add, "by": people.other})
    assert "Customer K2" in told.value.sentence()
    assert Contact.objects.count() == 3


def test_who_moves_leaves_the_reporting_lines_behind(people: People) -> None:
    people.place(people.ben, boss=people.ana)
    people.theirs.customer.assignments.create(user=people.manager, capacity="manager", valid_from=people.day(-9))
    operations.place_person(
        by=people.manager,
        contact=people.ana,
        customer=people.theirs.customer,
        part="decides",
        reports_to=None,
        based_on=0,
    )
    assert Contact.objects.get(pk=people.ana.pk).customer == people.theirs.customer
    assert Place.objects.get(contact=people.ben).reports_to is None


def test_two_who_change_one_person_are_told_apart_by_the_version(people: People) -> None:
    people.place(people.ana, "decides")
    people.place(people.ana, "influences", based_on=1)
    with pytest.raises(refusals.PlaceStale):
        people.place(people.ana, "uses", based_on=1)
    assert Place.objects.get(contact=people.ana).part == "influences"


def test_a_stance_needs_a_reason_a_day_and_consent_and_stays(people: People) -> None:
    said = {"by": people.manager, "contact": people.ana, "said_on": people.today}
    operations.say_stance(stance=Stance.OPEN, reason="Asked for an offer.", **said)
    operations.say_stance(stance=Stance.DOUBTS, reason="Two late orders.", **said)
    assert [each.stance for each in StanceSaid.objects.all()] == ["doubts", "open"]
    with pytest.raises(refusals.StanceNeedsReason):
        operations.say_stance(stance=Stance.OPEN, reason=" ", **said)
    with pytest.raises(refusals.DayAhead):
        operations.say_stance(stance=Stance.OPEN, reason="x", **{**said, "said_on": people.day(1)})
    with pytest.raises(refusals.ConsentRefused):
        operations.say_stance(stance=Stance.OPEN, reason="x", **{**said, "contact": people.caro})


def test_a_tie_is_said_changed_and_ended(people: People) -> None:
    said = {"by": people.manager, "contact": people.ana, "person": people.karla}
    operations.say_tie(today=2, wanted=3, **said)
    operations.say_tie(today=3, wanted=3, **said)
    assert Tie.objects.get().version == 2
    assert operations.say_tie(today=0, wanted=0, **said) is None
    assert not Tie.objects.exists()
    with pytest.raises(refusals.TieSaysNothing):
        operations.say_tie(today=0, wanted=0, **said)
    people.karla.is_active = False
    with pytest.raises(refusals.KnowerHasLeft):
        operations.say_tie(today=1, wanted=1, **said)


def test_a_talk_on_the_day_of_a_visit_is_part_of_it_and_stands_once(people: People) -> None:
    visit = Visit.objects.create(key_account=people.held, visit_on=people.day(-3), state="reported")
    said = {"by": people.manager, "contact": people.ana, "person": people.karla, "way": Way.MET}
    first = operations.log_touch(on=people.day(-3), **said)
    assert first.visit == visit
    assert operations.log_touch(on=people.day(-3), **said) == first
    assert Touch.objects.count() == 1
    with pytest.raises(refusals.DayAhead):
        operations.log_touch(on=people.day(1), **said)


def test_erasing_takes_everything_from_the_history_too_and_the_chain_holds(people: People) -> None:
    made = operations.add_person(
        by=people.manager, key_account=people.held, full_name="Dora Delgado", email="dora@k1.example"
    )
    operations.say_stance(
        by=people.manager, contact=made, stance=Stance.BACKS, reason="Praised us.", said_on=people.today
    )
    assert PersonalValues.objects.filter(content__contains="Dora").count() == 1
    operations.erase_person(by=people.manager, contact=made)
    assert not Contact.objects.filter(full_name="Dora Delgado").exists()
    assert not StanceSaid.objects.exists()
    assert not PersonalValues.objects.filter(content__contains="Dora").exists()
    assert not PersonalValues.objects.filter(content__contains="Praised").exists()
    assert Entry.objects.filter(event="personal_data.person.erased").count() == 1
    assert chain.first_break(chain.head()) is None


def test_only_who_manages_writes(people: People) -> None:
    with pytest.raises(NotAllowed):
        operations.add_person(by=people.cast.champion, key_account=people.held, full_name="Eve")
