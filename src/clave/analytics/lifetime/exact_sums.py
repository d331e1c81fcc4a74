"""Ratios of gamma and beta functions as sums of exact terms: no differences of large numbers, whatever the arguments."""

from __future__ import annotations

import numpy as np

from clave.analytics.lifetime.histories import Floats, Integers


def running(terms: Floats, slopes: Floats, times: Integers) -> tuple[Floats, Floats]:
    """The sums of the first n terms (and of the first n slopes) for each n of `times`."""
    sums, slope_sums = (np.concatenate(([0.0], np.cumsum(each))) for each in (terms, slopes))
    return sums[times], slope_sums[times]


def rising(start: float, times: Integers) -> tuple[Floats, Floats]:
    """ln Gamma(start + n) - ln Gamma(start) for each n of `times`, with its slope in `start`."""
    each = start + np.arange(times.max(initial=0) + 1)
    return running(np.log(each), 1 / each, times)


def survival(a: float, b: float, times: Integers) -> tuple[Floats, Floats, Floats]:
    """ln B(a, b + n) - ln B(a, b) for each n of `times`, with its slopes in a and b."""
    steps = np.arange(times.max(initial=0) + 1)
    kept, kept_a, kept_b = -np.log1p(a / (b + steps)), -1 / (a + b + steps), a / ((b + steps) * (a + b + steps))
    first = running(kept, kept_a, times)
    return first[0], first[1], running(kept_b, kept_b, times)[0]


def shrinking(exponent: Floats) -> Floats:
    """(1 - e^-z) / z for each z, which is 1 at z = 0."""
    safe = np.where(exponent == 0, 1.0, exponent)
    return np.where(exponent == 0, 1.0, -np.expm1(-safe) / safe)
