"""The Operations desk: what we promised to whom this week, with the orders on their way and those that failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from clave.promises.models import Judging, Promise
from clave.promises.queries.standing import Line, lines
from clave.promises.rules.states import ALIVE, Kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from clave.access.models import User


@dataclass(frozen=True)
class Watched:
    """A delivery promise as the desk shows it: orders still to come, and those of this month that failed."""

    line: Line
    waiting: Sequence[dict[str, Any]]
    failing: Sequence[dict[str, Any]]
    as_of: date | None


@dataclass(frozen=True)
class Desk:
    """One person's promises of this week: those to speak about, then those that the orders judge."""

    to_say: Sequence[Line]
    watched: Sequence[Watched]
    until: date

    @property
    def failing(self) -> list[Watched]:
        """Those with orders that failed lately."""
        return [each for each in self.watched if each.failing]

    @property
    def fine(self) -> list[Watched]:
        """The others."""
        return [each for each in self.watched if not each.failing]

    @property
    def overdue(self) -> int:
        """How many days have passed without a word."""
        return sum(line.promise.is_overdue(line.on) for line in self.to_say)


def on_the_desk(user: User, on: date) -> QuerySet[Promise]:
    """The promises of this person's functions, and their own; of everybody for nobody."""
    mine = Q(function__people__user=user) | Q(owner__user=user) | Q(function__owner__user=user)
    ours = Promise.objects.filter(mine, state__in=ALIVE).values("pk")
    return Promise.objects.visible_to(user, on).filter(pk__in=ours, starts_on__lte=on)


def desk(user: User, on: date) -> Desk:
    """What this person's functions promised for this week, the most pressing first."""
    until = on - timedelta(days=on.weekday()) + timedelta(days=6)
    held = (
        on_the_desk(user, on).filter(Q(due_on=None) | Q(due_on__lte=until)).filter(Q(ends_on=None) | Q(ends_on__gte=on))
    )
    found = lines(user, on, held)
    to_say = [each for each in found if is_to_say(each, on)]
    watched = _watched([each for each in found if each.promise.is_delivery], on)
    return Desk(sorted(to_say, key=lambda each: (each.promise.due_on or until, each.promise.number)), watched, until)


def is_to_say(line: Line, on: date) -> bool:
    """Whether a person still has to speak: a day that is near or past, or a month without a word."""
    if line.promise.kind == Kind.STANDING:
        return not any(each.period_on == on.replace(day=1) for each in line.outcomes)
    return line.promise.kind == Kind.DUE


def _watched(found: Sequence[Line], on: date) -> list[Watched]:
    told = {each.promise_id: each for each in Judging.objects.filter(promise__in=[line.promise.pk for line in found])}
    shown = []
    for line in found:
        judging, last = told.get(line.promise.pk), line.latest
        is_now = last is not None and last.period_on >= (on - timedelta(days=31)).replace(day=1)
        failing = last.failing if last and is_now else []
        waiting = judging.waiting if judging else []
        shown.append(Watched(line, waiting, failing, judging.as_of if judging else None))
    return sorted(shown, key=lambda each: (not each.failing, not each.waiting, each.line.promise.number))
