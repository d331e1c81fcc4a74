"""The pack section by section onto slides, each with its source at the foot and everything it says in the notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from clave.programme.pack.parts import Figure, Pack, Point, Points, Section
from clave.programme.pack.slides import charts, tables
from clave.programme.pack.slides.deck import Box, Deck, Run
from clave.programme.pack.slides.metrics import LEADING, shortened, width

SIZES = (18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.5, 10.0)
GAP, FOOT = 26.0, 16.0
WIDER = 1.35
"""So much wider may a typeface be that stands in where the one of a template is missing: large figures stay in one line."""
PICTURE = 0.62
"""How much of the width a picture has beside what is said of it."""


def slides(pack: Pack, template: bytes | None = None) -> bytes:
    """The pack as a file of PowerPoint, on the company's template where one is given."""
    with translation.override(pack.language):
        deck = Deck(template, pack.language)
        _cover(deck, pack)
        for section in pack.sections:
            _section(deck, section)
        facts = deck.file.core_properties
        facts.title, facts.author, facts.language = f"{pack.title} · {pack.period}", "Clave", pack.language
        facts.subject, facts.keywords = pack.lede, pack.run
        return deck.saved()


def missed(template: bytes) -> tuple[str, ...]:
    """Which layouts a template lacks."""
    return Deck(template, "en").choice.missed


def _cover(deck: Deck, pack: Pack) -> None:
    source = pack.sections[0].source
    slide, _ = deck.add(pack.title, cover=True, under=f"{pack.period}\n{pack.lede}\n{source}")
    _note(slide, [pack.title, pack.period, pack.lede, source])


def _section(deck: Deck, section: Section) -> None:
    if section.grid:
        _tabled(deck, section)
        return
    slide, room = deck.add(section.finding)
    body = _footed(deck, slide, room, section)
    if section.figures:
        body = _tiles(deck, slide, body, section.figures)
    if section.picture:
        shares = (PICTURE, 1 - PICTURE) if section.points else (1.0,)
        left, *right = body.columns(shares, GAP * deck.scale)
        charts.draw(deck, slide, left, section.picture)
        if right:
            _points(deck, slide, right[0], section.points)
    elif section.points:
        columns = body.columns([1 / len(section.points)] * len(section.points), GAP * deck.scale)
        for column, points in zip(columns, section.points, strict=True):
            _points(deck, slide, column, [points])
    if not section.picture and section.empty and (section.is_appendix or not section.points):
        _empty(deck, slide, body, section)
    _note(slide, _said(section))


def _tabled(deck: Deck, section: Section) -> None:
    """A table over as many slides as it needs."""
    grid = section.grid
    assert grid is not None  # nosec B101  # asked before
    slide, room = deck.add(section.finding)
    body = _footed(deck, slide, room, section)
    parts = tables.pages(deck, body, grid)
    for at, (size, rows) in enumerate(parts, start=1):
        if at > 1:
            slide, room = deck.add(section.finding)
            body = _footed(deck, slide, room, section)
        if len(parts) > 1:
            _counted(deck, slide, at, len(parts), body)
        tables.draw(deck, slide, body, grid, rows, size, f"{section.name}. {section.finding}")
        _note(
            slide,
            [
                *_said(section),
                *(
                    " · ".join(filter(None, (f"{c.text} ({c.under})" if c.under else c.text for c in row)))
                    for row in rows
                ),
            ],
        )


def _counted(deck: Deck, slide: Any, at: int, of: int, body: Box) -> None:
    words = gettext("page %(page)s of %(pages)s") % {"page": at, "pages": of}
    box = Box(body.left, body.top - 13 * deck.scale, body.width, 12 * deck.scale)
    deck.write(slide, "Page", box, [[Run(words, deck.size(9), quiet=True)]], right=True)


