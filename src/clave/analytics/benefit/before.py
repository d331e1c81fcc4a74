"""What could be seen of a benefit before a programme begins: how much a year moves by itself, and what that hides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clave.analytics.benefit.statement import SEEN_WITH
from clave.analytics.refusals import ParameterOutOfRange

Floats = NDArray[np.float64]
FEWEST = 10
"""With fewer customers to learn from nothing is said about noise."""


def noise_of_a_year(now: Floats, before: Floats, size: Floats) -> float:
    """How far a year's contribution departs from what the year before explains, as a share of the customer's size.

    Standard deviation of the residuals of now / size on before / size. Raises ParameterOutOfRange below ten customers.
    """
    known = np.isfinite(now) & np.isfinite(before) & (size > 0)
    if known.sum() < FEWEST:
        raise ParameterOutOfRange(name="customers", value=int(known.sum()), expected=f"{FEWEST} or more")
    after, earlier = now[known] / size[known], before[known] / size[known]
    design = np.column_stack([np.ones_like(earlier), earlier])
    solved, _, rank, _ = np.linalg.lstsq(design, after, rcond=None)
    left = after - design @ solved
    return float(np.sqrt((left**2).sum() / (len(after) - rank)))


def smallest_benefit(noise: float, accounts: int) -> float:
    """The smallest effect seen four times in five at 5 per cent, two-sided: 2.802 × noise / √accounts, in units of noise."""
    if accounts < 1 or noise < 0:
        raise ParameterOutOfRange(name="accounts", value=accounts, expected="1 or more, and noise not below 0")
    return SEEN_WITH * noise / float(np.sqrt(accounts))
