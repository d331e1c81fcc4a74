"""NBD: purchases at a gamma rate by customers who never leave. What every model of leaving must improve on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from clave.analytics.lifetime.exact_sums import rising, shrinking
from clave.analytics.lifetime.fitting import Fit, fitted
from clave.analytics.lifetime.histories import WEEKS_PER_YEAR, Floats, Histories


@dataclass(frozen=True)
class Nbd:
    """Ehrenberg (1959), Applied Statistics 8(1):26-41; rates gamma(r, alpha) a week; one entry per history.

    L = Gamma(r+x) alpha^r / [Gamma(r) (alpha+T)^(r+x)], without T^x / x!, which no parameter moves.
    """

    r: float
    alpha: float

    name: ClassVar[str] = "nbd"

    @classmethod
    def fit(cls, histories: Histories) -> tuple[Self, Fit]:
        """Maximum likelihood on the grouped histories; those of age 0 say nothing and are left out."""
        known = histories.known()
        found = fitted(log_likelihood, [np.array([r, r / known.mean_rate]) for r in (0.3, 1.0, 5.0)], known)
        return cls(*map(float, found.parameters)), found

    @property
    def parameters(self) -> Floats:
        """r, alpha."""
        return np.array([self.r, self.alpha])

    def p_active(self, histories: Histories) -> Floats:
        """1: nobody leaves."""
        return np.ones(len(histories.repeats))

    def ahead(self, histories: Histories) -> Histories:
        """What matters for the future: repeats and age."""
        return replace(histories, last_days=np.zeros_like(histories.last_days))

    def orders_if_active(self, histories: Histories, weeks: float) -> Floats:
        """Expected purchases within `weeks`: weeks (r + x) / (alpha + T)."""
        return self.discounted_orders_if_active(histories, weeks, 0.0)

    def discounted_orders_if_active(self, histories: Histories, weeks: float, discount_rate: float) -> Floats:
        """The same with each purchase discounted at the yearly `discount_rate` to today."""
        span = weeks * shrinking(np.array(np.log1p(discount_rate) / WEEKS_PER_YEAR * weeks))
        orders: Floats = (self.r + histories.repeats) / (self.alpha + histories.age_weeks) * span
        return orders

    def drawn_orders_if_active(
        self, histories: Histories, weeks: float, draws: int, generator: np.random.Generator
    ) -> Floats:
        """Simulated purchases within `weeks`; shape (histories, draws)."""
        shape = (self.r + histories.repeats)[:, None] + np.zeros((1, draws))
        rates = generator.standard_gamma(shape) / (self.alpha + histories.age_weeks[:, None])
        return generator.poisson(rates * weeks).astype(np.float64)


def log_likelihood(parameters: Floats, histories: Histories) -> tuple[float, Floats]:
    """The log-likelihood of grouped histories and its gradient in (r, alpha); times in weeks."""
    r, alpha = parameters
    x, age = histories.repeats, histories.age_weeks
    purchases, purchases_r = rising(r, x)
    known = np.log1p(age / alpha)
    value = purchases - r * known - x * np.log(alpha + age)
    slopes = np.stack((purchases_r - known, r * age / (alpha * (alpha + age)) - x / (alpha + age)))
    customers = histories.customers.astype(np.float64)
    return float(customers @ value), slopes @ customers
