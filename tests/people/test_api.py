"""Skills, profiles, appointments and training of /api/v1/, as a program uses them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.lending import TokenScope, scopes_for
from clave.access.policy import Action, Role
from clave.people.models import Course, HandOverItem, RoleProfile, Training
from clave.people.operations.appointing import appoint
from clave.people.operations.skills import add_skill
from tests.asking import Asking, code_of
from tests.cast import key_account_of, our_person, person
from tests.people.team import FIVE, Team

pytestmark = pytest.mark.django_db
ASKED = {"needs": {"planning": {"level": 5, "floor": 3, "weight": 2}}, "reason": "They plan for years."}


def every(ask: Asking, place: str) -> list[Any]:
    """What a list holds, page by page of one."""
    seen, cursor = [], ""
    while cursor is not None:
        told = ask.get(f"{place}?limit=1&cursor={cursor}")
        seen, cursor = [*seen, *told["items"]], told["next_cursor"]
    return seen


def test_skills_are_listed_once_with_their_levels(team: Team) -> None:
    words = {"name": "Presenting", "level_1": "Reads.", "level_3": "Tells.", "level_5": "Moves."}
    add_skill(by=team.lead, group="influencing", **words)
    ask = Asking(team.lead, TokenScope.READ_PEOPLE)
    told = every(ask, "skills")
    assert [each["key"] for each in told] == sorted([*FIVE, "presenting"])
    assert told == ask.get("skills")["items"]
    assert words.items() <= told[-1].items()


@pytest.mark.parametrize("place", ["default", "K1"])
def test_a_profile_is_changed_with_the_version_that_was_read(team: Team, place: str) -> None:
    key_account_of(code="K1")
    ask, path = Asking(team.lead, TokenScope.CHANGE_PEOPLE), f"skill-profiles/{place}"
    read = ask("GET", path).headers["ETag"]
    assert code_of(ask("PUT", path, ASKED)) == (428, "PRECONDITION_REQUIRED")
    answers = [ask("PUT", path, ASKED, If_Match=read, Idempotency_Key="once") for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 200], answers[0].content
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert RoleProfile.objects.count() == 1
    assert ask.get(path)["needs"] == [{"skill": "planning", **ASKED["needs"]["planning"]}]  # type: ignore[index]
    assert code_of(ask("PUT", path, ASKED, If_Match=read)) == (412, "PRECONDITION_FAILED")


def test_a_profile_that_is_unfit_changes_nothing(team: Team) -> None:
    ask, path = Asking(team.lead, TokenScope.CHANGE_PEOPLE), "skill-profiles/default"
    for needs, code in (
        ({"charm": {"level": 3}}, "SKILL_UNKNOWN"),
        ({"planning": {"level": 2, "floor": 3}}, "FLOOR_ABOVE_NEED"),
        ({}, "PROFILE_EMPTY"),
    ):
        assert code_of(ask("PUT", path, ASKED | {"needs": needs}, If_Match='"0"')) == (422, code)
    assert not RoleProfile.objects.exists()


def test_appointments_say_who_manages_and_what_is_wrong_in_few_queries(team: Team) -> None:
    held = [key_account_of(code=f"K{number}") for number in range(4)]
    told = {"by": team.lead, "starts_on": timezone.localdate(), "reason": "Knows them."}
    appoint(key_account=held[1], person=team.engineer, **told)
    ask = Asking(team.lead, TokenScope.READ_PEOPLE)
    listed = ask.get("appointments")["items"]
    assert ask.queries <= 20
    assert [each["customer"] for each in listed] == ["K0", "K1", "K2", "K3"]
    assert every(ask, "appointments") == listed
    assert ask.get("appointments/K1") == listed[1]
    assert [each["person"] for each in listed[1]["managers"]] == ["T-ENGINEER"]
    assert {each["kind"] for each in listed[1]["flags"]} == {"training", "deputy"}
    assert [each["kind"] for each in listed[0]["flags"]] == ["nobody"]


def test_a_manager_calls_an_own_item_done_once(team: Team) -> None:
    held = key_account_of(code="K1")
    for who, day in ((team.seller, date(2026, 1, 1)), (team.engineer, date(2026, 2, 1))):
        appoint(by=team.lead, key_account=held, person=who, starts_on=day, reason="Knows them.")
    item = HandOverItem.objects.first()
    assert item is not None
    ask, path = Asking(team.engineer.user, TokenScope.CHANGE_PEOPLE), f"hand-over/{item.pk}/done"
    assert ask("POST", path).json()["done_on"] == timezone.localdate().isoformat()
    assert code_of(ask("POST", path)) == (409, "ITEM_DONE")
    stranger = Asking(person("stranger", Role.KEY_ACCOUNT_MANAGER), TokenScope.CHANGE_PEOPLE)
    assert stranger("POST", path).status_code == 404


def test_a_course_is_planned_once_for_its_key_and_completed(team: Team) -> None:
    courses = [Course.objects.create(name=name, skill_keys=["planning"], validity_months=12) for name in ("One", "Two")]
    ask, place = Asking(team.lead, TokenScope.CHANGE_PEOPLE), f"people/{team.engineer.pk}/training"
    assert [each["name"] for each in every(ask, "courses")] == ["One", "Two"]
    asked = {"course": courses[0].pk, "planned_on": "2026-01-10"}
    answers = [ask("POST", place, asked, Idempotency_Key="plan") for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201], answers[0].content
    assert code_of(ask("POST", place, asked)) == (409, "TRAINING_PLANNED")
    ask("POST", place, asked | {"course": courses[1].pk})
    assert [each["name"] for each in every(ask, place)] == ["Two", "One"]
    path = f"training/{answers[0].json()['id']}/complete"
    done = {"completed_on": "2026-01-12", "certificate": "C-1"}
    assert code_of(ask("POST", path, done | {"certificate": " "})) == (422, "CERTIFICATE_MISSING")
    assert ask("POST", path, done).json()["expires_on"] == "2027-01-12"
    assert Training.objects.filter(completed_on=None).count() == 1


def test_training_is_of_people_whom_one_sees_and_needs_the_scope(team: Team) -> None:
    other = our_person(code="ELSE")
    ask = Asking(team.boss_login, TokenScope.READ_PEOPLE)
    assert ask.get(f"people/{team.engineer.pk}/training")["items"] == []
    assert ask("GET", f"people/{other.pk}/training").status_code == 404
    lead = Asking(team.lead, TokenScope.READ_PEOPLE)
    assert code_of(lead("POST", f"people/{other.pk}/training", {})) == (403, "SCOPE_MISSING")


def test_no_scope_lends_assessing_and_no_answer_tells_a_level_of_a_person() -> None:
    assert scopes_for(Action.ASSESS_SKILLS) == ()
    schema = json.loads(Client().get("/api/v1/openapi.json").content)
    assert not [path for path in schema["paths"] if "assess" in path]
    fields = {name: set(each.get("properties", ())) for name, each in schema["components"]["schemas"].items()}
    assert sorted(name for name, given in fields.items() if "level" in given) == ["NeedAsked", "NeedTold"]
