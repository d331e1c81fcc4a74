"""The doors of courses and training for other programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.company.models import Person
from clave.kit.refusals import gettext_noop
from clave.kit.wire import After, Answer, Asked, Limit, page, read_cursor
from clave.people.models import Training
from clave.people.operations import training as operations
from clave.people.queries import skills
from clave.people.queries import training as queries
from clave.people.rules.training import Taken, standing

TRAINING = gettext_noop("Training")
router = Router(tags=[TRAINING])


class PlanAsked(Asked):
    """The course by its number, and the day by which it is taken."""

    course: int = Field(ge=1, lt=2**63)
    planned_on: date


class CompleteAsked(Asked):
    """The day on which a course was taken, and where its certificate is."""

    completed_on: date
    certificate: str = Field(min_length=1, max_length=120)


class CourseTold(Answer):
    """A course: the skills it serves, how long it holds, whether managers need it."""

    id: int
    name: str
    description: str
    skill_keys: list[str]
    validity_months: int | None
    needed_of_managers: bool


class Courses(Answer):
    """A page of courses, in the order in which they were added."""

    items: list[CourseTold]
    next_cursor: str | None


class PlaceTold(Answer):
    """One person's place in one course, and where it stands."""

    id: int
    course: int
    name: str
    standing: str
    planned_on: date
    completed_on: date | None
    certificate: str
    expires_on: date | None


class Places(Answer):
    """A page of places, the newest first."""

    items: list[PlaceTold]
    next_cursor: str | None


@router.get("/courses", response=Courses, url_name="courses", summary=gettext_noop("The courses on offer"))
@requires(Action.SEE_TRAINING)
def courses(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every course on offer."""
    after = read_cursor(cursor, int) or (0,)
    rows = queries.courses().filter(pk__gt=after[0]).order_by("pk")
    shown, following = page(rows[: limit + 1], limit, lambda each: (each.pk,))
    return {"items": shown, "next_cursor": following}


@router.get(
    "/people/{int:pk}/training", response=Places, url_name="training-of",
    summary=gettext_noop("What a person took and is to take"),
)  # fmt: skip
@requires(Action.SEE_TRAINING)
def training_of(request: SignedIn, pk: int, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The places of one person, the newest first."""
    after = read_cursor(cursor, int)
    rows = Training.objects.filter(person=_person(request, pk)).select_related("course")
    rows = rows.filter(pk__lt=after[0]) if after else rows
    shown, following = page(rows.order_by("-pk")[: limit + 1], limit, lambda each: (each.pk,))
    return {"items": [place_told(each) for each in shown], "next_cursor": following}


@router.post(
    "/people/{int:pk}/training", response={201: PlaceTold}, url_name="training-of",
    summary=gettext_noop("Plan a course for a person"),
)  # fmt: skip
@requires(Action.CHANGE_TRAINING)
def plan(request: SignedIn, pk: int, asked: PlanAsked) -> Status[Any]:
    """Say that a person is to take a course by a day."""
    person = _person(request, pk)
    course = get_object_or_404(queries.courses(retired=True), pk=asked.course)
    made = operations.plan_training(by=request.user, person=person, course=course, planned_on=asked.planned_on)
    return Status(201, place_told(made))


@router.post(
    "/training/{int:pk}/complete", response=PlaceTold, url_name="complete-training",
    summary=gettext_noop("Say that a course was taken"),
)  # fmt: skip
@requires(Action.CHANGE_TRAINING)
def complete(request: SignedIn, pk: int, asked: CompleteAsked) -> dict[str, Any]:
    """Complete a place with its certificate."""
    found = get_object_or_404(Training.objects.visible_to(request.user), pk=pk)
    return place_told(operations.complete_training(by=request.user, training=found, **asked.dict()))


def place_told(row: Training) -> dict[str, Any]:
    """A place in a course as the API tells it."""
    days = {name: getattr(row, name) for name in ("planned_on", "completed_on", "certificate", "expires_on")}
    stands = standing(Taken(row.course_id, row.planned_on, row.completed_on, row.expires_on), timezone.localdate())
    return {"id": row.pk, "course": row.course_id, "name": row.course.name, "standing": stands.value, **days}


def _person(request: SignedIn, pk: int) -> Person:
    found: Person = get_object_or_404(skills.people(user=request.user), pk=pk)
    return found
