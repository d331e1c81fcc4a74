"""Sixty simulated customer bases, twelve kinds five times: on such as these, programs for lifetime value fail in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from clave.analytics.lifetime import beta_geometric, mbg_cnbd, pareto_nbd
from clave.analytics.lifetime.bg_nbd import BgNbd
from clave.analytics.lifetime.fitting import LOG_BOUND, Fit
from clave.analytics.lifetime.histories import Floats, Histories
from clave.analytics.lifetime.mbg_cnbd import MbgCnbd
from clave.analytics.lifetime.mbg_nbd import MbgNbd
from clave.analytics.lifetime.pareto_nbd import ParetoNbd

SEEDS = range(1, 6)
WITHIN = 0.05
"""Log-likelihood that another search may find beyond ours before ours counts as missed."""


def buying(
    generator: np.random.Generator,
    customers: int,
    *,
    weekly: Callable[[int], Floats],
    stay_weeks: Callable[[int], Floats],
    span: int = 728,
    joining: int = 364,
) -> Histories:
    """Poisson buyers that join within `joining` days and are watched until day `span`."""
    age = span - generator.integers(0, joining + 1, customers)
    staying = np.minimum(7 * stay_weeks(customers), age)
    counts = generator.poisson(weekly(customers) / 7 * staying)
    last = np.ceil(staying * generator.random(customers) ** (1 / np.maximum(counts, 1))).astype(np.int64)
    last = np.where(counts > 0, np.clip(last, 1, age), 0)
    return Histories.of(np.minimum(counts, last), last, age)


def identical(customers: int, repeats: int, every: int) -> Histories:
    """The same clockwork history for all."""
    return Histories.of(*(np.full(customers, value) for value in (repeats, repeats * every, repeats * every + 3)))


def base_of(kind: str, seed: int) -> Histories:
    """One simulated base."""
    g = np.random.default_rng(seed)
    never = lambda n: np.full(n, 1e9)  # noqa: E731
    kinds: dict[str, Callable[[], Histories]] = {
        "shop": lambda: buying(
            g, 1500, weekly=lambda n: g.gamma(0.5, 0.1, n), stay_weeks=lambda n: g.exponential(40, n)
        ),
        "loyal business": lambda: buying(g, 300, weekly=lambda n: g.gamma(4, 0.2, n), stay_weeks=never),
        "business, some leave": lambda: buying(
            g, 300, weekly=lambda n: g.gamma(2, 0.3, n), stay_weeks=lambda n: g.exponential(300, n)
        ),
        "identical repeaters": lambda: identical(60 + 20 * seed, 5 * seed, 14),
        "alike, never leaving": lambda: buying(g, 400, weekly=lambda n: np.full(n, 0.4), stay_weeks=never, joining=0),
        "mostly one order": lambda: buying(
            g, 800, weekly=lambda n: g.gamma(0.02, 1.0, n), stay_weeks=lambda n: g.exponential(20, n)
        ),
        "hardly any repeat": lambda: Histories.of(
            np.arange(500) < seed, np.where(np.arange(500) < seed, 30, 0), np.full(500, 300)
        ),
        "huge counts": lambda: buying(
            g, 120, weekly=lambda n: g.gamma(0.5, 8.0, n), stay_weeks=lambda n: g.exponential(400, n), span=3650
        ),
        "one giant": lambda: joined(
            buying(g, 200, weekly=lambda n: g.gamma(1, 0.1, n), stay_weeks=lambda n: g.exponential(80, n)),
            Histories.of(np.array([3600]), np.array([3649]), np.array([3650])),
        ),
        "all gone": lambda: buying(
            g, 400, weekly=lambda n: g.gamma(2, 0.3, n), stay_weeks=lambda n: g.uniform(1, 20, n), joining=100
        ),
        "all bought today": lambda: Histories.of(*np.array([[n, 700, 700] for n in g.integers(1, 90, 200)]).T),
        "very young": lambda: buying(
            g, 300, weekly=lambda n: g.gamma(1, 0.5, n), stay_weeks=lambda n: g.exponential(10, n), span=20, joining=19
        ),
    }
    return kinds[kind]()


KINDS = (
    *("shop", "loyal business", "business, some leave", "identical repeaters", "alike, never leaving"),
    *(
        "mostly one order",
        "hardly any repeat",
        "huge counts",
        "one giant",
        "all gone",
        "all bought today",
        "very young",
    ),
)


def joined(one: Histories, other: Histories) -> Histories:
    """Both bases together."""
    pairs = ((one.repeats, other.repeats), (one.last_days, other.last_days), (one.age_days, other.age_days))
    return Histories.of(*(np.concatenate(pair) for pair in pairs))


Likelihood = Callable[[Floats, Histories], tuple[float, Floats]]
MODELS: dict[str, tuple[Callable[[Histories], Fit], Likelihood]] = {
    "bg_nbd": (lambda h: BgNbd.fit(h)[1], lambda p, h: beta_geometric.log_likelihood(p, h, 0)),
    "mbg_nbd": (lambda h: MbgNbd.fit(h)[1], lambda p, h: beta_geometric.log_likelihood(p, h, 1)),
    "mbg_cnbd (k = 3)": (lambda h: MbgCnbd.fit(h, 0.0, 3)[1], lambda p, h: mbg_cnbd.log_likelihood(p, h, 3)),
    "pareto_nbd": (lambda h: ParetoNbd.fit(h)[1], pareto_nbd.log_likelihood),
}


@dataclass(frozen=True)
class Verdict:
    """How a fit ended, and how much log-likelihood a longer search found beyond it."""

    sound: bool
    missed: float

    @property
    def word(self) -> str:
        """`reached`, `said so` (degenerate and marked as such) or `SILENT`."""
        if not self.sound:
            return "said so"
        return "reached" if self.missed <= WITHIN else "SILENT"


def judged(model: str, histories: Histories, starts: int = 4) -> Verdict:
    """The fit of a model against L-BFGS-B of SciPy from many starts within the same bounds."""
    fit, likelihood = MODELS[model]
    found, known = fit(histories), histories.known()
    best = max(searched(likelihood, known, start) for start in drawn_starts(known, starts))
    reached, _ = likelihood(found.parameters, known)
    return Verdict(found.sound, best - reached)


def drawn_starts(known: Histories, starts: int) -> list[Floats]:
    """Starts spread over several orders of magnitude."""
    generator = np.random.default_rng(11)
    rate = np.array([0.0, -np.log(known.mean_rate), 0.0, 0.0])
    return [generator.normal(0, 1.7, 4) + rate for _ in range(starts)]


def searched(likelihood: Likelihood, known: Histories, start: Floats) -> float:
    """The highest log-likelihood met from one start."""
    total = float(known.customers.sum())

    def slope(point: Floats) -> tuple[float, Floats]:
        value, gradient = likelihood(np.exp(point), known)
        return -value / total, -gradient * np.exp(point) / total

    bounds = [(-LOG_BOUND, LOG_BOUND)] * 4
    options = {"ftol": 1e-15, "gtol": 1e-9, "maxiter": 800}
    result = optimize.minimize(slope, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return -float(result.fun) * total
