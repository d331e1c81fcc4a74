"""The stretch of time the company's files cover, in days counted from its first day and in calendar months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from clave.demo.chance import Floats, Ints

FULL_MONTHS = 48
PROGRAMME_MONTHS = 18
DAYS_PER_MONTH = 30.4375
SATURDAY = 5


def month_start(day: date, months_later: int = 0) -> date:
    """First day of the month that is `months_later` after the month of `day`."""
    count = day.year * 12 + day.month - 1 + months_later
    return date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True)
class History:
    """Every day from `first` to `until`, both included."""

    until: date

    @cached_property
    def first(self) -> date:
        """First day of the month 48 months before the month of `until`."""
        return month_start(self.until, -FULL_MONTHS)

    @cached_property
    def programme_start(self) -> date:
        """First day of the key account programme: 18 months before the month of `until`."""
        return month_start(self.until, -PROGRAMME_MONTHS)

    @cached_property
    def days(self) -> int:
        """How many days the history has."""
        return (self.until - self.first).days + 1

    @cached_property
    def month_starts(self) -> list[date]:
        """First day of every month of the history; the last month may be cut short by `until`."""
        return [month_start(self.first, n) for n in range(FULL_MONTHS + 1)]

    @cached_property
    def bounds(self) -> Floats:
        """Day numbers at which the months begin, and the end of the history."""
        return np.array([*(self.day(start) for start in self.month_starts), self.days], dtype=np.float64)

    @cached_property
    def programme_day(self) -> int:
        """Day number of the programme's first day."""
        return self.day(self.programme_start)

    def day(self, when: date) -> int:
        """`when` as a day number."""
        return (when - self.first).days

    def date(self, day: int | np.integer) -> date:
        """A day number as a date."""
        return self.first + timedelta(days=int(day))

    def month_of(self, days: Ints) -> Ints:
        """Index of the month of each day number."""
        return np.searchsorted(self.bounds[1:-1], days, side="right").astype(np.int64)

    def calendar_month_of(self, days: Ints) -> Ints:
        """Month of the year, 0 to 11, of each day number (also before and after the history)."""
        return self.dates(days).astype("datetime64[M]").astype(np.int64) % 12

    def dates(self, days: Ints) -> npt.NDArray[np.datetime64]:
        """Day numbers as dates."""
        return np.datetime64(self.first) + np.asarray(days).astype("timedelta64[D]")

    def numbers(self, dates: npt.NDArray[np.datetime64]) -> Ints:
        """Dates as day numbers."""
        return (dates - np.datetime64(self.first)).astype("timedelta64[D]").astype(np.int64)

    def on_weekdays(self, moments: Floats | Ints) -> Ints:
        """The weekday of each moment (in days): every week is drawn together into its Monday to Friday, evenly."""
        start = self.first.weekday()
        week, within = np.divmod(moments + start, 7)
        day = 7 * week + np.floor(within * 5 / 7) - start
        weekdays: Ints = np.maximum(day, self.first_weekday).astype(np.int64)
        return weekdays

    @cached_property
    def first_weekday(self) -> int:
        """Day number of the first Monday to Friday of the history."""
        return (7 - self.first.weekday()) % 7 if self.first.weekday() >= SATURDAY else 0

    def working_days_after(self, days: Ints, working_days: Ints) -> Ints:
        """The day that is so many working days after each day."""
        return self.numbers(np.busday_offset(self.dates(days), working_days, roll="forward"))

    def iso(self, days: Ints) -> list[str]:
        """Day numbers as ISO dates."""
        text: list[str] = self.dates(days).astype(str).tolist()
        return text
