"""How each customer buys: how often and how regularly, how much, at what discount, when in the year, and until when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.catalogue import GROUPS, Catalogue
from clave.demo.chance import Flags, Floats, Ints, standardised, stream
from clave.demo.countries import COUNTRIES
from clave.demo.history import History
from clave.demo.population import ARCHETYPES, Population
from clave.demo.words import SEGMENTS

MONTH_DAYS = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
YEAR_SHAPE = np.array([0.97, 1.00, 1.08, 1.04, 1.05, 1.06, 0.98, 0.72, 1.06, 1.09, 1.06, 0.84])
SEASON_PEAK = {"farm": 3, "construction": 4, "food": 8, "energy": 9}
"""Month of the year (0 to 11) in which a seasonal buyer of the segment orders most."""
SHOCK_SD = 0.13
SHOCK_MEMORY = 0.92
"""Monthly memory of a customer's good and bad spells."""
NEWCOMER_FROM, NEWCOMER_BEFORE_END = 60, 120
EX_WORKS_SHARE = 0.12
TASTES = {
    "machinery": (4, 2, 0.5, 3, 3, 2, 2, 2),
    "vehicles": (5, 4, 0.2, 1, 1, 0.5, 2, 3),
    "rail": (3, 2, 2, 1, 1, 1, 1, 2),
    "food": (1, 0.5, 0.5, 4, 1, 5, 4, 0.5),
    "energy": (2, 1, 3, 3, 1, 4, 1, 1),
    "farm": (2, 2, 0.2, 2, 5, 1, 2, 1),
    "construction": (2, 2, 5, 1, 3, 0.5, 1, 0.5),
    "distribution": (4, 4, 3, 3, 2, 2, 2, 0.1),
}
"""What each segment buys, by product group."""


@dataclass(frozen=True)
class Habits:
    """One row per customer."""

    rate: Floats
    """Orders a month (30.4375 days) in an average season; 0 for a holding."""
    regularity: Ints
    """Erlang shape of the gaps between orders; 1 is pure chance."""
    size: Floats
    extra_lines: Floats
    """Expected lines of an order beyond the first."""
    discount: Floats
    growth_a_year: Floats
    """Yearly change of the quantity per line, on the log scale."""
    season: Floats
    """Customers × 12: how much more than on average it orders in each month of the year."""
    newcomer: Flags
    start_day: Ints
    hazard: Floats
    """Chance a month of leaving for good."""
    end_day: Floats
    """Day on which the customer truly left; beyond the history for one that stayed."""
    urgent_share: Floats
    pallet_share: Floats
    ex_works: Flags
    """The customer collects or pays freight itself."""
    return_habit: Floats
    site: Ints
    taste: Floats
    """Customers × products: the chance that a line is of this product."""

    def alive(self, history: History) -> Flags:
        """Which customers still buy at the end of the history."""
        return (self.end_day > history.days) & (self.rate > 0)


