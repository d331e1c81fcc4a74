"""The three lines of a visit report, who may read each, and the sentences they are made of."""

from __future__ import annotations

import re
from enum import StrEnum

from clave.kit.refusals import gettext_noop

MOST_CHARACTERS = 600


class Line(StrEnum):
    """What each of the three lines of a report says, in their order."""

    SAID = "said"
    OWED = "owed"
    WORRIES = "worries"


LINE_NAMES = {
    Line.SAID: gettext_noop("What was said"),
    Line.OWED: gettext_noop("What we owe"),
    Line.WORRIES: gettext_noop("What worries"),
}


class Audience(StrEnum):
    """Who reads a note besides its sponsor, from the narrowest to the widest; each holds the one before."""

    CHAMPION = "champion"
    PROGRAMME = "programme"
    TEAM = "team"


AUDIENCE_NAMES = {
    Audience.CHAMPION: gettext_noop("Only the champion"),
    Audience.PROGRAMME: gettext_noop("The programme: champion and review committee"),
    Audience.TEAM: gettext_noop("The team: programme, account manager and deputies"),
}
FIRST_AUDIENCE = {Line.SAID: Audience.TEAM, Line.OWED: Audience.TEAM, Line.WORRIES: Audience.CHAMPION}
"""Who reads each line unless its writer chooses: a worry begins with the fewest."""
WIDTH = {audience: width for width, audience in enumerate(Audience)}


class Turn(StrEnum):
    """What a sentence of a report becomes in this app."""

    ACTION = "action"
    RISK = "risk"


TURN_NAMES = {Turn.ACTION: gettext_noop("Action"), Turn.RISK: gettext_noop("Risk")}
END = re.compile(r"(?<=[.!?…])\s+(?=[^\s])")


def widens(before: Audience, after: Audience) -> bool:
    """Whether more people read a note afterwards."""
    return WIDTH[after] > WIDTH[before]


def sentences(text: str) -> list[str]:
    """The sentences of a note in their order; a note without a full stop is one."""
    return [part for part in END.split(text.strip()) if part]
