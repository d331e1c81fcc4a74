"""The first estimate: what came after entry, given the score each account was chosen by and what it brought before.

Only holding the stored selection score fixed takes out the choice itself: accounts are picked because they are large or
rising, and would have moved anyway (regression to the mean; Daw and Hatfield 2018, Health Services Research 53(6)).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clave.analytics.benefit.panel import YEAR, Floats, Ints, Panel, large_enough, size_before

DRAWS = 400
FEW = 5
MONTHS_NEEDED = YEAR
"""One whole year before entry; two are used where there are two."""


@dataclass(frozen=True)
class Stack:
    """One row per account and cohort: outcome after entry, what was known before, and how much of it counts.

    `after` and the covariates are in shares of the account's own size before; rows weigh as much as that size, since the
    noise of a large account is small in proportion.
    """

    after: Floats
    known: Floats
    treated: Floats
    size: Floats
    months: Floats
    score: Floats
    account: Ints

    @cached_property
    def scale(self) -> float:
        """What an effect of the whole size means in money, over all key accounts and all months since entry."""
        return float((self.size * self.months * self.treated).sum())

    @cached_property
    def scale_a_month(self) -> float:
        """The same for one month."""
        return float((self.size * self.treated).sum())

    def share(self, rows: Ints | None = None) -> float:
        """The effect as a share of the size before: weighted least squares on the rows, all of them when None."""
        picked = slice(None) if rows is None else rows
        root = np.sqrt(self.size[picked])
        design = np.column_stack([self.treated[picked], self.known[picked]]) * root[:, None]
        found, *_ = np.linalg.lstsq(design, self.after[picked] * root, rcond=None)
        return float(found[0])


def stacked(panel: Panel) -> Stack | None:
    """Every cohort beside the accounts that never entered; None where no cohort has a year before its entry."""
    parts = [part for entry in panel.cohorts if (part := _cohort(panel, entry)) is not None]
    if not parts:
        return None
    widths = [part.known.shape[1] for part in parts]
    known = np.zeros((sum(len(part.after) for part in parts), max(widths) + len(parts)))
    start = 0
    for place, part in enumerate(parts):
        rows = slice(start, start + len(part.after))
        known[rows, : widths[place]] = part.known
        known[rows, max(widths) + place] = 1.0
        start += len(part.after)
    joined = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("after", "treated", "size", "months", "score")
    )
    after, treated, size, months, score = joined
    return Stack(after, known, treated, size, months, score, np.concatenate([part.account for part in parts]))


def _cohort(panel: Panel, entry: int) -> Stack | None:
    """The accounts that entered in this month and the ones that never did; None without a year before."""
    if entry < MONTHS_NEEDED:
        return None
    size, score = size_before(panel.outcome, entry), panel.score_at(entry)
    rows = np.flatnonzero(large_enough(size) & np.isfinite(score) & (panel.donors | (panel.entered == entry)))
    if not np.any(panel.entered[rows] == entry) or not np.any(panel.donors[rows]):
        return None
    own, scale = panel.outcome[rows], size[rows, None]
    years = [own[:, max(0, entry - YEAR * n) : entry - YEAR * (n - 1)] for n in (1, 2) if entry >= YEAR * n]
    before = [(year / scale).mean(axis=1) for year in years]
    known = np.column_stack([*before, score[rows], np.log(size[rows])])
    months = np.full(len(rows), float(panel.months - entry))
    after = (own[:, entry:] / scale).mean(axis=1)
    treated = (panel.entered[rows] == entry).astype(np.float64)
    return Stack(after, known, treated, size[rows], months, score[rows], rows)


def bootstrapped(stack: Stack, *, draws: int = DRAWS, seed: int = 1) -> Floats:
    """The share in `draws` samples of whole accounts, key accounts and others drawn apart, widened for few key accounts.

    n key accounts show only (n - 1)/n of their spread when they are drawn from themselves; below five, the spread is at
    least what the accounts outside leave unexplained.
    """
    rng = np.random.default_rng(seed)
    rows_of = _rows_of(stack.account)
    treated = np.unique(stack.account[stack.treated > 0])
    others = np.setdiff1d(np.unique(stack.account), treated)
    found = np.empty(draws)
    for draw in range(draws):
        picked = np.concatenate([rng.choice(group, len(group)) for group in (treated, others)])
        found[draw] = stack.share(np.concatenate([rows_of[account] for account in picked.tolist()]))
    return _widened(found, stack, len(treated))


def _widened(found: Floats, stack: Stack, treated: int) -> Floats:
    """The draws, moved away from the estimate where few key accounts make them too narrow."""
    middle, spread = stack.share(), float(np.std(found))
    wanted = spread * np.sqrt(treated / (treated - 1)) if treated > 1 else 0.0
    if treated < FEW:
        wanted = max(wanted, unexplained(stack))
    wider: Floats = middle + (found - middle) * (wanted / spread) if spread > 0 else found
    return wider


def unexplained(stack: Stack) -> float:
    """Standard error of the share from what the accounts outside leave unexplained, as noise that falls with size."""
    outside = stack.treated == 0
    root = np.sqrt(stack.size[outside])
    design = stack.known[outside] * root[:, None]
    target = stack.after[outside] * root
    found, *_ = np.linalg.lstsq(design, target, rcond=None)
    freedom = max(1, int(outside.sum()) - design.shape[1])
    noise = float(((target - design @ found) ** 2).sum()) / freedom
    return float(np.sqrt(noise / stack.size[stack.treated > 0].sum()))


def _rows_of(accounts: Ints) -> dict[int, Ints]:
    order = np.argsort(accounts, kind="stable")
    names, starts = np.unique(accounts[order], return_index=True)
    return dict(zip(names.tolist(), np.split(order, starts[1:]), strict=True))
