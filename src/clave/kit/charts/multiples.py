"""Small multiples: one measure of several customers as dots on one scale, with the median of all as a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from clave.kit.charts.drawing import LETTER, Scale

WIDTH, STEP, LEFT, RIGHT, HEAD, FOOT = 340, 21, 118, 72, 6, 20


@dataclass(frozen=True)
class Dot:
    """One customer: the value with its interval, what those like it come to, and whether it lies far from the others."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    alike: float | None = None
    kind: str = "dot"


def dots(
    rows: Sequence[Dot], middle: float | None, *, sentence: str, write: Callable[[float], str], whole: bool = False
) -> SafeString:
    """One row each; the band is the interval, the hollow mark those like it. `whole`: a share, drawn from 0 to 1."""
    height = HEAD + STEP * len(rows) + FOOT
    along = _along(rows, middle, whole=whole)
    foot = HEAD + STEP * len(rows)
    drawn = [_line(LEFT, foot, WIDTH - RIGHT, foot, "axis")]
    if middle is not None:
        at = along(middle)
        drawn += [_line(at, HEAD, at, foot, "median"), _text(at, foot + 14, write(middle), "middle")]
    for place, row in enumerate(rows):
        drawn += _row(row, HEAD + STEP * place + STEP / 2, along, write)
    return format_html(
        '<svg class="chart multiple" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        height,
        sentence,
        mark_safe("".join(drawn)),  # noqa: S308  # every mark is built from numbers and escaped words
    )


def _along(rows: Sequence[Dot], middle: float | None, *, whole: bool) -> Scale:
    ends = [each for row in rows for each in (row.value, row.low, row.high, row.alike) if each is not None]
    ends += [middle] if middle is not None else []
    ends += [0.0, 1.0] if whole else [0.0]
    return Scale(min(ends), max(ends) if max(ends) > min(ends) else min(ends) + 1, LEFT, WIDTH - RIGHT)


def _row(row: Dot, middle: float, along: Scale, write: Callable[[float], str]) -> list[str]:
    room = int((LEFT - 8) / (LETTER * 0.9))
    label = row.label if len(row.label) <= room else row.label[: room - 1].rstrip() + "…"
    drawn = [_text(0, middle + 4, label, "start")]
    if row.value is None:
        return [*drawn, _text(WIDTH, middle + 4, "–", "end")]
    if row.low is not None and row.high is not None:
        left, right = along(row.low), along(row.high)
        drawn.append(
            f'<rect x="{left:g}" y="{middle - 4:g}" width="{max(right - left, 1):g}" height="8" rx="2" class="month"/>'
        )
    if row.alike is not None:
        drawn.append(f'<circle cx="{along(row.alike):g}" cy="{middle:g}" r="3.5" class="alike"/>')
    drawn.append(f'<circle cx="{along(row.value):g}" cy="{middle:g}" r="3.5" class="{row.kind}"/>')
    return [*drawn, _text(WIDTH, middle + 4, write(row.value), "end", "strong" if row.kind != "dot" else "")]


def _line(left: float, top: float, right: float, foot: float, kind: str) -> str:
    return f'<line x1="{left:g}" y1="{top:g}" x2="{right:g}" y2="{foot:g}" class="{kind}"/>'


def _text(across: float, down: float, words: str, anchor: str, kind: str = "") -> str:
    shade = f' class="{kind}"' if kind else ""
    return f'<text x="{across:g}" y="{down:g}" text-anchor="{anchor}"{shade}>{escape(words)}</text>'
