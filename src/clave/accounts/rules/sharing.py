"""Sharing a plan with the customer: its sections, how long a link lives, how many wrong codes it bears, what is refused."""

from __future__ import annotations

from enum import StrEnum

from clave.kit.refusals import Refusal, gettext_noop

MOST_WRONG = 5
"""After so many wrong codes in a row a link is dead."""
LONGEST_DAYS, USUAL_DAYS = 90, 14
CODE_DIGITS = 8


class Section(StrEnum):
    """One part of a plan that may be shared; notes and lifetime value never are."""

    GOALS = "goals"
    OBJECTIVES = "objectives"
    ACTIONS = "actions"
    PROMISES = "promises"
    MONEY = "money"


SECTION_NAMES = {
    Section.GOALS: gettext_noop("Their goals and pressures that they confirmed"),
    Section.OBJECTIVES: gettext_noop("Objectives and how far they are, without money"),
    Section.ACTIONS: gettext_noop("Who does what by when"),
    Section.PROMISES: gettext_noop("What we promised"),
    Section.MONEY: gettext_noop("Also objectives that count money"),
}
USUAL = (Section.GOALS, Section.OBJECTIVES, Section.ACTIONS)
"""What is ticked at first: no money."""


class NothingShared(Refusal):
    code = "SHARE_HOLDS_NOTHING"
    template = gettext_noop("Choose at least one section to share. Nothing was shared.")
    http_status = 422


class ShareTooLong(Refusal):
    code = "SHARE_TOO_LONG"
    template = gettext_noop("A link lives from 1 to %(most)s days. Nothing was shared.")
    http_status = 422


class ShareOver(Refusal):
    code = "SHARE_OVER"
    template = gettext_noop("This link is dead already. Nothing was changed.")
