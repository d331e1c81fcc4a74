"""Simulated order ledgers of many shapes, each drawn from a few habits of customers that the choice of a method never sees."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

Array = np.ndarray
YEAR = 365


@dataclass(frozen=True)
class Shape:
    """How a customer base behaves; times in days, sizes on the log scale."""

    customers: int = 400
    days: int = 3 * YEAR
    joining: float = 0.5
    """Share of customers that join evenly over the history; the others are there from the start."""
    staying: float = 6 * YEAR
    """Mean days until a customer leaves."""
    gap: float = 40
    """Median days between orders; customers differ by `gap_spread`."""
    gap_spread: float = 0.9
    regularity: float = 1.5
    """Erlang shape of the gaps: 1 is chance, 20 clockwork."""
    size: float = 7.0
    size_spread: float = 1.3
    """Between customers; `order_spread` is within one."""
    order_spread: float = 0.6
    drift: float = 0.25
    """Standard deviation of a customer's change of level in a year (a random walk by month)."""
    growth: float = 0.0
    """Growth of every customer's level in a year, on the log scale; customers differ by `growth_spread`."""
    growth_spread: float = 0.0
    season: float = 0.0
    own_season: float = 0.0
    """Amplitude of the season that all share, and of one of each customer's own."""
    returns: float = 0.03
    """Chance that an order is credited, in part, within the next weeks."""
    projects: float = 0.0
    """Share of customers that order in bursts with long silence between."""
    jumps: float = 0.0
    """Chance a year that a customer's level moves to a new one (a tender won or lost)."""
    margin: float = 0.3
    margin_spread: float = 0.06
    giants_lose: float = 0.0
    """How much of its margin a customer ten times as large as the median gives away."""


def simulate(shape: Shape, seed: int) -> dict[str, Array]:
    """Arrays place, day, revenue, contribution and bought, one entry per customer and day, sorted by both."""
    rng = np.random.default_rng(seed)
    parts = [customer(shape, rng) for _ in range(shape.customers)]
    place = np.concatenate([np.full(len(part[0]), number) for number, part in enumerate(parts)])
    day, revenue, cost, bought = (np.concatenate(column) for column in zip(*parts, strict=True))
    return by_day(place, day.astype(np.int64), revenue, cost, bought.astype(bool))


