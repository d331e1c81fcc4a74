"""/skills/, one person, an assessment, the catalogue, and the files of the matrix."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clave.people.models import Assessment, Skill
from clave.people.operations.skills import add_skill, assess
from tests.cast import key_account_of, our_person
from tests.people.team import SEEN, Team

pytestmark = pytest.mark.django_db


def test_the_people_lead_sees_everybody_within_the_budget(team: Team, open_page: Any) -> None:
    for number in range(20):
        team.knows(our_person(code=f"X{number}", reports_to=team.boss), 3)
    key_account_of(code="K1")
    text = open_page(team.lead, "skills").content.decode()
    assert "Eva Engineer" in text
    assert "20 of 23 people are assessed by two sides in every skill that counts" in text


def test_a_superior_sees_own_reports_and_a_person_only_oneself(team: Team, client: Client) -> None:
    client.force_login(team.boss_login)
    assert "Eva Engineer" in client.get("/skills/").content.decode()
    client.force_login(team.seller.user)
    text = client.get("/skills/").content.decode()
    assert "Saul Seller" in text
    assert "Eva Engineer" not in text
    assert client.get(f"/skills/{team.engineer.pk}/").status_code == 404
    assert client.post(f"/skills/{team.engineer.pk}/assess/").status_code == 404


def test_gaps_are_shown_against_the_profile_asked_for(team: Team, client: Client) -> None:
    team.knows(team.engineer, 3, planning=1)
    client.force_login(team.lead)
    text = client.get("/skills/?search=Eva").content.decode()
    assert "floor 2" in text
    assert "1.0 short" in text
    assert "Saul" not in text


def test_the_page_of_a_person_shows_each_side_with_evidence(team: Team, open_page: Any) -> None:
    team.knows(team.engineer, 2)
    assess(by=team.engineer.user, person=team.engineer, given={"planning": (5, "I run the lab plan.")})
    text = open_page(team.lead, "skills-of", pk=team.engineer.pk).content.decode()
    assert "I run the lab plan." in text
    assert "sides 3 levels apart" in text


def test_an_assessment_is_given_on_its_page(team: Team, client: Client, open_page: Any) -> None:
    assert (
        "What can Eva Engineer do?" in open_page(team.boss_login, "assess-skills", pk=team.engineer.pk).content.decode()
    )
    page = f"/skills/{team.engineer.pk}/assess/"
    assert client.post(page, {"level_planning": "4", "evidence_planning": ""}).status_code == 422
    answer = client.post(page, {"level_planning": "4", "evidence_planning": SEEN}, follow=True)
    assert "1 skills of Eva Engineer assessed" in answer.content.decode()
    assert Assessment.objects.get().level == 4


def test_an_assessor_is_asked_on_the_page(team: Team, client: Client) -> None:
    client.force_login(team.lead)
    page = reverse("ask-assessor", kwargs={"pk": team.engineer.pk})
    assert client.post(page, {"assessor": team.boss.pk}).status_code == 409
    assert "Saul Seller" in client.post(page, {"assessor": team.seller.pk}, follow=True).content.decode()


def test_a_skill_is_added_and_changed_on_its_pages(team: Team, client: Client, open_page: Any) -> None:
    open_page(team.lead, "skill-catalogue")
    words = {"group": "planning", "level_1": "a", "level_3": "b", "level_5": "c"}
    refused = client.post("/skills/catalogue/", {**words, "name": "Nacionalidad"})
    assert (refused.status_code, "never decide" in refused.content.decode()) == (422, True)
    client.post("/skills/catalogue/", {**words, "name": "Timing"})
    key = Skill.objects.get().key
    open_page(team.lead, "skill-change", key=key)
    change = {**words, "name": "Good timing", "is_active": "on", "version": 1}
    assert client.post(f"/skills/catalogue/{key}/", change).status_code == 302
    stale = client.post(f"/skills/catalogue/{key}/", {**change, "name": "Late timing"})
    assert (stale.status_code, "What stands there now" in stale.content.decode()) == (409, True)
    assert Skill.objects.get().name == "Good timing"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_matrix_leaves_as_a_file_that_no_sheet_takes_for_a_formula(team: Team, open_page: Any, kind: str) -> None:
    add_skill(by=team.lead, group="planning", name="=Timing", level_1="a", level_3="b", level_5="c")
    our_person(code="X1", full_name="=cmd()")
    answer = open_page(team.lead, f"skills-{kind}")
    content = b"".join(answer.streaming_content)
    assert (b"'=cmd()" in content) or kind == "xlsx"
    assert content
