"""Charts along the months: what happened in each, and the share of it that was on time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.safestring import SafeString

from clave.kit.charts.drawing import Chart, Scale, both_widths, round_top

HEIGHT = 190
TOP, FOOT = 22, 164
Amount = Decimal | float | int


def month_bars(
    points: Sequence[tuple[date, Amount | None]], *, sentence: str, write: Callable[[Amount], str], average: bool = True
) -> SafeString:
    """One bar a month from zero (negative ones go down), with the moving mean of twelve months as a line."""
    return both_widths(lambda width: _bars(points, width, write, average), sentence)


def share_record(
    points: Sequence[tuple[date, int, int]], *, sentence: str, write: Callable[[float], str]
) -> SafeString:
    """Per month how many of those due were kept: (month, kept, due); months with none due stay empty."""
    return both_widths(lambda width: _shares(points, width, write), sentence)


def _bars(
    points: Sequence[tuple[date, Amount | None]], width: int, write: Callable[[Amount], str], average: bool
) -> Chart:
    chart = Chart(width, HEIGHT)
    values = [float(value or 0) for _, value in points]
    top, bottom = round_top(max([*values, 0.0])), -round_top(-min(values)) if min([*values, 0.0]) < 0 else 0.0
    up = Scale(bottom, top, FOOT, TOP)
    slot = width / max(len(points), 1)
    for index, value in enumerate(values):
        y, zero = up(value), up(0)
        x, wide = round(index * slot + slot * 0.15, 1), round(slot * 0.7, 1)
        chart.bar(x, min(y, zero), wide, abs(y - zero), "value" if value >= 0 else "bad")
    chart.rule(0, up(0), width, up(0), "axis")
    chart.rule(0, up(top), width, up(top))
    chart.text(0, up(top) - 5, write(top))
    if average and len(values) > 12:
        chart.line([((i + 0.5) * slot, up(sum(values[i - 11 : i + 1]) / 12)) for i in range(11, len(values))])
    _years(chart, [month for month, _ in points], slot)
    return chart


def _shares(points: Sequence[tuple[date, int, int]], width: int, write: Callable[[float], str]) -> Chart:
    chart = Chart(width, HEIGHT)
    up = Scale(0.0, 1.0, FOOT, TOP)
    slot = width / max(len(points), 1)
    for index, (_, kept, due) in enumerate(points):
        if due:
            x, wide = round(index * slot + slot * 0.15, 1), round(slot * 0.7, 1)
            chart.bar(x, up(kept / due), wide, up(0) - up(kept / due), "good")
            chart.bar(x, up(1), wide, up(kept / due) - up(1), "late")
    chart.rule(0, up(0), width, up(0), "axis")
    for share in (0.5, 1.0):
        chart.rule(0, up(share), width, up(share))
        chart.text(0, up(share) - 5, write(share))
    _years(chart, [month for month, _, _ in points], slot)
    return chart


def _years(chart: Chart, months: Sequence[date], slot: float) -> None:
    """The year under its January, and under the first month when there is room before the next January."""
    for index, month in enumerate(months):
        early = index == 0 and month.month <= 9
        if month.month == 1 or early:
            chart.rule(round(index * slot, 1), FOOT, round(index * slot, 1), FOOT + 6, "axis")
            chart.text(round(index * slot + 3, 1), FOOT + 18, str(month.year))
