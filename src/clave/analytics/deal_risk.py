"""What a deal over several years is likely to bring, and the harm it can do: distribution, tail, walk-away price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, sqrt

import numpy as np
import numpy.typing as npt

from clave.analytics.decimals import Floats
from clave.analytics.refusals import ParameterOutOfRange

TAIL = 0.95
ACCEPTED_CHANCE_OF_LOSS = 0.2
GRID = 4_001
DAYS_A_YEAR = 365.0
BINS, TENTH = 20, 10
TOLD_AT = (5, 10, 25, 50, 75, 90, 95)


@dataclass(frozen=True)
class Range:
    """Something given as low, likely and high; drawn from the PERT distribution (Malcolm et al. 1959)."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        ends = (self.low, self.likely, self.high)
        if not all(map(isfinite, ends)) or not self.low <= self.likely <= self.high:
            raise ParameterOutOfRange(name="range", value=ends, expected="low <= likely <= high")

    @classmethod
    def exactly(cls, value: float) -> Range:
        """Something that is known."""
        return cls(value, value, value)

    @property
    def mean(self) -> float:
        """(low + 4 likely + high) / 6."""
        return (self.low + 4 * self.likely + self.high) / 6

    def at(self, ranks: Floats) -> Floats:
        """The values at these ranks (0..1); shape as given."""
        from scipy.special import betaincinv  # takes longer to load than all of Clave: only where something is drawn

        width = self.high - self.low
        if width == 0:
            return np.full_like(ranks, self.low)
        first = 1 + 4 * (self.likely - self.low) / width
        grid = np.linspace(0, 1, GRID)
        return self.low + width * np.interp(ranks, grid, betaincinv(first, 6 - first, grid))


@dataclass(frozen=True)
class Scenario:
    """One way of serving the deal: its name, how likely it is (0..1), and what a unit then costs to serve."""

    name: str
    chance: float
    cost_per_unit: float


@dataclass(frozen=True)
class Deal:
    """A deal as it is put on the table; money in one currency, rates and chances 0..1.

    Volume in units a year, price and product cost a unit. `kept_each_year` is the chance, after every year but the
    last, that the customer does not end it; when it does, `exit_cost` is due. `rank_correlation` between volume and
    price, and `cost_correlation` between volume and product cost, are Spearman's. Payment days cost `cost_of_capital`
    a year on what is invoiced. The ranges are those of the first year; `volume_growth`, `price_growth` and
    `cost_growth` (of product cost and of serving) change them by so much each year after.
    """

    years: int
    volume: Range
    price: Range
    product_cost: Range
    serving: Sequence[Scenario]
    discount_rate: float
    payment_days: Range = field(default_factory=lambda: Range.exactly(0))
    cost_of_capital: float = 0.0
    one_off_cost: float = 0.0
    exit_cost: float = 0.0
    kept_each_year: float = 1.0
    win_chance: float = 1.0
    rank_correlation: float = 0.0
    cost_correlation: float = 0.0
    volume_growth: float = 0.0
    price_growth: float = 0.0
    cost_growth: float = 0.0

    def __post_init__(self) -> None:
        chances = {"kept_each_year": self.kept_each_year, "win_chance": self.win_chance}
        for name, value in {
            **chances,
            "discount_rate": self.discount_rate,
            "cost_of_capital": self.cost_of_capital,
        }.items():
            _within(name, value, 0, 1)
        for name in ("rank_correlation", "cost_correlation"):
            _within(name, getattr(self, name), -0.99, 0.99)
        for name in ("volume_growth", "price_growth", "cost_growth"):
            _within(name, getattr(self, name), -0.5, 1)
        _within("years", self.years, 1, 30)
        _within("volume", self.volume.low, 0, float("inf"))
        _within("scenario chances", sum(one.chance for one in self.serving), 1 - 1e-9, 1 + 1e-9)
        for one in self.serving:
            _within(f"chance of {one.name}", one.chance, 0, 1)


@dataclass(frozen=True)
class Tail:
    """The loss that one future in so many exceeds, and its mean beyond; negative means still a profit of at least that."""

    share: float
    value_at_risk: float
    expected_shortfall: float
    standard_error: float


@dataclass(frozen=True)
class Influence:
    """How much of the doubt goes with one input: a share of the variance (0..1), and the mean value at its ends.

    `lowest` and `highest` are the mean values of the deal in the futures with the lowest and the highest tenth of the
    input; for what has kinds (ways of serving, ending early) of the kind with the lowest and the highest mean.
    """

    share: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class DealYear:
    """What one year of the deal contributes while it runs, before discounting: the middle and 80 %; and how often it runs."""

    low: float
    middle: float
    high: float
    still_runs: float


