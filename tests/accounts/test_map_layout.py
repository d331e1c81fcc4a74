"""The relationship map: nobody hides anybody, no line crosses a box, and everybody is drawn."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from clave.accounts.rules.map_layout import SCREEN, Box, Layout, layout
from clave.accounts.rules.reporting_lines import chain_up, circle_made, trees

WIDE, NARROW = 1010, 340


@st.composite
def forests(draw: st.DrawFn) -> tuple[dict[int, list[int]], dict[int, float]]:
    """Up to 60 people, each reporting to somebody before them or to nobody, in boxes of different heights."""
    count = draw(st.integers(1, 60))
    bosses: dict[int, int | None] = {0: None}
    for each in range(1, count):
        bosses[each] = draw(st.one_of(st.none(), st.integers(0, each - 1)))
    heights = {each: float(draw(st.integers(40, 120))) for each in range(count)}
    return trees(list(range(count)), bosses), heights


def overlap(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.foot and other.top < one.foot


def crossed(found: Layout) -> list[tuple[object, int]]:
    """The stretches of lines that run through the inside of a box."""
    return [
        (line, person)
        for line in found.lines
        for (x1, y1), (x2, y2) in pairwise(line)
        for person, box in found.boxes.items()
        if min(x1, x2) < box.right - 0.01
        and max(x1, x2) > box.left + 0.01
        and min(y1, y2) < box.foot - 0.01
        and max(y1, y2) > box.top + 0.01
    ]


@settings(max_examples=120, deadline=None)
@given(forests())
def test_no_box_hides_another_and_no_line_crosses_one(forest: tuple[dict[int, list[int]], dict[int, float]]) -> None:
    below, heights = forest
    for width in (WIDE, NARROW):
        found = layout(below, heights, width)
        boxes = list(found.boxes.values())
        assert set(found.boxes) == set(below)
        assert not [1 for at, one in enumerate(boxes) for other in boxes[at + 1 :] if overlap(one, other)]
        assert crossed(found) == []
        assert len(found.lines) == sum(len(each) for each in below.values())
        assert all(box.left >= 0 and box.right <= width + 0.01 and box.top >= 0 for box in boxes)
        assert all(box.foot <= found.height + 0.01 for box in boxes)


def test_a_boss_stands_left_of_and_half_way_between_their_reports() -> None:
    found = layout({1: [2, 3], 2: [], 3: []}, dict.fromkeys((1, 2, 3), 60.0), WIDE)
    boss, first, last = (found.boxes[each] for each in (1, 2, 3))
    assert boss.right < first.left == last.left
    assert boss.middle == (first.middle + last.middle) / 2


def test_a_boss_of_more_than_a_screen_stands_where_one_begins_to_read() -> None:
    reports = list(range(2, 32))
    found = layout({1: reports, **{each: [] for each in reports}}, dict.fromkeys(range(1, 32), 60.0), WIDE)
    assert found.boxes[1].top == found.boxes[2].top == 0
    assert crossed(found) == []
    assert found.boxes[31].foot > SCREEN


def test_who_has_no_line_stands_in_a_grid_under_the_trees() -> None:
    found = layout({1: [2], 2: [], 3: [], 4: []}, dict.fromkeys((1, 2, 3, 4), 60.0), WIDE)
    assert found.boxes[3].top == found.boxes[4].top > found.boxes[1].foot
    assert found.loose_from is not None
    assert layout({3: [], 4: []}, {3: 60.0, 4: 60.0}, WIDE).loose_from is None


def test_a_line_of_sixty_still_fits_a_phone() -> None:
    below = {each: [each + 1] if each < 59 else [] for each in range(60)}
    found = layout(below, dict.fromkeys(below, 60.0), NARROW)
    assert max(box.right for box in found.boxes.values()) <= NARROW
    assert min(box.width for box in found.boxes.values()) >= 150
    assert crossed(found) == []


def test_a_circle_is_named_from_the_person_back_to_them() -> None:
    bosses = {"ana": None, "ben": "ana", "cleo": "ben"}
    assert circle_made("ana", "cleo", bosses) == ["ana", "cleo", "ben", "ana"]
    assert circle_made("ana", "ana", bosses) == ["ana", "ana"]
    assert circle_made("cleo", "ana", bosses) == []
    assert circle_made("cleo", None, bosses) == []
    assert chain_up("cleo", bosses) == ["cleo", "ben", "ana"]


def test_a_circle_in_the_rows_is_cut_so_that_everybody_is_drawn_once() -> None:
    below = trees([1, 2, 3], {1: 2, 2: 3, 3: 1})
    assert sorted(each for reports in below.values() for each in reports) in ([2, 3], [1, 2], [1, 3])
    assert len(layout(below, dict.fromkeys((1, 2, 3), 50.0), WIDE).boxes) == 3


def test_a_boss_who_is_not_among_them_counts_as_none() -> None:
    assert trees([1], {1: 99}) == {1: []}
