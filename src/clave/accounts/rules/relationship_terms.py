"""The words for people at a customer: their part in a decision, where they stand, how well we know them. One table each."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from clave.kit.refusals import gettext_noop


class Part(StrEnum):
    """What somebody does in the customer's decision to buy from us."""

    DECIDES = "decides"
    APPROVES = "approves"
    INFLUENCES = "influences"
    JUDGES = "judges"
    GUARDS = "guards"
    USES = "uses"
    SPONSORS = "sponsors"


PART_NAMES: dict[str, str] = {
    Part.DECIDES: gettext_noop("Decides"),
    Part.APPROVES: gettext_noop("Releases the money"),
    Part.INFLUENCES: gettext_noop("Influences"),
    Part.JUDGES: gettext_noop("Judges quality"),
    Part.GUARDS: gettext_noop("Guards the way"),
    Part.USES: gettext_noop("Uses what we deliver"),
    Part.SPONSORS: gettext_noop("Customer sponsor: opens doors for us"),
}
WEIGHTY = frozenset({Part.DECIDES, Part.APPROVES, Part.INFLUENCES, Part.SPONSORS})
"""The parts in which a person can turn the decision."""
DECIDERS = frozenset({Part.DECIDES, Part.APPROVES})


class Stance(StrEnum):
    """Where somebody stands towards working with us, in words that could be read out to them."""

    BACKS = "backs"
    OPEN = "open"
    NEUTRAL = "neutral"
    DOUBTS = "doubts"
    OTHER = "other"


STANCE_NAMES: dict[str, str] = {
    Stance.BACKS: gettext_noop("backs us"),
    Stance.OPEN: gettext_noop("open to us"),
    Stance.NEUTRAL: gettext_noop("neutral"),
    Stance.DOUBTS: gettext_noop("has doubts"),
    Stance.OTHER: gettext_noop("prefers another supplier"),
}
STANCE_MARKS: dict[str, str] = {
    Stance.BACKS: "good",
    Stance.OPEN: "good",
    Stance.NEUTRAL: "none",
    Stance.DOUBTS: "warn",
    Stance.OTHER: "bad",
}


class Level(IntEnum):
    """How well one of ours knows one of theirs: four rungs."""

    NOT = 0
    MET = 1
    SPEAKS = 2
    WORKS = 3
    TRUSTED = 4


LEVEL_NAMES: dict[int, str] = {
    Level.NOT: gettext_noop("does not know yet"),
    Level.MET: gettext_noop("has met"),
    Level.SPEAKS: gettext_noop("speaks with"),
    Level.WORKS: gettext_noop("works with"),
    Level.TRUSTED: gettext_noop("is trusted by"),
}
KNOWS_FROM = Level.MET
"""From this rung on somebody of ours knows the person."""


class Way(StrEnum):
    """How somebody of ours was in touch with one of theirs."""

    MET = "met"
    CALLED = "called"
    WROTE = "wrote"


WAY_NAMES: dict[str, str] = {
    Way.MET: gettext_noop("met"),
    Way.CALLED: gettext_noop("called"),
    Way.WROTE: gettext_noop("wrote"),
}
QUIET_DAYS: dict[str, int] = {Part.DECIDES: 60, Part.APPROVES: 90, Part.INFLUENCES: 90, Part.SPONSORS: 60}
"""Part -> after so many days without a word somebody has gone quiet; practice, not evidence."""
QUIET_DAYS_OTHERS = 180
STANCE_AGES_DAYS = 180
"""A stance that nobody looked at for longer than this is shown as old."""


def quiet_after(part: str) -> int:
    """After how many days without a word somebody with this part has gone quiet."""
    return QUIET_DAYS.get(part, QUIET_DAYS_OTHERS)
