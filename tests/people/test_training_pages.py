"""/training/, one person, the catalogue of courses, and the file of places."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.people.models import Course, Training
from clave.people.operations import appointing
from clave.people.operations.training import add_course, plan_training
from tests.cast import key_account_of, our_person
from tests.people.team import Team

pytestmark = pytest.mark.django_db


def test_coverage_and_managers_without_training_stand_within_the_budget(team: Team, open_page: Any) -> None:
    today = timezone.localdate()
    course = add_course(by=team.lead, name="Basics", skill_keys=["planning"], needed_of_managers=True)
    for number in range(10):
        who = our_person(code=f"X{number}", function=f"F{number % 3}")
        plan_training(by=team.lead, person=who, course=course, planned_on=today)
    held = key_account_of(code="K1")
    appointing.appoint(by=team.lead, key_account=held, person=team.engineer, starts_on=today, reason="Fits.")
    text = open_page(team.lead, "training").content.decode()
    assert "1 key account has a manager without training" in text
    page = open_page(team.lead, "training-of", pk=team.engineer.pk).content.decode()
    assert "Eva Engineer manages key accounts without the training for it" in page


def test_before_anybody_is_trained_the_page_teaches(team: Team, client: Client) -> None:
    client.force_login(team.lead)
    assert "Managing a key account is learnt" in client.get("/training/").content.decode()


def test_a_course_is_added_changed_planned_and_completed(team: Team, client: Client, open_page: Any) -> None:
    open_page(team.lead, "courses")
    told = {"name": "Basics", "skill_keys": ["planning"], "validity_months": "24"}
    assert client.post("/training/courses/", {"name": "Basics"}).status_code == 422
    assert client.post("/training/courses/", told).status_code == 302
    course = Course.objects.get()
    open_page(team.lead, "course", pk=course.pk)
    change = {**told, "needed_of_managers": "on", "is_active": "on", "version": 1}
    assert client.post(f"/training/courses/{course.pk}/", change).status_code == 302
    stale = client.post(f"/training/courses/{course.pk}/", change)
    assert (stale.status_code, "What stands there now" in stale.content.decode()) == (409, True)
    today = timezone.localdate().isoformat()
    page = f"/training/{team.engineer.pk}/plan/"
    assert client.post(page, {"course": course.pk, "planned_on": today}).status_code == 302
    assert client.post(page, {"course": course.pk, "planned_on": today}).status_code == 409
    place = Training.objects.get()
    done = f"/training/places/{place.pk}/complete/"
    assert client.post(done, {"completed_on": today, "certificate": ""}).status_code == 422
    text = client.post(done, {"completed_on": today, "certificate": "C-1"}, follow=True).content.decode()
    assert "Eva Engineer holds 1 valid course" in text


def test_a_person_sees_own_training_only(team: Team, client: Client) -> None:
    course = add_course(by=team.lead, name="Basics", skill_keys=["planning"])
    for who in (team.engineer, team.seller):
        plan_training(by=team.lead, person=who, course=course, planned_on=timezone.localdate())
    client.force_login(team.seller.user)
    text = client.get("/training/").content.decode()
    assert "Saul Seller" in text
    assert "Eva Engineer" not in text
    assert client.get(f"/training/{team.engineer.pk}/").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_places_leave_as_a_file(team: Team, open_page: Any, kind: str) -> None:
    course = add_course(by=team.lead, name="Basics", skill_keys=["planning"])
    plan_training(by=team.lead, person=team.engineer, course=course, planned_on=timezone.localdate())
    content = b"".join(open_page(team.lead, f"training-{kind}").streaming_content)
    assert (b"Eva Engineer" in content) or kind == "xlsx"
