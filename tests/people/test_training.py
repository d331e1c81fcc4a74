"""Courses, certificates that run out, coverage, and managers who lack what they need."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clave.people.models import Course, Training
from clave.people.operations import appointing
from clave.people.operations import training as operations
from clave.people.queries import appointments, training
from clave.people.rules import refusals
from clave.people.rules.training import Standing, Taken, expiry, is_trained, standing
from tests.cast import key_account_of
from tests.people.team import Team

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 31)


def course_of(team: Team, name: str = "Managing key accounts", **more: object) -> Course:
    return operations.add_course(by=team.lead, name=name, skill_keys=["planning"], **more)  # type: ignore[arg-type]


def took(team: Team, course: Course, who: object, on: date) -> Training:
    made = operations.plan_training(by=team.lead, person=who, course=course, planned_on=on)  # type: ignore[arg-type]
    return operations.complete_training(by=team.lead, training=made, completed_on=on, certificate="C-1")


def test_a_certificate_runs_out_on_the_last_day_of_its_month() -> None:
    assert expiry(date(2024, 8, 31), 6) == date(2025, 2, 28)
    assert expiry(date(2024, 12, 15), 1) == date(2025, 1, 15)
    assert expiry(DAY, None) is None


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        (Taken(1, DAY, None, None), Standing.PLANNED),
        (Taken(1, DAY - timedelta(days=1), None, None), Standing.LATE),
        (Taken(1, DAY, DAY, None), Standing.VALID),
        (Taken(1, DAY, DAY, DAY + timedelta(days=400)), Standing.VALID),
        (Taken(1, DAY, DAY, DAY + timedelta(days=60)), Standing.ENDING),
        (Taken(1, DAY, DAY, DAY - timedelta(days=1)), Standing.EXPIRED),
    ],
)
def test_where_a_place_stands(taken: Taken, expected: Standing) -> None:
    assert standing(taken, DAY) is expected


def test_a_manager_is_trained_with_all_that_is_needed_and_nothing_run_out() -> None:
    held, gone = Taken(1, DAY, DAY, None), Taken(2, DAY, DAY, DAY - timedelta(days=1))
    assert is_trained([held], {1}, DAY)
    assert not is_trained([held, gone], {1, 2}, DAY)
    assert is_trained([held], set(), DAY)
    assert not is_trained([], set(), DAY)


def test_a_course_is_planned_once_and_completed_with_a_certificate(team: Team) -> None:
    course = course_of(team, validity_months=12)
    planned = operations.plan_training(by=team.lead, person=team.engineer, course=course, planned_on=DAY)
    with pytest.raises(refusals.TrainingPlanned):
        operations.plan_training(by=team.lead, person=team.engineer, course=course, planned_on=DAY)
    told = {"by": team.lead, "training": planned, "today": DAY}
    with pytest.raises(refusals.CertificateMissing):
        operations.complete_training(completed_on=DAY, certificate=" ", **told)
    with pytest.raises(refusals.TrainingInFuture):
        operations.complete_training(completed_on=DAY + timedelta(days=1), certificate="C", **told)
    done = operations.complete_training(completed_on=DAY, certificate="C-7", **told)
    assert (done.certificate, done.expires_on) == ("C-7", date(2027, 3, 31))
    with pytest.raises(refusals.TrainingDone):
        operations.complete_training(completed_on=DAY, certificate="C-8", **told)


def test_a_course_has_one_name_and_serves_something(team: Team) -> None:
    course = course_of(team)
    with pytest.raises(refusals.CourseNameTaken):
        course_of(team, "managing KEY accounts")
    with pytest.raises(refusals.CourseServesNothing):
        operations.add_course(by=team.lead, name="Other", skill_keys=[])
    told = {"by": team.lead, "course": course, "name": "Renamed", "skill_keys": ["planning"], "is_active": False}
    operations.change_course(version=1, **told)
    with pytest.raises(refusals.CourseStale):
        operations.change_course(version=1, **told)
    with pytest.raises(refusals.CourseWithdrawn):
        operations.plan_training(by=team.lead, person=team.engineer, course=Course.objects.get(), planned_on=DAY)


def test_coverage_counts_people_by_function_and_what_ran_out(team: Team) -> None:
    course = course_of(team, validity_months=12)
    took(team, course, team.engineer, DAY)
    took(team, course, team.seller, DAY - timedelta(days=800))
    places = training.places(user=team.lead, on=DAY)
    found = {each.function: each for each in training.coverage(user=team.lead, found=places)}
    assert (found["Research"].people, found["Research"].trained) == (1, 1)
    assert (found["Sales"].trained, found["Sales"].expired) == (0, 1)


def test_a_manager_appointed_without_training_is_flagged_until_the_certificate_is_there(team: Team) -> None:
    today, course = timezone.localdate(), course_of(team, needed_of_managers=True)
    held = key_account_of(code="K1")
    appointing.appoint(by=team.lead, key_account=held, person=team.engineer, starts_on=today, reason="Fits.")
    assert [row.customer.code for row in appointments.untrained(team.lead, today)] == ["K1"]
    took(team, course, team.engineer, today)
    assert appointments.untrained(team.lead, today) == []
