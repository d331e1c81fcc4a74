"""The paper every chart is drawn on: scales, marks and the two widths a reader may hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

WIDE = 640
NARROW = 340


@dataclass(frozen=True)
class Scale:
    """A straight line from values to pixels."""

    value_from: float
    value_to: float
    pixel_from: float
    pixel_to: float

    def __call__(self, value: float) -> float:
        """The pixel of `value`; a scale without extent puts everything at its start."""
        extent = self.value_to - self.value_from
        share = (value - self.value_from) / extent if extent else 0.0
        return round(self.pixel_from + share * (self.pixel_to - self.pixel_from), 1)


class Chart:
    """Marks collected in drawing order."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.marks: list[str] = []

    def bar(self, x: float, y: float, width: float, height: float, kind: str) -> None:
        """A filled bar of class `kind` (value, quiet, good, bad)."""
        size = f'width="{max(width, 0.0):g}" height="{max(height, 0.0):g}"'
        self.marks.append(f'<rect x="{x:g}" y="{y:g}" {size} rx="1.5" class="{kind}"/>')

    def rule(self, x1: float, y1: float, x2: float, y2: float, kind: str = "rule") -> None:
        """A thin line: an axis, a tick, a zero."""
        self.marks.append(f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" class="{kind}"/>')

    def text(self, x: float, y: float, words: str, *, anchor: str = "start", strong: bool = False) -> None:
        """A direct label."""
        kind = ' class="strong"' if strong else ""
        self.marks.append(f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{kind}>{escape(words)}</text>')

    def line(self, points: Sequence[tuple[float, float]], kind: str = "line") -> None:
        """A line through the points."""
        self.marks.append(f'<polyline points="{_joined(points)}" class="{kind}"/>')

    def area(self, points: Sequence[tuple[float, float]], kind: str = "band") -> None:
        """A filled area, such as the band of doubt."""
        self.marks.append(f'<polygon points="{_joined(points)}" class="{kind}"/>')

    def dot(self, x: float, y: float, kind: str = "dot") -> None:
        """A point worth naming."""
        self.marks.append(f'<circle cx="{x:g}" cy="{y:g}" r="3.5" class="{kind}"/>')

    def svg(self, sentence: str, size: str) -> SafeString:
        """The picture with the sentence that says what to see."""
        return format_html(
            '<svg class="chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
            size,
            self.width,
            self.height,
            sentence,
            mark_safe("".join(self.marks)),  # noqa: S308  # every mark is built above from numbers and escaped words
        )


def both_widths(draw: Callable[[int], Chart], sentence: str) -> SafeString:
    """The chart for a desk and for a phone; the stylesheet shows one of them."""
    return format_html("{}{}", draw(WIDE).svg(sentence, "wide"), draw(NARROW).svg(sentence, "narrow"))


def round_top(largest: float) -> float:
    """The smallest of 1, 2, 2.5, 5 or 10 times a power of ten that is not below `largest`."""
    if largest <= 0:
        return 1.0
    power = 10.0 ** (len(str(int(largest))) - 1) if largest >= 1 else 1.0
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= largest)


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
