"""The review committee: who is in it, when it meets, the steps of a quarterly review, and what may be closed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clave.kit.refusals import Refusal, gettext_noop

CYCLE_DAYS = 91
AHEAD = 4
"""So many meetings are planned ahead: a year of quarters."""


class MeetingState(StrEnum):
    """Where a meeting is."""

    PLANNED = "planned"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What became of a step: something was decided, or nothing was to do."""

    DECIDED = "decided"
    NOTHING = "nothing"


OUTCOME_NAMES: dict[str, str] = {
    Outcome.DECIDED: gettext_noop("decided"),
    Outcome.NOTHING: gettext_noop("nothing to do"),
}


@dataclass(frozen=True)
class Step:
    """One step of the hour: its minutes, and the one question it asks."""

    key: str
    name: str
    minutes: int
    asks: str


STEPS = (
    Step("changed", gettext_noop("What changed"), 5, gettext_noop("Do the figures of this quarter hold, and what do they change?")),
    Step("actions", gettext_noop("What was to be done"), 5, gettext_noop("What happens with what is late?")),
    Step("admissions", gettext_noop("Who comes in"), 10, gettext_noop("Which proposals are voted on, and how?")),
    Step("releases", gettext_noop("Who goes"), 10, gettext_noop("Who is below the line for the second time, and leaves?")),
    Step("exceptions", gettext_noop("Exceptions"), 5, gettext_noop("Do the answers of the charter stand?")),
    Step("reviews", gettext_noop("Lapsed reviews"), 5, gettext_noop("Which relationship is reviewed by when?")),
    Step("comparison", gettext_noop("What stands out"), 10, gettext_noop("Which difference is worth somebody's work?")),
    Step("assessment", gettext_noop("The programme itself"), 10, gettext_noop("Which element is worked on until the next time?")),
)  # fmt: skip
"""The steps of a quarterly review: together sixty minutes."""
BY_KEY = {each.key: each for each in STEPS}


def days_ahead(last: date, today: date, count: int = AHEAD) -> list[date]:
    """The days of the next meetings, a quarter apart, none of them on a weekend or before tomorrow."""
    first = max(last + timedelta(days=CYCLE_DAYS), today + timedelta(days=1))
    return [_on_a_working_day(first + timedelta(days=CYCLE_DAYS * number)) for number in range(count)]


def _on_a_working_day(day: date) -> date:
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)


def missing(taken: Collection[str]) -> list[Step]:
    """The steps that nobody has settled yet."""
    return [each for each in STEPS if each.key not in taken]


def next_step(taken: Collection[str]) -> Step | None:
    """The step at which to go on; None where every one is settled."""
    return next(iter(missing(taken)), None)


class Unready(Refusal):
    """Something that does not say enough."""

    http_status = 422


class MeetingClosed(Refusal):
    code = "COMMITTEE_MEETING_CLOSED"
    template = gettext_noop(
        "This meeting is closed, and what was decided stays. Take it up at the next one. Nothing was changed."
    )


class MeetingStale(Refusal):
    code = "COMMITTEE_MEETING_STALE"
    template = gettext_noop(
        "Somebody moved this meeting meanwhile, to %(day)s. Look at both days, and save again. Nothing was changed."
    )


class MeetingPast(Unready):
    code = "COMMITTEE_MEETING_PAST"
    template = gettext_noop("Choose a day that is not over. Nothing was changed.")


class MeetingTwice(Refusal):
    code = "COMMITTEE_MEETING_TWICE"
    template = gettext_noop("The committee meets on %(day)s already. Choose another day. Nothing was changed.")


class StepSettled(Refusal):
    code = "COMMITTEE_STEP_SETTLED"
    template = gettext_noop(
        "%(who)s settled this step meanwhile: “%(words)s”. It stands beside what you wrote. Nothing was changed."
    )


class StepNeedsWords(Unready):
    code = "COMMITTEE_STEP_WORDS"
    template = gettext_noop("Write what is decided, or press “Nothing to do”. Nothing was changed.")


class ActionHalfSaid(Unready):
    code = "COMMITTEE_ACTION_HALF"
    template = gettext_noop(
        "An action needs somebody who answers for it and a day. Give both, or neither. Nothing was changed."
    )


class StepsOpen(Refusal):
    code = "COMMITTEE_STEPS_OPEN"
    template = gettext_noop(
        "These steps are still open: %(steps)s. Decide each, or press “Nothing to do”. Nothing was changed."
    )


class MinutesMissing(Unready):
    code = "COMMITTEE_MINUTES_MISSING"
    template = gettext_noop("Read the minutes and leave something in them before you close. Nothing was changed.")


class ChairTaken(Refusal):
    code = "COMMITTEE_CHAIR_TAKEN"
    template = gettext_noop(
        "%(who)s is in the chair on these days. End that term first, or begin after it. Nothing was changed."
    )


class TermBackwards(Unready):
    code = "COMMITTEE_TERM_BACKWARDS"
    template = gettext_noop("The term ends before it begins. Nothing was changed.")