def by_day(place: Array, day: Array, revenue: Array, cost: Array, bought: Array) -> dict[str, Array]:
    """One entry per customer and day, in cents."""
    keys, found = np.unique(place * 100_000 + day, return_inverse=True)
    sums = [np.round(np.bincount(found, weights=w), 2) for w in (revenue, revenue - cost)]
    any_bought = np.bincount(found, weights=bought) > 0
    names = ("place", "day", "revenue", "contribution", "bought")
    return dict(zip(names, (keys // 100_000, keys % 100_000, *sums, any_bought), strict=True))


def customer(shape: Shape, rng: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    """The days, revenues, costs and order flags of one customer."""
    start = rng.uniform(0, shape.days) if rng.random() < shape.joining else rng.uniform(0, 30)
    end = min(shape.days, start + rng.exponential(shape.staying))
    own = rng.standard_normal()
    gap = shape.gap * np.exp(shape.gap_spread * rng.standard_normal())
    days = order_days(shape, rng, start, end, gap)
    phase, months = rng.uniform(0, 1), int(days.max() / 30) + 2 if len(days) else 2
    walk = np.cumsum(rng.standard_normal(months) * shape.drift / np.sqrt(12))
    moved = rng.random(months) < shape.jumps / 12
    steps = np.cumsum(moved * rng.standard_normal(months) * 1.2)
    trend = shape.growth + shape.growth_spread * rng.standard_normal()
    level = shape.size + shape.size_spread * own + (walk + steps)[(days // 30).astype(int)] + trend * days / YEAR
    year = 2 * np.pi * days / YEAR
    level = level + shape.season * np.cos(year) + shape.own_season * np.cos(year + 2 * np.pi * phase)
    revenue = np.exp(level + shape.order_spread * rng.standard_normal(len(days)))
    rate = (
        shape.margin + shape.margin_spread * rng.standard_normal() - shape.giants_lose * shape.size_spread * own / 2.3
    )
    cost = revenue * (1 - rate + 0.03 * rng.standard_normal(len(days)))
    return with_returns(shape, rng, days, revenue, cost)


def order_days(shape: Shape, rng: np.random.Generator, start: float, end: float, gap: float) -> Array:
    """Erlang gaps, or bursts of orders with long silence between them."""
    count = int((end - start) / gap * 1.6) + 20
    gaps = rng.gamma(shape.regularity, gap / shape.regularity, count)
    if rng.random() < shape.projects:
        gaps = np.where(rng.random(count) < 0.2, gaps * 8, gaps / 4)
    days = np.floor(start + np.concatenate(([0.0], np.cumsum(gaps))))
    return days[days < end] if end > start else np.empty(0)


def with_returns(shape: Shape, rng: np.random.Generator, days: Array, revenue: Array, cost: Array) -> tuple[Array, ...]:
    """Credits after some orders: most of the revenue given back, part of the cost lost."""
    credited = rng.random(len(days)) < shape.returns
    later = np.floor(days[credited] + rng.uniform(3, 60, credited.sum()))
    share = rng.uniform(0.3, 1.0, credited.sum())
    inside = later < shape.days
    flags = np.concatenate((np.ones(len(days)), np.zeros(inside.sum())))
    return (
        np.concatenate((days, later[inside])),
        np.concatenate((revenue, (-revenue[credited] * share)[inside])),
        np.concatenate((cost, (-0.8 * cost[credited] * share)[inside])),
        flags,
    )


PLAIN = Shape()
DESIGN: dict[str, Shape] = {
    "plain": PLAIN,
    "returns": replace(PLAIN, customers=250, returns=0.35),
    "losing giants": replace(PLAIN, customers=300, giants_lose=0.35, margin=0.25),
    "forty-three": replace(PLAIN, customers=43, gap=25, size_spread=1.0, order_spread=0.9, drift=0.5),
    "year of growth": replace(PLAIN, customers=350, days=YEAR, joining=0.8, growth=0.6, growth_spread=0.4),
    "clockwork": replace(PLAIN, customers=300, regularity=25, gap=30, order_spread=0.25, jumps=0.2),
    "own seasons": replace(PLAIN, customers=300, own_season=1.0, season=0.4, gap=30),
    "projects": replace(PLAIN, customers=300, projects=0.6, gap=60, order_spread=1.1, jumps=0.3),
    "shop": replace(PLAIN, customers=4000, joining=0.95, staying=300, gap=90, size=4, size_spread=0.8, days=2 * YEAR),
    "comings and goings": replace(PLAIN, customers=600, joining=0.9, staying=1.2 * YEAR, drift=0.4),
    "few orders": replace(PLAIN, customers=800, gap=180, order_spread=1.0, size_spread=1.0),
}
"""Looked at while the field was designed."""
HELD_BACK: dict[str, Shape] = {
    "plain, four years": replace(PLAIN, customers=700, days=4 * YEAR, drift=0.35, size_spread=1.5),
    "returns, large": replace(PLAIN, customers=900, returns=0.25, gap=25, order_spread=0.8),
    "losing giants, few": replace(PLAIN, customers=90, giants_lose=0.5, margin=0.3, margin_spread=0.1),
    "forty-three, calm": replace(PLAIN, customers=43, drift=0.15, gap=15, size_spread=1.4),
    "year of growth, steep": replace(PLAIN, customers=200, days=YEAR + 60, joining=0.9, growth=1.0, growth_spread=0.7),
    "clockwork, monthly": replace(PLAIN, customers=500, regularity=40, gap=30, gap_spread=0.3, drift=0.5),
    "season of all": replace(PLAIN, customers=400, season=0.9, days=3 * YEAR + 90),
    "tenders": replace(PLAIN, customers=250, jumps=0.8, regularity=4, order_spread=0.4),
    "spare parts": replace(PLAIN, customers=500, gap=120, projects=0.8, order_spread=1.4, days=4 * YEAR),
    "shop, two years": replace(PLAIN, customers=8000, joining=0.9, staying=200, gap=60, size=4, days=2 * YEAR),
    "short lives": replace(PLAIN, customers=500, joining=0.95, staying=0.7 * YEAR, gap=20, drift=0.6),
    "trends": replace(PLAIN, customers=300, growth_spread=0.8, gap=25, drift=0.15),
}
"""Only drawn for the final table."""
