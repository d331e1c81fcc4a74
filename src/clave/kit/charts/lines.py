"""A line with its doubt: a value over time between its low and high."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from clave.kit import dates
from clave.kit.charts.drawing import Amount, Chart, Scale, both_widths, ticks, wide_enough

HEIGHT = 200
TOP, FOOT = 18, 168


@dataclass(frozen=True)
class Estimate:
    """A value at a date, and the interval in which it may lie."""

    on: date
    value: Amount
    low: Amount
    high: Amount


def line_with_band(
    points: Sequence[Estimate],
    *,
    sentence: str,
    write: Callable[[float], str],
    within: tuple[float, float] | None = None,
) -> SafeString:
    """A line through the values and a band from low to high; `within` bounds the axis (0 to 1 for shares)."""
    return both_widths(lambda width: _draw(points, width, write, within), sentence)


def _draw(
    points: Sequence[Estimate], width: int, write: Callable[[float], str], within: tuple[float, float] | None
) -> Chart:
    chart = Chart(width, HEIGHT)
    marked = _marked(points, within)
    up = Scale(marked[0], marked[-1], FOOT, TOP)
    last = write(float(points[-1].value))
    left = wide_enough([*map(write, marked)])
    across = Scale(points[0].on.toordinal(), points[-1].on.toordinal(), left, width - wide_enough([last]) - 6)
    for value in marked:
        chart.rule((left, up(value)), (across.pixel_to, up(value)), "axis" if value == 0 else "rule")
        chart.text((left - 8, up(value) + 4), write(value), anchor="end")
    line = [(across(point.on.toordinal()), up(point.value)) for point in points]
    highs = [(across(point.on.toordinal()), up(point.high)) for point in points]
    lows = [(across(point.on.toordinal()), up(point.low)) for point in points]
    chart.area([*highs, *reversed(lows)])
    chart.line(line)
    chart.dot(line[-1])
    chart.text((line[-1][0] + 9, line[-1][1] + 4), last, kind="strong")
    _name_ends(chart, points, across)
    return chart


def _marked(points: Sequence[Estimate], within: tuple[float, float] | None) -> list[float]:
    """A few values that hold the whole band, but do not go past the bounds."""
    low, high = min(float(point.low) for point in points), max(float(point.high) for point in points)
    values = ticks(low, high)
    if within is None:
        return values
    inside = [value for value in values if within[0] <= value <= within[1]]
    return inside if len(inside) > 1 else [within[0], within[1]]


def _name_ends(chart: Chart, points: Sequence[Estimate], across: Scale) -> None:
    language = get_language() or "en"
    chart.text((across.pixel_from, FOOT + 18), dates.month(points[0].on, language))
    if len(points) > 1:
        chart.text((across.pixel_to, FOOT + 18), dates.month(points[-1].on, language), anchor="end")
