"""The demo's review committee: its members, two quarterly reviews that were held, and the meetings of a year ahead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.company.models import Person
from clave.kit.refusals import gettext_noop
from clave.programme.queries.quarterly import flow, snapshot
from clave.review.operations import committee as operations
from clave.review.rules.committee import STEPS

HELD_DAYS_AGO = (180, 89)
DECIDED: tuple[dict[str, tuple[str, int]], ...] = (
    {
        "reviews": (gettext_noop("Every key account gets a relationship review before the summer"), 60),
        "assessment": (gettext_noop("The sponsors plan their visits for the year"), 30),
    },
    {
        "changed": (gettext_noop("The figures hold; the dear freight of the north is looked at by Finance"), 45),
        "comparison": (gettext_noop("Find out why the smallest key account costs three times as much to serve"), 98),
        "assessment": (gettext_noop("Sponsors who did not visit explain it at the next meeting"), 0),
    },
)
"""What the two meetings decided: step -> in which words, and in how many days it is to be done (0: no action)."""


def compare(*, users: Mapping[Role, User], until: date) -> None:
    """Four members, two meetings held, one action still open and late, the next meeting within the week."""
    by, on = users[Role.CHAMPION], until - timedelta(days=HELD_DAYS_AGO[0])
    seats = (Role.COMMITTEE_MEMBER, Role.EXECUTIVE_SPONSOR, Role.FINANCE_PARTNER, Role.FUNCTION_MEMBER)
    people = [Person.objects.get(user=users[role]) for role in seats]
    for place, person in enumerate(people):
        operations.seat_member(
            by=by, person=person, is_chair=place == 0, starts_on=on, ends_on=until + timedelta(days=540)
        )
    for days, decided in zip(HELD_DAYS_AGO, DECIDED, strict=True):
        _held(users[Role.COMMITTEE_MEMBER], until - timedelta(days=days), decided, people[-1])
    operations.plan_year(by=by, today=until)


def _held(by: User, day: date, decided: Mapping[str, tuple[str, int]], owner: Person) -> None:
    """A meeting as it was held on a day."""
    made = operations.plan_meeting(by=by, day=day, today=day)
    for step in STEPS:
        words, days = decided.get(step.key, ("", 0))
        kept = snapshot(day) if step.key == "assessment" else None
        said = gettext(words) if words else ""
        operations.settle_step(
            by=by,
            meeting=made,
            step=step,
            words=said,
            owner=owner if days else None,
            due_on=day + timedelta(days=days) if days else None,
            is_nothing=not words,
            assessment=kept,
        )
    done = made.steps.filter(owner__isnull=False).order_by("due_on")
    for each in done[: max(done.count() - 1, 0)]:
        operations.finish_action(by=by, action=each, today=each.due_on)
    operations.close_meeting(
        by=by, meeting=made, minutes=flow(by, made, day).draft, at=datetime.combine(day, time(12), UTC)
    )