def draw_habits(*, seed: int, history: History, population: Population, catalogue: Catalogue) -> Habits:
    """The habits of every customer."""
    rng = stream(seed, "habits")
    kinds = [ARCHETYPES[a] for a in population.archetype]
    rate = order_rates(rng, population)
    size = np.exp(rng.normal([k.log_size[0] for k in kinds], [k.log_size[1] for k in kinds]))
    extra_lines = rng.uniform(*zip(*(k.extra_lines for k in kinds), strict=True))
    fussy = population.demanding
    size, extra_lines = np.where(fussy, size * 0.95, size), np.where(fussy, extra_lines * 0.60, extra_lines)
    newcomer, start_day = arrivals(rng, history, population)
    hazard = np.array([k.churn_a_year for k in kinds]) / 12 * rng.gamma(4, 1 / 4, population.size)
    zone = np.array([COUNTRIES[c].zone for c in population.country])
    return Habits(
        rate=rate,
        regularity=np.array([rng.choice(k.regularity) for k in kinds], dtype=np.int64),
        size=size,
        extra_lines=extra_lines,
        discount=discounts(rng, rate * size, population.demanding),
        growth_a_year=rng.normal(0.01, 0.04, population.size),
        season=seasons(rng, population),
        newcomer=newcomer,
        start_day=start_day,
        hazard=hazard,
        end_day=start_day + rng.exponential(1, population.size) * 30.4375 / hazard,
        urgent_share=np.clip(rng.beta(1.2, 11, population.size) + 0.18 * fussy, 0, 0.5),
        pallet_share=np.clip(0.35 + 0.10 * zone + 0.15 * standardised(np.log(size)), 0.05, 0.9),
        ex_works=(rng.random(population.size) < EX_WORKS_SHARE) & ~fussy,
        return_habit=np.exp(rng.normal(-0.1, 0.45, population.size)) * np.where(fussy, 3.0, 1.0),
        site=np.array([COUNTRIES[c].site for c in population.country], dtype=np.int64),
        taste=tastes(rng, population, catalogue),
    )


def order_rates(rng: np.random.Generator, population: Population) -> Floats:
    """Orders a month, even on the log scale of the archetype's range; a demanding customer orders more often."""
    low, high = np.log([ARCHETYPES[a].orders_a_month for a in population.archetype]).T
    rate: Floats = np.exp(rng.uniform(low, high)) * np.where(population.demanding, 1.5, 1.0)
    return np.where(population.holding, 0.0, rate)


def discounts(rng: np.random.Generator, volume: Floats, fussy: Flags) -> Floats:
    """Share taken off the list price: bigger customers get more, demanding ones have bargained for still more."""
    usual = 0.185 + 0.04 * np.log(np.maximum(volume, 0.05)) + rng.normal(0, 0.03, volume.size)
    return np.clip(usual + np.where(fussy, 0.16, 0.0), 0.02, 0.46)


def arrivals(rng: np.random.Generator, history: History, population: Population) -> tuple[Flags, Ints]:
    """Who joined during the history and on which day; the others were there before it began."""
    share = np.array([ARCHETYPES[a].newcomers for a in population.archetype])
    joined = (rng.random(population.size) < share) & (population.parent >= 0) | (
        rng.random(population.size) < share
    ) & (population.group < 0)
    day = rng.integers(NEWCOMER_FROM, history.days - NEWCOMER_BEFORE_END, population.size)
    return joined, np.where(joined, history.on_weekdays(day), 0)


def seasons(rng: np.random.Generator, population: Population) -> Floats:
    """The year of every customer: holidays for all, and a peak of its own for seasonal buyers; mean 1 over the days."""
    low, high = np.array([ARCHETYPES[a].swing for a in population.archetype]).T
    swing = rng.uniform(low, high)
    peak = np.array([SEASON_PEAK.get(key, int(rng.integers(12))) for key in population.segments])
    wave = np.cos(2 * np.pi * (np.arange(12)[None, :] - peak[:, None]) / 12)
    shape = YEAR_SHAPE[None, :] * (1 + swing[:, None] * wave)
    season: Floats = shape / (shape @ MONTH_DAYS / MONTH_DAYS.sum())[:, None]
    return season


def tastes(rng: np.random.Generator, population: Population, catalogue: Catalogue) -> Floats:
    """The chance of each product on a line: what the segment buys, narrowed to the customer's own assortment."""
    of_segment = np.array([TASTES[key] for key in SEGMENTS])[[list(SEGMENTS).index(key) for key in population.segments]]
    per_product = of_segment / np.bincount(catalogue.group, minlength=len(GROUPS))
    weight = per_product[:, catalogue.group] * rng.gamma(0.35, 1.0, (population.size, catalogue.group.size))
    weight = np.where(weight < np.quantile(weight, 0.6, axis=1, keepdims=True), 0.0, weight)
    chance: Floats = weight / weight.sum(axis=1, keepdims=True)
    return chance
