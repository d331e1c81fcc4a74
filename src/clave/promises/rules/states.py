"""The life of a promise, written once: what it is judged by, where it stands, what was said of it."""

from __future__ import annotations

from enum import StrEnum

from clave.kit.refusals import gettext_noop


class Kind(StrEnum):
    """What a promise is judged by."""

    DELIVERY = "delivery"  # standing, judged from the orders of the ledger
    DUE = "due"  # once, by a day
    STANDING = "standing"  # standing, judged by a person once a month


KIND_NAMES: dict[str, str] = {
    Kind.DELIVERY: gettext_noop("standing delivery promise, judged from the orders"),
    Kind.DUE: gettext_noop("due on a day"),
    Kind.STANDING: gettext_noop("standing promise, judged by a person every month"),
}


class State(StrEnum):
    """Where a promise stands."""

    OPEN = "open"
    LATE = "late"
    KEPT = "kept"
    BROKEN = "broken"
    CANNOT = "cannot"
    ENDED = "ended"


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.KEPT, State.LATE, State.BROKEN, State.CANNOT, State.ENDED}),
    State.LATE: frozenset({State.BROKEN, State.CANNOT, State.ENDED}),
    State.KEPT: frozenset(),
    State.BROKEN: frozenset(),
    State.CANNOT: frozenset(),
    State.ENDED: frozenset(),
}
"""State -> the states it may move to; what is late can still be done, but no longer be kept."""
ALIVE = frozenset({State.OPEN, State.LATE})

STATE_NAMES: dict[str, str] = {
    State.OPEN: gettext_noop("open"),
    State.LATE: gettext_noop("late"),
    State.KEPT: gettext_noop("kept"),
    State.BROKEN: gettext_noop("broken"),
    State.CANNOT: gettext_noop("cannot be kept"),
    State.ENDED: gettext_noop("ended"),
}
STATE_MARKS: dict[str, str] = {
    State.OPEN: "none",
    State.LATE: "warn",
    State.KEPT: "good",
    State.BROKEN: "bad",
    State.CANNOT: "bad",
    State.ENDED: "none",
}


class Word(StrEnum):
    """What a person says of a promise on the desk."""

    DONE = "done"
    LATE = "late"
    CANNOT = "cannot"


NEEDS_REASON = frozenset({Word.LATE, Word.CANNOT})


class Verdict(StrEnum):
    """What came of a promise in one month, or on its day."""

    KEPT = "kept"
    BROKEN = "broken"
    LATE = "late"
    CANNOT = "cannot"


class Audience(StrEnum):
    """Who of us may read of a promise."""

    PROGRAMME = "programme"  # everybody who sees promises of this customer
    TEAM = "team"  # who answers for the customer, the owner's function, the champion


AUDIENCE_NAMES: dict[str, str] = {
    Audience.PROGRAMME: gettext_noop("everybody in the programme"),
    Audience.TEAM: gettext_noop("those who serve this customer, and the champion"),
}


def may_move(before: str, after: str) -> bool:
    """Whether a promise may go from one state to the other."""
    return State(after) in MOVES[State(before)]


def said(word: str, *, state: str, overdue: bool) -> State:
    """Where a promise with a day stands once a person has spoken: what is done after its day was not kept."""
    if word == Word.CANNOT:
        return State.CANNOT
    if word == Word.LATE:
        return State.LATE
    return State.BROKEN if overdue or state == State.LATE else State.KEPT
