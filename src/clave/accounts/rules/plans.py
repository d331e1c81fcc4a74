"""The words of an account plan, how its objectives are measured, when they are on track and when the plan is stale."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from clave.kit.refusals import gettext_noop

STALE_AFTER_DAYS = 60
"""A plan in which nothing was touched for longer than this no longer says what is true."""
BEHIND_A_LITTLE, BEHIND = Decimal("0.10"), Decimal("0.25")
"""How far an objective may lie behind the time that has passed, as a share of the way, before it is watched, and late."""
NEARLY = Decimal("0.97")
"""A share that is kept this close to its target is watched; below, it is missed."""
LONGEST_MONTHS = 36


class GoalKind(StrEnum):
    """What we know of the customer: where it wants to go, and what presses it."""

    GOAL = "goal"
    PRESSURE = "pressure"


GOAL_KIND_NAMES = {GoalKind.GOAL: gettext_noop("Goal"), GoalKind.PRESSURE: gettext_noop("Pressure")}


class Standing(StrEnum):
    """Whether the customer has said so itself."""

    ASSUMED = "assumed"
    CONFIRMED = "confirmed"


STANDING_NAMES = {Standing.ASSUMED: gettext_noop("assumed"), Standing.CONFIRMED: gettext_noop("confirmed")}


class Measure(StrEnum):
    """What an objective is measured by; all but the last are read from the books."""

    CONTRIBUTION = "contribution"
    ON_TIME = "on_time"
    PROMISES = "promises"
    ORDERS = "orders"
    GROUP_REVENUE = "group_revenue"
    TYPED = "typed"


MEASURE_NAMES = {
    Measure.CONTRIBUTION: gettext_noop("Contribution in the period"),
    Measure.ON_TIME: gettext_noop("Orders delivered on time, per cent"),
    Measure.PROMISES: gettext_noop("Promises kept, per cent"),
    Measure.ORDERS: gettext_noop("Orders in the period"),
    Measure.GROUP_REVENUE: gettext_noop("Revenue of a product group in the period"),
    Measure.TYPED: gettext_noop("Something else, written by hand"),
}
MONEY = frozenset({Measure.CONTRIBUTION, Measure.GROUP_REVENUE})
SHARES = frozenset({Measure.ON_TIME, Measure.PROMISES})
SCALE = {Measure.ON_TIME: 100, Measure.PROMISES: 100, Measure.ORDERS: 1, Measure.TYPED: 1_000}
"""Measure -> how many kept units make one written one; money is kept in minor units of its currency."""


class State(StrEnum):
    """Where an objective or an action stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


STATE_NAMES = {
    State.OPEN: gettext_noop("open"),
    State.DONE: gettext_noop("reached"),
    State.DROPPED: gettext_noop("given up"),
}
ACTION_STATE_NAMES = STATE_NAMES | {State.DONE: gettext_noop("done")}
MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.DONE, State.DROPPED}),
    State.DONE: frozenset({State.OPEN}),
    State.DROPPED: frozenset({State.OPEN}),
}
"""State -> where it may go next; what was called done too early can be opened again."""


class Pace(StrEnum):
    """How an open objective does, seen from the time that has passed."""

    UNKNOWN = "unknown"
    ON_TRACK = "on_track"
    WATCH = "watch"
    BEHIND = "behind"
    REACHED = "reached"


PACE_NAMES = {
    Pace.UNKNOWN: gettext_noop("not measured yet"),
    Pace.ON_TRACK: gettext_noop("on track"),
    Pace.WATCH: gettext_noop("watch"),
    Pace.BEHIND: gettext_noop("behind"),
    Pace.REACHED: gettext_noop("reached"),
}
PACE_MARKS = {
    Pace.UNKNOWN: "none",
    Pace.ON_TRACK: "good",
    Pace.WATCH: "warn",
    Pace.BEHIND: "bad",
    Pace.REACHED: "good",
}


@dataclass(frozen=True)
class Period:
    """The whole months that a plan is for."""

    starts_on: date
    ends_on: date

    @property
    def months(self) -> int:
        """How many months it lasts."""
        first, last = (each.year * 12 + each.month for each in (self.starts_on, self.ends_on))
        return last - first + 1

    @property
    def following(self) -> Period:
        """The period of the same length that comes next."""
        return period_of(self.ends_on + timedelta(days=1), self.months)

    def elapsed(self, on: date) -> Decimal:
        """Which share of it has passed at the end of a day, 0 to 1."""
        days = (self.ends_on - self.starts_on).days + 1
        return min(max(Decimal((on - self.starts_on).days + 1) / days, Decimal(0)), Decimal(1))

    def overlaps(self, other: Period) -> bool:
        """Whether a day belongs to both."""
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


def period_of(starts_on: date, months: int) -> Period:
    """So many whole months from the first day of a month."""
    last = starts_on.year * 12 + starts_on.month - 1 + months - 1
    year, month = divmod(last, 12)
    return Period(starts_on.replace(day=1), date(year, month + 1, monthrange(year, month + 1)[1]))


def year_of(on: date) -> Period:
    """The calendar year of a day: the usual first period."""
    return period_of(date(on.year, 1, 1), 12)


def share_of_way(measure: Measure, value: int, target: int, start: int) -> Decimal | None:
    """Which share of the way to the target is gone; None where the target is where it began."""
    if measure in SHARES:
        return Decimal(value) / target if target else None
    return Decimal(value - start) / (target - start) if target != start else None


def pace_of(measure: Measure, value: int | None, target: int, start: int, elapsed: Decimal) -> Pace:
    """How an objective does: a share against its target, anything else against the time that has passed."""
    share = None if value is None else share_of_way(measure, value, target, start)
    if share is None:
        return Pace.UNKNOWN
    if measure in SHARES:
        return Pace.ON_TRACK if share >= 1 else Pace.WATCH if share >= NEARLY else Pace.BEHIND
    if share >= 1:
        return Pace.REACHED
    late = elapsed - share
    return Pace.ON_TRACK if late <= BEHIND_A_LITTLE else Pace.WATCH if late <= BEHIND else Pace.BEHIND


def is_stale(days_untouched: int) -> bool:
    """Whether a plan was left alone for too long."""
    return days_untouched > STALE_AFTER_DAYS


def may_move(before: str, after: str) -> bool:
    """Whether an objective or an action may go from one state to the other; staying is no move."""
    return before == after or State(after) in MOVES[State(before)]
