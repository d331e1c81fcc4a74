"""How forecasts and their intervals would have fared: made as of a day, judged by what came after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.analytics.lifetime.choice import choose_model
from clave.analytics.lifetime.histories import DAYS_PER_WEEK, Floats
from clave.analytics.lifetime.lesson import came_after, learned
from clave.analytics.lifetime.outlook import PLAIN, Level, Outlook, outlook
from clave.analytics.lifetime.past import Past, Standing
from clave.analytics.lifetime.regularity import base_regularity

SEED = 1


@dataclass(frozen=True)
class Held:
    """One holdout: the method and its reason, shares of customers whose interval held, and what came over what was foreseen.

    `open` counts the customers of whom it was open whether they buy, or who surely do; `coverage` is among them,
    `coverage_of_all` among all. `plain_…` leaves out what the past teaches (the level and the drift).
    """

    method: str
    reason: str
    customers: int
    open: int
    coverage: float
    coverage_of_all: float
    orders: float
    value: float
    plain_coverage: float
    plain_orders: float
    plain_value: float


def held_out(past: Past, cut: int, until: int) -> Held | None:
    """A forecast from `past` up to day `cut` (days since 1970-01-01) against the days after it up to `until`.

    None where no customer had come back by then.
    """
    standing = Standing.of(past, cut)
    ratios = standing.last_gap_ratios
    choice = choose_model(standing.histories, base_regularity(ratios[np.isfinite(ratios)]), standing.log_gaps)
    model = choice.model
    if model is None:
        return None
    weeks = (until - cut) / DAYS_PER_WEEK

    def foreseen(level: Level) -> Outlook:
        """The forecast at a level."""
        return outlook(model, standing.histories, standing.values, weeks, 0.0, SEED, level)

    told, plain = foreseen(learned(past, cut).level(cut, weeks)), foreseen(PLAIN)
    came, brought = came_after(past.until(until), cut, standing)
    return Held(
        method=choice.method,
        reason=choice.reason,
        customers=len(brought),
        open=int(told.open.sum()),
        coverage=coverage(told, brought)[0],
        coverage_of_all=coverage(told, brought)[1],
        orders=float(came.sum() / told.purchases.sum()),
        value=float(brought.sum() / told.value.sum()),
        plain_coverage=coverage(plain, brought)[0],
        plain_orders=float(came.sum() / plain.purchases.sum()),
        plain_value=float(brought.sum() / plain.value.sum()),
    )


def coverage(found: Outlook, brought: Floats) -> tuple[float, float]:
    """The share of open customers, and of all, whose interval held what came; to the cent."""
    inside = (found.low - 0.005 <= brought) & (brought <= found.high + 0.005)
    return float(inside[found.open].mean()) if found.open.any() else float("nan"), float(inside.mean())
