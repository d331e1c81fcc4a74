"""A matrix of two axes: four named quarters, points with their doubt as a cross, and names beside the points that matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from clave.kit.charts.drawing import LETTER, Chart, Point, Scale, both_widths

HEIGHT, TOP, FOOT, LEFT = 430, 26, 376, 34
LINE_HEIGHT = 14
NAME_LETTERS = 22


@dataclass(frozen=True)
class Spot:
    """A point with its ranges; `name` stands beside it where there is room, else `short`; both are empty for the others."""

    x: float
    x_range: tuple[float, float]
    y: float
    y_range: tuple[float, float]
    name: str = ""
    short: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class Quadrants:
    """Points between two axes: where they end, where they are cut, and what quarters and axes are called.

    `quarters` are named from the upper left to the lower right; marks are values with their words.
    """

    spots: Sequence[Spot]
    x_ends: tuple[float, float]
    y_ends: tuple[float, float]
    cut: tuple[float, float]
    quarters: tuple[str, str, str, str]
    x_label: str
    y_label: str
    x_marks: Sequence[tuple[float, str]]
    y_marks: Sequence[tuple[float, str]]


Box = tuple[float, float, float, float]


def quadrants(matrix: Quadrants, *, sentence: str) -> SafeString:
    """The matrix for a desk and for a phone."""
    return both_widths(lambda width: _draw(matrix, width), sentence)


def _draw(matrix: Quadrants, width: int) -> Chart:
    chart = Chart(width, HEIGHT)
    across, up = Scale(*matrix.x_ends, LEFT, width - 6), Scale(*matrix.y_ends, FOOT, TOP)
    _axes(chart, matrix, across, up)
    named = [spot for spot in matrix.spots if spot.name]
    for spot in matrix.spots:
        if not spot.name:
            chart.dot((across(_inside(spot.x, matrix.x_ends)), up(spot.y)), "other")
    for spot in named:
        _cross(chart, spot, matrix, across, up)
    taken: list[Box] = [_around(_at(spot, matrix, across, up)) for spot in matrix.spots]
    for spot in named:
        _named(chart, spot, _at(spot, matrix, across, up), taken)
    return chart


def _axes(chart: Chart, matrix: Quadrants, across: Scale, up: Scale) -> None:
    """The frame, the two cuts, the marks, and the names of the quarters in their corners."""
    left, right = across.pixel_from, across.pixel_to
    for value, words in matrix.y_marks:
        chart.rule((left, up(value)), (right, up(value)), "axis" if value == matrix.cut[1] else "rule")
        chart.text((left - 6, up(value) + 4), words, anchor="end")
    for value, words in matrix.x_marks:
        chart.rule((across(value), TOP), (across(value), FOOT), "axis" if value == matrix.cut[0] else "rule")
        chart.text((across(value), FOOT + 17), words, anchor="middle")
    corners = [(x, y) for y in (TOP + 15, FOOT - 8) for x in (left + 6, right - 6)]
    for (x, y), name in zip(corners, matrix.quarters, strict=True):
        chart.text((x, y), name, anchor="start" if x == left + 6 else "end", kind="named")
    chart.text((0, TOP - 12), matrix.y_label)
    chart.text((right, FOOT + 38), matrix.x_label, anchor="end")


def _cross(chart: Chart, spot: Spot, matrix: Quadrants, across: Scale, up: Scale) -> None:
    """How far raters and what is not known leave the point open, along both axes."""
    x, y = _at(spot, matrix, across, up)
    low, high = (across(_inside(end, matrix.x_ends)) for end in spot.x_range)
    foot, top = (up(_inside(end, matrix.y_ends)) for end in spot.y_range)
    chart.rule((low, y), (high, y), "doubt")
    chart.rule((x, foot), (x, top), "doubt")


def _named(chart: Chart, spot: Spot, at: Point, taken: list[Box]) -> None:
    """The point, square for the chosen and round for the others, and its name where it hides least."""
    x, y = at
    if spot.is_chosen:
        chart.bar((x - 4, y - 4), (x + 4, y + 4), "total")
    else:
        chart.dot(at)
    words, box = _best(spot, at, chart, taken)
    taken.append(box)
    chart.text((round(box[0], 1), round(box[3] - 3, 1)), words, kind="strong" if spot.is_chosen else "")


def _best(spot: Spot, at: Point, chart: Chart, taken: Sequence[Box]) -> tuple[str, Box]:
    """The name where it hides nothing, on a desk; else the short word where it hides least."""
    for words in [_shortened(spot.name)] * chart.is_wide + [spot.short]:
        places = [place for place in _places(at, len(words) * LETTER) if _fits(place, chart.width)]
        if not places:
            continue
        box = min(places, key=lambda place: _hidden(place, taken))
        if words == spot.short or _hidden(box, taken) == 0:
            return words, box
    return spot.short, _around(at)


def _places(at: Point, long: float) -> Iterator[Box]:
    """Where a name may stand around its point, the best place first."""
    x, y = at
    for left, middle in ((x + 8, y), (x - 8 - long, y), (x - long / 2, y - 13), (x - long / 2, y + 13)):
        yield (left, middle - LINE_HEIGHT / 2, left + long, middle + LINE_HEIGHT / 2)
    for down in (-11, 11):
        for left in (x + 6, x - 6 - long):
            yield (left, y + down - LINE_HEIGHT / 2, left + long, y + down + LINE_HEIGHT / 2)


def _fits(box: Box, width: int) -> bool:
    return box[0] >= LEFT and box[2] <= width and box[1] >= TOP and box[3] <= FOOT


def _hidden(box: Box, taken: Sequence[Box]) -> float:
    """How much of what is already there a name at this place would hide."""
    return sum(
        max(min(box[2], other[2]) - max(box[0], other[0]), 0) * max(min(box[3], other[3]) - max(box[1], other[1]), 0)
        for other in taken
    )


def _around(at: Point) -> Box:
    return (at[0] - 5, at[1] - 5, at[0] + 5, at[1] + 5)


def _at(spot: Spot, matrix: Quadrants, across: Scale, up: Scale) -> Point:
    return across(_inside(spot.x, matrix.x_ends)), up(_inside(spot.y, matrix.y_ends))


def _inside(value: float, ends: tuple[float, float]) -> float:
    """A value beyond the axis stands at its end."""
    return min(max(value, ends[0]), ends[1])


def _shortened(name: str) -> str:
    return name if len(name) <= NAME_LETTERS else f"{name[: NAME_LETTERS - 1].rstrip()}…"
