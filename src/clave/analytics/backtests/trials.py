"""Earlier cuts of the same ledger: every method tried where what then came is known already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clave.analytics.backtests.field import Foresight
from clave.analytics.backtests.scoring import best
from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.backtests.takings import Integers, Takings
from clave.analytics.decimals import Floats

MOST_TRIALS = 6
SHORTEST_DAYS, LONGEST_DAYS, USUAL_DAYS = 14, 364, 182
KEPT = 1000
"""The customers that stand this high by any method, or by what came, are kept: the others are in no top 25."""


@dataclass(frozen=True)
class Trial:
    """One earlier cut (a day number): what was foreseen for the `days` after it, and what came.

    Of the `customers` known there, one entry for each that stood high by any method or by what came; `places` are
    theirs in the takings.
    """

    cut: int
    days: int
    customers: int
    foresight: Foresight
    actual: Floats
    places: Integers

    @property
    def judged_by(self) -> int:
        """The last day that it knows of."""
        return self.cut + self.days


def trial_cuts(first: int, cut: int, days: int, most: int = MOST_TRIALS) -> list[tuple[int, int]]:
    """Up to `most` earlier cuts, the latest first, each with the days judged after it.

    These are `days`, or a third of a shorter history. The latest is judged up to `cut`, the others half that time
    earlier each; every cut has at least as long a history as it is judged by.
    """
    step = min(days, LONGEST_DAYS, (cut - first) // 3) // 2
    judged = 2 * step
    if judged < SHORTEST_DAYS:
        return []
    cuts = (cut - judged - step * number for number in range(most))
    return [(at, judged) for at in cuts if at - first >= judged]


def trials_before(takings: Takings, cut: int, days: int, most: int = MOST_TRIALS) -> list[Trial]:
    """Every method tried at earlier cuts, the latest first; nothing after `cut` is looked at."""
    past = takings.until(cut)
    return [trial(past, at, judged) for at, judged in trial_cuts(int(past.day.min()), cut, days, most)]


def trial(takings: Takings, cut: int, days: int) -> Trial:
    """Every single method at one cut, and what came in the `days` after it."""
    snapshot = Snapshot.of(takings, cut, days)
    foresight, actual = Foresight.of(snapshot), came_after(takings, snapshot)
    kept = outstanding(foresight, actual)
    return Trial(cut, days, len(actual), foresight.only(kept), actual[kept], snapshot.customers[kept])


def came_after(takings: Takings, snapshot: Snapshot) -> Floats:
    """What each customer of the snapshot brought in the days after its cut."""
    return takings.between(snapshot.cut, snapshot.cut + snapshot.days).totals()[snapshot.customers]


def outstanding(foresight: Foresight, actual: Floats) -> Integers:
    """The places, in order, of all customers that stand high by any method or by what came."""
    columns = (*foresight.amounts.values(), foresight.ranks, actual)
    return np.unique(np.concatenate([best(values, KEPT) for values in columns]))


def known_at(trials: Sequence[Trial], cut: int) -> list[Trial]:
    """The latest trials whose outcome was known on day `cut`."""
    return [each for each in trials if each.judged_by <= cut][:MOST_TRIALS]
