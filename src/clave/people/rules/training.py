"""Courses taken, valid, running out; who manages a key account without them; and what a hand-over holds."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clave.kit.refusals import gettext_noop

EXPIRES_SOON_DAYS = 60


class Standing(StrEnum):
    """Where a person's place in a course stands."""

    PLANNED = "planned"
    LATE = "late"
    VALID = "valid"
    ENDING = "ending"
    EXPIRED = "expired"


STANDING_NAMES: dict[Standing, str] = {
    Standing.PLANNED: gettext_noop("planned"),
    Standing.LATE: gettext_noop("overdue"),
    Standing.VALID: gettext_noop("valid"),
    Standing.ENDING: gettext_noop("runs out soon"),
    Standing.EXPIRED: gettext_noop("expired"),
}
STANDING_MARKS: dict[Standing, str] = {
    Standing.PLANNED: "none",
    Standing.LATE: "warn",
    Standing.VALID: "good",
    Standing.ENDING: "warn",
    Standing.EXPIRED: "bad",
}
HOLDS = frozenset({Standing.VALID, Standing.ENDING})


@dataclass(frozen=True)
class Taken:
    """One person's place in one course."""

    course: int
    planned_on: date
    completed_on: date | None
    expires_on: date | None


def standing(taken: Taken, on: date) -> Standing:
    """Where it stands on a day."""
    if taken.completed_on is None:
        return Standing.LATE if taken.planned_on < on else Standing.PLANNED
    if taken.expires_on is None:
        return Standing.VALID
    left = (taken.expires_on - on).days
    return Standing.EXPIRED if left < 0 else Standing.ENDING if left <= EXPIRES_SOON_DAYS else Standing.VALID


def expiry(completed_on: date, validity_months: int | None) -> date | None:
    """The last day on which a certificate holds; None where it holds for ever."""
    if validity_months is None:
        return None
    years, month = divmod(completed_on.month - 1 + validity_months, 12)
    year, month = completed_on.year + years, month + 1
    return date(year, month, min(completed_on.day, calendar.monthrange(year, month)[1]))


def held_courses(taken: Iterable[Taken], on: date) -> set[int]:
    """The courses that hold on a day."""
    return {each.course for each in taken if standing(each, on) in HOLDS}


def is_trained(taken: Iterable[Taken], needed: Collection[int], on: date) -> bool:
    """Whether a person holds all that managers need; where nothing is named, any course that holds."""
    held = held_courses(taken, on)
    return held.issuperset(needed) if needed else bool(held)


HAND_OVER: Mapping[str, tuple[str, int]] = {
    "people": (gettext_noop("Introduce the new manager to the people at the customer, in person"), 14),
    "promises": (gettext_noop("Go through every open promise with its owner"), 7),
    "plan": (gettext_noop("Explain the plan, its goals and what the customer thinks of them"), 14),
    "contracts": (gettext_noop("Hand over contracts, prices and renewal dates"), 7),
    "money": (gettext_noop("Explain what the customer contributes and what it costs to serve"), 14),
    "sponsor": (gettext_noop("Tell the executive sponsor and agree the next visit"), 14),
    "functions": (gettext_noop("Tell the functions that serve the customer whom to call"), 7),
    "after": (gettext_noop("Meet once more after two months: what was forgotten?"), 60),
}
"""Item -> what is handed over, and how many days after the change it is due."""


def due_days(starts_on: date) -> dict[str, date]:
    """Item -> the day on which it is due."""
    return {key: starts_on + timedelta(days=days) for key, (_, days) in HAND_OVER.items()}
