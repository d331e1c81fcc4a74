"""Where a candidate lies in the matrix, and how far raters and what is not known leave that open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from clave.portfolio.rules.candidates import Quarter, quarter_of
from clave.portfolio.rules.states import SCORE_SCALE

TOP = 10 * SCORE_SCALE
EIGHTY = 1.2816
"""So many standard errors to each side hold a mean with 80 %."""


@dataclass(frozen=True)
class Weighed:
    """One criterion of one candidate: its weight on its side, scores in thousandths; None where not known."""

    weight: float
    is_theirs: bool
    score: float | None = None
    spread: float = 0.0
    rival: float | None = None


@dataclass(frozen=True)
class Range:
    """A value and the ends between which it lies."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Spot:
    """A candidate in the matrix: how attractive it is (thousandths of a point), how strong we are (thousandths of one)."""

    ours: Range
    strength: Range

    @property
    def quarter(self) -> Quarter:
        """The quarter in which it lies."""
        return quarter_of(round(self.ours.value), round(self.strength.value))

    @property
    def is_sure(self) -> bool:
        """Whether it lies in one quarter at both ends of both ranges."""
        ends = {
            quarter_of(round(ours), round(strength))
            for ours in (self.ours.low, self.ours.high)
            for strength in (self.strength.low, self.strength.high)
        }
        return len(ends) == 1


def spot_of(parts: Sequence[Weighed]) -> Spot | None:
    """Where a candidate lies; None where our side knows nothing, or nobody judged us against the best alternative."""
    ours, strength = attractiveness(parts), relative_strength(parts)
    return None if ours is None or strength is None else Spot(ours, strength)


def attractiveness(parts: Sequence[Weighed]) -> Range | None:
    """How attractive it is to us: unknown criteria bring nothing at the low end and a 10 at the high end."""
    own = [part for part in parts if not part.is_theirs]
    whole = sum(part.weight for part in own)
    known = [part for part in own if part.score is not None]
    if not known or whole <= 0:
        return None
    value = sum(part.weight * (part.score or 0.0) for part in known) / whole
    unknown = 1 - sum(part.weight for part in known) / whole
    around = EIGHTY * _error(known) / whole
    return Range(value, max(value - around, 0.0), min(value + unknown * TOP + around, float(TOP)))


def relative_strength(parts: Sequence[Weighed]) -> Range | None:
    """Our total over that of the best alternative, on the criteria on which both are known; 1 is parity."""
    both = [part for part in parts if part.is_theirs and part.score is not None and part.rival is not None]
    rival = sum(part.weight * (part.rival or 0.0) for part in both)
    if rival <= 0:
        return None
    value = sum(part.weight * (part.score or 0.0) for part in both) / rival * SCORE_SCALE
    around = EIGHTY * _error(both) / rival * SCORE_SCALE
    return Range(value, max(value - around, 0.0), value + around)


def _error(parts: Sequence[Weighed]) -> float:
    """The standard error of the weighted total: raters differ independently from criterion to criterion."""
    return sqrt(sum((part.weight * part.spread) ** 2 for part in parts))
