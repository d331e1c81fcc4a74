"""What a timeline is made of."""

from __future__ import annotations

from enum import StrEnum

from clave.kit.refusals import Refusal, gettext_noop


class Kind(StrEnum):
    """What sort of thing happened."""

    NOTE = "note"
    VISIT = "visit"
    PROMISE = "promise"
    ORDERS = "orders"
    PLAN = "plan"
    DECISION = "decision"
    PEOPLE = "people"


KIND_NAMES = {
    Kind.NOTE: gettext_noop("Notes"),
    Kind.VISIT: gettext_noop("Visits and what was told"),
    Kind.PROMISE: gettext_noop("Promises"),
    Kind.ORDERS: gettext_noop("Orders by month"),
    Kind.PLAN: gettext_noop("Changes of the plan"),
    Kind.DECISION: gettext_noop("Decisions and the programme"),
    Kind.PEOPLE: gettext_noop("Who answers for it"),
}
PAGE = 40


class NoteNeedsWords(Refusal):
    code = "ACCOUNT_NOTE_NEEDS_WORDS"
    template = gettext_noop("Write a sentence. Nothing was kept.")
    http_status = 422
