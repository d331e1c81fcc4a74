"""Shares of one another in rows: how much was kept, with its interval as a band, from 0 to the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from clave.kit.charts.drawing import LETTER, Amount, Chart, Scale, both_widths, wide_enough

STEP, FOOT, BAND = 44, 22, 10


@dataclass(frozen=True)
class Share:
    """A share and its interval, all 0 to 1; None where nothing was counted."""

    label: str
    share: Amount | None
    low: Amount | None
    high: Amount | None


def share_rows(rows: Sequence[Share], *, sentence: str, write: Callable[[float], str]) -> SafeString:
    """One row each on the same scale: the band is the interval, the dot the share; without one only the scale."""
    return both_widths(lambda width: _draw(rows, width, write), sentence)


def _draw(rows: Sequence[Share], width: int, write: Callable[[float], str]) -> Chart:
    chart = Chart(width, STEP * len(rows) + FOOT)
    values = [_value(row, write) for row in rows]
    along = Scale(0, 1, 0, round(width - wide_enough(values) - 8, 1))
    for at in (0.0, 0.5, 1.0):
        chart.rule((along(at), 4), (along(at), STEP * len(rows) + 4), "axis" if at == 0 else "rule")
        chart.text((along(at), STEP * len(rows) + 18), write(at), anchor=_anchor(at))
    for index, (row, value) in enumerate(zip(rows, values, strict=True)):
        middle = index * STEP + 32
        chart.text((0, middle - 14), row.label[: int(along.pixel_to / LETTER)])
        if row.share is not None and row.low is not None and row.high is not None:
            chart.bar((along(row.low), middle - BAND / 2), (along(row.high), middle + BAND / 2), "month")
            chart.dot((along(row.share), middle))
        chart.text((along.pixel_to + 8, middle + 4), value, kind="strong" if row.share is not None else "")
    return chart


def _value(row: Share, write: Callable[[float], str]) -> str:
    return "–" if row.share is None else write(float(row.share))


def _anchor(at: float) -> str:
    return {0.0: "start", 1.0: "end"}.get(at, "middle")