@dataclass(frozen=True)
class DealRisk:
    """What the deal is worth today over all futures, in the deal's currency.

    `quantiles` maps 5, 10, 25, 50, 75, 90, 95 to the value that so many percent of futures stay below. `walk_away_price`
    is the likely price below which more than a fifth of futures lose money; None when no price helps. `influences` says
    what the doubt goes with, the most first: volume, price, product_cost, payment_days, serving, early_end.
    """

    mean: float
    standard_error: float
    chance_of_loss: float
    quantiles: Mapping[int, float]
    tail: Tail
    walk_away_price: float | None
    by_scenario: Mapping[str, float]
    influences: Mapping[str, Influence]
    by_year: Sequence[DealYear]
    values: Floats

    def profit_share_at_risk(self, yearly_operating_profit: float) -> float:
        """The mean of the worst 5 % as a share of the supplier's yearly operating profit; 0 where it is no loss."""
        _within("yearly_operating_profit", yearly_operating_profit, 1e-9, float("inf"))
        return max(0.0, self.tail.expected_shortfall) / yearly_operating_profit


def deal_risk(deal: Deal, *, draws: int = 10_000, seed: int = 1) -> DealRisk:
    """Draw `draws` futures of `deal` and say what they are worth; the same seed gives the same figures.

    Volume and price are drawn together through a Gaussian copula with the given rank correlation. The tail is that of
    Rockafellar and Uryasev (2000), Journal of Risk 2(3):21-41, equations 3 and 4, which holds with equal losses too.
    """
    _within("draws", draws, 100, 10_000_000)
    drawn = _drawn(deal, np.random.default_rng(seed), draws)
    sold, spent, left_early = _years_as_worth_today(deal, drawn.years)
    net_of_waiting = 1 - drawn.days * deal.cost_of_capital / DAYS_A_YEAR
    values = drawn.volume * (drawn.price * net_of_waiting * sold - (drawn.cost + drawn.served) * spent)
    values = (values - deal.one_off_cost - left_early * deal.exit_cost) * drawn.won
    return DealRisk(
        mean=float(values.mean()),
        standard_error=float(values.std(ddof=1) / sqrt(draws)),
        chance_of_loss=float((values < 0).mean()),
        quantiles=dict(zip(TOLD_AT, np.quantile(values, np.array(TOLD_AT) / 100).tolist(), strict=True)),
        tail=tail(-values, TAIL),
        walk_away_price=_walk_away(deal, values, drawn.volume * sold * net_of_waiting * drawn.won),
        by_scenario={
            one.name: float(values[drawn.scenario == place].mean())
            for place, one in enumerate(deal.serving)
            if (drawn.scenario == place).any()
        },
        influences=_influences(drawn, values),
        by_year=_by_year(deal, drawn, net_of_waiting),
        values=values,
    )


def tail(losses: Floats, share: float) -> Tail:
    """Value at risk and expected shortfall of `losses` (loss positive) at `share`: VaR + E[(L - VaR)+] / (1 - share).

    Rockafellar and Uryasev (2000), Journal of Risk 2(3):21-41. The standard error is that of the mean excess.
    """
    ordered = np.sort(losses)
    at_risk = float(ordered[max(0, int(np.ceil(share * len(ordered) - 1e-9)) - 1)])
    excess = np.maximum(losses - at_risk, 0) / (1 - share)
    spread = float(excess.std(ddof=1)) / sqrt(len(losses)) if len(losses) > 1 else 0.0
    return Tail(share, at_risk, at_risk + float(excess.mean()), spread)


def expected_margin(price: float, product_cost: float, serving: Sequence[Scenario]) -> float:
    """What a unit is expected to leave after every way of serving it: price - product cost - mean cost to serve."""
    return price - product_cost - sum(one.chance * one.cost_per_unit for one in serving)


def leverage(price: float, variable_cost: float, fixed_cost: float) -> dict[str, float]:
    """By how many percent operating profit moves when each lever moves by one percent, the others unchanged.

    Marn and Rosiello (1992), Managing Price, Gaining Profit, Harvard Business Review September-October. Raises
    ParameterOutOfRange without a profit to compare with.
    """
    profit = price - variable_cost - fixed_cost
    _within("profit", profit, 1e-12, float("inf"))
    levers = {"price": price, "volume": price - variable_cost, "variable_cost": variable_cost, "fixed_cost": fixed_cost}
    return {name: amount / profit for name, amount in levers.items()}


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ParameterOutOfRange(name=name, value=value, expected=f"{low:g} .. {high:g}")


def _normed(chances: Sequence[float]) -> Floats:
    return np.asarray(chances) / sum(chances)


Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Drawn:
    """One column a draw of everything that is uncertain; `years` is how many the deal runs, `won` 1 or 0."""

    volume: Floats
    price: Floats
    cost: Floats
    days: Floats
    scenario: Places
    served: Floats
    years: Places
    won: Floats


