"""Estimates of one thing by several methods, one below the other on one scale: the dot with its interval, and zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import shorten

from django.utils.safestring import SafeString

from clave.kit.charts.drawing import LETTER, Amount, Chart, Scale, both_widths, ticks, wide_enough

STEP, FOOT, BAND = 48, 26, 10


@dataclass(frozen=True)
class Between:
    """One estimate and its interval."""

    label: str
    value: Amount
    low: Amount
    high: Amount


def intervals(
    rows: Sequence[Between], *, sentence: str, write: Callable[[float], str], mark: tuple[float, str] | None = None
) -> SafeString:
    """One row each: the band is the interval, the dot the estimate; `mark` is a value with its name, such as a cost."""
    return both_widths(lambda width: _draw(rows, width, write, mark), sentence)


def _draw(rows: Sequence[Between], width: int, write: Callable[[float], str], mark: tuple[float, str] | None) -> Chart:
    top = 22 if mark else 0
    foot = STEP * len(rows) + top
    chart = Chart(width, foot + FOOT)
    room = wide_enough([write(float(row.value)) for row in rows])
    ends = [0.0, *(float(row.low) for row in rows), *(float(row.high) for row in rows), *([mark[0]] if mark else [])]
    marked = ticks(min(ends), max(ends), 4 if chart.is_wide else 2)
    along = Scale(marked[0], marked[-1], 6, round(width - room - 10, 1))
    for value in marked:
        chart.rule((along(value), top + 6), (along(value), foot + 4), "axis" if value == 0 else "rule")
        chart.label((along(value), foot + 20), write(value), kind="")
    if mark:
        chart.rule((along(mark[0]), 18), (along(mark[0]), foot + 4), "link-line")
        chart.label((along(mark[0]), 14), mark[1], kind="named")
    for place, row in enumerate(rows):
        _row(chart, row, along, top + place * STEP + 34, write)
    return chart


def _row(chart: Chart, row: Between, along: Scale, middle: float, write: Callable[[float], str]) -> None:
    chart.text((0, middle - 12), shorten(row.label, int(chart.width / LETTER), placeholder=" …"))
    chart.bar((along(row.low), middle - BAND / 2), (along(row.high), middle + BAND / 2), "month")
    chart.dot((along(row.value), middle))
    chart.text((along.pixel_to + 10, middle + 4), write(float(row.value)), kind="strong")
