"""Mean value of a purchase, drawn towards that of all customers where one shows little; margins may be negative.

Normal-normal shrinkage (Efron and Morris 1977, Scientific American 236(5):119-127; conjugate form):
B = s2 / (s2 + n t2), mean = B mu + (1 - B) xbar, variance = 1 / (n / s2 + 1 / t2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TRIMMED_SHARE = 0.1
VARIANCE_WEIGHT = 3.0
"""The spread of a customer's purchases counts this many purchases of a typical customer."""


@dataclass(frozen=True)
class Shrunk:
    """Posterior of each customer's mean: weight of the prior B (0..1), mean and standard deviation."""

    weight: Floats
    mean: Floats
    sd: Floats


def normal_normal(n: Floats, mean: Floats, sigma2: Floats, mu: float, tau2: float) -> Shrunk:
    """Posterior of customer means from `n` observations with `mean` and variance `sigma2`; prior N(mu, tau2).

    All arrays have one entry per customer. Without observations the prior stands, without any spread the own mean.
    """
    spread = sigma2 + n * tau2
    pull = np.divide(sigma2, spread, out=np.zeros_like(spread), where=spread > 0)
    weight = np.where(n == 0, 1.0, pull)
    own = np.where(n == 0, mu, mean)
    return Shrunk(weight, weight * mu + (1 - weight) * own, np.sqrt(weight * tau2))


def trimmed_mean(values: Floats, share: float = TRIMMED_SHARE) -> float:
    """The mean without the lowest and highest `share` of the values."""
    cut = int(len(values) * share)
    return float(np.sort(values)[cut : len(values) - cut].mean())


def median(values: Floats) -> float:
    """The middle value, or the mean of the two in the middle; NumPy's own would load a module for masked arrays."""
    ordered, middle = np.sort(values), len(values) // 2
    return float((ordered[(len(values) - 1) // 2] + ordered[middle]) / 2)


def own_variances(n: Floats, sums: Floats, squares: Floats) -> Floats:
    """Variance of one purchase of each customer: its own, with the median customer counted as three more purchases."""
    deviations = np.maximum(squares - sums**2 / np.maximum(n, 1), 0.0)
    several = n >= 2
    typical = median(deviations[several] / (n[several] - 1)) if several.any() else 0.0
    result: Floats = (deviations + VARIANCE_WEIGHT * typical) / (np.maximum(n - 1, 0) + VARIANCE_WEIGHT)
    return result


@dataclass(frozen=True)
class PurchaseValues:
    """What one purchase of each customer is worth: shrunk mean, its standard deviation, and the spread of purchases."""

    mean: Floats
    mean_sd: Floats
    spread: Floats

    def of(self, places: NDArray[np.int64]) -> PurchaseValues:
        """Those of the customers at these places."""
        return PurchaseValues(self.mean[places], self.mean_sd[places], self.spread[places])


def purchase_values(n: Floats, mean: Floats, sums: Floats, squares: Floats) -> PurchaseValues:
    """From each customer's `n` valued purchases, their mean, sum and sum of squares (reporting currency).

    mu is the 10 % trimmed mean of the customers' means, t2 = max(0, Var(xbar) - mean(s2 / n)); of a single customer
    nothing is drawn anywhere.
    """
    valued = n > 0
    sigma2 = own_variances(n, sums, squares)
    mu = trimmed_mean(mean[valued]) if valued.any() else 0.0
    if valued.sum() < 2:
        return PurchaseValues(np.where(valued, mean, mu), np.sqrt(sigma2 / np.maximum(n, 1)), np.sqrt(sigma2))
    between = float(np.var(mean[valued], ddof=1) - np.mean(sigma2[valued] / n[valued]))
    shrunk = normal_normal(n, mean, sigma2, mu, max(0.0, between))
    return PurchaseValues(shrunk.mean, shrunk.sd, np.sqrt(sigma2))
