"""Skills in our own words, assessments, and the profile of each key account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Person
from clave.ledger.models import Customer
from clave.people.models import AskedAssessor, Assessment, ProfileNeed, RoleProfile, Skill
from clave.people.queries import skills as queries
from clave.people.rules import refusals
from clave.people.rules.skills import BUILT_IN, HIGHEST_LEVEL, Need, Side, key_of, protected_word, side_of
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

TOLD = ("group", "name", "level_1", "level_3", "level_5", "is_active")


@transaction.atomic
def add_skill(*, by: User | None, group: str, name: str, level_1: str, level_3: str, level_5: str) -> Skill:
    """Add a skill beside those that every company has.

    Raises SkillProtected, SkillNameTaken and SkillNeedsWords.
    """
    refuse_unless(by, Action.CHANGE_SKILLS)
    journal.lock()
    words = _words(name=name, level_1=level_1, level_3=level_3, level_5=level_5)
    _refuse_name(words["name"], without=None)
    taken = [spec.key for spec in queries.specs(retired=True)]
    made = Skill.objects.create(key=key_of(words["name"], taken), group=group, **words)
    _record(by, "skill.added", made, after=_told(made))
    return made


@transaction.atomic
def change_skill(
    *,
    by: User | None,
    key: str,
    version: int,
    group: str,
    name: str,
    level_1: str,
    level_3: str,
    level_5: str,
    is_active: bool = True,
) -> Skill:
    """Say a skill in other words, or use it no more; what was assessed stays. Raises SkillStale and what adding one does."""
    refuse_unless(by, Action.CHANGE_SKILLS)
    journal.lock()
    held = Skill.objects.filter(key=key).first()
    if (held.version if held else 0) != version:
        raise refusals.SkillStale(name=name)
    words = _words(name=name, level_1=level_1, level_3=level_3, level_5=level_5)
    _refuse_name(words["name"], without=key)
    row = held or Skill(key=key)
    before = _told(held) if held else None
    for field, value in {**words, "group": group, "is_active": is_active, "version": version + 1}.items():
        setattr(row, field, value)
    row.save()
    _record(by, "skill.changed", row, before=before, after=_told(row))
    return row


@transaction.atomic
def assess(
    *, by: User, person: Person, given: Mapping[str, tuple[int, str]], today: date | None = None
) -> list[Assessment]:
    """Say what a person can do, skill by skill, with the evidence: as oneself, as the superior, or as an asked assessor.

    `given` maps a skill to its level and evidence. Raises NotTheirAssessor, AssessmentEmpty and EvidenceMissing.
    """
    refuse_unless(by, Action.ASSESS_SKILLS)
    found = Person.objects.select_related("reports_to").get(pk=person.pk)
    side = _side(by, found)
    if not given:
        raise refusals.AssessmentEmpty
    names, on = queries.names(), today or timezone.localdate()
    for key, (_, evidence) in given.items():
        if not evidence.strip():
            raise refusals.EvidenceMissing(skill=names.get(key, key))
    journal.lock()
    made = [_assessed(by, found, side, key, level, evidence, on) for key, (level, evidence) in given.items()]
    after = {"person": found.person_code, "side": side, "levels": {each.skill_key: each.level for each in made}}
    evidence_given = {each.skill_key: each.evidence for each in made}
    journal.record(
        by=by,
        event="people.skills.assessed",
        subject=found,
        after=after,
        personal={"evidence": evidence_given},
        holds=FieldClass.F6,
    )
    return made


@transaction.atomic
def ask_assessor(*, by: User | None, person: Person, user: User) -> AskedAssessor:
    """Ask somebody who is neither the person nor their superior to assess. Raises AssessorAsked and AssessorIsNoThirdSide."""
    refuse_unless(by, Action.CHANGE_SKILLS)
    journal.lock()
    found = Person.objects.select_related("reports_to").get(pk=person.pk)
    if found.user_id == user.pk or (found.reports_to and found.reports_to.user_id == user.pk):
        raise refusals.AssessorIsNoThirdSide(assessor=user, person=found)
    if AskedAssessor.objects.filter(person=found, user=user).exists():
        raise refusals.AssessorAsked(assessor=user, person=found)
    made = AskedAssessor.objects.create(person=found, user=user, by=by)
    _record(by, "assessor.asked", made, after={"person": found.person_code, "assessor": user.pk})
    return made


@transaction.atomic
def change_profile(
    *, by: User | None, customer: Customer | None, needs: Mapping[str, Need], reason: str, based_on: int
) -> RoleProfile:
    """Say what a customer (None: any customer) needs of its manager, and why; `based_on` is the number that was edited.

    Raises ProfileNeedsReason, ProfileEmpty, FloorAboveNeed, ProfileStale and ProfileUnchanged.
    """
    refuse_unless(by, Action.CHANGE_PROFILES)
    kept = {key: need for key, need in needs.items() if need.level}
    if not reason.strip():
        raise refusals.ProfileNeedsReason
    if not any(need.weight for need in kept.values()):
        raise refusals.ProfileEmpty
    _refuse_floors(needs)
    journal.lock()
    if queries.latest_number(customer) != based_on:
        raise refusals.ProfileStale
    held = queries.profile_of(customer)
    if dict(held.needs) == kept and (held.is_own or customer is None):
        raise refusals.ProfileUnchanged
    made = RoleProfile.objects.create(customer=customer, number=based_on + 1, reason=reason.strip(), by=by)
    ProfileNeed.objects.bulk_create(
        ProfileNeed(profile=made, skill_key=key, level=each.level, floor=each.floor, weight=each.weight)
        for key, each in kept.items()
    )
    before = {"number": based_on, "needs": _written(held.needs)}
    after = {"customer": customer.code if customer else None, "number": made.number, "needs": _written(kept)}
    _record(by, "profile.changed", made, before=before, after={**after, "reason": made.reason})
    return made


def _side(by: User, person: Person) -> Side:
    """In which capacity somebody assesses this person; refused where in none."""
    is_oneself = person.user_id == by.pk
    is_superior = person.reports_to is not None and person.reports_to.user_id == by.pk
    asked = by.may(Action.CHANGE_SKILLS) or AskedAssessor.objects.filter(person=person, user=by).exists()
    if not (is_oneself or is_superior or asked):
        raise refusals.NotTheirAssessor(person=person)
    return side_of(is_oneself=is_oneself, is_superior=is_superior)


def _assessed(by: User, person: Person, side: Side, key: str, level: int, evidence: str, on: date) -> Assessment:
    """Write one assessment over the one before: a new superior replaces the former one, assessors speak each for themselves."""
    before = Assessment.objects.filter(person=person, skill_key=key, side=side, is_newest=True)
    (before.filter(by=by) if side is Side.ASSESSOR else before).update(is_newest=False)
    return Assessment.objects.create(
        person=person,
        skill_key=key,
        side=side,
        level=min(max(level, 0), HIGHEST_LEVEL),
        evidence=evidence.strip(),
        by=by,
        assessed_on=on,
    )


def _words(**words: str) -> dict[str, str]:
    bare = {field: text.strip() for field, text in words.items()}
    if not all(bare.values()):
        raise refusals.SkillNeedsWords
    return bare


def _refuse_name(name: str, without: str | None) -> None:
    """A name that nothing else has and that names what can be learnt."""
    if word := protected_word(name):
        raise refusals.SkillProtected(name=name, word=word)
    others = [spec for spec in queries.specs(retired=True) if spec.key != without]
    built_in = {spec.name for spec in BUILT_IN if spec.key != without}
    if name.casefold() in {text.casefold() for spec in others for text in (spec.name, gettext(spec.name))} | {
        each.casefold() for each in built_in
    }:
        raise refusals.SkillNameTaken(name=name)


def _refuse_floors(needs: Mapping[str, Need]) -> None:
    names = queries.names()
    for key, need in needs.items():
        if need.floor > need.level:
            raise refusals.FloorAboveNeed(skill=names.get(key, key), floor=need.floor, level=need.level)


def _written(needs: Mapping[str, Need]) -> dict[str, list[int]]:
    return {key: [each.level, each.floor, each.weight] for key, each in sorted(needs.items())}


def _told(row: Skill) -> dict[str, Any]:
    return {"key": row.key, **{field: getattr(row, field) for field in TOLD}}


def _record(by: User | None, event: str, subject: Any, **told: Any) -> None:
    journal.record(by=by, event=f"people.{event}", subject=subject, holds=FieldClass.F0, **told)
