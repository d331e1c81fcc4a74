"""Who the customers are: large groups with several sites, large single customers, and the long tail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.chance import Flags, Ints, stream
from clave.demo.countries import COUNTRIES
from clave.demo.names import Names, plain
from clave.demo.words import SEGMENTS


@dataclass(frozen=True)
class Archetype:
    """One kind of buyer: how many there are and the ranges its habits are drawn from."""

    key: str
    count: int
    orders_a_month: tuple[float, float]
    regularity: tuple[int, ...]
    log_size: tuple[float, float]
    extra_lines: tuple[float, float]
    churn_a_year: float
    newcomers: float
    swing: tuple[float, float]
    needs: float
    """How much service it asks for, against a steady buyer."""


ARCHETYPES: tuple[Archetype, ...] = (
    Archetype("group_site", 56, (2.6, 8.0), (2, 3, 4, 6, 8), (0.15, 0.45), (1.2, 3.2), 0.012, 0.04, (0.00, 0.10), 2.3),
    Archetype("large", 14, (4.5, 12.0), (2, 3, 4, 6), (0.45, 0.35), (1.6, 3.4), 0.008, 0.00, (0.00, 0.12), 3.0),
    Archetype("steady", 100, (1.0, 4.5), (3, 4, 6, 8, 12), (0.05, 0.50), (0.8, 2.4), 0.07, 0.20, (0.00, 0.15), 1.0),
    Archetype("irregular", 100, (0.3, 2.0), (1,), (0.05, 0.60), (0.5, 2.2), 0.13, 0.28, (0.00, 0.15), 0.8),
    Archetype("seasonal", 40, (0.8, 3.0), (1, 2, 3), (0.05, 0.55), (0.8, 2.4), 0.08, 0.15, (0.55, 0.90), 0.9),
    Archetype("occasional", 90, (0.10, 0.45), (1,), (-0.40, 0.60), (0.2, 1.2), 0.20, 0.35, (0.00, 0.10), 0.35),
)
GROUP_SITES = (7, 6, 6, 5, 5, 4, 4, 4, 3, 3, 3, 2, 2, 2)
HOLDINGS = (0, 4)
"""Groups whose head is a pure holding: it never orders."""
DEMANDING_GROUPS = (1, 3, 8)
DEMANDING_LARGE = 3
DEMANDING_SHARE = 0.12
"""Share of the other customers that ask for far more than they pay for."""
GROUP_HEAD_COUNTRIES = ("DE", "ES", "FR", "IT", "ES", "NL", "GB", "ES", "DE", "FR", "PL", "ES", "IT", "ES")
FIRST_CODE = 1007
SEGMENT_SHARES = (0.22, 0.15, 0.07, 0.13, 0.10, 0.11, 0.09, 0.13)


@dataclass(frozen=True)
class Population:
    """The customers in the order of their index; an account is a customer without a parent, with its sites."""

    codes: list[str]
    names: list[str]
    domains: list[str]
    segments: list[str]
    country: Ints
    archetype: Ints
    parent: Ints
    """Index of the head of the group, -1 for none."""
    group: Ints
    """Number of the group, -1 for a customer that stands alone."""
    holding: Flags
    demanding: Flags

    @property
    def size(self) -> int:
        """How many customers there are."""
        return len(self.codes)

    @property
    def account(self) -> Ints:
        """Index of the account each customer belongs to: its head, or itself."""
        return np.where(self.parent < 0, np.arange(self.size), self.parent)

    @property
    def accounts(self) -> Ints:
        """Indices of the customers that are accounts."""
        return np.flatnonzero(self.parent < 0)

    def is_a(self, *keys: str) -> Flags:
        """Which customers are of one of these archetypes."""
        return np.isin(self.archetype, [n for n, a in enumerate(ARCHETYPES) if a.key in keys])


def build_population(*, seed: int) -> Population:
    """Four hundred customers with invented names in twelve countries."""
    rng = stream(seed, "population")
    archetype = np.repeat(np.arange(len(ARCHETYPES)), [a.count for a in ARCHETYPES]).astype(np.int64)
    count = archetype.size
    group, parent = group_members(count)
    country = countries_of(rng, group, parent)
    names, domains = named(Names(stream(seed, "customer names")), country, group, parent)
    codes = np.array([f"C{FIRST_CODE + 13 * n}" for n in range(count)])
    return Population(
        codes=rng.permutation(codes).tolist(),
        names=names,
        domains=domains,
        segments=segments_of(rng, group, parent),
        country=country,
        archetype=archetype,
        parent=parent,
        group=group,
        holding=np.isin(group, HOLDINGS) & (parent < 0),
        demanding=demanding_ones(rng, archetype, group),
    )


def group_members(count: int) -> tuple[Ints, Ints]:
    """Group number and parent index of every customer; group sites come first, each head before its sites."""
    group, parent = np.full(count, -1), np.full(count, -1)
    start = 0
    for number, sites in enumerate(GROUP_SITES):
        group[start : start + sites] = number
        parent[start + 1 : start + sites] = start
        start += sites
    return group.astype(np.int64), parent.astype(np.int64)


def countries_of(rng: np.random.Generator, group: Ints, parent: Ints) -> Ints:
    """The country of every customer; the head of a group sits where the table says."""
    shares = np.array([country.share for country in COUNTRIES])
    drawn = rng.choice(len(COUNTRIES), size=group.size, p=shares / shares.sum())
    head = np.array([next(i for i, c in enumerate(COUNTRIES) if c.code == code) for code in GROUP_HEAD_COUNTRIES])
    return np.where((group >= 0) & (parent < 0), head[group], drawn).astype(np.int64)


def named(names: Names, country: Ints, group: Ints, parent: Ints) -> tuple[list[str], list[str]]:
    """Name and mail domain of every customer; the sites of a group share its stem, no two share a name."""
    full: list[str] = []
    stems: list[str] = []
    for index, home in enumerate(COUNTRIES[c] for c in country):
        stem = stems[parent[index]] if parent[index] >= 0 else names.stem(home)
        is_head = group[index] >= 0 and parent[index] < 0
        name = names.group(home, stem) if is_head else names.company(home, stem)
        while name in full:
            name = names.company(home, f"{stem} {names.any_of(home.first_parts.split())}")
        full.append(name)
        stems.append(stem)
    return full, [plain_domain(stem) for stem in stems]


def plain_domain(stem: str) -> str:
    """A company stem as it stands in a mail address."""
    return plain(stem).replace(".", "")


def segments_of(rng: np.random.Generator, group: Ints, parent: Ints) -> list[str]:
    """The segment of every customer; the sites of a group are in the segment of its head."""
    drawn = rng.choice(len(SEGMENTS), size=group.size, p=SEGMENT_SHARES)
    keys = list(SEGMENTS)
    return [keys[drawn[p if p >= 0 else i]] for i, p in enumerate(parent)]


def demanding_ones(rng: np.random.Generator, archetype: Ints, group: Ints) -> Flags:
    """Which customers ask for more than they pay for: three groups, three large ones, an eighth of the rest."""
    large = np.flatnonzero(archetype == 1)
    chosen = np.zeros(archetype.size, dtype=np.bool_)
    chosen[rng.choice(large, size=DEMANDING_LARGE, replace=False)] = True
    chosen |= np.isin(group, DEMANDING_GROUPS)
    return chosen | ((archetype > 1) & (rng.random(archetype.size) < DEMANDING_SHARE))
