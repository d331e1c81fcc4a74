"""Pareto/NBD: purchases at a gamma rate until the customer leaves, after a time with a gamma rate of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple, Self

import numpy as np

from clave.analytics.lifetime.exact_sums import rising, shrinking
from clave.analytics.lifetime.fitting import Fit, fitted
from clave.analytics.lifetime.histories import WEEKS_PER_YEAR, Floats, Histories
from clave.analytics.lifetime.quadrature import unit_nodes

NEGLIGIBLE = 32.0
"""Beyond e^-32 of its greatest value an integrand adds nothing that a float could hold."""
FEW_NODES, MANY_NODES = 9, 32
FAR_HORIZON = 45.0
"""Horizon of residual value, in times of 1 / force of interest: e^-45 of the value lies beyond."""


@dataclass(frozen=True)
class ParetoNbd:
    """Schmittlein, Morrison and Colombo (1987), Management Science 33(1):1-24; arrays have one entry per history.

    Purchases at a rate gamma(r, alpha) a week, departures at a rate gamma(s, beta) a week. With u the week of leaving,
    L = Gamma(r+x) alpha^r beta^s / Gamma(r) * {(alpha+T)^-(r+x) (beta+T)^-s + s integral_{t_x}^{T} (alpha+u)^-(r+x)
    (beta+u)^-(s+1) du}: all terms are positive, so nothing cancels, where the usual difference of two hypergeometric
    functions fails. The first term's share of the braces is the chance of being active.
    """

    r: float
    alpha: float
    s: float
    beta: float

    name: ClassVar[str] = "pareto_nbd"

    @classmethod
    def fit(cls, histories: Histories) -> tuple[Self, Fit]:
        """Maximum likelihood on the grouped histories; those of age 0 say nothing and are left out."""
        known = histories.known()
        rate = known.mean_rate
        span = float(known.customers @ known.age_weeks / known.customers.sum())
        shapes = ((0.5, 0.6, 0.4), (1.5, 0.5, 2.0), (5.0, 2.0, 10.0), (0.05, 0.3, 0.1))
        starts = [np.array([r, r / rate, s, span * wide]) for r, s, wide in shapes]
        found = fitted(log_likelihood, starts, known)
        return cls(*map(float, found.parameters)), found

    @property
    def parameters(self) -> Floats:
        """r, alpha, s, beta."""
        return np.array([self.r, self.alpha, self.s, self.beta])

    def p_active(self, histories: Histories) -> Floats:
        """The chance that each customer still buys (equation 11)."""
        alive = np.empty(len(histories.repeats))
        for part, ways in departures(self.parameters, histories):
            alive[part] = ways.staying / (ways.staying + ways.leaving.sum(axis=1))
        return alive

    def ahead(self, histories: Histories) -> Histories:
        """What matters for the future of an active customer: repeats and age, not the day of the last purchase."""
        return replace(histories, last_days=np.zeros_like(histories.last_days))

    def orders_if_active(self, histories: Histories, weeks: float) -> Floats:
        """Expected purchases within `weeks` of active customers (equation 22); s = 1 is no exception."""
        age = self.beta + histories.age_weeks
        span = np.log1p(weeks / age)
        orders: Floats = self._rate(histories) * age * span * shrinking((self.s - 1) * span)
        return orders

    def discounted_orders_if_active(self, histories: Histories, weeks: float, discount_rate: float) -> Floats:
        """The same with each purchase discounted at the yearly `discount_rate` to today."""
        return self._discounted(histories, weeks, float(np.log1p(discount_rate)) / WEEKS_PER_YEAR)

    def residual_orders(self, histories: Histories, force: float) -> Floats:
        """Discounted expected residual transactions at a continuous rate per week, for all time to come.

        Fader, Hardie and Lee (2005), Journal of Marketing Research 42:415-430, equation 4, as P(active) (r+x)/(alpha+T)
        * integral of e^(-force t) ((beta+T)/(beta+T+t))^s dt.
        """
        return self.p_active(histories) * self._discounted(histories, FAR_HORIZON / force, force)

    def orders_of_newcomer(self, weeks: float) -> float:
        """Expected repeat purchases of a new customer within `weeks` (equation 17)."""
        return float(self.orders_if_active(Histories.of(*np.zeros((3, 1), dtype=np.int64)), weeks)[0])

    def drawn_orders_if_active(
        self, histories: Histories, weeks: float, draws: int, generator: np.random.Generator
    ) -> Floats:
        """Simulated purchases within `weeks` of active customers; shape (histories, draws)."""
        shape = (self.r + histories.repeats)[:, None] + np.zeros((1, draws))
        rates = generator.standard_gamma(shape) / (self.alpha + histories.age_weeks[:, None])
        leaving = generator.standard_gamma(self.s, shape.shape) / (self.beta + histories.age_weeks[:, None])
        staying = generator.standard_exponential(shape.shape) / np.maximum(leaving, 1e-300)
        return generator.poisson(rates * np.minimum(staying, weeks)).astype(np.float64)

    def _rate(self, histories: Histories) -> Floats:
        """Expected purchases per week while active."""
        rate: Floats = (self.r + histories.repeats) / (self.alpha + histories.age_weeks)
        return rate

    def _discounted(self, histories: Histories, weeks: float, force: float) -> Floats:
        """The integral over the logarithm of time, in which both factors change slowly."""
        nodes, weights = unit_nodes(MANY_NODES)
        age = (self.beta + histories.age_weeks)[:, None]
        span = np.log1p(weeks / age)
        passed = span * nodes
        terms = np.exp(-force * age * np.expm1(passed) - (self.s - 1) * passed)
        orders: Floats = self._rate(histories) * (age * span)[:, 0] * (terms @ weights)
        return orders


class Ways(NamedTuple):
    """How silence may have come about: staying until now, or leaving in one of some moments; all as share of t_x.

    `since_last_r` and `since_last_s`: ln((alpha+u)/(alpha+t_x)) and ln((beta+u)/(beta+t_x)); moments in weeks since t_x.
    """

    staying: Floats
    leaving: Floats
    since_last_r: Floats
    since_last_s: Floats
    moments: Floats
    now_r: Floats
    now_s: Floats


def departures(parameters: Floats, histories: Histories) -> list[tuple[np.typing.NDArray[np.int64], Ways]]:
    """The weights of staying and of each moment of leaving; entries in parts by how many moments they need."""
    r, alpha, s, beta = parameters
    shape, near, far = r + histories.repeats, alpha + histories.last_weeks, beta + histories.last_weeks
    silence = histories.age_weeks - histories.last_weeks
    scale = np.minimum(near, far)
    end = np.log1p(silence / scale)
    by_rate = np.log1p(near / scale * np.expm1(np.minimum(NEGLIGIBLE / shape, 600.0)))
    by_stay = np.log1p(far / scale * np.expm1(min(NEGLIGIBLE / s, 600.0)))
    end = np.minimum(end, np.minimum(by_rate, by_stay))
    last = scale * np.expm1(end)
    depth = shape * np.log1p(last / near) + s * np.log1p(last / far)
    hard = (depth > 5) | (end > 2.5)
    parts = ((np.flatnonzero(~hard), FEW_NODES), (np.flatnonzero(hard), MANY_NODES))
    columns = np.stack((shape, near, far, silence, scale, end))
    return [(part, ways(s, columns[:, part], nodes)) for part, nodes in parts if len(part)]


def ways(s: float, columns: Floats, nodes: int) -> Ways:
    """Gauss-Legendre over w = ln(1 + u / scale), the scale being the shorter of alpha + t_x and beta + t_x."""
    shape, near, far, silence, scale, end = columns
    places, weights = unit_nodes(nodes)
    steps = end[:, None] * places
    moments = scale[:, None] * np.expm1(steps)
    shorter = (near <= far)[:, None]
    other = np.log1p(moments / np.maximum(near, far)[:, None])
    since_r, since_s = np.where(shorter, steps, other), np.where(shorter, other, steps)
    density = (scale[:, None] + moments) / (far[:, None] + moments) * weights
    leaving = s * end[:, None] * density * np.exp(-shape[:, None] * since_r - s * since_s)
    now_r, now_s = np.log1p(silence / near), np.log1p(silence / far)
    return Ways(np.exp(-shape * now_r - s * now_s), leaving, since_r, since_s, moments, now_r, now_s)


def log_likelihood(parameters: Floats, histories: Histories) -> tuple[float, Floats]:
    """The log-likelihood of grouped histories and its gradient in (r, alpha, s, beta); times in weeks."""
    r, alpha, s, beta = parameters
    x, last = histories.repeats, histories.last_weeks
    purchases, purchases_r = rising(r, x)
    known_r, known_s = np.log1p(last / alpha), np.log1p(last / beta)
    value = purchases - r * known_r - x * np.log(alpha + last) - s * known_s
    slopes = np.stack(
        (
            purchases_r - known_r,
            r * last / (alpha * (alpha + last)) - x / (alpha + last),
            -known_s,
            s * last / (beta * (beta + last)),
        )
    )
    for part, ways_ in departures(parameters, histories):
        gained, turned = silence_terms(parameters, histories.where(part), ways_)
        value[part] += gained
        slopes[:, part] += turned
    customers = histories.customers.astype(np.float64)
    return float(customers @ value), slopes @ customers


def silence_terms(parameters: Floats, histories: Histories, found: Ways) -> tuple[Floats, Floats]:
    """ln of the chance of the silence since the last purchase, and its four slopes."""
    r, alpha, s, beta = parameters
    shape, near, far = r + histories.repeats, alpha + histories.last_weeks, beta + histories.last_weeks
    silence = histories.age_weeks - histories.last_weeks
    gone = found.leaving.sum(axis=1)
    whole = np.maximum(found.staying + gone, 1e-300)

    def mean(now: Floats, then: Floats) -> Floats:
        """The mean of a figure over all ways."""
        result: Floats = (now * found.staying + np.einsum("ij,ij->i", then, found.leaving)) / whole
        return result

    later_r, later_s = 1 / (near[:, None] + found.moments), 1 / (far[:, None] + found.moments)
    gone_later = np.einsum("ij,ij->i", later_s, found.leaving) / whole
    return np.log(whole), np.stack(
        (
            -mean(found.now_r, found.since_last_r),
            -shape * (mean(1 / (near + silence), later_r) - 1 / near),
            -mean(found.now_s, found.since_last_s) + gone / whole / s,
            -s * (mean(1 / (far + silence), later_s) - 1 / far) - gone_later,
        )
    )
