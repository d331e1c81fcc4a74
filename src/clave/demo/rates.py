"""What one euro was worth in the other invoicing currencies, every weekday."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.chance import Floats, Ints, stream
from clave.demo.countries import COUNTRIES
from clave.demo.history import History

BASE = "EUR"
QUOTES: dict[str, tuple[float, float]] = {"GBP": (0.865, 0.0035), "USD": (1.085, 0.0045)}
"""Quote -> level it returns to, and daily standard deviation of its logarithm."""
PULL = 0.006
LEAD_DAYS = 14
"""Rates begin this many days before the first order."""
CURRENCIES = (BASE, *QUOTES)


@dataclass(frozen=True)
class Rates:
    """One row per weekday from two weeks before the first order, one column per currency; five decimals."""

    days: Ints
    worth: Floats

    def on(self, days: Ints, currency: Ints) -> Floats:
        """What one euro was worth on each day in the currency of each line: the last rate known that day."""
        row = np.searchsorted(self.days, days, side="right") - 1
        rate: Floats = self.worth[row, currency]
        return rate


def draw_rates(*, seed: int, history: History) -> Rates:
    """Rates that wander around their level."""
    rng = stream(seed, "rates")
    every_day = np.arange(-LEAD_DAYS, history.days)
    days = every_day[np.is_busday(history.dates(every_day))]
    columns = [np.ones(days.size)]
    for level, spread in QUOTES.values():
        steps = rng.normal(0, spread, days.size)
        away = np.zeros(days.size)
        for n in range(1, days.size):
            away[n] = (1 - PULL) * away[n - 1] + steps[n]
        columns.append(np.round(level * np.exp(away), 5))
    return Rates(days=days.astype(np.int64), worth=np.stack(columns, axis=1))


def currency_of(country: Ints) -> Ints:
    """Index of the invoicing currency of each customer's country."""
    return np.array([CURRENCIES.index(COUNTRIES[c].currency) for c in country], dtype=np.int64)
