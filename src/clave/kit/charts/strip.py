"""A score on its scale in one line of a table: the interval as a band, what is not known as a dotted line, the lines to reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from clave.kit.charts.drawing import Amount, Scale

WIDTH, HEIGHT, EDGE = 160, 18, 4
MIDDLE = HEIGHT / 2


@dataclass(frozen=True)
class Strip:
    """A score, its interval, how far it could reach, and the marks on the scale."""

    score: Amount
    low: Amount
    high: Amount
    reach: Amount
    marks: Sequence[Amount]
    most: Amount


def score_strip(strip: Strip) -> SafeString:
    """The strip as a picture without words: the figures stand beside it."""
    along = Scale(0, float(strip.most), EDGE, WIDTH - EDGE)
    drawn = [f'<line x1="{EDGE}" y1="{MIDDLE:g}" x2="{WIDTH - EDGE}" y2="{MIDDLE:g}" class="rule"/>']
    if strip.reach > strip.score:
        drawn.append(
            f'<line x1="{along(strip.score):g}" y1="{MIDDLE:g}" x2="{along(strip.reach):g}" y2="{MIDDLE:g}" class="open"/>'
        )
    left, right = along(strip.low), along(strip.high)
    drawn.append(
        f'<rect x="{left:g}" y="{MIDDLE - 4:g}" width="{max(right - left, 1):g}" height="8" rx="2" class="month"/>'
    )
    drawn += [
        f'<line x1="{along(at):g}" y1="1" x2="{along(at):g}" y2="{HEIGHT - 1}" class="axis"/>' for at in strip.marks
    ]
    drawn.append(f'<circle cx="{along(strip.score):g}" cy="{MIDDLE:g}" r="3.5" class="dot"/>')
    return format_html(
        '<svg class="chart strip" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        WIDTH,
        HEIGHT,
        mark_safe("".join(drawn)),  # noqa: S308  # every mark is built above from numbers
    )
