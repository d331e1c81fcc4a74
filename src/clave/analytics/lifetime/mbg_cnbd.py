"""MBG/CNBD-k: as MBG/NBD, with gaps between purchases as regular as an Erlang-k distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from clave.analytics.lifetime.beta_geometric import STARTS
from clave.analytics.lifetime.exact_sums import rising, survival
from clave.analytics.lifetime.fitting import Fit, fitted
from clave.analytics.lifetime.histories import DAYS_PER_WEEK, WEEKS_PER_YEAR, Floats, Histories, over_all
from clave.analytics.lifetime.quadrature import SMALLEST_CHANCE, beta_quadrature, unit_nodes

MOST_K = 12
SMALLEST_FORECAST_CHANCE = 1e-8
"""A chance of leaving below this is taken as this: the forecast divides by it."""
WORSE_IN_A_ROW = 2
MOMENTS = 8
"""Times at which the discounted value of coming purchases is read off; the error is below 1e-4 of the value."""
PART = 4_000
"""Histories forecast at a time, to bound memory."""


@dataclass(frozen=True)
class MbgCnbd:
    """Reutterer, Platzer and Schröder (2021), International Journal of Research in Marketing 38(2):297-312.

    Rates of Erlang stages are gamma(r, alpha) a week, k stages make a purchase, and after each purchase the customer
    leaves with a beta(a, b) chance. Arrays in and out have one entry per history. The forecast is exact (docs/method).
    """

    r: float
    alpha: float
    a: float
    b: float
    k: int

    name: ClassVar[str] = "mbg_cnbd"

    @classmethod
    def fit(cls, histories: Histories, log_gaps: float, k: int, start: Floats | None = None) -> tuple[Self, Fit]:
        """Maximum likelihood for one k; `log_gaps` is the sum of ln(days) over all gaps of all customers.

        `start` (r, alpha, a, b) may be the estimate for a neighbouring k.
        """
        known = histories.known()
        rate = k * known.mean_rate
        starts = [np.array([r, r / rate, a, b]) for r, a, b in STARTS]
        found = fitted(lambda point, of: log_likelihood(point, of, k), starts if start is None else [start], known)
        if start is not None and not found.sound:
            found = fitted(lambda point, of: log_likelihood(point, of, k), starts, known)
        likelihood = found.log_likelihood + gaps_term(known, log_gaps, k)
        r, alpha, a, b = map(float, found.parameters)
        return cls(r, alpha, a, b, k), replace(found, log_likelihood=likelihood)

    @classmethod
    def best(cls, histories: Histories, log_gaps: float, most: int = MOST_K) -> tuple[Self, Fit]:
        """The k from 1 upwards with the highest likelihood; the search stops after two that are worse."""
        found = [cls.fit(histories, log_gaps, 1)]
        best = 0
        for k in range(2, most + 1):
            start = found[-1][1].parameters * np.array([1.0, (k - 1) / k, 1.0, 1.0])
            found.append(cls.fit(histories, log_gaps, k, start))
            best = max(range(len(found)), key=lambda place: found[place][1].log_likelihood)
            if len(found) - 1 - best >= WORSE_IN_A_ROW:
                break
        return found[best]

    @property
    def parameters(self) -> Floats:
        """r, alpha, a, b."""
        return np.array([self.r, self.alpha, self.a, self.b])

    def p_active(self, histories: Histories) -> Floats:
        """The chance that each customer still buys: S2 / (S1 + S2)."""
        odds = log_odds_of_leaving(self.parameters, histories, self.k) - waiting(self.parameters, histories, self.k)[0]
        active: Floats = 1 / (1 + np.exp(np.minimum(odds, 700.0)))
        return active

    def ahead(self, histories: Histories) -> Histories:
        """What matters for the future of an active customer: everything, for the time since the last purchase counts."""
        return histories

    def orders_if_active(self, histories: Histories, weeks: float) -> Floats:
        """Expected purchases within `weeks` from now of customers who are still active."""
        return self._read_off(histories, np.array([weeks]), np.ones(1))

    def discounted_orders_if_active(self, histories: Histories, weeks: float, discount_rate: float) -> Floats:
        """The same with each purchase discounted at the yearly `discount_rate` to today."""
        force = float(np.log1p(discount_rate)) / WEEKS_PER_YEAR
        if force == 0:
            return self.orders_if_active(histories, weeks)
        moments, shares = (each * weeks for each in unit_nodes(MOMENTS))
        times = np.append(moments, weeks)
        worth = np.append(shares * force * np.exp(-force * moments), np.exp(-force * weeks))
        return self._read_off(histories, times, worth)

    def drawn_orders_if_active(
        self, histories: Histories, weeks: float, draws: int, generator: np.random.Generator
    ) -> Floats:
        """Simulated purchases within `weeks` of active customers; shape (histories, draws)."""
        weights = np.cumsum(stage_weights(self.parameters, histories, self.k), axis=1)
        passed = np.minimum((generator.random((len(weights), draws, 1)) > weights[:, None, :]).sum(axis=2), self.k - 1)
        shape = (self.r + self.k * histories.repeats)[:, None] + passed
        rates = generator.standard_gamma(shape) / (self.alpha + histories.age_weeks[:, None])
        chances = generator.beta(self.a, (self.b + 1 + histories.repeats)[:, None] + np.zeros((1, draws)))
        until_leaving = generator.geometric(np.maximum(chances, SMALLEST_CHANCE))
        bought = (generator.poisson(rates * weeks) + passed) // self.k
        drawn: Floats = np.minimum(bought, until_leaving).astype(np.float64)
        return drawn

    def _read_off(self, histories: Histories, times: Floats, worth: Floats) -> Floats:
        """The sum over `times` of their worth and the purchases expected until then."""
        total = np.zeros(len(histories.repeats))
        if not times.any():
            return total
        for start in range(0, len(total), PART):
            part = np.arange(start, min(start + PART, len(total)))
            total[part] = self._forecast(histories.where(part), times) @ worth
        return total

    def _forecast(self, histories: Histories, times: Floats) -> Floats:
        """Expected purchases of active customers by history and time; shape (histories, times).

        With q = 1 - p the chance of staying and M stages to come after j passed ones, purchases are
        E[(1 - q^floor((M + j) / k)) / p]. The power of the floor is a sum over the k complex roots z of q, and M is
        negative binomial, so every term is a power: z^j (1 + (1 - z) t / (alpha + T))^-(r + k x + j).
        """
        repeats, places = np.unique(histories.repeats, return_inverse=True)
        chances, weights = beta_quadrature(self.a, self.b + 1 + repeats.astype(np.float64))
        leaving: Floats = np.maximum(chances, SMALLEST_FORECAST_CHANCE)[places]
        stages = stage_weights(self.parameters, histories, self.k)
        shape: Floats = (self.r + self.k * histories.repeats.astype(np.float64))[:, None]
        reach = times[None, :] / (self.alpha + histories.age_weeks[:, None])
        expected = np.zeros(reach.shape)
        for turn in range(self.k // 2 + 1):
            for place in range(len(times)):
                added = of_root(self.k, turn, leaving, stages, shape, reach[:, place, None])
                expected[:, place] += np.einsum("ij,ij->i", added, weights[places])
        return expected


def of_root(k: int, turn: int, leaving: Floats, stages: Floats, shape: Floats, reach: Floats) -> Floats:
    """What a root z = q^(1/k) e^(2 pi i turn / k), with its conjugate, adds to E[(1 - q^floor((M + j) / k)) / p].

    `leaving` is p by history and node, `stages` the chances of j by history, `reach` t / (alpha + T).
    """
    staying = -np.log1p(-np.minimum(leaving, 1 - 1e-15))
    step = -staying / k + (2j * np.pi * turn / k if turn else 0.0)
    slowed = np.log1p(-np.expm1(step) * reach)
    ratio = np.exp(step - slowed)
    mixed = np.zeros_like(ratio)
    for stage in stages.T[::-1]:
        mixed = mixed * ratio + stage[:, None]
    mixed *= np.exp(-shape * slowed)
    if turn == 0:
        first: Floats = (1 - np.expm1(staying) / (k * np.expm1(staying / k)) * mixed.real) / leaving
        return first
    twice = 1 if 2 * turn == k else 2
    added: Floats = twice * (mixed * np.exp(staying) / (k * -np.expm1(-step))).real
    return added


def waiting(parameters: Floats, histories: Histories, k: int) -> tuple[Floats, Floats, Floats]:
    """ln S2, the chance that an active customer is silent as long as it is; its slope in r; and the mean stage passed."""
    weights = stages(parameters, histories, k)
    shape = parameters[0] + k * histories.repeats
    total = weights.sum(axis=1)
    rises = np.cumsum(1 / (shape[:, None] + np.arange(k)), axis=1) - 1 / (shape[:, None] + np.arange(k))
    return np.log(total), (weights * rises).sum(axis=1) / total, weights @ np.arange(k) / total


def stages(parameters: Floats, histories: Histories, k: int) -> Floats:
    """u_j = (r+kx)_j / j! ((T-t_x) / (alpha+T))^j for the stages j = 0 .. k-1 passed since the last purchase."""
    r, alpha = parameters[:2]
    silence = (histories.age_weeks - histories.last_weeks) / (alpha + histories.age_weeks)
    steps = [np.ones(len(silence))]
    for stage in range(k - 1):
        steps.append(steps[-1] * (r + k * histories.repeats + stage) / (stage + 1) * silence)
    return np.stack(steps, axis=1)


def stage_weights(parameters: Floats, histories: Histories, k: int) -> Floats:
    """The chances w_j that an active customer has passed j stages since its last purchase; shape (histories, k)."""
    weights = stages(parameters, histories, k)
    shares: Floats = weights / weights.sum(axis=1, keepdims=True)
    return shares


def log_odds_of_leaving(parameters: Floats, histories: Histories, k: int) -> Floats:
    """ln S1 = ln(a / (b+x)) + (r+kx) ln((alpha+T) / (alpha+t_x))."""
    r, alpha, a, b = parameters
    silence = np.log1p((histories.age_weeks - histories.last_weeks) / (alpha + histories.last_weeks))
    odds: Floats = np.log(a / (b + histories.repeats)) + (r + k * histories.repeats) * silence
    return odds


def gaps_term(histories: Histories, log_gaps: float, k: int) -> float:
    """(k-1) sum of ln(weeks) over all gaps - number of gaps * ln (k-1)!: the part that no parameter but k moves."""
    gaps = float(histories.customers @ histories.repeats)
    return (k - 1) * (log_gaps - gaps * math.log(DAYS_PER_WEEK)) - gaps * math.lgamma(k)


def log_likelihood(parameters: Floats, histories: Histories, k: int) -> tuple[float, Floats]:
    """The log-likelihood of grouped histories without `gaps_term`, and its gradient in (r, alpha, a, b); in weeks."""
    r, alpha, a, b = parameters
    x, last, age = histories.repeats, histories.last_weeks, histories.age_weeks
    phases, phases_r = rising(r, k * x)
    survived, survived_a, survived_b = survival(a, b, x + 1)
    gone = log_odds_of_leaving(parameters, histories, k)
    waited, waited_r, stage = waiting(parameters, histories, k)
    whole = np.logaddexp(gone, waited)
    left, stayed = np.exp(gone - whole), np.exp(waited - whole)
    known = np.log1p(age / alpha)
    value = phases - r * known - k * x * np.log(alpha + age) + survived + whole
    slopes = (
        phases_r - known + left * np.log1p((age - last) / (alpha + last)) + stayed * waited_r,
        r * age / (alpha * (alpha + age))
        - (k * x + stayed * stage) / (alpha + age)
        + left * (r + k * x) * (1 / (alpha + age) - 1 / (alpha + last)),
        survived_a + left / a,
        survived_b - left / (b + x),
    )
    customers = histories.customers.astype(np.float64)
    return over_all(customers, value), np.array([over_all(customers, slope) for slope in slopes])
