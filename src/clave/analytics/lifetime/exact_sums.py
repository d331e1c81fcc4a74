"""Ratios of gamma and beta functions as sums of exact terms: no differences of large numbers, whatever the arguments."""

from __future__ import annotations

import numpy as np

from clave.analytics.lifetime.histories import Floats, Integers


def running(terms: Floats, times: Integers) -> Floats:
    """The sum of the first n terms for each n of `times`."""
    sums = np.zeros(len(terms) + 1)
    terms.cumsum(out=sums[1:])
    return sums[times]


def rising(start: float, times: Integers) -> tuple[Floats, Floats]:
    """ln Gamma(start + n) - ln Gamma(start) for each n of `times`, with its slope in `start`."""
    each = start + np.arange(times.max(initial=0) + 1)
    return running(np.log(each), times), running(1 / each, times)


def survival(a: float, b: float, times: Integers) -> tuple[Floats, Floats, Floats]:
    """ln B(a, b + n) - ln B(a, b) for each n of `times`, with its slopes in a and b."""
    steps = np.arange(times.max(initial=0) + 1)
    kept, kept_a, kept_b = -np.log1p(a / (b + steps)), -1 / (a + b + steps), a / ((b + steps) * (a + b + steps))
    return running(kept, times), running(kept_a, times), running(kept_b, times)


def shrinking(exponent: Floats) -> Floats:
    """(1 - e^-z) / z for each z, which is 1 at z = 0."""
    safe = np.where(exponent == 0, 1.0, exponent)
    return np.where(exponent == 0, 1.0, -np.expm1(-safe) / safe)
