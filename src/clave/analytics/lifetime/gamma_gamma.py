"""Gamma-gamma: what an order is worth, where amounts are positive and have nothing to do with how often one orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from clave.analytics.lifetime.fitting import Fit, fit
from clave.analytics.lifetime.histories import Floats

MOST_CORRELATION = 0.15
"""Correlation of mean value and number of orders from which the model's premise does not hold."""
FEWEST = 50


@dataclass(frozen=True)
class GammaGamma:
    """Fader and Hardie (2013), note 025 on brucehardie.com: value gamma(p, nu) an order, nu gamma(q, v) over customers."""

    p: float
    q: float
    v: float

    name: ClassVar[str] = "gamma_gamma"

    @classmethod
    def fit(cls, orders: Floats, means: Floats) -> tuple[Self, Fit]:
        """Maximum likelihood from each customer's number of orders and their mean value, both above 0."""
        centre = float(np.exp(np.mean(np.log(means))))
        starts = [np.array([p, q, centre * max(q - 1, 0.5) / p]) for p, q in ((1.0, 2.0), (6.0, 4.0), (3.0, 1.2))]
        found = fit(lambda parameters: log_likelihood(parameters, orders, means), starts, len(orders))
        return cls(*map(float, found.parameters)), found

    @property
    def parameters(self) -> Floats:
        """p, q, v."""
        return np.array([self.p, self.q, self.v])

    def expected(self, orders: Floats, means: Floats) -> Floats:
        """Expected value of an order (equation 5): p (v + x m) / (p x + q - 1); infinite when q <= 1 and x = 0."""
        left = self.p * orders + self.q - 1
        value: Floats = np.divide(
            self.p * (self.v + orders * means), left, out=np.full(len(left), np.inf), where=left > 0
        )
        return value


def premise(orders: Floats, means: Floats) -> str | None:
    """Why gamma-gamma does not hold for these customers: `few`, `not_positive`, `depends_on_orders`; None when it does."""
    if len(orders) < FEWEST:
        return "few"
    if not np.all(means > 0):
        return "not_positive"
    return "depends_on_orders" if abs(correlation(orders, means)) > MOST_CORRELATION else None


def correlation(one: Floats, other: Floats) -> float:
    """Pearson's correlation; 0 where one side does not vary."""
    left, right = one - one.mean(), other - other.mean()
    scale = float(np.sqrt((left @ left) * (right @ right)))
    return float(left @ right) / scale if scale > 0 else 0.0


def log_likelihood(parameters: Floats, orders: Floats, means: Floats) -> tuple[float, Floats]:
    """The log-likelihood of the mean values and its gradient in (p, q, v) (equation 1a)."""
    from scipy.special import betaln, digamma

    p, q, v = parameters
    shape, total = p * orders, orders * means
    known, own = np.log1p(total / v), np.log1p(v / total)
    value = -betaln(shape, q) - shape * own - q * known - np.log(means)
    both = digamma(shape + q)
    slopes = np.stack(
        (
            orders * (both - digamma(shape) - own),
            both - digamma(q) - known,
            -shape / (total + v) + q * total / (v * (total + v)),
        )
    )
    return float(value.sum()), slopes.sum(axis=1)
