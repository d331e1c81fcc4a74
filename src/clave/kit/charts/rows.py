"""Charts in rows, one line a step, with the label before the bar and the value beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from clave.kit.charts.drawing import WIDE, Chart, Scale, both_widths, wide_enough

STEP = 32
BAR = 20
STACKED = 18
"""On a phone the label stands above its bar, on a line of this height: beside it, words would leave the bars no room."""


@dataclass(frozen=True)
class Row:
    """A step: its label, its amount, and whether it is a total that starts again from zero."""

    label: str
    amount: Decimal
    is_total: bool = False


@dataclass(frozen=True)
class _Span:
    """A row and where its bar begins and ends, in the unit of the amounts."""

    row: Row
    start: float
    end: float
    kind: str


def waterfall(rows: Sequence[Row], *, sentence: str, write: Callable[[Decimal], str]) -> SafeString:
    """Totals from zero and the steps between them, each beginning where the last one ended."""
    return both_widths(lambda width: _draw(_running(rows), width, write, linked=True), sentence)


def diverging_bars(rows: Sequence[Row], *, sentence: str, write: Callable[[Decimal], str]) -> SafeString:
    """Changes to both sides of zero."""
    return both_widths(lambda width: _draw(_from_zero(rows), width, write, linked=False), sentence)


def _from_zero(rows: Sequence[Row]) -> list[_Span]:
    return [_Span(row, 0.0, float(row.amount), "good" if row.amount >= 0 else "bad") for row in rows]


def _running(rows: Sequence[Row]) -> list[_Span]:
    spans: list[_Span] = []
    level = 0.0
    for row in rows:
        start = 0.0 if row.is_total else level
        level = start + float(row.amount)
        spans.append(_Span(row, start, level, _kind(row)))
    return spans


def _kind(row: Row) -> str:
    if row.is_total:
        return "total" if row.amount >= 0 else "bad"
    return "good" if row.amount >= 0 else "less"


def _draw(spans: Sequence[_Span], width: int, write: Callable[[Decimal], str], *, linked: bool) -> Chart:
    stacked = 0 if width == WIDE else STACKED
    step = STEP + stacked
    chart = Chart(width, step * len(spans) + 4)
    along = _along(spans, width, write)
    for index, span in enumerate(spans):
        top = index * step + 6 + stacked
        chart.rule((along(0), top - (2 if stacked else 6)), (along(0), top + BAR + 6), "axis")
        if linked and index + 1 < len(spans):
            chart.rule((along(span.end), top + BAR), (along(span.end), top + step), "link-line")
        chart.bar((along(span.start), top), (along(span.end), top + BAR), span.kind)
        label = (0, top - 7 if stacked else top + 15)
        chart.text(label, span.row.label, kind="strong" if span.row.is_total or not linked else "")
        _value(chart, span, along, top + 15, write)
    return chart


def _along(spans: Sequence[_Span], width: int, write: Callable[[Decimal], str]) -> Scale:
    """The scale between the labels on the left, where they stand beside the bars, and the room that the values need."""
    ends = [0.0, *(span.start for span in spans), *(span.end for span in spans)]
    low, high = min(ends), max(ends)
    labels = min(wide_enough([span.row.label for span in spans]) + 6, width * 0.45) if width == WIDE else 0
    values = wide_enough([write(span.row.amount) for span in spans]) + 6
    left = labels + (values if low < 0 else 0)
    return Scale(low, high, round(left, 1), round(width - values, 1))


def _value(chart: Chart, span: _Span, along: Scale, y: float, write: Callable[[Decimal], str]) -> None:
    """The amount behind its bar: on the left where the bar lies below zero, else on the right."""
    left, right = sorted((along(span.start), along(span.end)))
    if max(span.start, span.end) <= 0 and span.row.amount < 0:
        chart.text((left - 6, y), write(span.row.amount), anchor="end", kind="strong")
    else:
        chart.text((right + 6, y), write(span.row.amount), kind="strong")
