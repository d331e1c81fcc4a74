"""The panel that every estimate of the benefit reads: accounts × months, when each entered, and the score it was chosen by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clave.analytics.refusals import ParameterOutOfRange

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER = -1
YEAR = 12
SMALLEST_SHARE = 0.02
"""Accounts smaller than this share of the median account are left out: there is nothing to scale by."""


@dataclass(frozen=True)
class Panel:
    """What each account brought in each month, in money, after cost to serve and before the cost of the programme.

    `outcome` is accounts × months without gaps (an account that was lost brings 0), `entered` the index of the month in
    which an account became a key account (-1: never), `score` the stored selection score (NaN where none was stored).
    Where accounts entered by several rankings, `scores` holds month of entry -> the scores of every candidate then.
    """

    outcome: Floats
    entered: Ints
    score: Floats
    scores: Mapping[int, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        accounts, months = self.outcome.shape
        if self.entered.shape != (accounts,) or self.score.shape != (accounts,):
            raise ParameterOutOfRange(
                name="panel", value=self.outcome.shape, expected="one entry and score per account"
            )
        if not np.all(np.isfinite(self.outcome)):
            raise ParameterOutOfRange(name="outcome", value="a gap", expected="an amount in every month, 0 where lost")
        if np.any((self.entered < NEVER) | (self.entered >= months)):
            raise ParameterOutOfRange(name="entered", value="outside the months", expected=f"-1 or 0 .. {months - 1}")

    @property
    def months(self) -> int:
        """How many months there are."""
        return int(self.outcome.shape[1])

    @property
    def treated(self) -> Flags:
        """Key accounts."""
        chosen: Flags = self.entered != NEVER
        return chosen

    @property
    def donors(self) -> Flags:
        """Accounts that never were key accounts, and had any business before."""
        return ~self.treated

    @property
    def cohorts(self) -> list[int]:
        """The months in which accounts entered, in order."""
        return sorted(set(self.entered[self.treated].tolist()))

    def score_at(self, entry: int) -> Floats:
        """The scores by which those who entered in this month were chosen, beside those of everybody else."""
        return self.scores.get(entry, self.score)

    @property
    def own_score(self) -> Floats:
        """For each key account the score it was chosen by; for the others the first that was stored."""
        own = self.score.copy()
        for entry, scores in self.scores.items():
            own = np.where(self.entered == entry, scores, own)
        return own

    def with_(self, rows: Ints | Flags) -> Panel:
        """The panel of these accounts alone; an account may stand in it several times."""
        scores = {entry: each[rows] for entry, each in self.scores.items()}
        return Panel(self.outcome[rows], self.entered[rows], self.score[rows], scores)


def left_out(panel: Panel) -> dict[int, str]:
    """Key account -> why nothing can be measured of it: too short a past, no stored score, nothing to scale by."""
    score, found = panel.own_score, {}
    for account in np.flatnonzero(panel.treated).tolist():
        entry = int(panel.entered[account])
        if entry < YEAR:
            found[account] = "no_year_before"
        elif not np.isfinite(score[account]):
            found[account] = "no_score"
        elif not large_enough(size_before(panel.outcome, entry))[account]:
            found[account] = "no_business_before"
    return found


def size_before(outcome: Floats, entry: int) -> Floats:
    """How large each account was in the two years before a month: mean of the absolute amounts, in money a month."""
    before = outcome[:, max(0, entry - 2 * YEAR) : entry]
    size: Floats = np.abs(before).mean(axis=1) if before.shape[1] else np.zeros(len(outcome))
    return size


def large_enough(size: Floats) -> Flags:
    """Accounts with something to scale by."""
    some = size[size > 0]
    if not some.size:
        return np.zeros(len(size), dtype=np.bool_)
    kept: Flags = size > SMALLEST_SHARE * np.median(some)
    return kept
