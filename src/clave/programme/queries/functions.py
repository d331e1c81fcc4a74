"""Every function beyond Sales: owner, people, training with its expiry, promises owned and kept, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext

from clave.analytics.promise_check import KeptRate
from clave.company import queries as company
from clave.company.models import Function
from clave.kit.templatetags import figures
from clave.people.models import Course, Training
from clave.people.rules.training import HOLDS, Standing, Taken, standing
from clave.programme.rules.functions import FunctionFacts, Gap, gaps
from clave.promises.models import Outcome, Promise
from clave.promises.queries.standing import YEAR_DAYS
from clave.promises.rules.states import ALIVE

if TYPE_CHECKING:
    from clave.access.models import User

Held = Mapping[int, Mapping[int, list[Taken]]]
"""Person -> course -> the places of that person in it."""


@dataclass(frozen=True)
class Trained:
    """How many people hold something valid, how many of those run out soon, ran out, or are to take a course."""

    people: int
    trained: int
    ending: int
    expired: int
    planned: int
    next_on: date | None
    """The day on which the next certificate runs out."""

    @property
    def share(self) -> float | None:
        """The share of the people who hold a valid course."""
        return self.trained / self.people if self.people else None


@dataclass
class Promised:
    """What a function promised: still to keep, overdue, kept by nobody, and how often it was kept in a year."""

    open: int = 0
    overdue: int = 0
    adrift: int = 0
    rate: KeptRate = field(default_factory=lambda: KeptRate(0, 0))


@dataclass(frozen=True)
class FunctionLine:
    """One function as the list shows it; counts come from every record, whoever reads them."""

    function: Function
    people: int
    training: Trained
    promises: Promised

    @property
    def owner_left(self) -> bool:
        """Whether who answered for it is no longer one of us."""
        owner = self.function.owner
        return owner is not None and not owner.is_active

    @property
    def is_owned(self) -> bool:
        """Whether somebody of us answers for it."""
        return self.function.owner is not None and not self.owner_left

    @cached_property
    def facts(self) -> FunctionFacts:
        """What the rules judge."""
        training, promises = self.training, self.promises
        return FunctionFacts(
            has_owner=self.function.owner is not None,
            owner_left=self.owner_left,
            people=self.people,
            trained=training.trained,
            ending=training.ending,
            expired=training.expired,
            open=promises.open,
            overdue=promises.overdue,
            adrift=promises.adrift,
            judged=promises.rate.judged,
            kept=promises.rate.kept,
            kept_high=promises.rate.high,
        )

    @cached_property
    def missing(self) -> list[Missing]:
        """What is missing, the worst first."""
        return [Missing(gap, self) for gap in gaps(self.facts)]

    @property
    def next(self) -> Missing | None:
        """The one thing to do next."""
        return self.missing[0] if self.missing else None


@dataclass(frozen=True)
class Missing:
    """One thing that a function lacks, and the page on which it is mended."""

    gap: Gap
    line: FunctionLine

    @property
    def words(self) -> str:
        """What is missing, in the reader's language."""
        counts = {name: value for name, value in asdict(self.line.facts).items() if type(value) is int}
        facts = {name: figures.number(value) for name, value in counts.items()}
        return gettext(self.gap.words) % facts

    @property
    def todo(self) -> str:
        """What to do about it."""
        return gettext(self.gap.todo)

    @property
    def to(self) -> str:
        """Where."""
        function = self.line.function
        if self.gap.page == "function":
            return f"{reverse('function', args=[function.pk])}#owner"
        if self.gap.page == "promises":
            return f"{reverse('promises')}?{urlencode({'function': function.name, 'broken': 'on'})}"
        return reverse(self.gap.page)


@dataclass(frozen=True)
class CourseCovered:
    """One course in one function: who holds it, runs out of it, is to take it."""

    name: str
    training: Trained


