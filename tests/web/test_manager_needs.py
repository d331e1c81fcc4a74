"""What appointments and training tell My day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clave.people.operations import appointing
from clave.people.operations.training import add_course, plan_training
from tests.cast import Cast, key_account_of
from tests.people.team import Team

pytestmark = pytest.mark.django_db


def test_managers_without_training_late_hand_overs_and_own_courses_stand_on_my_day(cast: Cast, client: Client) -> None:
    team, today = Team(cast), timezone.localdate()
    held = key_account_of(code="K1")
    for who, day in ((team.engineer, today - timedelta(days=200)), (team.seller, today - timedelta(days=90))):
        appointing.appoint(by=team.lead, key_account=held, person=who, starts_on=day, reason="Fits.")
    course = add_course(by=team.lead, name="Basics", skill_keys=["planning"], needed_of_managers=True)
    plan_training(by=team.lead, person=team.seller, course=course, planned_on=today - timedelta(days=1))
    client.force_login(team.lead)
    assert "1 key account has a manager without training" in client.get("/").content.decode()
    client.force_login(team.seller.user)
    text = client.get("/").content.decode()
    assert "The hand-over of Customer K1 is late" in text
    assert "8 things are overdue." in text
    assert "Basics" in text
    client.force_login(team.engineer.user)
    text = client.get("/").content.decode()
    assert "hand-over" not in text
    assert "Basics" not in text
