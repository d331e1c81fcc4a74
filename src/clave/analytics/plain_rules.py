"""The plain rules every model must beat: what customers brought before, in six ways to weigh the past.

Each rule is one expression over the orders up to a day; `{day}` is that day as a number and `{value}` the amount.
Sums are of decimals, so they are the same for any number of threads.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

DAYS_PER_YEAR = 365
HALF_YEAR_DAYS = 182
HALF_LIFE_DAYS = 182
"""26 weeks."""


@dataclass(frozen=True)
class PlainRule:
    """A rule: its expression, and how many days of takings its figure stands for, given the days observed."""

    name: str
    sql: str
    meaning: str
    days: Callable[[int], float]


def within(days: int) -> str:
    """The sum of the last `days` days."""
    return f"SUM(CASE WHEN ordered_day > {{day}} - {days} THEN {{value}} ELSE 0 END)"


RULES: tuple[PlainRule, ...] = (
    PlainRule(
        "last_year", within(DAYS_PER_YEAR), "What came in the last 365 days.", lambda seen: min(seen, DAYS_PER_YEAR)
    ),
    PlainRule("total_to_date", "SUM({value})", "All that ever came.", float),
    PlainRule(
        "recency_weighted",
        "SUM(CAST(CAST({value} AS DOUBLE) * "
        f"POWER(0.5, ({{day}} - ordered_day) / {HALF_LIFE_DAYS}.0) AS DECIMAL(28,6)))",
        "All that ever came, each amount counting half as much every 26 weeks.",
        lambda seen: HALF_LIFE_DAYS / math.log(2) * (1 - 0.5 ** (seen / HALF_LIFE_DAYS)),
    ),
    PlainRule(
        "last_half_year",
        within(HALF_YEAR_DAYS),
        "What came in the last 182 days.",
        lambda seen: min(seen, HALF_YEAR_DAYS),
    ),
)
BASELINES = ("last_year", "total_to_date", "recency_weighted")


def rules_sql(value: str, day: int) -> str:
    """One row per customer of `order_roll_up`, sorted by code: the figure of every rule as of day number `day`."""
    known = f"COALESCE({value}, 0)"
    figures = ", ".join(f"{rule.sql.format(value=known, day=day)} AS {rule.name}" for rule in RULES)
    return f"SELECT customer_code, {figures} FROM order_roll_up GROUP BY customer_code ORDER BY customer_code"
