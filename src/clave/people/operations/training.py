"""Courses in the catalogue, who is to take them, and who took them with which certificate."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Person
from clave.people.models import Course, Training
from clave.people.rules import refusals
from clave.people.rules.training import expiry
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

TOLD = ("name", "description", "skill_keys", "validity_months", "needed_of_managers", "is_active")


@transaction.atomic
def add_course(
    *,
    by: User | None,
    name: str,
    skill_keys: list[str],
    description: str = "",
    validity_months: int | None = None,
    needed_of_managers: bool = False,
) -> Course:
    """Put a course into the catalogue, for people of any function. Raises CourseNameTaken and CourseServesNothing."""
    refuse_unless(by, Action.CHANGE_TRAINING)
    journal.lock()
    _refuse_course(name, skill_keys, without=None)
    made = Course.objects.create(
        name=name.strip(),
        description=description.strip(),
        skill_keys=skill_keys,
        validity_months=validity_months,
        needed_of_managers=needed_of_managers,
    )
    _record(by, "course.added", made, after=_told(made))
    return made


@transaction.atomic
def change_course(
    *,
    by: User | None,
    course: Course,
    version: int,
    name: str,
    skill_keys: list[str],
    description: str = "",
    validity_months: int | None = None,
    needed_of_managers: bool = False,
    is_active: bool = True,
) -> Course:
    """Say something else of a course; certificates keep the day on which they run out. Raises CourseStale and what adding does."""
    refuse_unless(by, Action.CHANGE_TRAINING)
    journal.lock()
    found = Course.objects.get(pk=course.pk)
    if found.version != version:
        raise refusals.CourseStale(name=found.name)
    _refuse_course(name, skill_keys, without=found)
    before = _told(found)
    Course.objects.filter(pk=found.pk).update(
        name=name.strip(),
        description=description.strip(),
        skill_keys=skill_keys,
        validity_months=validity_months,
        needed_of_managers=needed_of_managers,
        is_active=is_active,
        version=version + 1,
    )
    changed = Course.objects.get(pk=found.pk)
    _record(by, "course.changed", changed, before=before, after=_told(changed))
    return changed


@transaction.atomic
def plan_training(*, by: User | None, person: Person, course: Course, planned_on: date) -> Training:
    """Say that a person is to take a course by a day. Raises CourseWithdrawn, NoLongerOneOfUs and TrainingPlanned."""
    refuse_unless(by, Action.CHANGE_TRAINING)
    journal.lock()
    if not course.is_active:
        raise refusals.CourseWithdrawn(name=course.name)
    if not person.is_active:
        raise refusals.NoLongerOneOfUs(person=person)
    if there := Training.objects.filter(person=person, course=course, completed_on=None).first():
        raise refusals.TrainingPlanned(person=person, name=course.name, day=there.planned_on)
    made: Training = Training.objects.create(person=person, course=course, planned_on=planned_on, by=by)
    _record(by, "training.planned", made, after=_place(made))
    return made


@transaction.atomic
def complete_training(
    *, by: User | None, training: Training, completed_on: date, certificate: str, today: date | None = None
) -> Training:
    """Say that a course was taken, and where its certificate is. Raises TrainingDone, TrainingInFuture, CertificateMissing."""
    refuse_unless(by, Action.CHANGE_TRAINING)
    journal.lock()
    found: Training = Training.objects.select_related("course", "person").get(pk=training.pk)
    if found.completed_on is not None:
        raise refusals.TrainingDone(day=found.completed_on)
    if completed_on > (today or timezone.localdate()):
        raise refusals.TrainingInFuture(day=completed_on)
    if not certificate.strip():
        raise refusals.CertificateMissing
    before = _place(found)
    found.completed_on, found.certificate = completed_on, certificate.strip()
    found.expires_on = expiry(completed_on, found.course.validity_months)
    found.save(update_fields=["completed_on", "certificate", "expires_on"])
    _record(by, "training.completed", found, before=before, after=_place(found))
    return found


def _refuse_course(name: str, skill_keys: list[str], without: Course | None) -> None:
    others = Course.objects.filter(name__iexact=name.strip())
    if (others.exclude(pk=without.pk) if without else others).exists():
        raise refusals.CourseNameTaken(name=name.strip())
    if not skill_keys:
        raise refusals.CourseServesNothing


def _told(course: Course) -> dict[str, Any]:
    return {field: getattr(course, field) for field in TOLD}


def _place(training: Training) -> dict[str, Any]:
    return {
        "person": training.person.person_code,
        "course": training.course.name,
        "planned": training.planned_on,
        "completed": training.completed_on,
        "expires": training.expires_on,
    }


def _record(by: User | None, event: str, subject: Any, **told: Any) -> None:
    journal.record(by=by, event=f"people.{event}", subject=subject, holds=FieldClass.F0, **told)
