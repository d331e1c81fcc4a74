"""How regular purchases are: 1 is as irregular as chance (Poisson), 2 and more increasingly clockwork.

Wheat and Morrison (1990), Journal of Marketing Research 27(1):87-93: with Erlang-k gaps, M = gap / (gap + next gap) is
Beta(k, k), so Var M = 1 / (4 (2k + 1)) and k = (1 - 4 Var M) / (8 Var M).
"""

from __future__ import annotations

import numpy as np

from clave.analytics.lifetime.histories import Floats

MOST = 100.0
"""Shown for perfectly regular purchases, where k has no bound."""
PAIRS_NEEDED = 4
CUSTOMERS_NEEDED = 20


def k_of_variance(variance: Floats) -> Floats:
    """k for each variance of M (0 .. 1/4), between 0 and 100."""
    kept = np.maximum(np.asarray(variance, dtype=np.float64), 1e-12)
    k: Floats = np.clip((1 - 4 * kept) / (8 * kept), 0.0, MOST)
    return k


def customer_regularity(pairs: Floats, ratio_squares: Floats) -> Floats:
    """k of each customer from its own `pairs` of consecutive gaps and the sum of (M - 1/2)^2; NaN below four pairs."""
    enough = pairs >= PAIRS_NEEDED
    return np.where(enough, k_of_variance(ratio_squares / np.maximum(pairs, 1)), np.nan)


def base_regularity(last_ratios: Floats) -> float | None:
    """k of the whole base from M of each customer's last two gaps; None below twenty customers."""
    if len(last_ratios) < CUSTOMERS_NEEDED:
        return None
    return float(k_of_variance(np.array([np.var(last_ratios, ddof=1)]))[0])
