"""Something beside what it is compared with, month by month, before and after a moment that may have parted them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from clave.kit.charts.drawing import Chart, Scale, both_widths, ticks, wide_enough

HEIGHT, TOP, FOOT = 240, 40, 206


@dataclass(frozen=True)
class Paths:
    """Two paths of the same months; the moment lies between `before` months and the rest."""

    own: Sequence[float]
    other: Sequence[float]
    before: int
    own_name: str
    other_name: str
    moment: str
    first: str
    last: str


def beside(paths: Paths, *, sentence: str, write: Callable[[float], str]) -> SafeString:
    """Both paths, the gap between them after the moment as an area, the moment as a rule with its name."""
    return both_widths(lambda width: _draw(paths, width, write), sentence)


def _draw(paths: Paths, width: int, write: Callable[[float], str]) -> Chart:
    chart = Chart(width, HEIGHT)
    every = [*paths.own, *paths.other]
    marked = ticks(min(0.0, *every), max(0.0, *every))
    left = wide_enough([write(value) for value in marked])
    up = Scale(marked[0], marked[-1], FOOT, TOP)
    across = Scale(0, max(len(paths.own) - 1, 1), left, width - 8)
    for value in marked:
        chart.rule((left, up(value)), (width - 8, up(value)), "axis" if value == 0 else "rule")
        chart.text((left - 8, up(value) + 4), write(value), anchor="end")
    own, other = ([(across(at), up(value)) for at, value in enumerate(each)] for each in (paths.own, paths.other))
    since = max(paths.before, 0)
    chart.area([*own[since:], *reversed(other[since:])])
    chart.line(other, "without")
    chart.line(own)
    place = round(across(paths.before - 0.5), 1)
    chart.rule((place, TOP - 12), (place, FOOT), "link-line")
    chart.label((place, TOP - 24), paths.moment, kind="named")
    chart.text((left, FOOT + 20), paths.first)
    chart.text((width - 8, FOOT + 20), paths.last, anchor="end")
    return chart
