"""Charts along the months: what happened in each, and how much of what was due was kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from clave.kit import dates
from clave.kit.charts.drawing import Amount, Chart, Scale, both_widths, ticks, wide_enough

HEIGHT = 200
TOP, FOOT = 24, 168
YEAR = 12


def month_bars(
    points: Sequence[tuple[date, Amount | None]], *, sentence: str, write: Callable[[float], str], average: bool = True
) -> SafeString:
    """One bar a month from zero (negative ones go down, unknown ones are missing), with the mean of twelve months."""
    return both_widths(lambda width: _bars(points, width, write, average), sentence)


def share_record(
    points: Sequence[tuple[date, int, int]], *, sentence: str, write: Callable[[float], str]
) -> SafeString:
    """Per month how many of those due were kept, (month, kept, due), with the share of each year written under it."""
    return both_widths(lambda width: _record(points, width, write), sentence)


@dataclass(frozen=True)
class _Months:
    """A chart with one slot a month between its left and right edge."""

    chart: Chart
    months: Sequence[date]
    left: float
    right: float

    @property
    def slot(self) -> float:
        return (self.right - self.left) / max(len(self.months), 1)

    def middle(self, index: int) -> float:
        return round(self.left + (index + 0.5) * self.slot, 1)

    def bar(self, index: int, start: float, end: float, kind: str) -> None:
        half = max(self.slot * 0.36, 0.6)
        middle = self.left + (index + 0.5) * self.slot
        self.chart.bar((round(middle - half, 1), start), (round(middle + half, 1), end), kind)

    def marks(self, up: Scale, values: Sequence[float], write: Callable[[float], str]) -> None:
        """The few values on the left, each with its line; the zero line is the strongest."""
        for value in values:
            kind = "axis" if value == 0 else "rule"
            self.chart.rule((self.left, up(value)), (self.right, up(value)), kind)
            self.chart.text((self.left - 8, up(value) + 4), write(value), anchor="end")

    def names(self, notes: dict[int, str] | None = None) -> None:
        """The years under their months; within a short time, every third month."""
        if len(self.months) < YEAR + 6 and notes is None:
            self._name_months()
            return
        for year, group in groupby(enumerate(self.months), key=lambda pair: pair[1].year):
            indices = [index for index, _ in group]
            at = round(self.left + indices[0] * self.slot, 1)
            room = len(indices) * self.slot
            if indices[0]:
                self.chart.rule((at, FOOT), (at, FOOT + 8))
            if room >= 30:
                self.chart.text((at + 3, FOOT + 16), str(year))
                if notes and room >= 36:
                    self.chart.text((at + 3, FOOT + 31), notes.get(year, ""), kind="strong")

    def _name_months(self) -> None:
        step = 3 if self.chart.is_wide else 6
        for index in range(0, len(self.months), step):
            words = dates.month(self.months[index], get_language() or "en")
            self.chart.text((round(self.left + index * self.slot, 1), FOOT + 16), words)


def _bars(
    points: Sequence[tuple[date, Amount | None]], width: int, write: Callable[[float], str], average: bool
) -> Chart:
    known = [float(value) for _, value in points if value is not None]
    means = _means([value for _, value in points]) if average else []
    values = ticks(min([0.0, *known]), max([0.0, *known]) or 1.0, most=3)
    up = Scale(values[0], values[-1], FOOT, TOP)
    name = gettext("12-month mean")
    right = width - (wide_enough([name]) if means and width > 400 else 2)
    months = _Months(Chart(width, HEIGHT), [month for month, _ in points], wide_enough([*map(write, values)]), right)
    months.marks(up, values, write)
    for index, (_, value) in enumerate(points):
        if value is not None:
            months.bar(index, up(0), up(value), "month" if value >= 0 else "bad")
    _trend(months, up, means, write)
    months.names()
    return months.chart


def _means(values: Sequence[Amount | None]) -> list[tuple[int, float]]:
    """The mean of every twelve months in a row that are all known, at the last of them."""
    windows = ((end, values[end - YEAR + 1 : end + 1]) for end in range(YEAR - 1, len(values)))
    known = ((end, [float(value) for value in window if value is not None]) for end, window in windows)
    return [(end, sum(window) / YEAR) for end, window in known if len(window) == YEAR]


def _trend(months: _Months, up: Scale, means: Sequence[tuple[int, float]], write: Callable[[float], str]) -> None:
    """The line of the means, broken where a month is unknown, with its name and last value at its end."""
    for _, run in groupby(enumerate(means), key=lambda pair: pair[1][0] - pair[0]):
        months.chart.line([(months.middle(index), up(mean)) for _, (index, mean) in run])
    if means:
        index, mean = means[-1]
        _name_line(months.chart, (months.middle(index), up(mean)), gettext("12-month mean"), write(mean))


def _name_line(chart: Chart, end: tuple[float, float], name: str, value: str) -> None:
    if chart.is_wide:
        chart.text((end[0] + 12, end[1] - 3), name, kind="named")
        chart.text((end[0] + 12, end[1] + 12), value, kind="strong")
    else:
        chart.text((chart.width - 2, 12), f"{name} {value}", anchor="end", kind="named")


def _record(points: Sequence[tuple[date, int, int]], width: int, write: Callable[[float], str]) -> Chart:
    most = max((due for _, _, due in points), default=0) or 1
    values = [value for value in ticks(0, most, most=3) if value == int(value)]
    up = Scale(0, values[-1], FOOT, TOP)
    labels = [f"{value:g}" for value in values]
    months = _Months(Chart(width, HEIGHT + 14), [month for month, _, _ in points], wide_enough(labels), width - 2)
    months.marks(up, values, lambda value: dates.number(value, get_language() or "en"))
    for index, (_, kept, due) in enumerate(points):
        months.bar(index, up(0), up(kept), "month")
        if due > kept:
            months.bar(index, up(kept), up(due), "bad")
    months.names(_by_year(points, write))
    months.chart.text((months.left, 12), gettext("on time"), kind="named")
    months.chart.text((months.left + wide_enough([gettext("on time")]) + 4, 12), gettext("late"), kind="lost")
    return months.chart


def _by_year(points: Sequence[tuple[date, int, int]], write: Callable[[float], str]) -> dict[int, str]:
    """The share kept in every year in which something was due."""
    sums: dict[int, tuple[int, int]] = {}
    for month, kept, due in points:
        before = sums.get(month.year, (0, 0))
        sums[month.year] = (before[0] + kept, before[1] + due)
    return {year: write(kept / due) for year, (kept, due) in sums.items() if due}