def functions(user: User, on: date) -> list[FunctionLine]:
    """The functions this person may see, those that nobody owns first; four queries however many."""
    return sorted(_lines(list(company.functions(user=user)), on), key=lambda line: line.is_owned)


def line_of(function: Function, on: date) -> FunctionLine:
    """One function, counted as the list counts it."""
    return _lines([function], on)[0]


def _lines(found: list[Function], on: date) -> list[FunctionLine]:
    held, promised = _held(found), _promised(found, on)
    staffs: list[int] = [each.staff for each in found]  # type: ignore[attr-defined]
    return [
        FunctionLine(each, staff, trained_of(held[each.pk], staff, on), promised[each.pk])
        for each, staff in zip(found, staffs, strict=True)
    ]


def by_course(function: Function, people: int, on: date) -> list[CourseCovered]:
    """How far the people of a function have come, course by course."""
    held = _held([function])[function.pk]
    courses = Course.objects.filter(pk__in={course for taken in held.values() for course in taken})
    return [
        CourseCovered(
            course.name,
            trained_of({who: {0: taken[course.pk]} for who, taken in held.items() if course.pk in taken}, people, on),
        )
        for course in courses
    ]


def trained_of(held: Mapping[int, Mapping[int, list[Taken]]], people: int, on: date) -> Trained:
    """People counted by the best they hold in every course; what was renewed has not run out."""
    kinds: dict[Standing, set[int]] = defaultdict(set)
    days = []
    for who, courses in held.items():
        for taken in courses.values():
            best, until = _best(taken, on)
            for each in best:
                kinds[each].add(who)
            days += [until] if until else []
    return Trained(
        people,
        len(kinds[Standing.VALID] | kinds[Standing.ENDING]),
        len(kinds[Standing.ENDING]),
        len(kinds[Standing.EXPIRED]),
        len(kinds[Standing.PLANNED] | kinds[Standing.LATE]),
        min(days, default=None),
    )


def _best(taken: Iterable[Taken], on: date) -> tuple[set[Standing], date | None]:
    """How one person stands in one course: the place that holds longest, and whether another is planned."""
    standings = {each: standing(each, on) for each in taken}
    planned = {found for each, found in standings.items() if each.completed_on is None}
    done = [each for each in standings if each.completed_on is not None]
    if not done:
        return planned, None
    last = max(done, key=lambda each: each.expires_on or date.max)
    return {*planned, standings[last]}, last.expires_on if standings[last] in HOLDS else None


def _held(found: Iterable[Function]) -> Mapping[int, Held]:
    """Function -> person -> course -> places, of those who are with us."""
    rows = Training.objects.filter(person__is_active=True, person__function__in=[each.pk for each in found])
    held: dict[int, dict[int, dict[int, list[Taken]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    days = ("planned_on", "completed_on", "expires_on")
    for function, person, course, *rest in rows.values_list("person__function", "person", "course", *days):
        held[function][person][course].append(Taken(course, *rest))
    return held


def _promised(found: Iterable[Function], on: date) -> Mapping[int, Promised]:
    """Function -> what it promised: counts of every promise, never their words."""
    promised: dict[int, Promised] = defaultdict(Promised)
    owned = {each.pk: each.owner is not None and each.owner.is_active for each in found}
    alive = Promise.objects.filter(state__in=ALIVE, function__in=list(owned))
    for function, due_on, stays in alive.values_list("function", "due_on", "owner__is_active"):
        told = promised[function]
        told.open += 1
        told.overdue += due_on is not None and due_on < on
        told.adrift += not stays and not owned[function]
    year = Outcome.objects.filter(period_on__gt=on - timedelta(days=YEAR_DAYS), promise__function__in=list(owned))
    sums: Any = year.values("promise__function").annotate(all=Sum("judged"), done=Sum("kept")).order_by()
    for row in sums:
        promised[row["promise__function"]].rate = KeptRate(row["all"], row["done"])
    return promised
