"""What can be said about the benefit of the programme: three estimates side by side, their doubt, and what they cannot tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

import numpy as np

from clave.analytics.benefit.ancova import DRAWS, FEW, Stack, bootstrapped, stacked
from clave.analytics.benefit.near_miss import near_miss_bootstrap, near_miss_share, near_misses
from clave.analytics.benefit.panel import YEAR, Floats, Panel, left_out
from clave.analytics.benefit.twins import FEWEST_DONORS, Twins, twins
from clave.analytics.problems import gettext_noop

INTERVAL = 0.8
CLAIMED_AT = 0.975
"""A benefit is claimed only where this share of the draws lies above zero."""
SEEN_WITH = 1.960 + 0.842
"""Standard deviations of an effect that is found four times in five at the usual 5 % (two-sided)."""
NORMAL_80 = 1.2816
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
    "entered_early": gettext_noop(
        "Some key accounts entered before twelve months of the ledger; they are left out, because their past is not known."
    ),
    "new_customers": gettext_noop(
        "Some key accounts brought next to nothing before they entered; they are left out, because there is nothing to scale by."
    ),
    "growing_before": gettext_noop(
        "A year before they entered, the key accounts were moving away from similar customers already. Only the regression on "
        "the stored score takes such a start out; read the second method with that in mind."
    ),
    "too_soon": gettext_noop("Less than twelve months have passed since the first entry: one season is not a year."),
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
    months_measured: float = 0.0
    """How many months since entry the estimates stand for, weighted by the size of the key accounts."""
    twins: Twins | None = field(default=None, compare=False)
    left_out: dict[int, str] = field(default_factory=dict)
    """Account of the panel -> why nothing is measured of it."""

    @property
    def leading(self) -> Estimate | None:
        """The estimate to quote; None where nothing can be said."""
        return self.methods[0] if self.methods else None

    def a_year(self, amount: float) -> float:
        """An amount over all months since entry as one of twelve months."""
        return amount / self.months_measured * YEAR if self.months_measured else 0.0

    @property
    def accounts_needed(self) -> int | None:
        """How many key accounts like these would show an effect as large as the estimate; None where it is claimed or not above
        nothing."""
        found = self.leading
        if found is None or self.is_claimed or found.estimate <= 0 or self.minimum_detectable is None:
            return None
        measured = self.key_accounts - len(self.left_out)
        return max(measured + 1, ceil(measured * (self.minimum_detectable / found.estimate) ** 2))


def benefit(panel: Panel, *, programme_cost: float = 0.0, draws: int = DRAWS, seed: int = 1) -> Statement:
    """What the key accounts brought beyond what similar customers and their own past suggest.

    Leads with regression on the stored selection score and the two prior years; beside it synthetic
    difference-in-differences and the comparison with near misses. A before-and-after figure is not given. `programme_cost`
    is what the programme cost since it began, in the same money.
    """
    out = left_out(panel)
    measured = panel.with_(np.array([account not in out for account in range(len(panel.entered))], dtype=np.bool_))
    stack = stacked(measured)
    if stack is None:
        return _nothing(panel, programme_cost, out)
    return _estimated(panel, measured, stack, out, _Asked(programme_cost, draws, seed))


@dataclass(frozen=True)
class _Asked:
    """What the programme cost, and how the doubt is drawn."""

    cost: float
    draws: int
    seed: int


def _estimated(panel: Panel, measured: Panel, stack: Stack, out: dict[int, str], asked: _Asked) -> Statement:
    """The statement over the key accounts of which something can be measured."""
    shares = bootstrapped(stack, draws=asked.draws, seed=asked.seed)
    beside = twins(measured)
    leading = _of_draws("ancova", stack.share(), shares, stack.scale)
    methods = (leading, *_second_opinions(beside, stack, asked))
    agree = len({np.sign(method.estimate) for method in methods}) == 1
    claimed = agree and float(np.mean(shares > 0)) >= CLAIMED_AT
    early = pre_trend(measured)
    return Statement(
        methods=methods,
        minimum_detectable=SEEN_WITH * float(np.std(shares, ddof=1)) * stack.scale,
        is_claimed=claimed,
        pre_trend=early,
        rest=the_rest(measured),
        programme_cost=asked.cost,
        net=leading.estimate - asked.cost,
        payback_months=payback(leading.estimate, asked.cost, measured),
        key_accounts=int(panel.treated.sum()),
        donors=int(np.unique(stack.account[stack.treated == 0]).size),
        warnings=tuple(_warnings(measured, stack, _Found(agree, claimed, early, frozenset(out.values())))),
        months_measured=stack.scale / stack.scale_a_month,
        twins=beside.of(np.array([n for n in range(len(panel.entered)) if n not in out], dtype=np.int64))
        if beside
        else None,
        left_out=out,
    )


REASONS = {
    "no_year_before": "no_year_before",
    "no_score": "scores_missing",
    "no_business_before": "new_customers",
}
"""Why nothing is measured of an account -> what is said where nothing is measured of any."""


def _nothing(panel: Panel, cost: float, out: dict[int, str]) -> Statement:
    """What is said where nothing can be estimated."""
    reasons = sorted({REASONS[reason] for reason in out.values()}) if panel.treated.any() else ["no_key_accounts"]
    counted, donors = int(panel.treated.sum()), int(panel.donors.sum())
    told = tuple(reasons or ["few_donors"])
    return Statement((), None, False, None, None, cost, None, None, counted, donors, told, left_out=out)


def _of_draws(name: str, share: float, shares: Floats, scale: float) -> Estimate:
    """An estimate with the interval that its draws give."""
    low, high = np.quantile(shares, ((1 - INTERVAL) / 2, (1 + INTERVAL) / 2))
    ends = float(min(low, share)) * scale, float(max(high, share)) * scale
    return Estimate(name, share * scale, *ends, share)


def _second_opinions(beside: Twins | None, stack: Stack, asked: _Asked) -> list[Estimate]:
    """Synthetic difference-in-differences and near misses, each where it can be computed."""
    found = [by_twins(beside, stack)] if beside else []
    rows = near_misses(stack)
    if rows.size:
        shares = near_miss_bootstrap(stack, rows, draws=asked.draws, seed=asked.seed)
        found.append(_of_draws("near_miss", near_miss_share(stack, rows), shares, stack.scale))
    return found


def by_twins(beside: Twins, stack: Stack) -> Estimate:
    """The effect by synthetic difference-in-differences over all key accounts, its doubt from the placebos."""
    reach = NORMAL_80 * beside.standard_error
    found = beside.total
    return Estimate("sdid", found, found - reach, found + reach, found / stack.scale)


def pre_trend(panel: Panel) -> Estimate | None:
    """What synthetic difference-in-differences finds a year too early, on the time before alone; None without two years.

    It should be about nothing. The stored score cannot be used here: it already knows that year.
    """
    cohorts = panel.cohorts
    if not cohorts or cohorts[0] < 2 * YEAR:
        return None
    early = np.where(panel.treated, cohorts[0] - YEAR, panel.entered)
    before = Panel(panel.outcome[:, : cohorts[0]], early, panel.own_score)
    stack, beside = stacked(before), twins(before)
    return by_twins(beside, stack) if stack and beside else None


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


@dataclass(frozen=True)
class _Found:
    """What the estimates say together, and why accounts were left out."""

    agree: bool
    claimed: bool
    early: Estimate | None
    reasons: frozenset[str]


def _warnings(panel: Panel, stack: Stack, found: _Found) -> list[str]:
    """What to mind, in order of consequence."""
    sizes = stack.size[stack.treated > 0]
    early = found.early
    holds = {
        "disagree": not found.agree,
        "cannot_tell": not found.claimed,
        "scores_missing": "no_score" in found.reasons,
        "entered_early": "no_year_before" in found.reasons,
        "new_customers": "no_business_before" in found.reasons,
        "few_key_accounts": len(sizes) < FEWEST_KEY_ACCOUNTS,
        "giant": bool(sizes.max() > GIANT_SHARE * sizes.sum()),
        "few_donors": int((stack.treated == 0).sum()) < FEWEST_DONORS,
        "one_year_before": panel.cohorts[0] < 2 * YEAR,
        "too_soon": panel.months - panel.cohorts[0] < YEAR,
        "growing_before": early is not None and (early.low > 0 or early.high < 0),
    }
    return [code for code, is_so in holds.items() if is_so]
