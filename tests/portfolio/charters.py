"""Charters as tests need them, made the way people make them: drafted, proposed, approved by two, locked."""

from __future__ import annotations

from dataclasses import replace

from clave.access.models import User
from clave.access.policy import Role
from clave.portfolio.models import Charter
from clave.portfolio.operations import charter as operations
from clave.portfolio.rules.charter import CriterionTerms, Terms
from clave.portfolio.rules.states import Kind, Side
from tests.cast import Cast

WORDS = {"anchor_10": "All of it", "anchor_5": "Half of it", "anchor_0": "None of it"}


def measured(key: str, measure: str, weight: int, *anchors: str, side: Side = Side.OURS) -> CriterionTerms:
    """A criterion read from the run, under the name of its key."""
    name = key.replace("-", " ").capitalize()
    return CriterionTerms(
        key,
        name,
        side,
        Kind.MEASURED,
        measure,
        anchor_values=anchors or ("0", "100000", "200000"),
        weight_hundredths=weight * 100,
    )


def judged(key: str, weight: int, side: Side = Side.OURS) -> CriterionTerms:
    """A criterion that raters judge, under the name of its key."""
    name = key.replace("-", " ").capitalize()
    return CriterionTerms(key, name, side, Kind.JUDGED, weight_hundredths=weight * 100, **WORDS)


TERMS = Terms(
    first=5,
    criteria=(
        measured("worth", "lifetime_value", 60),
        measured("margin", "contribution_share", 25, "0", "0.2", "0.4"),
        judged("fit", 15),
        judged("service", 60, Side.THEIRS),
        judged("product", 40, Side.THEIRS),
    ),
)
"""Two measured and three judged criteria; each side sums to 100 %."""


def draft(cast: Cast, terms: Terms = TERMS, reason: str = "We begin.") -> Charter:
    """A draft that says this, as version 2: made and edited once."""
    made = operations.draft_charter(by=cast.champion, reason=reason)
    return operations.edit_charter(by=cast.champion, charter=made, version=made.version, terms=terms)


def proposed(cast: Cast, terms: Terms = TERMS, reason: str = "We begin.") -> Charter:
    """A charter that waits for its approvals; where a criterion is measured, a run has to be there."""
    made = draft(cast, terms, reason)
    return operations.propose_charter(by=cast.champion, charter=made, version=made.version)


def approved_by(charter: Charter, *people: User) -> Charter:
    """The charter after these people said yes, one after the other."""
    for person in people:
        charter = operations.approve_charter(by=person, charter=charter, version=charter.version)
    return charter


def locked(cast: Cast, terms: Terms = TERMS, reason: str = "We begin.") -> Charter:
    """A charter in force: proposed by the champion, approved by finance and a sponsor."""
    return approved_by(proposed(cast, terms, reason), cast.finance_partner, cast[Role.EXECUTIVE_SPONSOR])


def without_run(terms: Terms = TERMS) -> Terms:
    """The same with judged criteria alone, for tests that need no run."""
    ours = (judged("fit", 60), judged("openness", 40))
    return replace(terms, criteria=(*ours, *terms.of_side(Side.THEIRS)))
