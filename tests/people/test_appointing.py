"""Proposals, decisions, appointments, deputies and hand-overs: what happens to assignments, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from clave.access.models import Entry
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.ledger.models import Customer, CustomerAssignment
from clave.people.models import Appointment, HandOverItem, Proposal, ProposalAnswer
from clave.people.operations import appointing, proposing
from clave.people.queries import appointments as queries
from clave.people.rules import refusals
from clave.people.rules.proposing import Follows
from tests.cast import key_account_of, our_person, person
from tests.people.managing import TODAY, Managing, later
from tests.people.team import Team

pytestmark = pytest.mark.django_db
WHY = "Fits best."


@pytest.fixture
def managing(company: Any) -> Managing:
    return Managing(company)


def appointed(team: Team, held: Any, who: Any, day: Any = TODAY) -> Appointment:
    return appointing.appoint(by=team.lead, key_account=held, person=who, starts_on=day, reason=WHY)


def test_the_appointed_manager_gains_the_customer_as_own(team: Team) -> None:
    held, today = key_account_of(code="K1"), timezone.localdate()
    assert team.engineer.user is not None
    assert held.customer not in Customer.objects.visible_to(team.engineer.user)
    appointed(team, held, team.engineer, today)
    assert held.customer in Customer.objects.visible_to(team.engineer.user)
    row = CustomerAssignment.objects.get(customer=held.customer)
    assert (row.capacity, row.user_id, row.valid_to) == ("manager", team.engineer.user_id, None)


def test_who_managed_before_loses_it_the_day_before_and_hands_over(team: Team) -> None:
    held = key_account_of(code="K1")
    appointed(team, held, team.engineer)
    appointed(team, held, team.seller, later(30))
    assert team.engineer.user is not None
    before = CustomerAssignment.objects.get(user=team.engineer.user)
    assert before.valid_to == later(29)
    assert held.customer not in Customer.objects.visible_to(team.engineer.user, later(30))
    items = HandOverItem.objects.filter(appointment__person=team.seller)
    assert (items.count(), items.filter(due_on__lte=later(30)).count()) == (8, 0)


def test_a_first_manager_has_nobody_to_take_over_from(team: Team) -> None:
    appointed(team, key_account_of(code="K1"), team.engineer)
    assert not HandOverItem.objects.exists()


def test_a_manager_over_capacity_is_refused_with_what_to_do(team: Team) -> None:
    for number in range(5):
        appointed(team, key_account_of(code=f"K{number}"), team.engineer)
    with pytest.raises(refusals.ManagerIsFull, match="manages 5 key accounts already and has room for 5") as refused:
        appointed(team, key_account_of(code="K5"), team.engineer)
    assert "hand one of theirs over first" in refused.value.sentence()
    assert CustomerAssignment.objects.count() == 5


def test_who_does_not_sign_in_has_left_or_is_it_already_is_refused(team: Team) -> None:
    held = key_account_of(code="K1")
    with pytest.raises(refusals.NoLoginToAppoint):
        appointed(team, held, our_person(code="X1"))
    gone = our_person(person("left", Role.KEY_ACCOUNT_MANAGER), code="X2", is_active=False)
    with pytest.raises(refusals.NoLongerOneOfUs):
        appointed(team, held, gone)
    appointed(team, held, team.engineer)
    with pytest.raises(refusals.AlreadyManages):
        appointed(team, held, team.engineer, later(1))
    with pytest.raises(refusals.OverlapsPresent):
        appointed(team, held, team.seller)


def test_without_a_reason_or_outside_the_programme_nobody_is_appointed(team: Team) -> None:
    held = key_account_of(code="K1")
    with pytest.raises(refusals.AppointmentNeedsReason):
        appointing.appoint(by=team.lead, key_account=held, person=team.engineer, starts_on=TODAY, reason=" ")
    with pytest.raises(refusals.NotInProgramme):
        appointed(team, held, team.engineer, held.admitted_on - timedelta(days=1))
    assert team.seller.user is not None
    with pytest.raises(NotAllowed):
        appointing.appoint(by=team.seller.user, key_account=held, person=team.engineer, starts_on=TODAY, reason=WHY)


def test_a_deputy_sees_the_customer_and_the_manager_is_no_deputy(team: Team) -> None:
    held, today = key_account_of(code="K1"), timezone.localdate()
    appointed(team, held, team.engineer, today)
    told = {"by": team.lead, "key_account": held, "starts_on": today, "reason": "Holidays."}
    with pytest.raises(refusals.AlreadyManages):
        appointing.appoint_deputy(person=team.engineer, **told)
    made = appointing.appoint_deputy(person=team.seller, **told)
    assert team.seller.user is not None
    assert held.customer in Customer.objects.visible_to(team.seller.user)
    appointing.end_appointment(by=team.lead, appointment=made, ends_on=today)
    assert held.customer not in Customer.objects.visible_to(team.seller.user, today + timedelta(days=1))
    with pytest.raises(refusals.AppointmentOver):
        appointing.end_appointment(by=team.lead, appointment=made, ends_on=today)


def test_what_is_handed_over_is_ticked_once_and_shows_when_late(team: Team) -> None:
    held = key_account_of(code="K1")
    appointed(team, held, team.engineer)
    appointed(team, held, team.seller, later(1))
    item = HandOverItem.objects.order_by("position")[0]
    row = queries.managed(team.lead, later(100))[0]
    assert (row.open_items, row.late_items) == (8, 8)
    appointing.finish_item(by=team.lead, item=item, today=later(5))
    with pytest.raises(refusals.ItemDone):
        appointing.finish_item(by=team.lead, item=item, today=later(6))
    assert queries.managed(team.lead, later(100))[0].open_items == 7


def test_flags_say_what_is_wrong(team: Team) -> None:
    held = key_account_of(code="K1")
    assert [flag.kind for flag in queries.managed(team.lead, TODAY)[0].flags] == ["nobody"]
    plain = our_person(person("plain", Role.FUNCTION_MEMBER), code="X3")
    appointed(team, held, plain)
    assert [flag.kind for flag in queries.managed(team.lead, TODAY)[0].flags] == ["training", "role", "deputy"]


def test_a_proposal_is_kept_with_inputs_and_digests_and_comes_out_the_same_again(managing: Managing) -> None:
    made = managing.proposed()
    best = made.result["teams"]["best"]["managers"]
    assert {row["person"] for row in best.values()} == {"T-ENGINEER"}
    assert [row["person"] for row in made.result["cannot"]] == ["T-STRANGER"]
    assert proposing.recompute_proposal(by=managing.champion, proposal=made)
    entry = Entry.objects.get(event="people.managers.proposed")
    assert made.result_digest in entry.after


def test_a_proposal_never_changes_through_any_door(managing: Managing) -> None:
    made = managing.proposed()
    changes = (
        lambda: Proposal.objects.filter(pk=made.pk).update(result={}),
        lambda: Proposal.objects.filter(pk=made.pk).delete(),
    )
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Proposal.objects.get().result_digest == made.result_digest


def test_what_taking_a_seller_out_costs_comes_from_the_customers_they_hold(managing: Managing) -> None:
    told = {each["code"]: each for each in managing.proposed().inputs["people"]}
    assert told["T-SELLER"]["opportunity_cost"] == 0
    stated = managing.proposed(cost={"T-SELLER": 5_000_00})
    again = {each["code"]: each for each in stated.inputs["people"]}["T-SELLER"]
    assert (again["opportunity_cost"], again["is_assumed"]) == (5_000_00, True)


def test_accepting_the_best_appoints_and_overruling_needs_a_reason(managing: Managing) -> None:
    made, team = managing.proposed(), managing.team
    told = {"by": managing.champion, "proposal": made, "starts_on": TODAY}
    answer = proposing.answer_proposal(customer=managing.good.customer, person=team.engineer, **told)
    assert (answer.follows, answer.appointment is not None) == (Follows.BEST, True)
    with pytest.raises(refusals.AlreadyAnswered):
        proposing.answer_proposal(customer=managing.good.customer, person=team.engineer, **told)
    with pytest.raises(refusals.OverruleNeedsReason):
        proposing.answer_proposal(customer=managing.quiet.customer, person=team.seller, **told)
    over = proposing.answer_proposal(
        customer=managing.quiet.customer, person=team.seller, reason="They know each other's plant.", **told
    )
    assert over.follows != Follows.BEST
    assert ProposalAnswer.objects.count() == 2
    assert queries.is_manager(managing.quiet.customer, team.seller, TODAY)


def test_a_customer_outside_the_proposal_is_refused(managing: Managing) -> None:
    other = key_account_of(code="ELSEWHERE").customer
    with pytest.raises(refusals.NotInProposal):
        proposing.answer_proposal(
            by=managing.champion,
            proposal=managing.proposed(),
            customer=other,
            person=managing.team.engineer,
            starts_on=TODAY,
        )


def test_without_a_run_nothing_is_proposed(team: Team) -> None:
    key_account_of(code="K1")
    with pytest.raises(refusals.NoRunToValue):
        proposing.propose_managers(by=team.cast.champion)


def test_without_accounts_or_candidates_nothing_is_proposed(managing: Managing) -> None:
    with pytest.raises(refusals.NothingToPropose):
        proposing.propose_managers(by=managing.champion, accounts=[], today=TODAY)
    with pytest.raises(refusals.NothingToPropose):
        proposing.propose_managers(by=managing.champion, candidates=[], today=TODAY)
