"""The whale curve: how contribution adds up from the best customer to the worst."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from clave.kit.charts.drawing import Chart, Scale, both_widths

HEIGHT = 300
TOP, FOOT = 30, 262


@dataclass(frozen=True)
class Whale:
    """Cumulated values by customer, best first, and the words for its peak and its end."""

    cumulated: Sequence[float]
    peak_label: str
    end_label: str
    axis_label: str
    write: Callable[[float], str]


def whale_curve(whale: Whale, *, sentence: str) -> SafeString:
    """The curve with its peak, its end, and what is lost between them shaded."""
    return both_widths(lambda width: _curve(whale, width), sentence)


def _curve(whale: Whale, width: int) -> Chart:
    chart = Chart(width, HEIGHT)
    values = [0.0, *whale.cumulated]
    across, up = Scale(0, len(values) - 1, 0, width - 4), Scale(min(0.0, *values), max(0.0, *values), FOOT, TOP)
    peak = max(range(len(values)), key=values.__getitem__)
    points = [(across(i), up(value)) for i, value in _thinned(values, peak)]
    if peak < len(values) - 1:
        tail = [(across(i), up(value)) for i, value in _thinned(values, peak) if i >= peak]
        chart.area([*tail, (across(len(values) - 1), up(values[peak]))], "loss")
    chart.rule(0, up(0), width, up(0), "axis")
    chart.rule(0, up(values[-1]), width, up(values[-1]))
    chart.line(points)
    chart.dot(across(peak), up(values[peak]))
    _label(chart, across(peak), up(values[peak]) - 10, whale.peak_label)
    chart.text(width, up(values[-1]) + 18, whale.end_label, anchor="end")
    chart.text(0, HEIGHT - 14, whale.axis_label)
    return chart


def _thinned(values: Sequence[float], peak: int, most: int = 240) -> list[tuple[int, float]]:
    """At most about `most` points, the peak and both ends among them."""
    step = max(1, len(values) // most)
    kept = sorted({*range(0, len(values), step), peak, len(values) - 1})
    return [(i, values[i]) for i in kept]


def _label(chart: Chart, x: float, y: float, words: str) -> None:
    """A label that stays inside the picture."""
    room = len(words) * 3.6
    anchor, at = (
        ("start", max(x, 0.0)) if x < room else ("end", float(chart.width)) if x > chart.width - room else ("middle", x)
    )
    chart.text(at, y, words, anchor=anchor, strong=True)
