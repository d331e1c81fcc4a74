"""Charts in rows, one line a step, with the label before the bar and the value after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from clave.kit.charts.drawing import WIDE, Chart, Scale, both_widths

STEP = 32
BAR = 20


@dataclass(frozen=True)
class Row:
    """A step: its label, its amount, and whether it is a total that starts again from zero."""

    label: str
    amount: Decimal
    is_total: bool = False


def waterfall(rows: Sequence[Row], *, sentence: str, write: Callable[[Decimal], str]) -> SafeString:
    """Totals from zero and the steps between them, each beginning where the last one ended."""
    return both_widths(lambda width: _waterfall(rows, width, write), sentence)


def diverging_bars(rows: Sequence[Row], *, sentence: str, write: Callable[[Decimal], str]) -> SafeString:
    """Changes to both sides of zero."""
    return both_widths(lambda width: _spans(_from_zero(rows), width, write), sentence)


@dataclass(frozen=True)
class _Span:
    row: Row
    start: float
    end: float


def _from_zero(rows: Sequence[Row]) -> list[_Span]:
    return [_Span(row, 0.0, float(row.amount)) for row in rows]


def _running(rows: Sequence[Row]) -> list[_Span]:
    spans: list[_Span] = []
    level = 0.0
    for row in rows:
        start = 0.0 if row.is_total else level
        level = start + float(row.amount)
        spans.append(_Span(row, start, level))
    return spans


def _waterfall(rows: Sequence[Row], width: int, write: Callable[[Decimal], str]) -> Chart:
    return _spans(_running(rows), width, write)


def _spans(spans: Sequence[_Span], width: int, write: Callable[[Decimal], str]) -> Chart:
    chart = Chart(width, STEP * len(spans) + 8)
    labels, values = (190, 92) if width == WIDE else (116, 74)
    ends = [0.0, *(s.start for s in spans), *(s.end for s in spans)]
    low, high = min(ends), max(ends)
    left = labels + (values if low < 0 else 0)
    along = Scale(low, high, left, width - values)
    chart.rule(along(0), 2, along(0), STEP * len(spans) + 2)
    for index, span in enumerate(spans):
        _draw(chart, span, along, index * STEP + 6, write)
    return chart


def _draw(chart: Chart, span: _Span, along: Scale, y: float, write: Callable[[Decimal], str]) -> None:
    row = span.row
    kind = "value" if row.is_total and row.amount >= 0 else "bad" if row.amount < 0 else "good"
    start, end = sorted((along(span.start), along(span.end)))
    chart.text(0, y + 15, row.label, strong=row.is_total)
    chart.bar(start, y, round(end - start, 1), BAR, kind)
    if row.amount < 0 and span.end < 0:
        chart.text(start - 6, y + 15, write(row.amount), anchor="end", strong=True)
    else:
        chart.text(end + 6, y + 15, write(row.amount), strong=True)
