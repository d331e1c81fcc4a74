"""The life of what is brought before the executive committee, and of its meetings, each written once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from clave.kit.refusals import gettext_noop
from clave.programme.rules.findings import Finding, of_share


class ItemKind(StrEnum):
    """What is wanted of the executive committee."""

    ASK = "ask"
    BLOCKER = "blocker"
    ESCALATION = "escalation"
    DECISION = "decision"


KIND_NAMES: dict[ItemKind, str] = {
    ItemKind.ASK: gettext_noop("ask"),
    ItemKind.BLOCKER: gettext_noop("blocker"),
    ItemKind.ESCALATION: gettext_noop("escalation"),
    ItemKind.DECISION: gettext_noop("decision"),
}


class ItemState(StrEnum):
    """Where an item of the agenda stands."""

    OPEN = "open"
    DECIDED = "decided"
    DONE = "done"
    WITHDRAWN = "withdrawn"


ITEM_MOVES: dict[ItemState, frozenset[ItemState]] = {
    ItemState.OPEN: frozenset({ItemState.DECIDED, ItemState.WITHDRAWN}),
    ItemState.DECIDED: frozenset({ItemState.DONE}),
    ItemState.DONE: frozenset(),
    ItemState.WITHDRAWN: frozenset(),
}
"""State -> the states it may move to; what was decided stays, and a correction is a new item."""
ITEM_STATE_NAMES: dict[ItemState, str] = {
    ItemState.OPEN: gettext_noop("open"),
    ItemState.DECIDED: gettext_noop("decided"),
    ItemState.DONE: gettext_noop("done"),
    ItemState.WITHDRAWN: gettext_noop("withdrawn"),
}
ITEM_STATE_MARKS: dict[ItemState, str] = {
    ItemState.OPEN: "warn",
    ItemState.DECIDED: "good",
    ItemState.DONE: "good",
    ItemState.WITHDRAWN: "none",
}


class Verdict(StrEnum):
    """What the executive committee says."""

    AGREED = "agreed"
    REFUSED = "refused"


VERDICT_NAMES: dict[Verdict, str] = {
    Verdict.AGREED: gettext_noop("agreed"),
    Verdict.REFUSED: gettext_noop("not agreed"),
}


class Origin(StrEnum):
    """Where an item comes from when Clave proposed it."""

    TYPED = ""
    PROMISE = "promise"
    VISIT = "visit"


class MeetingState(StrEnum):
    """Where a meeting of the executive committee stands."""

    PLANNED = "planned"
    HELD = "held"
    CALLED_OFF = "called off"


MEETING_MOVES: dict[MeetingState, frozenset[MeetingState]] = {
    MeetingState.PLANNED: frozenset({MeetingState.HELD, MeetingState.CALLED_OFF}),
    MeetingState.HELD: frozenset(),
    MeetingState.CALLED_OFF: frozenset(),
}
"""State -> the states it may move to."""
MEETING_STATE_NAMES: dict[MeetingState, str] = {
    MeetingState.PLANNED: gettext_noop("to come"),
    MeetingState.HELD: gettext_noop("took place"),
    MeetingState.CALLED_OFF: gettext_noop("called off"),
}
MEETING_STATE_MARKS: dict[MeetingState, str] = {
    MeetingState.PLANNED: "none",
    MeetingState.HELD: "good",
    MeetingState.CALLED_OFF: "none",
}
USUAL_DAYS = 14
"""In so many days something is due where no meeting is planned."""
ASKED_AGAIN_DAYS = 60
"""For so long an overdue visit that was on the agenda already is not proposed for it again."""
DECIDES_WITHIN_DAYS = 365
"""What was brought before the top team in the last so many days tells whether it decides."""


def may_move(before: str, after: ItemState) -> bool:
    """Whether an item may go from one state to another."""
    return after in ITEM_MOVES[ItemState(before)]


def meeting_may_move(before: str, after: MeetingState) -> bool:
    """Whether a meeting may go from one state to another."""
    return after in MEETING_MOVES[MeetingState(before)]


def deciding(rows: Sequence[tuple[str, date]], on: date) -> Finding:
    """How many of the things that are due were decided, from the state and the due day of each."""
    due = [state for state, day in rows if state in (ItemState.DECIDED, ItemState.DONE) or day < on]
    if not due:
        return Finding(None, gettext_noop("Nothing that was brought before the top team is due yet."))
    decided = sum(state != ItemState.OPEN for state in due)
    return of_share(decided, len(due), gettext_noop("Decided by the top team in the last year: %(done)s of %(all)s."))
