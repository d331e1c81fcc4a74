"""Native tables that fit: as large as one slide allows, else over several slides, never smaller than can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from clave.programme.pack.parts import Cell, Grid
from clave.programme.pack.slides.deck import Box, Deck, Run, describe
from clave.programme.pack.slides.metrics import LEADING, shortened, wrapped

NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
SIZES = (14.0, 13.0, 12.0, 11.5, 11.0, 10.5, 10.0, 9.5)
UNDER = 0.85
"""The size of what stands under a cell, as a part of the cell's."""
PADDING, ROOM_BETWEEN, MOST_LINES = 2.5, 12.0, 3


def pages(deck: Deck, box: Box, grid: Grid) -> list[tuple[float, list[Sequence[Cell]]]]:
    """The rows of each slide and their size of type: one slide where they fit at any size."""
    for size in map(deck.size, SIZES):
        heights = [row_height(box, grid, row, size) for row in grid.rows]
        if head_height(box, grid, size) + sum(heights) <= box.height:
            return [(size, list(grid.rows))]
    size = deck.size(SIZES[2])
    found: list[tuple[float, list[Sequence[Cell]]]] = []
    left = 0.0
    for row in grid.rows:
        height = row_height(box, grid, row, size)
        if not found or height > left:
            found.append((size, []))
            left = box.height - head_height(box, grid, size)
        found[-1][1].append(row)
        left -= height
    return found


def row_height(box: Box, grid: Grid, row: Sequence[Cell], size: float) -> float:
    """How high a row becomes."""
    rooms = _rooms(box, grid)
    tall = max(
        _lines(cell.text, size, room) * size + _lines(cell.under, size * UNDER, room) * size * UNDER
        for cell, room in zip(row, rooms, strict=True)
    )
    return tall * LEADING + 2 * PADDING


def head_height(box: Box, grid: Grid, size: float) -> float:
    """How high the headings are."""
    small = size * UNDER
    lines = max(
        len(wrapped(text, small, room, bold=True)) for text, room in zip(grid.headings, _rooms(box, grid), strict=True)
    )
    return lines * small * LEADING + 2 * PADDING


def _rooms(box: Box, grid: Grid) -> list[float]:
    return [box.width * share - ROOM_BETWEEN for share in grid.widths]


def _lines(text: str, size: float, room: float) -> int:
    return min(MOST_LINES, len(wrapped(text, size, room, bold=True)))


def draw(deck: Deck, slide: Any, box: Box, grid: Grid, rows: Sequence[Sequence[Cell]], size: float, told: str) -> None:
    """One table on a slide."""
    height = head_height(box, grid, size) + sum(row_height(box, grid, row, size) for row in rows)
    frame = slide.shapes.add_table(
        len(rows) + 1, len(grid.headings), *(Pt(at) for at in (box.left, box.top, box.width, height))
    )
    frame.name = f"Table {frame.shape_id}"
    describe(frame, told)
    table = frame.table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE
    table.first_row, table.horz_banding = True, False
    for at, share in enumerate(grid.widths):
        table.columns[at].width = Pt(box.width * share)
    table.rows[0].height = Pt(head_height(box, grid, size))
    rooms = _rooms(box, grid)
    for at, heading in enumerate(grid.headings):
        _cell(
            deck,
            table.cell(0, at),
            [[Run(heading, size * UNDER, bold=True, quiet=True)]],
            right=at in grid.numbers,
            thick=True,
        )
    for line, row in enumerate(rows, start=1):
        table.rows[line].height = Pt(row_height(box, grid, row, size))
        for at, cell in enumerate(row):
            said = list(_said(cell, size, rooms[at], first=at == 0))
            _cell(deck, table.cell(line, at), said, right=at in grid.numbers)


def _said(cell: Cell, size: float, room: float, *, first: bool) -> Iterator[list[Run]]:
    is_bold = first or cell.mark != "none"
    yield [Run(shortened(cell.text, size, room, MOST_LINES, bold=True), size, bold=is_bold, mark=cell.mark)]
    if cell.under:
        small = size * UNDER
        yield [Run(shortened(cell.under, small, room, MOST_LINES, bold=True), small, quiet=True)]


def _cell(deck: Deck, cell: Any, paragraphs: Sequence[Sequence[Run]], *, right: bool, thick: bool = False) -> None:
    cell.margin_left, cell.margin_right = Pt(0), Pt(ROOM_BETWEEN)
    cell.margin_top = cell.margin_bottom = Pt(PADDING)
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if thick else MSO_ANCHOR.TOP
    frame = cell.text_frame
    for at, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        for run in runs:
            deck.put(paragraph, run)
    _line_below(cell, 12700 if thick else 6350)


def _line_below(cell: Any, width: int) -> None:
    """A thin line under the cell, and no other."""
    facts = cell._tc.get_or_add_tcPr()
    for side in ("lnL", "lnR", "lnT", "lnB"):
        line = etree.SubElement(facts, qn(f"a:{side}"))
        line.set("w", str(width if side == "lnB" else 0))
        if side == "lnB":
            etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr")).set("val", "B3AA98")
        else:
            etree.SubElement(line, qn("a:noFill"))
    etree.SubElement(facts, qn("a:noFill"))
