"""Exchange rates that cannot be: two on a day, none above zero, a currency against itself, inverted, far off."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from clave.analytics.problems import Problem
from clave.analytics.sources.refusing import place
from clave.analytics.sources.rows import CheckedRows
from clave.analytics.sources.set_checks import SetChecks
from clave.analytics.sources.tables import LINE, PART
from clave.analytics.sources.wording import problem

NEAR_DAYS = 180
FAR_FACTOR = 5.0
SAME_WITHIN = 1.1
"""A rate whose product with the reverse rate is within 10 % of one is no inversion."""


@dataclass(frozen=True)
class Rate:
    """One row of a file of rates."""

    part: int
    line: int
    day: date
    base: str
    quote: str
    rate: Decimal

    @property
    def value(self) -> float:
        """The rate for comparing sizes."""
        return float(self.rate)


class RateChecks:
    """The checks over all rates of a file."""

    def __init__(self, rows: CheckedRows) -> None:
        self.rows = rows
        sql = f"SELECT {PART}, {LINE}, rate_date, base, quote, rate FROM staged ORDER BY {PART}, {LINE}"
        self.rates = [Rate(*row) for row in rows.connection.execute(sql).fetchall()]
        self.by_pair: dict[tuple[str, str], list[Rate]] = defaultdict(list)
        self.by_day: dict[tuple[date, str, str], list[Rate]] = defaultdict(list)
        for rate in self.rates:
            self.by_day[rate.day, rate.base, rate.quote].append(rate)
            if rate.rate > 0 and rate.base != rate.quote:
                self.by_pair[rate.base, rate.quote].append(rate)

    def run(self, checks: SetChecks) -> None:
        """Refuse every rate that cannot be."""
        found = [(rate, fault) for rate in self.rates if (fault := self.fault_of(rate)) is not None]
        checks.add([fault for _, fault in found], [(rate.part, rate.line) for rate, _ in found])

    def fault_of(self, rate: Rate) -> Problem | None:
        """What is wrong with one rate, if anything."""
        same_day = self.by_day[rate.day, rate.base, rate.quote]
        if rate.base == rate.quote:
            return self.tell("FX_SAME", rate)
        if rate.rate <= 0:
            return self.tell("FX_NOT_POSITIVE", rate)
        if len(same_day) > 1:
            return self.tell("FX_TWO_RATES", rate, date=rate.day.isoformat(), lines=[other.line for other in same_day])
        return self.inverted(rate) or self.outlier(rate)

    def tell(self, sentence: str, rate: Rate, **facts: Any) -> Problem:
        """The problem of one rate."""
        where = place(self.rows.table, rate.part, rate.line, self.rows.header_of("rate"))
        return problem(sentence, **where, value=f"{rate.rate.normalize():f}", base=rate.base, quote=rate.quote, **facts)

    def near(self, rate: Rate, pair: tuple[str, str]) -> Iterator[float]:
        """The other rates of a pair within half a year."""
        for other in self.by_pair.get(pair, []):
            if other is not rate and abs((other.day - rate.day).days) <= NEAR_DAYS:
                yield other.value

    def inverted(self, rate: Rate) -> Problem | None:
        """A rate that is closer to the reverse rates than to what they imply."""
        reverse = list(self.near(rate, (rate.quote, rate.base)))
        if not reverse:
            return None
        other = median(reverse)
        apart = abs(math.log(rate.value * other))
        if apart <= math.log(SAME_WITHIN) or abs(math.log(rate.value / other)) >= apart:
            return None
        return self.tell("FX_INVERTED", rate, other=shown(other), expected=shown(1 / other))

    def outlier(self, rate: Rate) -> Problem | None:
        """A rate many times larger or smaller than the others of its pair."""
        others = list(self.near(rate, (rate.base, rate.quote)))
        others += [1 / value for value in self.near(rate, (rate.quote, rate.base))]
        usual = median([rate.value, *others])
        if abs(math.log(rate.value / usual)) <= math.log(FAR_FACTOR):
            return None
        return self.tell("FX_OUTLIER", rate, expected=shown(usual))


def shown(value: float) -> str:
    """A rate with four digits that count."""
    return f"{value:.4g}"
