"""What can be said about the benefit of the programme: three estimates side by side, their doubt, and what they cannot tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.analytics.benefit.ancova import DRAWS, FEW, Stack, bootstrapped, stacked
from clave.analytics.benefit.near_miss import near_miss_bootstrap, near_miss_share, near_misses
from clave.analytics.benefit.panel import YEAR, Floats, Panel, large_enough, size_before
from clave.analytics.benefit.synthetic import placebos, sdid
from clave.analytics.problems import gettext_noop

INTERVAL = 0.8
CLAIMED_AT = 0.975
"""A benefit is claimed only where this share of the draws lies above zero."""
SEEN_WITH = 1.960 + 0.842
"""Standard deviations of an effect that is found four times in five at the usual 5 % (two-sided)."""
NORMAL_80 = 1.2816
DONORS_A_TREATED, FEWEST_DONORS = 3, 30
FEWEST_KEY_ACCOUNTS = FEW
GIANT_SHARE = 0.5

WARNINGS: dict[str, str] = {
    "no_key_accounts": gettext_noop("There is no key account, so there is nothing to measure."),
    "no_year_before": gettext_noop(
        "The ledger holds less than twelve months before the programme began: what would have happened without it "
        "cannot be told. Import older orders."
    ),
    "one_year_before": gettext_noop(
        "The ledger holds less than two years before the programme began, so growth that had begun before may be counted."
    ),
    "scores_missing": gettext_noop(
        "No selection score was stored for some key accounts; they are left out, because choice and effect cannot be told apart."
    ),
    "few_key_accounts": gettext_noop(
        "Fewer than five key accounts: the interval says little, and one account can decide it."
    ),
    "giant": gettext_noop("One key account is more than half of all; the estimate is mostly about that one."),
    "few_donors": gettext_noop("Few customers remain to compare with; the doubt is larger than the interval says."),
    "disagree": gettext_noop("The three methods do not agree on the sign; no benefit is claimed."),
    "cannot_tell": gettext_noop("The data cannot tell the benefit from chance."),
}
"""Code -> the plain sentence of what the figures cannot tell."""


@dataclass(frozen=True)
class Estimate:
    """A benefit in money over all key accounts and months since they entered, with its 80 % interval."""

    name: str
    estimate: float
    low: float
    high: float
    share: float
    """The same as a share of what the key accounts brought before."""


@dataclass(frozen=True)
class Statement:
    """The benefit by every method, what could have been seen at all, and what to mind; money of the panel's currency."""

    methods: tuple[Estimate, ...]
    """The first one leads; the others stand beside it."""
    minimum_detectable: float | None
    """The smallest benefit that so many accounts and months show four times in five."""
    is_claimed: bool
    pre_trend: Estimate | None
    """What is found when the programme is pretended to have begun a year earlier: should be about nothing."""
    rest: Rest | None
    programme_cost: float
    net: float | None
    payback_months: float | None
    key_accounts: int
    donors: int
    warnings: tuple[str, ...]

    @property
    def leading(self) -> Estimate | None:
        """The estimate to quote; None where nothing can be said."""
        return self.methods[0] if self.methods else None


def benefit(panel: Panel, *, programme_cost: float = 0.0, draws: int = DRAWS, seed: int = 1) -> Statement:
    """What the key accounts brought beyond what similar customers and their own past suggest.

    Leads with regression on the stored selection score and the two prior years; beside it synthetic
    difference-in-differences and the comparison with near misses. A before-and-after figure is not given. `programme_cost`
    is what the programme cost since it began, in the same money.
    """
    stack = stacked(panel)
    if stack is None:
        return _nothing(panel, programme_cost)
    shares = bootstrapped(stack, draws=draws, seed=seed)
    methods = (_of_draws("ancova", stack.share(), shares, stack.scale), *_second_opinions(panel, stack, draws, seed))
    signs = {np.sign(method.estimate) for method in methods}
    above = float(np.mean(shares > 0))
    claimed = above >= CLAIMED_AT and len(signs) == 1
    leading = methods[0].estimate
    return Statement(
        methods=methods,
        minimum_detectable=SEEN_WITH * float(np.std(shares, ddof=1)) * stack.scale,
        is_claimed=claimed,
        pre_trend=pre_trend(panel),
        rest=the_rest(panel),
        programme_cost=programme_cost,
        net=leading - programme_cost,
        payback_months=payback(leading, programme_cost, panel),
        key_accounts=int(panel.treated.sum()),
        donors=int(np.unique(stack.account[stack.treated == 0]).size),
        warnings=tuple(_warnings(panel, stack, len(signs) > 1, claimed)),
    )


def _nothing(panel: Panel, cost: float) -> Statement:
    """What is said where nothing can be estimated."""
    reasons = ["no_key_accounts"] if not panel.treated.any() else ["no_year_before"]
    if panel.treated.any() and not np.isfinite(panel.score[panel.treated]).any():
        reasons = ["scores_missing"]
    counts = {"key_accounts": int(panel.treated.sum()), "donors": int(panel.donors.sum())}
    return Statement((), None, False, None, None, cost, None, None, **counts, warnings=tuple(reasons))


