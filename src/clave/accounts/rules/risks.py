"""The life of a risk to a key account, written once: how it is met, and where it can go from there."""

from __future__ import annotations

from enum import StrEnum

from clave.kit.refusals import gettext_noop


class State(StrEnum):
    """How a risk stands."""

    OPEN = "open"
    TREATED = "treated"
    ACCEPTED = "accepted"
    HAPPENED = "happened"
    OVER = "over"


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.TREATED, State.ACCEPTED, State.HAPPENED, State.OVER}),
    State.TREATED: frozenset({State.OPEN, State.ACCEPTED, State.HAPPENED, State.OVER}),
    State.ACCEPTED: frozenset({State.OPEN, State.TREATED, State.HAPPENED, State.OVER}),
    State.HAPPENED: frozenset(),
    State.OVER: frozenset({State.OPEN}),
}
"""State -> the states it may move to; what has happened stays on record, a risk that was over can come back."""
ALIVE = frozenset({State.OPEN, State.TREATED, State.ACCEPTED})
"""The states in which a risk still counts."""

STATE_NAMES: dict[str, str] = {
    State.OPEN: gettext_noop("not met yet"),
    State.TREATED: gettext_noop("being met"),
    State.ACCEPTED: gettext_noop("accepted"),
    State.HAPPENED: gettext_noop("happened"),
    State.OVER: gettext_noop("over"),
}
STATE_MARKS: dict[str, str] = {
    State.OPEN: "warn",
    State.TREATED: "good",
    State.ACCEPTED: "none",
    State.HAPPENED: "bad",
    State.OVER: "none",
}


def may_move(before: str, after: str) -> bool:
    """Whether a risk may go from one state to the other; staying is no move."""
    return before == after or State(after) in MOVES[State(before)]
