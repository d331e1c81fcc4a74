"""Which layouts of a template carry the pack, chosen by their placeholders and never by their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER as PLACE

TITLES = frozenset({PLACE.TITLE, PLACE.CENTER_TITLE})
FEET = frozenset({PLACE.DATE, PLACE.FOOTER, PLACE.SLIDE_NUMBER})


@dataclass(frozen=True)
class Choice:
    """The layouts for the cover and for the pages, and what was missed (`cover`, `title_only`, `title`)."""

    cover: Any
    content: Any
    missed: tuple[str, ...]


def layouts_for(deck: Any) -> Choice:
    """A cover with title and subtitle and a page with nothing but a title, or the nearest there is to each."""
    layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts]
    missed = []
    titled = [each for each in layouts if kinds(each) & TITLES]
    plain = [each for each in titled if not kinds(each) - TITLES]
    if plain:
        content = next((each for each in plain if PLACE.TITLE in kinds(each)), plain[0])
    elif titled:
        missed.append("title_only")
        content = min(titled, key=lambda each: (PLACE.CENTER_TITLE in kinds(each), len(list(each.placeholders))))
    else:
        missed.append("title")
        content = min(layouts, key=lambda each: len(list(each.placeholders)))
    cover = next((each for each in titled if PLACE.SUBTITLE in kinds(each)), None)
    if cover is None:
        missed.append("cover")
        cover = content
    return Choice(cover, content, tuple(missed))


def kinds(layout: Any) -> set[Any]:
    """What a layout has places for, beside date, foot and number."""
    return {each.placeholder_format.type for each in layout.placeholders} - FEET
