"""Each key account beside its own mixture of customers that never entered, and the same for each of those: the placebos."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from clave.analytics.benefit.panel import YEAR, Floats, Ints, Panel, large_enough, size_before
from clave.analytics.benefit.synthetic import placebos, sdid

DONORS_A_TREATED, FEWEST_DONORS = 3, 30
FEWEST_TO_MIX = 3


@dataclass(frozen=True)
class Twin:
    """One key account month by month, and what its mixture of donors suggests; money of the panel."""

    account: int
    entry: int
    size: float
    actual: Floats
    synthetic: Floats

    @property
    def effect(self) -> float:
        """The mean effect of a month since entry, in money."""
        return float((self.actual - self.synthetic)[self.entry :].mean())

    @property
    def months(self) -> int:
        """How many months there are since entry."""
        return len(self.actual) - self.entry


@dataclass(frozen=True)
class Twins:
    """All of them, the placebo effects as shares of the donors' own size, and the doubt of the total that follows."""

    every: tuple[Twin, ...]
    placebos: Floats
    standard_error: float

    @property
    def total(self) -> float:
        """The effect over all key accounts and all months since they entered."""
        return sum(twin.effect * twin.months for twin in self.every)

    def of(self, accounts: Ints) -> Twins:
        """The same with the accounts numbered as in another panel: its place here -> its place there."""
        return replace(self, every=tuple(replace(each, account=int(accounts[each.account])) for each in self.every))

    def around_entry(self) -> tuple[int, Floats, Floats]:
        """Months before entry that all have, and the sums of what they brought and of what their mixtures suggest."""
        before = min(twin.entry for twin in self.every)
        after = min(twin.months for twin in self.every)
        windows = [slice(twin.entry - before, twin.entry + after) for twin in self.every]
        actual, synthetic = (
            np.sum([getattr(twin, name)[window] for twin, window in zip(self.every, windows, strict=True)], axis=0)
            for name in ("actual", "synthetic")
        )
        return before, actual, synthetic


def twins(panel: Panel) -> Twins | None:
    """A mixture of donors for each key account, from the donors nearest in size; None where none can be made."""
    every, drawn, squares = [], [], 0.0
    score = panel.own_score
    for entry in panel.cohorts:
        size = size_before(panel.outcome, entry)
        kept = large_enough(size)
        treated = np.flatnonzero(kept & (panel.entered == entry) & np.isfinite(score))
        donors = _nearest(np.flatnonzero(kept & panel.donors), size, treated)
        if entry < YEAR or not treated.size or donors.size < FEWEST_TO_MIX:
            continue
        scaled = panel.outcome / np.where(kept, size, 1.0)[:, None]
        every += [_twin(panel, scaled, donors, int(account), entry, float(size[account])) for account in treated]
        drawn.append(placebos(scaled[donors], entry))
        squares += float(np.mean(drawn[-1] ** 2)) * float((size[treated] ** 2).sum()) * (panel.months - entry) ** 2
    return Twins(tuple(every), np.concatenate(drawn), float(np.sqrt(squares))) if squares else None


def _nearest(donors: Ints, size: Floats, treated: Ints) -> Ints:
    """The largest donors: three for each key account, and thirty at least."""
    return donors[np.argsort(-size[donors], kind="stable")][: max(FEWEST_DONORS, DONORS_A_TREATED * len(treated))]


def _twin(panel: Panel, scaled: Floats, donors: Ints, account: int, entry: int, size: float) -> Twin:
    """The mixture of one key account, moved to its own level before entry as the weights of months say."""
    own, others = scaled[account], scaled[donors]
    found = sdid(own[None, :], others, entry)
    mixed = found.donors @ others
    level = float(found.months @ (own - mixed)[:entry])
    return Twin(account, entry, size, panel.outcome[account], (mixed + level) * size)
