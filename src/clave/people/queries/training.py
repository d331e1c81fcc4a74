"""Who took which course, who is to, what runs out, and how far each function has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext

from clave.company.models import Function, Person
from clave.people.gates import people_seen
from clave.people.models import Course, Training
from clave.people.rules.training import (
    HOLDS,
    STANDING_MARKS,
    STANDING_NAMES,
    Standing,
    Taken,
    is_trained,
    standing,
)

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class Place:
    """One person's place in one course, and where it stands."""

    training: Training
    standing: Standing

    @property
    def words(self) -> str:
        return gettext(STANDING_NAMES[self.standing])

    @property
    def mark(self) -> str:
        return STANDING_MARKS[self.standing]

    @property
    def is_open(self) -> bool:
        """Whether it waits to be completed."""
        return self.training.completed_on is None


@dataclass(frozen=True)
class Covered:
    """One function: how many people, how many hold a course, whose ran out, who is to take one."""

    function: str
    people: int
    trained: int
    expired: int
    planned: int

    @property
    def share(self) -> float:
        return self.trained / self.people if self.people else 0.0


def courses(*, retired: bool = False) -> QuerySet[Course]:
    """The catalogue, by name."""
    return Course.objects.all() if retired else Course.objects.filter(is_active=True)


def places(*, user: User, on: date, function: Function | None = None) -> list[Place]:
    """The places of everybody one sees, or of those of one function, by person."""
    found = Training.objects.visible_to(user).filter(person__is_active=True)
    if function:
        found = found.filter(person__function=function)
    rows = found.select_related("person__function", "course", "by").order_by("person__full_name", "course__name")
    return [_place(row, on) for row in rows]


def places_of(person: Person, on: date) -> list[Place]:
    """The places of one person, the newest first."""
    rows = Training.objects.filter(person=person).select_related("course", "by").order_by("-planned_on", "-pk")
    return [_place(row, on) for row in rows]


def places_of_login(user: User, on: date) -> list[Place]:
    """One's own places, where the login belongs to somebody who is with us."""
    rows = of_login(user).select_related("course")
    return [_place(row, on) for row in rows.order_by("-planned_on", "-pk")]


def of_login(user: User) -> QuerySet[Training]:
    """What the courses say of the one of us to whom a login belongs."""
    return Training.objects.filter(person__user=user, person__is_active=True)


def coverage(*, user: User, found: list[Place]) -> list[Covered]:
    """How far each function has come, among the people one sees."""
    people: dict[str, set[int]] = defaultdict(set)
    for pk, function in people_seen(user).filter(is_active=True).values_list("pk", "function__name"):
        people[function].add(pk)
    by: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for place in found:
        kind = "trained" if place.standing in HOLDS else "planned" if place.is_open else "expired"
        by[place.training.person.function.name][kind].add(place.training.person_id)
    return [
        Covered(
            name,
            len(members),
            len(by[name]["trained"]),
            len(by[name]["expired"] - by[name]["trained"]),
            len(by[name]["planned"]),
        )
        for name, members in sorted(people.items())
    ]


def needed_courses() -> set[int]:
    """The courses that every manager of a key account needs."""
    return set(Course.objects.filter(needed_of_managers=True, is_active=True).values_list("pk", flat=True))


def trained(people: Collection[int], on: date) -> set[int]:
    """Those of these people who hold what a manager needs; two queries."""
    rows = Training.objects.filter(person_id__in=people)
    taken: dict[int, list[Taken]] = defaultdict(list)
    for person, *values in rows.values_list("person_id", "course_id", "planned_on", "completed_on", "expires_on"):
        taken[person].append(Taken(*values))
    needed = needed_courses()
    return {person for person in people if is_trained(taken[person], needed, on)}


def _place(row: Training, on: date) -> Place:
    return Place(row, standing(Taken(row.course_id, row.planned_on, row.completed_on, row.expires_on), on))
