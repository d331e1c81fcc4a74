"""The year's shape: how much more is ordered in one month of the year than in another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clave.analytics.lifetime.histories import DAYS_PER_WEEK, Floats, Integers
from clave.analytics.shrinkage import median

MONTHS = 12
FEWEST_YEARS = 2
"""Full years of the whole base before a season is believed."""
EVEN_YEAR: Floats = np.ones(MONTHS)


def seasonal(index: Sequence[float] | Floats, ahead: Sequence[int] | Integers) -> float:
    """The mean of the seasonal index (mean 1 over a year) over the coming periods; 1 for no period.

    By it an expectation that knows no season is multiplied.
    """
    return float(np.asarray(index)[np.asarray(ahead, dtype=np.int64)].mean()) if len(ahead) else 1.0


def year_shape(days: Integers, purchases: Floats, first: int, until: int) -> Floats:
    """The seasonal index of the twelve calendar months, mean 1; all 1 where there is too little to tell.

    `days` (since 1970-01-01) and their `purchases` are those of the whole base between `first` and `until`. Of the full
    months the logarithm of purchases a day is freed from a straight trend; the median of a calendar month over the
    years is then drawn to 0 as far as the months of different years disagree.
    """
    start, stop = month_of(np.array([first - 1, until + 1]))
    months = np.arange(start + 1, stop)
    if len(months) < FEWEST_YEARS * MONTHS:
        return EVEN_YEAR
    inside = np.isin(month_of(days), months)
    counts = np.bincount(month_of(days[inside]) - months[0], weights=purchases[inside], minlength=len(months))
    rates = np.log((counts + 0.5) / np.diff(first_days(np.append(months, stop))))
    steps = months - months.mean()
    left = rates - rates.mean() - steps * float(steps @ rates) / float(steps @ steps)
    return drawn_together(left, months % MONTHS)


def drawn_together(left: Floats, calendar: Integers) -> Floats:
    """The index from what the trend leaves of each month, and the calendar month (0 .. 11) of each."""
    typical = np.array([median(left[calendar == month]) for month in range(MONTHS)])
    within = float(((left - typical[calendar]) ** 2).sum()) / max(len(left) - MONTHS - 1, 1)
    noise = within * MONTHS / len(left)
    between = max(0.0, float(np.var(typical)) - noise)
    index = np.exp(typical * between / (between + noise)) if between > 0 else EVEN_YEAR
    shape: Floats = index / index.mean()
    return shape


def season_ahead(index: Floats, first: int, today: int, weeks: float) -> float:
    """What the `weeks` after day `today` have more than the days from `first` to `today`, by the index."""
    ahead = np.arange(today + 1, today + 1 + int(np.ceil(weeks * DAYS_PER_WEEK)))
    seen = seasonal(index, month_of(np.arange(first, today + 1)) % MONTHS)
    return seasonal(index, month_of(ahead) % MONTHS) / seen if len(ahead) else 1.0


def month_of(days: Integers) -> Integers:
    """Months since January 1970 of days since 1970-01-01."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_days(months: Integers) -> Integers:
    """The first day of each month, as days since 1970-01-01."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