def _footed(deck: Deck, slide: Any, room: Box, section: Section) -> Box:
    """The source at the foot, what is to be known above it, and the room that is left."""
    size = deck.size(9)
    line = size * LEADING + 2
    foot = Box(room.left, room.bottom - line, room.width, line)
    deck.write(slide, "Source", foot, [[Run(shortened(section.source, size, room.width, 1), size, quiet=True)]])
    taken = line + 4
    if section.told:
        told = shortened(section.told, size + 1, room.width, 2)
        tall = deck.tall([Run(told, size + 1)], room.width)
        deck.write(
            slide, "Remark", Box(room.left, room.bottom - taken - tall, room.width, tall), [[Run(told, size + 1)]]
        )
        taken += tall
    return Box(room.left, room.top, room.width, room.height - taken - 8 * deck.scale)


def _tiles(deck: Deck, slide: Any, body: Box, figures: Sequence[Figure]) -> Box:
    """The figures in a row: what it is, the number large, how sure."""
    boxes = body.columns([1 / max(len(figures), 2)] * max(len(figures), 2), GAP * deck.scale)
    large, small = deck.size(30 if len(figures) < 4 else 28), deck.size(11)
    labels = max(deck.tall([Run(each.label, small)], boxes[0].width) for each in figures)
    notes = max(deck.tall([Run(each.note or " ", small)], boxes[0].width) for each in figures)
    for box, each in zip(boxes, figures, strict=False):
        size = large
        while size > small and width(each.value, size, bold=True) * WIDER > box.width:
            size -= 1
        deck.write(slide, "Label", Box(box.left, box.top, box.width, labels), [[Run(each.label, small, quiet=True)]])
        value = Box(box.left, box.top + labels, box.width, large * LEADING)
        deck.write(slide, "Value", value, [[Run(each.value, size, bold=True, mark=each.mark)]])
        if each.note:
            deck.write(
                slide, "Note", Box(box.left, value.bottom, box.width, notes), [[Run(each.note, small, quiet=True)]]
            )
    return body.down(labels + large * LEADING + notes + 16 * deck.scale)


def _points(deck: Deck, slide: Any, box: Box, groups: Sequence[Points]) -> None:
    """What is said, in the largest type that fits; what does not fit at the smallest stands in the notes."""
    for size in map(deck.size, SIZES):
        lines = list(_paragraphs(groups, size))
        if _height(deck, lines, box.width, size) <= box.height:
            break
    else:
        lines = list(_paragraphs(groups, size, shortest=True))
        while len(lines) > 2 and _height(deck, lines, box.width, size) > box.height:
            lines.pop()
    deck.write(slide, "Points", box, lines, gap=size * 0.35)


def _height(deck: Deck, lines: Sequence[Sequence[Run]], room: float, size: float) -> float:
    return sum(deck.tall(runs, room) + size * 0.35 for runs in lines)


def _paragraphs(groups: Sequence[Points], size: float, *, shortest: bool = False) -> Iterator[list[Run]]:
    for group in groups:
        yield [Run(group.title, size, bold=True, quiet=True)]
        for each in group.entries:
            yield list(_entry(each, size))
            if each.under and not shortest:
                yield [Run(each.under, max(8.0, size - 2), quiet=True)]


def _entry(each: Point, size: float) -> Iterator[Run]:
    if each.mark != "none":
        yield Run("● ", size, mark=each.mark)
    yield Run(each.text, size)


def _empty(deck: Deck, slide: Any, body: Box, section: Section) -> None:
    """What is said where there is nothing to show, and what to do about it."""
    size = deck.size(16)
    place = body.columns((PICTURE, 1 - PICTURE), GAP)[0] if section.points else body
    deck.write(slide, "Empty", place, [[Run(section.empty, size)]])


def _said(section: Section) -> list[str]:
    """Everything a section says, for the notes."""
    told = [section.finding, *(f"{each.label}: {each.value} {each.note}".strip() for each in section.figures)]
    if section.picture:
        told += [section.picture.told, *(f"{each.label}: {each.text}" for each in section.picture.spans)]
    for group in section.points:
        told += [group.title, *(f"– {each.text} {each.under}".strip() for each in group.entries)]
    return [each for each in (*told, section.told, section.source) if each]


def _note(slide: Any, told: Sequence[str]) -> None:
    slide.notes_slide.notes_text_frame.text = "\n".join(told)
