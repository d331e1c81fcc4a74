"""What people are told of: each kind of news, to whom, and until when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from clave.access.models import User
from clave.access.policy import Role
from clave.people.models import Appointment, Course, Training
from clave.portfolio.models import Charter, ExceptionRequest
from clave.programme.models import GateClosing
from clave.promises.models import Escalation
from clave.sponsorship.models import Visit
from clave.web.news import news
from tests.cast import Cast, customer_of, key_account_of, our_person
from tests.notices.test_digests import promise_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
MEMBER, MANAGER, SPONSOR = Role.FUNCTION_MEMBER, Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR


def days(number: int) -> timedelta:
    return timedelta(days=number)


def keys(user: User) -> list[str]:
    return [each.key for each in news(user, TODAY)]


def test_a_promise_is_told_to_who_keeps_it_when_it_falls_due_and_again_when_it_is_overdue_or_late(cast: Cast) -> None:
    far, near, past, late = (
        promise_of(cast, number, TODAY + days(ahead)) for number, ahead in enumerate((9, 7, -1, 2))
    )
    late.state = "late"
    late.save(update_fields=["state"])
    assert keys(cast[MEMBER]) == [
        f"promise-{past.number}-overdue",
        f"promise-{late.number}-late",
        f"promise-{near.number}-due-soon",
    ]
    assert far.number == 0
    assert keys(cast.champion) == []


def test_the_promise_of_somebody_who_left_is_told_to_the_owner_of_the_function(cast: Cast) -> None:
    promise = promise_of(cast, 7)
    head = our_person(cast[Role.FINANCE_PARTNER], code="HEAD")
    promise.function.owner = head
    promise.function.save(update_fields=["owner"])
    assert keys(cast[Role.FINANCE_PARTNER]) == []
    promise.owner.is_active = False
    promise.owner.save(update_fields=["is_active"])
    assert keys(cast[Role.FINANCE_PARTNER]) == ["promise-7-due-soon"]


def test_what_is_put_before_the_champion_is_told_there_and_the_answer_to_who_asked(cast: Cast) -> None:
    promise = promise_of(cast, 7, TODAY + days(60))
    row = Escalation.objects.create(promise=promise, reason="No press.", by=cast[MEMBER])
    assert keys(cast.champion) == [f"escalation-{row.pk}"]
    assert keys(cast[MANAGER]) == []
    row.answer, row.answered_by, row.answered_at = "Rent one.", cast.champion, timezone.now()
    row.save()
    assert keys(cast.champion) == []
    assert keys(cast[MEMBER]) == [f"escalation-{row.pk}-answered"]


def test_a_sponsor_is_told_of_visits_to_make_and_to_tell_of_and_the_champion_when_nobody_tells(cast: Cast) -> None:
    held = key_account_of(cast[SPONSOR], code="K1")
    soon, past = (Visit.objects.create(key_account=held, visit_on=TODAY + days(ahead)) for ahead in (5, -20))
    told = keys(cast[SPONSOR])
    assert [key for key in told if key.startswith("visit-")] == [
        f"visit-{past.pk}-tell",
        f"visit-{soon.pk}-{soon.visit_on}",
    ]
    assert f"visit-{past.pk}-alert" in keys(cast.champion)
    past.state = "reported"
    past.save(update_fields=["state"])
    assert f"visit-{past.pk}-alert" not in keys(cast.champion)


def test_a_visit_that_is_overdue_is_told_to_its_sponsor_and_the_champion_and_no_other_sponsor(cast: Cast) -> None:
    mine, other = key_account_of(cast[SPONSOR], code="K1"), key_account_of(code="K2")
    assert f"visit-due-{mine.pk}-never" in keys(cast[SPONSOR])
    assert f"visit-due-{other.pk}-never" not in keys(cast[SPONSOR])
    assert {f"visit-due-{mine.pk}-never", f"visit-due-{other.pk}-never"} <= set(keys(cast.champion))


def test_votes_charters_and_exceptions_wait_for_those_who_may_and_not_for_who_asked(cast: Cast) -> None:
    committee = cast[Role.COMMITTEE_MEMBER]
    held = key_account_of(code="K1")  # its decision is open, proposed by the first of the cast
    vote = f"decision-{held.admission.number}-vote"
    assert vote in keys(committee)
    assert vote not in keys(held.admission.proposed_by)
    Charter.objects.create(number=8, reason="cast", state="proposed", proposed_by=cast.champion)
    assert [key for key in keys(cast.finance_partner) if key.startswith("charter")] == ["charter-8-1"]
    assert [key for key in keys(cast.champion) if key.startswith("charter")] == []
    facts = {"customer": customer_of(code="C9"), "ground": "friendship", "reason": "A friend.", "verdict": "refused"}
    ExceptionRequest.objects.create(number=3, asked_by=cast[MANAGER], **facts)
    assert "exception-3" in keys(cast.champion)
    assert "exception-3" not in keys(cast[MANAGER])


def test_one_is_told_of_the_own_training_alone(cast: Cast) -> None:
    me, other = our_person(cast[MEMBER], code="P1"), our_person(cast[MANAGER], code="P2")
    course = Course.objects.create(name="Care", skill_keys=["planning"])
    for person in (me, other):
        Training.objects.create(
            person=person,
            course=course,
            planned_on=TODAY,
            completed_on=TODAY,
            certificate="C",
            expires_on=TODAY + days(9),
        )
    mine = Training.objects.get(person=me)
    assert keys(cast[MEMBER]) == [f"training-{mine.pk}-ending"]


def test_an_appointment_is_told_for_two_weeks_to_who_was_appointed(cast: Cast) -> None:
    manager = cast[MANAGER]
    held, me = key_account_of(manager, code="K1"), our_person(manager, code="P1")
    assignment = held.customer.assignments.get(user=manager)
    made = Appointment.objects.create(key_account=held, person=me, assignment=assignment, reason="x", by=cast.champion)
    assert f"appointment-{made.pk}" in keys(manager)
    Appointment.objects.filter(pk=made.pk).update(at=timezone.now() - days(15))
    assert f"appointment-{made.pk}" not in keys(manager)


def test_a_closed_gate_is_told_to_those_who_see_the_programme(cast: Cast) -> None:
    GateClosing.objects.create(phase="scoping", closed_on=TODAY, evidence={}, by=cast.champion)
    assert keys(cast[SPONSOR]) == ["gate-scoping"]
    assert keys(cast.champion) == keys(cast[MEMBER]) == []
