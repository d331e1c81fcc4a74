"""The paper every chart is drawn on: scales, marks and the two widths a reader may hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10
from textwrap import wrap

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

WIDE = 640
NARROW = 340
LETTER = 7.4
"""About how wide one letter of a label is."""
LINE = 16
"""From one line of a label to the next."""
Amount = Decimal | float | int
Point = tuple[float, float]


@dataclass(frozen=True)
class Scale:
    """A straight line from values to pixels."""

    value_from: float
    value_to: float
    pixel_from: float
    pixel_to: float

    def __call__(self, value: Amount) -> float:
        """The pixel of `value`; a scale without extent puts everything at its start."""
        extent = self.value_to - self.value_from
        share = (float(value) - self.value_from) / extent if extent else 0.0
        return round(self.pixel_from + share * (self.pixel_to - self.pixel_from), 1)


class Chart:
    """Marks collected in drawing order."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.marks: list[str] = []

    @property
    def is_wide(self) -> bool:
        """Whether this is the drawing for a desk."""
        return self.width == WIDE

    def bar(self, start: Point, end: Point, kind: str) -> None:
        """A filled bar between two corners."""
        (left, right), (top, foot) = sorted((start[0], end[0])), sorted((start[1], end[1]))
        self.marks.append(
            f'<rect x="{left:g}" y="{top:g}" width="{round(right - left, 1):g}" height="{round(foot - top, 1):g}" '
            f'rx="1.5" class="{kind}"/>'
        )

    def rule(self, start: Point, end: Point, kind: str = "rule") -> None:
        """A thin line: an axis, a tick, a zero."""
        self.marks.append(f'<line x1="{start[0]:g}" y1="{start[1]:g}" x2="{end[0]:g}" y2="{end[1]:g}" class="{kind}"/>')

    def text(self, at: Point, words: str, *, anchor: str = "start", kind: str = "") -> None:
        """A direct label; `kind` is strong, named or lost."""
        shade = f' class="{kind}"' if kind else ""
        self.marks.append(f'<text x="{at[0]:g}" y="{at[1]:g}" text-anchor="{anchor}"{shade}>{escape(words)}</text>')

    def label(self, at: Point, words: str, *, kind: str = "strong") -> None:
        """A label centred over a point, moved so far that it stays inside the picture."""
        half = len(words) * LETTER / 2
        middle = min(max(at[0], half), self.width - half)
        self.text((round(middle, 1), at[1]), words, anchor="middle", kind=kind)

    def line(self, points: Sequence[Point], kind: str = "line") -> None:
        """A line through the points."""
        self.marks.append(f'<polyline points="{_joined(points)}" class="{kind}"/>')

    def area(self, points: Sequence[Point], kind: str = "band") -> None:
        """A filled area, such as the band of doubt."""
        self.marks.append(f'<polygon points="{_joined(points)}" class="{kind}"/>')

    def dot(self, at: Point, kind: str = "dot") -> None:
        """A point worth naming."""
        self.marks.append(f'<circle cx="{at[0]:g}" cy="{at[1]:g}" r="3.5" class="{kind}"/>')

    def svg(self, sentence: str) -> SafeString:
        """The picture with the sentence that says what to see."""
        return format_html(
            '<svg class="chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
            "wide" if self.is_wide else "narrow",
            self.width,
            self.height,
            sentence,
            mark_safe("".join(self.marks)),  # noqa: S308  # every mark is built above from numbers and escaped words
        )


def both_widths(draw: Callable[[int], Chart], sentence: str) -> SafeString:
    """The chart for a desk and for a phone; the stylesheet shows the one that fits where it stands."""
    wide, narrow = draw(WIDE).svg(sentence), draw(NARROW).svg(sentence)
    return format_html('<div class="picture">{}{}</div>', wide, narrow)


def ticks(low: float, high: float, most: int = 4) -> list[float]:
    """A few round values from at or below `low` to at or above `high`; zero is one of them when it lies between."""
    if high <= low:
        return [low, low + 1.0]
    step = round_step((high - low) / most)
    first, last = floor(low / step + 1e-9), -floor(-high / step + 1e-9)
    return [round(step * count, 10) for count in range(first, last + 1)]


def round_step(least: float) -> float:
    """The smallest of 1, 2, 2.5, 5 or 10 times a power of ten that is not below `least`."""
    power = 10.0 ** floor(log10(least))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= least * (1 - 1e-9))


def wide_enough(labels: Sequence[str]) -> float:
    """The room that the longest of these labels needs beside the drawing."""
    return round(max((len(label) for label in labels), default=0) * LETTER + 8, 1)


def broken(words: str, room: float) -> list[str]:
    """A label in as many lines as the room asks for, broken between words."""
    return wrap(words, max(int(room / LETTER), 8))


def _joined(points: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
