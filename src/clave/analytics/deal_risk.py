"""What a deal over several years is likely to bring, and the harm it can do: distribution, tail, walk-away price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, sqrt

import numpy as np
from scipy import special, stats

from clave.analytics.decimals import Floats
from clave.analytics.refusals import ParameterOutOfRange

TAIL = 0.95
ACCEPTED_CHANCE_OF_LOSS = 0.2
GRID = 4_001
DAYS_A_YEAR = 365.0


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
        width = self.high - self.low
        if width == 0:
            return np.full_like(ranks, self.low)
        first = 1 + 4 * (self.likely - self.low) / width
        grid = np.linspace(0, 1, GRID)
        return self.low + width * np.interp(ranks, grid, stats.beta.ppf(grid, first, 6 - first))


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
    price is Spearman's. Payment days cost `cost_of_capital` a year on what is invoiced.
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

    def __post_init__(self) -> None:
        chances = {"kept_each_year": self.kept_each_year, "win_chance": self.win_chance}
        for name, value in {
            **chances,
            "discount_rate": self.discount_rate,
            "cost_of_capital": self.cost_of_capital,
        }.items():
            _within(name, value, 0, 1)
        _within("rank_correlation", self.rank_correlation, -0.99, 0.99)
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
class DealRisk:
    """What the deal is worth today over all futures, in the deal's currency.

    `quantiles` maps 5, 10, 25, 50, 75, 90, 95 to the value that so many percent of futures stay below. `walk_away_price`
    is the likely price below which more than a fifth of futures lose money; None when no price helps.
    """

    mean: float
    standard_error: float
    chance_of_loss: float
    quantiles: Mapping[int, float]
    tail: Tail
    walk_away_price: float | None
    by_scenario: Mapping[str, float]
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
    generator = np.random.default_rng(seed)
    volume, price = _together(deal, generator, draws)
    cost, days = (each.at(generator.random(draws)) for each in (deal.product_cost, deal.payment_days))
    scenario = generator.choice(len(deal.serving), size=draws, p=_normed([one.chance for one in deal.serving]))
    served = np.array([one.cost_per_unit for one in deal.serving])[scenario]
    units, left_early = _units_as_worth_today(deal, generator, draws, volume)
    won = generator.random(draws) < deal.win_chance
    net_of_waiting = 1 - days * deal.cost_of_capital / DAYS_A_YEAR
    values = units * (price * net_of_waiting - cost - served) - deal.one_off_cost - left_early * deal.exit_cost
    values *= won
    return DealRisk(
        mean=float(values.mean()),
        standard_error=float(values.std(ddof=1) / sqrt(draws)),
        chance_of_loss=float((values < 0).mean()),
        quantiles={at: float(np.quantile(values, at / 100)) for at in (5, 10, 25, 50, 75, 90, 95)},
        tail=tail(-values, TAIL),
        walk_away_price=_walk_away(deal, values, units * net_of_waiting * won),
        by_scenario={
            one.name: float(values[scenario == place].mean())
            for place, one in enumerate(deal.serving)
            if (scenario == place).any()
        },
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


def _together(deal: Deal, generator: np.random.Generator, draws: int) -> tuple[Floats, Floats]:
    """Volumes and prices whose ranks go together as told: a normal correlation of 2 sin(pi rho / 6)."""
    together = 2 * np.sin(np.pi * deal.rank_correlation / 6)
    first, other = generator.standard_normal((2, draws))
    second = together * first + sqrt(1 - together**2) * other
    return deal.volume.at(special.ndtr(first)), deal.price.at(special.ndtr(second))


def _units_as_worth_today(
    deal: Deal, generator: np.random.Generator, draws: int, volume: Floats
) -> tuple[Floats, Floats]:
    """The units of all years at the worth of today, and what one due at an early end is worth today; money at year ends."""
    per_year = (1 + deal.discount_rate) ** -np.arange(1.0, deal.years + 1)
    ends = generator.random((draws, deal.years - 1)) >= deal.kept_each_year
    years = np.where(ends.any(axis=1), ends.argmax(axis=1) + 1, deal.years) if deal.years > 1 else np.ones(draws, int)
    return volume * per_year.cumsum()[years - 1], np.where(years < deal.years, per_year[years - 1], 0.0)


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
