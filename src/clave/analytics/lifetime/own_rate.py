"""The rule for few customers without clockwork habits: each buys at its own rate until it leaves.

With purchases at rate l = 1 / mean gap and departures at rate m, a customer silent for s weeks is active with the
chance 1 / [1 + m / (l + m) (e^((l + m) s) - 1)] (Schmittlein, Morrison and Colombo 1987, Management Science 33(1):1-24,
equation 10, for known rates). The gap is the customer's own, m is read from the whole base.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from clave.analytics.lifetime.histories import Floats, Histories
from clave.analytics.lifetime.interval_rule import IntervalRule

LARGEST_EXPONENT = 700.0


class OwnRate(IntervalRule):
    """As the interval rule, with silence judged as chance would have it."""

    name: ClassVar[str] = "own_rate"

    def p_active(self, histories: Histories) -> Floats:
        """The chance that a silence is only a silence; it falls with every week and never jumps."""
        rate = 1 / self.mean_gap(histories) + self.leaving_rate
        silence = histories.age_weeks - histories.last_weeks
        odds = self.leaving_rate / rate * np.expm1(np.minimum(rate * silence, LARGEST_EXPONENT))
        active: Floats = 1 / (1 + odds)
        return active
