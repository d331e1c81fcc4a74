"""What the company sells: eight product groups, sixty products, a price list and what each product costs to make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.chance import Floats, Ints, stream
from clave.demo.history import History
from clave.demo.words import PRODUCT_NOUNS, Language, said


@dataclass(frozen=True)
class Group:
    """One product group: its sizes, price and weight of a pack, cost as a share of list price, how often it is late."""

    key: str
    prefix: str
    sizes: tuple[str, ...]
    price_eur: tuple[float, float]
    kg_per_eur: float
    cost_share: float
    cost_drift: float
    """Yearly rise of product cost beyond general inflation."""
    backorder_share: float
    return_share: float


GROUPS: tuple[Group, ...] = (
    Group(
        "bolts",
        "HEX",
        ("M6x30", "M8x40", "M8x60", "M10x50", "M10x80", "M12x60", "M12x100", "M16x90", "M20x120"),
        (9, 64),
        0.22,
        0.44,
        0.010,
        0.004,
        0.010,
    ),
    Group("nuts", "NUT", ("M6", "M8", "M10", "M12", "M16", "M20", "M24"), (5, 38), 0.20, 0.42, 0.010, 0.003, 0.008),
    Group(
        "anchors",
        "ANC",
        ("M8x75", "M10x90", "M12x110", "M16x145", "M20x170", "M24x230"),
        (14, 120),
        0.16,
        0.43,
        0.006,
        0.006,
        0.012,
    ),
    Group(
        "fittings",
        "FIT",
        ("6L", "8L", "10L", "12L", "15L", "18L", "22L", "28L", "35L"),
        (11, 96),
        0.06,
        0.45,
        0.000,
        0.010,
        0.014,
    ),
    Group(
        "hoses",
        "HOS",
        ("DN6", "DN8", "DN10", "DN13", "DN16", "DN20", "DN25", "DN32"),
        (28, 210),
        0.05,
        0.50,
        0.012,
        0.030,
        0.022,
    ),
    Group(
        "valves",
        "VAL",
        ("DN10", "DN15", "DN20", "DN25", "DN32", "DN40", "DN50", "DN65"),
        (46, 640),
        0.04,
        0.48,
        0.002,
        0.018,
        0.018,
    ),
    Group(
        "seals",
        "SEA",
        ("20x35x7", "25x47x7", "30x52x8", "35x62x8", "40x62x10", "50x72x10", "60x85x10"),
        (4, 42),
        0.02,
        0.40,
        -0.004,
        0.006,
        0.010,
    ),
    Group("custom", "DRW", ("A", "B", "C", "D", "E", "F"), (90, 880), 0.05, 0.54, 0.015, 0.040, 0.030),
)
PRICE_RISES = (0.052, 0.034, 0.026, 0.029, 0.027)
"""Rise of the price list at the beginning of each calendar year of the history."""
COST_INFLATION_A_YEAR = 0.029
STEEL_SWING = 0.03


@dataclass(frozen=True)
class Catalogue:
    """The products in the order of their index, with price and cost per pack and month."""

    codes: list[str]
    names: list[str]
    group: Ints
    kg: Floats
    price: Floats
    """Products × months, EUR a pack, two decimals."""
    cost: Floats
    """Products × months, EUR a pack, four decimals."""

    @property
    def backorder_share(self) -> Floats:
        """Share of lines per product that leave after the rest of their order."""
        return np.array([GROUPS[g].backorder_share for g in self.group])

    @property
    def return_share(self) -> Floats:
        """Share of lines per product that come back, before the customer's own habit."""
        return np.array([GROUPS[g].return_share for g in self.group])


def build_catalogue(*, seed: int, history: History, language: Language) -> Catalogue:
    """Sixty products with their prices and costs month by month."""
    rng = stream(seed, "catalogue")
    group = np.array([g for g, kind in enumerate(GROUPS) for _ in kind.sizes], dtype=np.int64)
    base = np.concatenate([np.geomspace(*kind.price_eur, len(kind.sizes)) for kind in GROUPS])
    base *= np.exp(rng.normal(0, 0.05, base.size))
    share = np.array([GROUPS[g].cost_share for g in group]) + rng.normal(0.02, 0.025, base.size)
    return Catalogue(
        codes=[f"{kind.prefix}-{n:03d}" for kind in GROUPS for n in range(10, 10 * len(kind.sizes) + 1, 10)],
        names=[f"{said(PRODUCT_NOUNS, kind.key, language)} {size}" for kind in GROUPS for size in kind.sizes],
        group=group,
        kg=base * np.array([GROUPS[g].kg_per_eur for g in group]),
        price=np.round(base[:, None] * price_index(history)[None, :], 2),
        cost=np.round((base * share)[:, None] * cost_index(history, group), 4),
    )


def price_index(history: History) -> Floats:
    """The price list against the first month: it rises every January."""
    years = np.array([start.year for start in history.month_starts]) - history.first.year
    index: Floats = np.concatenate([[1.0], np.cumprod(1 + np.array(PRICE_RISES))])[years]
    return index


def cost_index(history: History, group: Ints) -> Floats:
    """Product cost against the first month, products × months: inflation, drift of the group, price of steel."""
    months = np.arange(len(history.month_starts))
    drift = np.array([GROUPS[g].cost_drift for g in group])[:, None]
    steel = 1 + STEEL_SWING * np.sin(2 * np.pi * months / 30)
    index: Floats = (1 + COST_INFLATION_A_YEAR + drift) ** (months[None, :] / 12) * steel[None, :]
    return index
