"""The whale curve: how contribution adds up from the best customer to the worst."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from clave.kit import dates
from clave.kit.charts.drawing import LINE, Chart, Point, Scale, both_widths, broken, ticks, wide_enough

HEIGHT = 320
TOP, FOOT = 34, 268
MOST_POINTS = 240


@dataclass(frozen=True)
class Whale:
    """Cumulated values by customer, best first, and the words for its peak, its end and its axis."""

    cumulated: Sequence[float]
    peak_label: str
    end_label: str
    axis_label: str
    write: Callable[[float], str]

    @property
    def values(self) -> list[float]:
        """The curve from nobody (zero) to everybody."""
        return [0.0, *self.cumulated]

    @property
    def peak(self) -> int:
        """After how many customers the sum is highest."""
        return max(range(len(self.values)), key=self.values.__getitem__)


def whale_curve(whale: Whale, *, sentence: str) -> SafeString:
    """The curve with its peak, its end, and what is lost between them shaded."""
    return both_widths(lambda width: _curve(whale, width), sentence)


def _curve(whale: Whale, width: int) -> Chart:
    chart = Chart(width, HEIGHT)
    values, last = whale.values, len(whale.values) - 1
    marked = ticks(min(values), max(values) or 1.0)
    up = Scale(marked[0], marked[-1], FOOT, TOP)
    left = wide_enough([*map(whale.write, marked)])
    across = Scale(0, last, left, width - 4)
    points = [(across(index), up(values[index])) for index in _thinned(values, whale.peak)]
    for value in marked:
        chart.rule((left, up(value)), (width, up(value)), "axis" if value == 0 else "rule")
        chart.text((left - 8, up(value) + 4), whale.write(value), anchor="end")
    peak: Point = (across(whale.peak), up(values[whale.peak]))
    if whale.peak < last:
        _loss(chart, whale, peak, points)
    chart.line(points)
    chart.dot(peak)
    chart.label((peak[0], peak[1] - 12), whale.peak_label)
    _customers(chart, whale, across)
    return chart


def _loss(chart: Chart, whale: Whale, peak: Point, points: Sequence[Point]) -> None:
    """What the customers behind the peak take away again: shaded, and its words below the end of the curve."""
    end = points[-1]
    chart.area([*(point for point in points if point[0] >= peak[0]), (end[0], peak[1])], "loss")
    chart.rule(peak, (end[0], peak[1]), "link-line")
    lines = broken(whale.end_label, chart.width * 0.55)
    top = min(end[1] + 20, FOOT - 6 - LINE * (len(lines) - 1))
    for index, words in enumerate(lines):
        chart.text((end[0], round(top + LINE * index, 1)), words, anchor="end", kind="lost")


def _customers(chart: Chart, whale: Whale, across: Scale) -> None:
    """How many customers there are at the peak and in all, and what the axis counts."""
    language, last = get_language() or "en", len(whale.values) - 1
    chart.text((across(0), FOOT + 18), "0")
    chart.text((across(last), FOOT + 18), dates.number(last, language), anchor="end")
    if across(0) + 30 < across(whale.peak) < across(last) - 40:
        chart.rule((across(whale.peak), FOOT), (across(whale.peak), FOOT + 6), "axis")
        chart.text((across(whale.peak), FOOT + 18), dates.number(whale.peak, language), anchor="middle", kind="strong")
    chart.text((across(0), HEIGHT - 10), whale.axis_label)


def _thinned(values: Sequence[float], peak: int) -> list[int]:
    """Which customers are drawn: all of them, or about 240 with the peak and both ends among them."""
    step = max(1, len(values) // MOST_POINTS)
    return sorted({*range(0, len(values), step), peak, len(values) - 1})