def _of_draws(name: str, share: float, shares: Floats, scale: float) -> Estimate:
    """An estimate with the interval that its draws give."""
    low, high = np.quantile(shares, ((1 - INTERVAL) / 2, (1 + INTERVAL) / 2))
    ends = float(min(low, share)) * scale, float(max(high, share)) * scale
    return Estimate(name, share * scale, *ends, share)


def _second_opinions(panel: Panel, stack: Stack, draws: int, seed: int) -> list[Estimate]:
    """Synthetic difference-in-differences and near misses, each where it can be computed."""
    found = []
    if (second := by_synthetic(panel, stack)) is not None:
        found.append(second)
    rows = near_misses(stack, panel.score)
    if rows.size:
        shares = near_miss_bootstrap(stack, rows, draws=draws, seed=seed)
        found.append(_of_draws("near_miss", near_miss_share(stack, rows), shares, stack.scale))
    return found


def by_synthetic(panel: Panel, stack: Stack) -> Estimate | None:
    """Each key account beside its own mixture of donors, doubt from placebos over the donors most like them in size."""
    total, squares = 0.0, 0.0
    for entry in panel.cohorts:
        size = size_before(panel.outcome, entry)
        kept = large_enough(size)
        treated = np.flatnonzero(kept & (panel.entered == entry) & np.isfinite(panel.score))
        donors = np.flatnonzero(kept & panel.donors)
        donors = donors[np.argsort(-size[donors], kind="stable")][: max(FEWEST_DONORS, DONORS_A_TREATED * len(treated))]
        if entry < YEAR or not treated.size or donors.size < 3:
            continue
        scaled = panel.outcome / np.where(kept, size, 1.0)[:, None]
        months = panel.months - entry
        noise = float(np.mean(placebos(scaled[donors], entry) ** 2))
        total += sum(sdid(scaled[[n]], scaled[donors], entry).mean * size[n] for n in treated) * months
        squares += noise * float((size[treated] ** 2).sum()) * months**2
    if not squares:
        return None
    reach = NORMAL_80 * float(np.sqrt(squares))
    found = float(total)
    return Estimate("sdid", found, found - reach, found + reach, found / stack.scale)


def pre_trend(panel: Panel) -> Estimate | None:
    """What synthetic difference-in-differences finds a year too early, on the time before alone; None without two years.

    It should be about nothing. The stored score cannot be used here: it already knows that year.
    """
    cohorts = panel.cohorts
    if not cohorts or cohorts[0] < 2 * YEAR:
        return None
    early = np.where(panel.treated, cohorts[0] - YEAR, panel.entered)
    before = Panel(panel.outcome[:, : cohorts[0]], early, panel.score)
    stack = stacked(before)
    return None if stack is None else by_synthetic(before, stack)


@dataclass(frozen=True)
class Rest:
    """How the customers outside the programme grew in the year before it and in the year since, as shares of a year."""

    before: float
    since: float


def the_rest(panel: Panel) -> Rest | None:
    """Growth of the customers outside: to be read by people who know which capacity key accounts took from them.

    No test stands on it: their growth changes for many reasons. None without two years before the first entry and one
    after, or where they brought nothing.
    """
    first = panel.cohorts[0]
    if first < 2 * YEAR or panel.months - first < YEAR:
        return None
    outside = panel.outcome[panel.donors].sum(axis=0)
    older, before, after = (float(outside[first + n * YEAR : first + (n + 1) * YEAR].sum()) for n in (-2, -1, 0))
    return Rest((before - older) / older, (after - before) / before) if older > 0 and before > 0 else None


def payback(estimate: float, cost: float, panel: Panel) -> float | None:
    """Months until the benefit so far, taken as even, covers what the programme cost; None where it never does."""
    months = panel.months - panel.cohorts[0]
    if estimate <= 0 or months <= 0:
        return None
    return cost / (estimate / months)


def _warnings(panel: Panel, stack: Stack, disagree: bool, claimed: bool) -> list[str]:
    """What to mind, in order of consequence."""
    treated = panel.treated
    sizes = stack.size[stack.treated > 0]
    holds = {
        "disagree": disagree,
        "cannot_tell": not claimed,
        "scores_missing": not np.all(np.isfinite(panel.score[treated])),
        "few_key_accounts": int(treated.sum()) < FEWEST_KEY_ACCOUNTS,
        "giant": bool(sizes.max() > GIANT_SHARE * sizes.sum()),
        "few_donors": int((stack.treated == 0).sum()) < FEWEST_DONORS,
        "one_year_before": panel.cohorts[0] < 2 * YEAR,
    }
    return [code for code, is_so in holds.items() if is_so]
