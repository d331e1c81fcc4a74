"""Lifetime value in one line: for teaching, for checks, and for key account plans with few numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from operator import mul

from clave.analytics.refusals import ParameterOutOfRange


def berger_nasr(margin: float, promotion: float, retention: float, discount_rate: float, periods: int) -> float:
    """Value of a customer with yearly `margin`, mid-period `promotion` cost, over `periods` years after the first.

    Berger and Nasr (1998), Journal of Interactive Marketing 12(1):17-30, case 1. Money in, money out; rates 0..1.
    """
    kept = retention / (1 + discount_rate)
    earned = sum(kept**i for i in range(periods + 1))
    spent = sum(kept**i for i in range(periods)) / math.sqrt(1 + discount_rate)
    return margin * earned - promotion * spent


def margin_multiple(retention: float, discount_rate: float, growth: float = 0.0) -> float:
    """How many yearly margins a customer is worth when the first comes in a year: r / (1 + i - r (1 + g)).

    Gupta and Lehmann (2003), Journal of Interactive Marketing 17(1):9-24. Raises ParameterOutOfRange when
    r (1 + g) >= 1 + i, where the sum has no end and a horizon must be set.
    """
    kept = retention * (1 + growth)
    if kept >= 1 + discount_rate:
        raise ParameterOutOfRange(
            name="retention", value=retention, expected=f"< {(1 + discount_rate) / (1 + growth):g}"
        )
    return retention / (1 + discount_rate - kept)


def retention_elasticity(retention: float, discount_rate: float) -> float:
    """By how many percent the value rises when retention rises by one percent: (1 + i) / (1 + i - r)."""
    return (1 + discount_rate) * margin_multiple(retention, discount_rate) / retention


def chained_value(cash_flows: Sequence[float], retention: Sequence[float], discount_rate: float) -> float:
    """Cash flows at the end of years 1, 2, … times the chance to have kept the customer each year so far, discounted.

    Each retention is conditional on having kept the customer until then. Ryals and Knox (2005), European Journal of
    Marketing 39(5/6):456-472.
    """
    return surviving_value(cash_flows, list(accumulate(retention, mul)), discount_rate)


def surviving_value(cash_flows: Sequence[float], survival: Sequence[float], discount_rate: float) -> float:
    """Cash flows at the end of years 1, 2, … times the chance, seen from today, of still having the customer."""
    years = enumerate(zip(cash_flows, survival, strict=True), start=1)
    return sum(cash * share / (1 + discount_rate) ** year for year, (cash, share) in years)


def shrunk_retention(kept: int, at_risk: int, base_rate: float, pseudo_customers: float = 10.0) -> float:
    """Retention drawn to the base rate: (k + m r0) / (n + m), beta-binomial with m pseudo-customers."""
    return (kept + pseudo_customers * base_rate) / (at_risk + pseudo_customers)
