"""BG/BB: purchases at regular occasions, such as yearly or monthly order windows, each taken or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from clave.analytics.lifetime.exact_sums import rising, survival
from clave.analytics.lifetime.fitting import Fit, fit
from clave.analytics.lifetime.histories import Floats, Integers
from clave.analytics.refusals import ParameterOutOfRange

NEGLIGIBLE = 1e-12


@dataclass(frozen=True)
class Occasions:
    """Of each of `customers` like customers: `taken` (x) of `offered` (n) occasions, the last taken one (t_x, 0 if none)."""

    taken: Integers
    last: Integers
    offered: Integers
    customers: Integers


@dataclass(frozen=True)
class BgBb:
    """Fader, Hardie and Shang (2010), Marketing Science 29(6):1086-1108; arrays have one entry per entry of occasions.

    An active customer takes an occasion with a beta(alpha, beta) chance and leaves before the next with a
    beta(gamma, delta) chance.
    """

    alpha: float
    beta: float
    gamma: float
    delta: float

    name: ClassVar[str] = "bg_bb"

    @classmethod
    def fit(cls, occasions: Occasions) -> tuple[Self, Fit]:
        """Maximum likelihood; occasions may be grouped."""
        starts = [np.array(start) for start in ((1.0, 1.0, 0.5, 2.0), (0.5, 2.0, 1.0, 10.0), (5.0, 5.0, 1.0, 5.0))]
        total = int(occasions.customers.sum())
        found = fit(lambda parameters: log_likelihood(parameters, occasions), starts, total)
        return cls(*map(float, found.parameters)), found

    @property
    def parameters(self) -> Floats:
        """alpha, beta, gamma, delta."""
        return np.array([self.alpha, self.beta, self.gamma, self.delta])

    def p_active(self, occasions: Occasions, ahead: int = 1) -> Floats:
        """The chance to be active at the occasion `ahead` from now (equation 11)."""
        ways, _ = leavings(self.parameters, occasions)
        staying = survival(self.gamma, self.delta, occasions.offered + ahead)[0]
        now = survival(self.gamma, self.delta, occasions.offered)[0]
        active: Floats = np.exp(ways[:, 0] + staying - now - np.logaddexp.reduce(ways, axis=1))
        return active

    def orders(self, occasions: Occasions, ahead: int) -> Floats:
        """Expected occasions taken among the next `ahead` (equation 13)."""
        return self._taken(occasions, ahead, 0.0)

    def residual_orders(self, occasions: Occasions, discount_rate: float) -> Floats:
        """Occasions taken in all time to come, each discounted per occasion (DERT, equation 14).

        Raises ParameterOutOfRange without a discount, when the sum has no end.
        """
        if discount_rate <= 0:
            raise ParameterOutOfRange(name="discount_rate", value=discount_rate, expected="> 0")
        return self._taken(occasions, int(np.ceil(-np.log(NEGLIGIBLE) / np.log1p(discount_rate))), discount_rate)

    def orders_of_newcomer(self, ahead: int) -> float:
        """Expected occasions taken by a new customer among the first `ahead` (equation 8)."""
        none = np.zeros(1, dtype=np.int64)
        return float(self.orders(Occasions(none, none, none, none + 1), ahead)[0])

    def _taken(self, occasions: Occasions, ahead: int, discount_rate: float) -> Floats:
        """Chance of taking one when active, times the discounted chances to be active at each coming occasion."""
        ways, _ = leavings(self.parameters, occasions)
        steps = np.arange(1, ahead + 1)
        coming = occasions.offered[:, None] + steps
        staying = (
            survival(self.gamma, self.delta, coming)[0]
            - survival(self.gamma, self.delta, occasions.offered)[0][:, None]
        )
        active = np.exp(ways[:, 0] - np.logaddexp.reduce(ways, axis=1))
        chance = (self.alpha + occasions.taken) / (self.alpha + self.beta + occasions.offered)
        taken: Floats = active * chance * (np.exp(staying) @ (1 + discount_rate) ** -steps.astype(np.float64))
        return taken


def takings(parameters: Floats, taken: Integers, missed: Integers) -> tuple[Floats, Floats]:
    """ln B(alpha + x, beta + y) - ln B(alpha, beta) for each pair, and its slopes in alpha and beta on a first axis."""
    alpha, beta = parameters[:2]
    (first, first_slope), (second, second_slope) = rising(alpha, taken), rising(beta, missed)
    both, both_slope = rising(alpha + beta, taken + missed)
    return first + second - both, np.stack((first_slope - both_slope, second_slope - both_slope))


def leavings(parameters: Floats, occasions: Occasions) -> tuple[Floats, Floats]:
    """ln of the chance of each history when the customer stays (column 0) or left after occasion t_x + i (equation 5).

    Shape (entries, 1 + most occasions), minus infinity where a column does not apply; slopes on a first axis of 4.
    """
    gamma, delta = parameters[2:]
    x, last, offered = (each[:, None] for each in (occasions.taken, occasions.last, occasions.offered))
    places = np.arange(int(occasions.offered.max(initial=0)) + 1)[None, :]
    at = np.where(places == 0, offered, np.minimum(last + places - 1, offered))
    chances, slopes = takings(parameters, x, at - x)
    stayed, stayed_gamma, stayed_delta = survival(gamma, delta, at)
    left = places > 0
    leaving = np.log(gamma) - np.log(gamma + delta + at)
    fits = ~left | (last + places - 1 < offered)
    ways = np.where(fits, chances + stayed + np.where(left, leaving, 0.0), -np.inf)
    share = -1 / (gamma + delta + at)
    of_leaving = (stayed_gamma + np.where(left, 1 / gamma + share, 0.0), stayed_delta + np.where(left, share, 0.0))
    return ways, np.stack((slopes[0], slopes[1], *of_leaving))


def log_likelihood(parameters: Floats, occasions: Occasions) -> tuple[float, Floats]:
    """The log-likelihood of grouped occasions and its gradient in (alpha, beta, gamma, delta)."""
    ways, slopes = leavings(parameters, occasions)
    whole = np.logaddexp.reduce(ways, axis=1)
    weights = np.exp(ways - whole[:, None]) * occasions.customers[:, None]
    return float(occasions.customers @ whole), np.einsum("kij,ij->k", slopes, weights)
