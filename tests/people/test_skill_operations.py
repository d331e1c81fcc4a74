"""Assessing people, adding skills, changing profiles: what is kept, what is refused, who may."""

from __future__ import annotations

import pytest

from clave.access.models import Entry
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.people.models import Assessment, RoleProfile, Skill
from clave.people.operations import skills as operations
from clave.people.queries import skills as queries
from clave.people.rules import refusals
from clave.people.rules.skills import DEFAULT_PROFILE, Need
from tests.cast import key_account_of, person
from tests.people.team import SEEN, Team

pytestmark = pytest.mark.django_db
WORDS = {"level_1": "Asks.", "level_3": "Answers.", "level_5": "Teaches."}


def test_oneself_superior_and_people_lead_speak_in_their_own_capacity(team: Team) -> None:
    engineer = team.engineer
    assert engineer.user is not None
    for by in (engineer.user, team.boss_login, team.lead):
        operations.assess(by=by, person=engineer, given={"planning": (4, SEEN)})
    found = Assessment.objects.filter(person=engineer).values_list("side", "by")
    assert set(found) == {
        ("self", engineer.user.pk),
        ("manager", team.boss_login.pk),
        ("assessor", team.lead.pk),
    }


def test_nobody_assesses_for_somebody_else(team: Team) -> None:
    assert team.seller.user is not None
    with pytest.raises(refusals.NotTheirAssessor) as refused:
        operations.assess(by=team.seller.user, person=team.engineer, given={"planning": (1, SEEN)})
    assert "Eva Engineer" in refused.value.sentence()
    assert not Assessment.objects.exists()


def test_who_was_asked_to_assess_may_and_sees_the_person(team: Team) -> None:
    outsider = person("outsider", Role.FINANCE_PARTNER)
    operations.ask_assessor(by=team.lead, person=team.engineer, user=outsider)
    operations.assess(by=outsider, person=team.engineer, given={"financial": (2, SEEN)})
    assert Assessment.objects.get().side == "assessor"
    assert team.engineer in queries.people(user=outsider)
    assert team.seller not in queries.people(user=outsider)


def test_an_assessor_is_a_third_side_and_is_asked_once(team: Team) -> None:
    with pytest.raises(refusals.AssessorIsNoThirdSide):
        operations.ask_assessor(by=team.lead, person=team.engineer, user=team.boss_login)
    operations.ask_assessor(by=team.lead, person=team.engineer, user=team.cast.champion)
    with pytest.raises(refusals.AssessorAsked):
        operations.ask_assessor(by=team.lead, person=team.engineer, user=team.cast.champion)


def test_a_level_without_evidence_is_refused_and_none_at_all_too(team: Team) -> None:
    with pytest.raises(refusals.EvidenceMissing, match="Planning"):
        operations.assess(by=team.boss_login, person=team.engineer, given={"planning": (4, "  ")})
    with pytest.raises(refusals.AssessmentEmpty):
        operations.assess(by=team.boss_login, person=team.engineer, given={})
    assert not Assessment.objects.exists()


def test_a_newer_assessment_counts_and_the_older_one_stays(team: Team) -> None:
    for level in (2, 4):
        operations.assess(by=team.boss_login, person=team.engineer, given={"planning": (level, SEEN)})
    rows = Assessment.objects.filter(person=team.engineer).order_by("level")
    assert [(row.level, row.is_newest) for row in rows] == [(2, False), (4, True)]


def test_what_was_assessed_stands_in_the_history_and_its_evidence_can_be_erased(team: Team) -> None:
    operations.assess(by=team.boss_login, person=team.engineer, given={"planning": (4, SEEN)})
    entry = Entry.objects.get(event="people.skills.assessed")
    assert (entry.field_class, '"planning":4' in entry.after.replace(" ", "")) == ("F6", True)
    assert SEEN not in entry.after
    assert SEEN in entry.personal.content


def test_a_skill_named_after_what_a_person_is_is_refused_with_the_reason(team: Team) -> None:
    for name in ("Age", "Género", "Nationality of the buyer"):
        with pytest.raises(refusals.SkillProtected, match="not of what a person can do"):
            operations.add_skill(by=team.lead, group="influencing", name=name, **WORDS)
    assert not Skill.objects.exists()


def test_a_new_skill_is_beside_the_five_and_asks_for_words(team: Team) -> None:
    made = operations.add_skill(by=team.lead, group="financial", name="Contract law", **WORDS)
    assert [spec.key for spec in queries.specs()][:2] == ["financial", made.key]
    with pytest.raises(refusals.SkillNameTaken):
        operations.add_skill(by=team.lead, group="financial", name="contract LAW", **WORDS)
    with pytest.raises(refusals.SkillNeedsWords):
        operations.add_skill(by=team.lead, group="financial", name="Tax", **{**WORDS, "level_3": " "})


def test_our_own_words_replace_those_of_a_skill_that_everybody_has(team: Team) -> None:
    told = {"by": team.lead, "key": "planning", "group": "planning", "name": "Planning with us", **WORDS}
    operations.change_skill(version=0, **told)
    spec = queries.spec_of("planning")
    assert spec is not None
    assert (spec.name, spec.level_3) == ("Planning with us", "Answers.")
    with pytest.raises(refusals.SkillStale):
        operations.change_skill(version=0, **told)


def test_a_profile_changes_with_a_reason_as_a_new_number(team: Team) -> None:
    customer = key_account_of(code="K1").customer
    needs = {**DEFAULT_PROFILE, "financial": Need(5, 4, 3)}
    with pytest.raises(refusals.ProfileNeedsReason):
        operations.change_profile(by=team.lead, customer=customer, needs=needs, reason=" ", based_on=0)
    operations.change_profile(by=team.lead, customer=customer, needs=needs, reason="A bank buys.", based_on=0)
    assert queries.profile_of(customer).needs["financial"] == Need(5, 4, 3)
    assert queries.profile_of(None).needs == DEFAULT_PROFILE
    with pytest.raises(refusals.ProfileStale):
        operations.change_profile(by=team.lead, customer=customer, needs=needs, reason="Again.", based_on=0)
    with pytest.raises(refusals.ProfileUnchanged):
        operations.change_profile(by=team.lead, customer=customer, needs=needs, reason="Again.", based_on=1)
    assert RoleProfile.objects.count() == 1


def test_a_profile_that_asks_for_nothing_or_too_much_is_refused(team: Team) -> None:
    told = {"by": team.lead, "customer": None, "reason": "So.", "based_on": 0}
    with pytest.raises(refusals.ProfileEmpty):
        operations.change_profile(needs={"planning": Need(0, 0, 1)}, **told)
    with pytest.raises(refusals.FloorAboveNeed, match="Planning"):
        operations.change_profile(needs={"planning": Need(2, 3, 1)}, **told)


def test_others_may_not_change_what_is_asked_for(team: Team) -> None:
    with pytest.raises(NotAllowed):
        operations.add_skill(by=team.cast.champion, group="planning", name="Timing", **WORDS)
    with pytest.raises(NotAllowed):
        operations.change_profile(
            by=team.cast.finance_partner, customer=None, needs=DEFAULT_PROFILE, reason="So.", based_on=0
        )
