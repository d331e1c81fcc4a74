"""The rule for very regular customers: compare the silence with the customer's own mean gap.

A customer is active while silent for at most its mean gap, gone after three mean gaps, in between in proportion
(three gaps: a hiatus heuristic; Wübben and von Wangenheim 2008, Journal of Marketing 72(3):82-93, found such as good as
probability models for single customers; the slope between is our choice). Purchases go on at the own rate until the
customer leaves, at a rate of leaving read from the whole base.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from clave.analytics.lifetime.histories import WEEKS_PER_YEAR, Floats, Histories

GONE_AFTER_GAPS = 3.0
PRIOR_DEPARTURES, PRIOR_WEEKS = 0.5, 2.5 * WEEKS_PER_YEAR
"""Before any evidence one customer in five leaves a year: half a departure in two and a half years of watching."""


@dataclass(frozen=True)
class IntervalRule:
    """`base_gap`: weeks between purchases in the whole base; `leaving_rate`: departures per customer and week."""

    base_gap: float
    leaving_rate: float

    name: ClassVar[str] = "interval_rule"

    @classmethod
    def fit(cls, histories: Histories) -> Self:
        """From histories of which at least one has a repeat purchase; who is gone by the interval rule has left."""
        customers = histories.customers
        gap = float((customers @ histories.last_weeks) / (customers @ histories.repeats))
        gone = customers @ (1 - IntervalRule.p_active(cls(gap, 0.0), histories))
        watched = customers @ (histories.last_weeks + gap)
        return cls(gap, float((gone + PRIOR_DEPARTURES) / (watched + PRIOR_WEEKS)))

    def mean_gap(self, histories: Histories) -> Floats:
        """Each customer's weeks between purchases, counting one gap of the whole base: (t_x + g) / (x + 1)."""
        gaps: Floats = (histories.last_weeks + self.base_gap) / (histories.repeats + 1)
        return gaps

    def p_active(self, histories: Histories) -> Floats:
        """1 up to one mean gap of silence, 0 from three, a straight line between."""
        silence = (histories.age_weeks - histories.last_weeks) / self.mean_gap(histories)
        return np.clip((GONE_AFTER_GAPS - silence) / (GONE_AFTER_GAPS - 1), 0.0, 1.0)

    def ahead(self, histories: Histories) -> Histories:
        """What matters for the future of an active customer: repeats and the span in which they fell."""
        return replace(histories, age_days=histories.last_days)

    def orders_if_active(self, histories: Histories, weeks: float) -> Floats:
        """Expected purchases within `weeks`: rate * (1 - e^(-m weeks)) / m with m the rate of leaving."""
        return self.discounted_orders_if_active(histories, weeks, 0.0)

    def discounted_orders_if_active(self, histories: Histories, weeks: float, discount_rate: float) -> Floats:
        """The same with each purchase discounted at the yearly `discount_rate`, whose force adds to m."""
        force = self.leaving_rate + float(np.log1p(discount_rate)) / WEEKS_PER_YEAR
        orders: Floats = -np.expm1(-force * weeks) / force / self.mean_gap(histories)
        return orders

    def drawn_orders_if_active(
        self, histories: Histories, weeks: float, draws: int, generator: np.random.Generator
    ) -> Floats:
        """Simulated purchases within `weeks` of active customers; shape (histories, draws)."""
        shape = histories.repeats + 1.0
        expected = generator.standard_gamma(shape[:, None], size=(len(shape), draws))
        expected /= (shape * self.mean_gap(histories))[:, None]
        staying = generator.exponential(1 / self.leaving_rate, size=expected.shape)
        expected *= np.minimum(staying, weeks, out=staying)
        return generator.poisson(expected).astype(np.float64)
