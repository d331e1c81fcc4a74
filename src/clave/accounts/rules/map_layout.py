"""Where each person of a relationship map stands: a tidy tree from left to right, or an outline where the page is narrow.

Pure geometry: boxes never overlap, and lines run in the lanes between columns, where no box stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

BOX, LANE, ROW = 208, 40, 14
"""Width of a box, of the lane between two columns, and the gap between two boxes in a column."""
INDENT, NARROWEST = 20, 150
"""How far an outline moves in with each level, and how wide its boxes stay; deep lines move in by less."""
SCREEN = 800
"""A boss whose people reach further down than a screen stands above them, where one begins to read."""
GAP = 30
"""Between the trees and those whose reporting line is not known."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """Where one person stands."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The edge towards the people who report to them."""
        return self.left + self.width

    @property
    def foot(self) -> float:
        """The lower edge."""
        return self.top + self.height

    @property
    def middle(self) -> float:
        """Half-way down."""
        return self.top + self.height / 2


@dataclass
class Layout:
    """Boxes by person, lines from boss to report, and where those without a line begin; `width` by `height`."""

    width: float
    height: float = 0
    boxes: dict[int, Box] = field(default_factory=dict)
    lines: list[tuple[Point, ...]] = field(default_factory=list)
    loose_from: float | None = None


def layout(below: Mapping[int, Sequence[int]], heights: Mapping[int, float], width: float) -> Layout:
    """Everybody in `below` (person -> who reports to them) placed within this width.

    Trees come first; who has neither boss nor reports stands in a grid under them. Where the columns of the deepest tree do not
    fit, the trees become an outline.
    """
    found = Layout(width)
    reporting = {each for reports in below.values() for each in reports}
    tops = [each for each in below if each not in reporting]
    rooted, loose = [each for each in tops if below[each]], [each for each in tops if not below[each]]
    depth = max((_depth(each, below) for each in rooted), default=0)
    if depth * BOX + (depth - 1) * LANE <= width:
        top = _trees(found, rooted, below, heights)
    else:
        top = _outline(found, rooted, below, heights, min(INDENT, (width - NARROWEST) / max(depth - 1, 1)))
    if loose:
        found.loose_from = top + GAP if rooted else None
        top = _grid(found, loose, heights, top + (2 * GAP if rooted else 0))
    found.height = top
    return found


def _depth(person: int, below: Mapping[int, Sequence[int]]) -> int:
    return 1 + max((_depth(each, below) for each in below[person]), default=0)


def _trees(
    found: Layout, tops: Sequence[int], below: Mapping[int, Sequence[int]], heights: Mapping[int, float]
) -> float:
    """One tree under the other; where the last one ends."""
    top = 0.0
    for each in tops:
        top += _tree(found, each, 0, top, below, heights) + 2 * ROW
    return max(top - 2 * ROW, 0)


def _tree(
    found: Layout,
    person: int,
    column: int,
    top: float,
    below: Mapping[int, Sequence[int]],
    heights: Mapping[int, float],
) -> float:
    """One person and all under them, in a band of their own; how high the band is."""
    reports, own = below[person], heights[person]
    inner = sum(_band(each, below, heights) for each in reports) + ROW * max(len(reports) - 1, 0)
    band = max(own, inner)
    at = top + (band - inner) / 2
    for each in reports:
        at += _tree(found, each, column + 1, at, below, heights) + ROW
    box = Box(column * (BOX + LANE), top + (band - own) / 2, BOX, own)
    if reports:
        first, last = found.boxes[reports[0]], found.boxes[reports[-1]]
        half_way = min(max((first.middle + last.middle - own) / 2, top), top + band - own)
        box = Box(box.left, half_way if band <= SCREEN else first.top, BOX, own)
    found.boxes[person] = box
    lane = box.right + LANE / 2
    for each in reports:
        to = found.boxes[each]
        found.lines.append(((box.right, box.middle), (lane, box.middle), (lane, to.middle), (to.left, to.middle)))
    return band


def _band(person: int, below: Mapping[int, Sequence[int]], heights: Mapping[int, float]) -> float:
    """How high the band of one person and all under them is."""
    reports = below[person]
    inner = sum(_band(each, below, heights) for each in reports) + ROW * max(len(reports) - 1, 0)
    return max(heights[person], inner)


def _outline(
    found: Layout,
    tops: Sequence[int],
    below: Mapping[int, Sequence[int]],
    heights: Mapping[int, float],
    indent: float,
) -> float:
    """Everybody on a row of their own, moved in under their boss; where the last row ends."""
    top = 0.0
    waiting: list[tuple[int, int, int | None]] = [(each, 0, None) for each in reversed(tops)]
    while waiting:
        person, level, boss = waiting.pop()
        left = indent * level
        box = found.boxes[person] = Box(left, top, min(found.width - left, 2 * BOX), heights[person])
        if boss is not None:
            above, lane = found.boxes[boss], left - indent / 2
            found.lines.append(((lane, above.foot), (lane, box.middle), (left, box.middle)))
        waiting += [(each, level + 1, person) for each in reversed(below[person])]
        top = box.foot + ROW
    return max(top - ROW, 0)


def _grid(found: Layout, people: Sequence[int], heights: Mapping[int, float], top: float) -> float:
    """People beside each other, as many as fit; where the last row ends."""
    across = max(int((found.width + LANE) // (BOX + LANE)), 1)
    wide = BOX if across > 1 else min(found.width, 2 * BOX)
    for start in range(0, len(people), across):
        row = people[start : start + across]
        for place, each in enumerate(row):
            found.boxes[each] = Box(place * (BOX + LANE), top, wide, heights[each])
        top += max(heights[each] for each in row) + ROW
    return top - ROW
