"""How something may come out: bars of futures beside zero, and how far each cause moves the middle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from clave.kit.charts.drawing import Chart, Scale, both_widths, ticks, wide_enough

HEIGHT, TOP, FOOT = 200, 30, 168
STEP, BAR = 40, 16


@dataclass(frozen=True)
class Futures:
    """How many futures fall into each of some parts of equal width between two values, and their mean."""

    start: float
    end: float
    counts: Sequence[int]
    mean: float


@dataclass(frozen=True)
class Reach:
    """A cause, and where the middle lies at its two ends."""

    label: str
    low: float
    high: float


def futures(found: Futures, *, sentence: str, write: Callable[[float], str]) -> SafeString:
    """Bars of futures: those that lose in another colour, zero as an axis, the mean as a dot with its value."""
    return both_widths(lambda width: _bars(found, width, write), sentence)


def tornado(rows: Sequence[Reach], middle: float, *, sentence: str, write: Callable[[float], str]) -> SafeString:
    """One bar a cause, from one end to the other, around the middle."""
    return both_widths(lambda width: _causes(rows, middle, width, write), sentence)


def _bars(found: Futures, width: int, write: Callable[[float], str]) -> Chart:
    chart = Chart(width, HEIGHT)
    start, end = min(found.start, 0.0), max(found.end, 0.0)
    across = Scale(start, end, 4, width - 4)
    up = Scale(0, max(found.counts), FOOT, TOP)
    step = (found.end - found.start) / len(found.counts)
    for place, count in enumerate(found.counts):
        left = found.start + place * step
        kind = "bad" if left + step / 2 < 0 else "month"
        chart.bar((across(left) + 0.5, up(count)), (max(across(left + step) - 0.5, across(left) + 1), FOOT), kind)
    chart.rule((4, FOOT), (width - 4, FOOT))
    for value in _ticks(start, end, width, write):
        chart.rule((across(value), FOOT), (across(value), FOOT + 5), "axis")
        chart.label((across(value), FOOT + 20), write(value), kind="")
    chart.rule((across(0), TOP - 8), (across(0), FOOT), "axis")
    chart.rule((across(found.mean), TOP - 8), (across(found.mean), FOOT), "link-line")
    chart.dot((across(found.mean), FOOT))
    chart.label((across(found.mean), TOP - 14), write(found.mean))
    return chart


def _ticks(start: float, end: float, width: int, write: Callable[[float], str]) -> list[float]:
    """As many round values as have room for their words."""
    most = 4 if width > 400 else 2
    inside = [value for value in ticks(start, end, most) if start <= value <= end]
    return inside or [start, end]


def _causes(rows: Sequence[Reach], middle: float, width: int, write: Callable[[float], str]) -> Chart:
    chart = Chart(width, STEP * len(rows) + 8)
    ends = [middle, *(row.low for row in rows), *(row.high for row in rows)]
    room = wide_enough([write(end) for end in ends])
    along = Scale(min(ends), max(ends), room, width - room)
    for place, row in enumerate(rows):
        top = place * STEP + 20
        low, high = sorted((row.low, row.high))
        chart.text((0, top - 6), row.label, kind="strong")
        chart.bar((along(low), top), (along(middle), top + BAR), "bad" if low < 0 else "less")
        chart.bar((along(middle), top), (along(high), top + BAR), "good")
        chart.text((along(low) - 6, top + 12), write(low), anchor="end")
        chart.text((along(high) + 6, top + 12), write(high))
    chart.rule((along(middle), 14), (along(middle), STEP * len(rows) + 8), "axis")
    return chart
