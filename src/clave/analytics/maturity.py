"""How far a programme has come: an index of scored elements, and the furthest phase reached without skipping one.

Phases after Davies & Ryals 2009, J. Marketing Management 25(9/10):1027-1048: scoping, introducing, embedding, optimising.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clave.analytics.refusals import ParameterOutOfRange

TOP = 4
WELL = 3
"""The score from which an element stands."""
ENOUGH = 0.75
"""The share of its elements that must stand before a phase is reached."""
WITHOUT_EVIDENCE = 2
"""The most that an element can score while nothing shows it."""


@dataclass(frozen=True)
class Maturity:
    """`index` from 0 to 1; `shares` the share of each phase's elements that stand; `reached` how many phases, in order."""

    index: float
    shares: tuple[float, ...]
    reached: int


def maturity(phases: Sequence[Sequence[int]]) -> Maturity:
    """Index and stage from scores 0 to 4, phase by phase: index = sum / (4 n), a phase counts when none before it is open.

    Raises ParameterOutOfRange for a score outside 0 to 4 and for a phase without elements.
    """
    if not phases or not all(phases):
        raise ParameterOutOfRange(name="phases", value=len(phases), expected="at least one element in every phase")
    scores = [score for phase in phases for score in phase]
    if wrong := [score for score in scores if not 0 <= score <= TOP]:
        raise ParameterOutOfRange(name="score", value=wrong[0], expected="0 to 4")
    shares = tuple(sum(score >= WELL for score in phase) / len(phase) for phase in phases)
    reached = next((at for at, share in enumerate(shares) if share < ENOUGH), len(shares))
    return Maturity(sum(scores) / (TOP * len(scores)), shares, reached)


def capped(score: int, *, has_evidence: bool) -> int:
    """What a judged score counts: at most 2 while nothing shows it."""
    return score if has_evidence else min(score, WITHOUT_EVIDENCE)
