"""What BG/NBD and MBG/NBD share: Poisson purchases at a gamma rate, and a beta chance of leaving after each purchase.

The models differ in one point: whether a customer may leave right after its first purchase (MBG/NBD) or not (BG/NBD).
Everything is written without differences of large log-gamma terms, so it stays exact for large arguments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from clave.analytics.lifetime.exact_sums import rising, survival
from clave.analytics.lifetime.fitting import Fit, fitted
from clave.analytics.lifetime.histories import WEEKS_PER_YEAR, Floats, Histories, over_all
from clave.analytics.lifetime.quadrature import SMALLEST_CHANCE, beta_quadrature, unit_nodes

STARTS = ((0.5, 0.8, 2.0), (1.5, 0.5, 8.0), (5.0, 0.1, 10.0), (0.05, 1.0, 1.0), (1.0, 0.6, 0.05), (1.0, 0.05, 1.0))
"""r, a and b from which the likelihood is climbed: it has several peaks where most customers bought once."""
MOMENTS = 24
"""Times at which the discounted value of coming purchases is read off."""


@dataclass(frozen=True)
class BetaGeometric:
    """Gamma(r, alpha) purchase rates per week and beta(a, b) chances of leaving after a purchase.

    Subclasses set `leaves_after_first`. Arrays in and out have one entry per history.
    """

    r: float
    alpha: float
    a: float
    b: float

    name: ClassVar[str]
    leaves_after_first: ClassVar[int]

    @classmethod
    def fit(cls, histories: Histories) -> tuple[Self, Fit]:
        """Maximum likelihood on the grouped histories; those of age 0 say nothing and are left out."""
        known = histories.known()
        rate = known.mean_rate
        starts = [np.array([r, r / rate, a, b]) for r, a, b in STARTS]
        found = fitted(lambda point, of: log_likelihood(point, of, cls.leaves_after_first), starts, known)
        return cls(*map(float, found.parameters)), found

    @property
    def parameters(self) -> Floats:
        """r, alpha, a, b."""
        return np.array([self.r, self.alpha, self.a, self.b])

    def p_active(self, histories: Histories) -> Floats:
        """The chance that each customer still buys."""
        odds = log_odds_of_leaving(self.parameters, histories, self.leaves_after_first)
        active: Floats = 1 / (1 + np.exp(np.minimum(odds, 700.0)))
        return active

    def ahead(self, histories: Histories) -> Histories:
        """What matters for the future of an active customer: repeats and age, not the day of the last purchase."""
        return replace(histories, last_days=np.zeros_like(histories.last_days))

    def orders_if_active(self, histories: Histories, weeks: float) -> Floats:
        """Expected purchases within `weeks` from now of customers who are still active."""
        chances, weights = self._leaving(histories)
        return self._expected(histories, chances, weights, weeks)

    def discounted_orders_if_active(self, histories: Histories, weeks: float, discount_rate: float) -> Floats:
        """The same with each purchase discounted at the yearly `discount_rate` to today.

        Equals the sum over weekly steps discounted at mid-week (relative difference below 1e-5).
        """
        force = float(np.log1p(discount_rate)) / WEEKS_PER_YEAR
        chances, weights = self._leaving(histories)
        total: Floats = self._expected(histories, chances, weights, weeks) * np.exp(-force * weeks)
        moments, shares = (each * weeks for each in unit_nodes(MOMENTS))
        for moment, share in zip(moments, shares, strict=True):
            total += share * force * np.exp(-force * moment) * self._expected(histories, chances, weights, moment)
        return total

    def drawn_orders_if_active(
        self, histories: Histories, weeks: float, draws: int, generator: np.random.Generator
    ) -> Floats:
        """Simulated purchases within `weeks` of active customers; shape (histories, draws)."""
        repeats = histories.repeats[:, None] + np.zeros((1, draws))
        rates = generator.standard_gamma(self.r + repeats) / (self.alpha + histories.age_weeks[:, None])
        chances = generator.beta(self.a, self.b + self.leaves_after_first + repeats)
        until_leaving = generator.geometric(np.maximum(chances, SMALLEST_CHANCE))
        drawn: Floats = np.minimum(generator.poisson(rates * weeks), until_leaving).astype(np.float64)
        return drawn

    def _leaving(self, histories: Histories) -> tuple[Floats, Floats]:
        """Quadrature nodes and weights of the chance of leaving of active customers; shape (histories, nodes)."""
        repeats, places = np.unique(histories.repeats, return_inverse=True)
        chances, weights = beta_quadrature(self.a, self.b + self.leaves_after_first + repeats.astype(np.float64))
        return chances[places], weights[places]

    def _expected(self, histories: Histories, chances: Floats, weights: Floats, weeks: float) -> Floats:
        """E[(1 - (1 + p u)^-(r + x)) / p] with u = weeks / (alpha + T)."""
        span = (weeks / (self.alpha + histories.age_weeks))[:, None]
        shape = (self.r + histories.repeats)[:, None]
        expected: Floats = (weights * -np.expm1(-shape * np.log1p(chances * span)) / chances).sum(axis=1)
        return expected


def log_odds_of_leaving(parameters: Floats, histories: Histories, leaves_after_first: int) -> Floats:
    """ln of the odds that a customer has left: ln(a / (b + x + s - 1)) + (r + x) ln((alpha + T) / (alpha + t_x))."""
    r, alpha, a, b = parameters
    left = b + histories.repeats + leaves_after_first - 1
    possible = histories.repeats + leaves_after_first > 0
    silence = np.log1p((histories.age_weeks - histories.last_weeks) / (alpha + histories.last_weeks))
    odds: Floats = np.log(a / np.where(possible, left, 1.0)) + (r + histories.repeats) * silence
    return np.where(possible, odds, -np.inf)


def log_likelihood(parameters: Floats, histories: Histories, leaves_after_first: int) -> tuple[float, Floats]:
    """The log-likelihood of grouped histories and its gradient in (r, alpha, a, b); times in weeks."""
    r, alpha, a, b = parameters
    x, last, age, customers = histories.weekly
    purchases, purchases_r = rising(r, histories.repeats)
    survived, survived_a, survived_b = survival(a, b, histories.repeats + leaves_after_first)
    bought = np.maximum(b + x + leaves_after_first - 1, SMALLEST_CHANCE)
    known, silence = np.log1p(age / alpha), np.log1p((age - last) / (alpha + last))
    odds = np.log(a / bought) + (r + x) * silence
    if not leaves_after_first:
        odds[histories.repeats == 0] = -np.inf
    less = np.exp(-np.abs(odds))
    left = np.where(odds > 0, 1.0, less) / (1 + less)
    value = purchases - x * np.log(alpha) - (r + x) * known + survived + np.maximum(odds, 0.0) + np.log1p(less)
    slopes = (
        purchases_r - known + left * silence,
        (r * age / alpha - x) / (alpha + age) - left * (r + x) * (age - last) / ((alpha + last) * (alpha + age)),
        survived_a + left / a,
        survived_b - left / bought,
    )
    return over_all(customers, value), np.array([over_all(customers, slope) for slope in slopes])