def _drawn(deal: Deal, generator: np.random.Generator, draws: int) -> _Drawn:
    from scipy.special import ndtri

    volume_rank, price_rank = _together(deal.rank_correlation, *generator.standard_normal((2, draws)))
    alone = generator.random(draws)
    if deal.cost_correlation:
        _, alone = _together(deal.cost_correlation, ndtri(volume_rank), ndtri(alone))
    days = deal.payment_days.at(generator.random(draws))
    scenario = generator.choice(len(deal.serving), size=draws, p=_normed([one.chance for one in deal.serving]))
    ends = generator.random((draws, deal.years - 1)) >= deal.kept_each_year
    years = np.where(ends.any(axis=1), ends.argmax(axis=1) + 1, deal.years) if deal.years > 1 else np.ones(draws, int)
    return _Drawn(
        volume=deal.volume.at(volume_rank),
        price=deal.price.at(price_rank),
        cost=deal.product_cost.at(alone),
        days=days,
        scenario=scenario,
        served=np.array([one.cost_per_unit for one in deal.serving])[scenario],
        years=years,
        won=(generator.random(draws) < deal.win_chance).astype(float),
    )


def _together(rho: float, first: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Two columns of ranks that go together as told: a normal correlation of 2 sin(pi rho / 6)."""
    from scipy.special import ndtr

    together = 2 * np.sin(np.pi * rho / 6)
    return ndtr(first), ndtr(together * first + sqrt(1 - together**2) * other)


def _years_as_worth_today(deal: Deal, years: Places) -> tuple[Floats, Floats, Floats]:
    """By what a first year's sales and costs are multiplied over all years, and an early end's cost; money at year ends."""
    each = np.arange(deal.years)
    per_year = (1 + deal.discount_rate) ** -(each + 1.0)
    units = per_year * (1 + deal.volume_growth) ** each
    sold = (units * (1 + deal.price_growth) ** each).cumsum()[years - 1]
    spent = (units * (1 + deal.cost_growth) ** each).cumsum()[years - 1]
    return sold, spent, np.where(years < deal.years, per_year[years - 1], 0.0)


def _by_year(deal: Deal, drawn: _Drawn, net_of_waiting: Floats) -> list[DealYear]:
    """What each year contributes in the futures in which it is reached."""
    sales, costs = drawn.volume * drawn.price * net_of_waiting, drawn.volume * (drawn.cost + drawn.served)
    told = []
    for place in range(deal.years):
        runs = drawn.years > place
        if not runs.any():
            break
        units = (1 + deal.volume_growth) ** place
        sold, spent = units * (1 + deal.price_growth) ** place, units * (1 + deal.cost_growth) ** place
        low, middle, high = np.quantile(sales[runs] * sold - costs[runs] * spent, (0.1, 0.5, 0.9)).tolist()
        told.append(DealYear(low, middle, high, still_runs=float(runs.mean())))
    return told


def _influences(drawn: _Drawn, values: Floats) -> dict[str, Influence]:
    """What the doubt goes with: Var(E[value | input]) / Var(value), from the draws themselves, the most first."""
    spread = float(values.var())
    columns = {"volume": drawn.volume, "price": drawn.price, "product_cost": drawn.cost, "payment_days": drawn.days}
    kinds = {"serving": drawn.scenario, "early_end": drawn.years}
    if spread == 0:
        return {}
    found = {name: _influence(column, values, spread) for name, column in columns.items() if np.ptp(column) > 0}
    found |= {name: _of_kinds(column, values, spread) for name, column in kinds.items() if np.ptp(column) > 0}
    return dict(sorted(found.items(), key=lambda each: -each[1].share))


def _influence(column: Floats, values: Floats, spread: float) -> Influence:
    """Of an amount: the futures in order of it, in equal parts; the noise of the parts' means is taken off."""
    ordered = values[np.argsort(column, kind="stable")]
    parts = min(BINS, len(ordered) // 5)
    means = np.array([part.mean() for part in np.array_split(ordered, parts)])
    share = max(0.0, float(means.var()) / spread - (parts - 1) / len(ordered))
    end = max(1, len(ordered) // TENTH)
    return Influence(min(1.0, share), float(ordered[:end].mean()), float(ordered[-end:].mean()))


def _of_kinds(column: Places, values: Floats, spread: float) -> Influence:
    """Of something with kinds: the futures of each kind together."""
    _, kind, counts = np.unique(column, return_inverse=True, return_counts=True)
    means = np.bincount(kind, values) / counts
    between = float((counts * (means - values.mean()) ** 2).sum() / len(values))
    return Influence(min(1.0, between / spread), float(means.min()), float(means.max()))


def _walk_away(deal: Deal, values: Floats, per_unit_of_price: Floats) -> float | None:
    """The likely price at which just a fifth of futures lose money: every value is a line in a shift of all prices."""
    sold = per_unit_of_price > 0
    hopeless = float((~sold & (values < 0)).mean())
    if hopeless > ACCEPTED_CHANCE_OF_LOSS or not sold.any():
        return None
    shifts = np.sort(-values[sold] / per_unit_of_price[sold])
    allowed = int((ACCEPTED_CHANCE_OF_LOSS - hopeless) * len(values) + 1e-9)
    place = len(shifts) - 1 - allowed
    return deal.price.likely + float(shifts[place]) if place >= 0 else None
