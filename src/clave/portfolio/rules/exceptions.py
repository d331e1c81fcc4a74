"""Requests outside the charter: on which grounds people ask, and what the charter alone answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clave.kit.refusals import Refusal, gettext_noop


class Ground(StrEnum):
    """Why somebody asks for a customer that the charter does not choose."""

    FRIENDSHIP = "friendship"
    TENURE = "tenure"
    REVENUE = "revenue"
    PROMISED = "promised"
    STRATEGY = "strategy"
    OTHER = "other"


GROUND_NAMES: dict[Ground, str] = {
    Ground.FRIENDSHIP: gettext_noop("Somebody here knows them well"),
    Ground.TENURE: gettext_noop("They have been with us for long"),
    Ground.REVENUE: gettext_noop("They buy a lot"),
    Ground.PROMISED: gettext_noop("It was promised to them"),
    Ground.STRATEGY: gettext_noop("They matter for our strategy"),
    Ground.OTHER: gettext_noop("Something else"),
}

GROUND_ANSWERS: dict[Ground, str] = {
    Ground.FRIENDSHIP: gettext_noop(
        "Friendship lies with a person and leaves with that person: it is no criterion. How openly the customer works with us "
        "is one, judged by two with evidence."
    ),
    Ground.TENURE: gettext_noop(
        "Years say what was, not what will be: length of relationship is no criterion. What the customer will bring from now "
        "on is in its lifetime value, which the charter reads."
    ),
    Ground.REVENUE: gettext_noop(
        "Large customers are often the ones that cost most to serve: revenue alone is no criterion. Contribution and lifetime "
        "value are, and the charter reads them."
    ),
    Ground.PROMISED: gettext_noop(
        "A promise is kept, but it is no criterion. Write down what was promised; it can be given without making the customer "
        "a key account."
    ),
    Ground.STRATEGY: gettext_noop(
        "What matters for the strategy belongs into the charter, where it counts for every customer alike: propose a new "
        "version with that criterion."
    ),
    Ground.OTHER: gettext_noop(
        "What the charter does not name does not count. If it should count for every customer alike, propose a new version."
    ),
}


class Verdict(StrEnum):
    """What the charter says to a request."""

    REFUSED = "refused"  # below the entry line
    NO_EXCEPTION_NEEDED = "no_exception_needed"  # at or above it
    CANNOT_BE_SCORED = "cannot_be_scored"
    MERGED = "merged"
    KEY_ACCOUNT = "key_account"
    NOT_A_CANDIDATE = "not_a_candidate"


VERDICT_NAMES: dict[Verdict, str] = {
    Verdict.REFUSED: gettext_noop("refused: below the entry line"),
    Verdict.NO_EXCEPTION_NEEDED: gettext_noop("no exception needed"),
    Verdict.CANNOT_BE_SCORED: gettext_noop("cannot be scored"),
    Verdict.MERGED: gettext_noop("belongs to a group"),
    Verdict.KEY_ACCOUNT: gettext_noop("is a key account"),
    Verdict.NOT_A_CANDIDATE: gettext_noop("is no candidate"),
}

NEXT_STEPS: dict[Verdict, str] = {
    Verdict.REFUSED: gettext_noop(
        "It stays out. It comes back by itself when its score reaches the entry line in a later ranking; nobody needs to ask."
    ),
    Verdict.NO_EXCEPTION_NEEDED: gettext_noop("It is above the entry line: propose it the ordinary way."),
    Verdict.CANNOT_BE_SCORED: gettext_noop("Have it judged by two people with evidence, rank again, and look then."),
    Verdict.MERGED: gettext_noop("The group buys and decides: look at the group instead."),
    Verdict.KEY_ACCOUNT: gettext_noop("It is in the programme already; there is nothing to ask for."),
    Verdict.NOT_A_CANDIDATE: gettext_noop(
        "Import its orders, start a run and rank again; then the charter can judge it."
    ),
}


@dataclass(frozen=True)
class Judged:
    """What the charter knows of the customer; scores in thousandths of a point."""

    is_key_account: bool
    is_merged: bool
    is_candidate: bool
    score: int | None
    entry_line: int


def verdict_on(facts: Judged) -> Verdict:
    """What the charter says: it looks at the score and at nothing else."""
    if facts.is_key_account:
        return Verdict.KEY_ACCOUNT
    if facts.is_merged:
        return Verdict.MERGED
    if not facts.is_candidate:
        return Verdict.NOT_A_CANDIDATE
    if facts.score is None:
        return Verdict.CANNOT_BE_SCORED
    return Verdict.NO_EXCEPTION_NEEDED if facts.score >= facts.entry_line else Verdict.REFUSED


class ExceptionUnready(Refusal):
    """A request that does not say enough."""

    http_status = 422


class ExceptionNeedsReason(ExceptionUnready):
    code = "EXCEPTION_NEEDS_REASON"
    template = gettext_noop("Say in a sentence why this customer, in the words in which it may be read in five years.")


class GroundUnknown(ExceptionUnready):
    code = "EXCEPTION_GROUND_UNKNOWN"
    template = gettext_noop("Choose the ground of the list that comes closest.")
