"""How often a sponsor visits a key account, and what the rhythm says on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clave.kit.refusals import gettext_noop

VISITS_A_YEAR = 3
"""The rhythm where nobody chose another: practice, not evidence."""
FEWEST_A_YEAR, MOST_A_YEAR = 1, 12
DAYS_A_YEAR = 365
SOON_DAYS = 30
FARTHEST_DAYS = 731
"""So far from today a visit is planned at most, back or ahead."""


class Standing(StrEnum):
    """How the visits of a key account stand on a day, the worst first."""

    REPORT_MISSING = "report missing"
    OVERDUE = "overdue"
    LATE = "late"
    TO_PLAN = "to plan"
    PLANNED = "planned"
    IN_RHYTHM = "in rhythm"


STANDING_NAMES = {
    Standing.REPORT_MISSING: gettext_noop("report missing"),
    Standing.OVERDUE: gettext_noop("overdue"),
    Standing.LATE: gettext_noop("later than due"),
    Standing.TO_PLAN: gettext_noop("to plan"),
    Standing.PLANNED: gettext_noop("visit planned"),
    Standing.IN_RHYTHM: gettext_noop("in rhythm"),
}
MARKS = {
    Standing.REPORT_MISSING: "warn",
    Standing.OVERDUE: "bad",
    Standing.LATE: "warn",
    Standing.TO_PLAN: "warn",
    Standing.PLANNED: "good",
    Standing.IN_RHYTHM: "good",
}


@dataclass(frozen=True)
class Rhythm:
    """What is known of the visits of one key account: how often, since when counted, the last, the next, those untold."""

    visits_a_year: int
    counted_from: date
    last_on: date | None
    next_on: date | None
    untold: Sequence[date] = ()

    @property
    def due_on(self) -> date:
        """The day by which the next visit is due."""
        return (self.last_on or self.counted_from) + timedelta(days=DAYS_A_YEAR // self.visits_a_year)


def standing(rhythm: Rhythm, on: date) -> Standing:
    """How the visits stand on a day."""
    if rhythm.untold:
        return Standing.REPORT_MISSING
    if rhythm.next_on is None:
        if rhythm.due_on < on:
            return Standing.OVERDUE
        return Standing.TO_PLAN if rhythm.due_on <= on + timedelta(days=SOON_DAYS) else Standing.IN_RHYTHM
    return Standing.LATE if rhythm.next_on > rhythm.due_on + timedelta(days=SOON_DAYS) else Standing.PLANNED
