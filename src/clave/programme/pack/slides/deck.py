"""A deck being made: slides from a template, text that fits, and no placeholder left empty."""

from __future__ import annotations

import copy
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import PP_PLACEHOLDER as PLACE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Pt

from clave.programme.pack.slides.choosing import Choice, layouts_for
from clave.programme.pack.slides.look import HEIGHT, WIDTH, own_template
from clave.programme.pack.slides.metrics import LEADING, fitting, shortened, wrapped

TITLE_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0, 14.0)
COVER_SIZES = (40.0, 36.0, 32.0, 28.0, 24.0)
OUR_MARKS = {"good": "2C6E3F", "warn": "8F5A00", "bad": "A3262A"}
ANY_MARKS = {"good": "2E8B57", "warn": "B26B00", "bad": "D0453F"}
"""Colours that stand out on our paper, and such as do so on light and dark alike, for a template we do not know."""
TITLES = (PLACE.TITLE, PLACE.CENTER_TITLE, PLACE.VERTICAL_TITLE)
FEET = (PLACE.DATE, PLACE.FOOTER, PLACE.SLIDE_NUMBER)


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def down(self, by: float) -> Box:
        """The same place with its upper part taken off."""
        return Box(self.left, self.top + by, self.width, self.height - by)

    def columns(self, shares: Sequence[float], gap: float) -> list[Box]:
        """The place divided side by side."""
        room, left, found = self.width - gap * (len(shares) - 1), self.left, []
        for share in shares:
            found.append(Box(left, self.top, room * share, self.height))
            left += room * share + gap
        return found


@dataclass(frozen=True)
class Run:
    """A piece of text with how it looks."""

    text: str
    size: float
    bold: bool = False
    mark: str = "none"
    quiet: bool = False


class Deck:
    """The presentation, its template and how large things are on it."""

    def __init__(self, template: bytes | None, language: str) -> None:
        self.file = Presentation(io.BytesIO(template or own_template()))
        self.is_own, self.language = template is None, language
        for slide in list(self.file.slides._sldIdLst):
            self.file.slides._sldIdLst.remove(slide)
        self.width, self.height = (Emu(side or 0).pt for side in (self.file.slide_width, self.file.slide_height))
        self.scale = min(self.width / WIDTH, self.height / HEIGHT)
        self.choice: Choice = layouts_for(self.file)
        self.slides: list[Any] = []

    def size(self, points: float) -> float:
        """A size of type on a slide of this size; never too small to read."""
        return max(8.0, round(points * self.scale * 2) / 2)

    def add(self, title: str, *, cover: bool = False, under: str = "") -> tuple[Any, Box]:
        """A new slide with its title, and the room that is left on it."""
        layout = self.choice.cover if cover else self.choice.content
        slide = self.file.slides.add_slide(layout)
        self.slides.append(slide)
        box = self._titled(slide, title, COVER_SIZES if cover else TITLE_SIZES)
        subtitle = next((each for each in slide.placeholders if each.placeholder_format.type == PLACE.SUBTITLE), None)
        if cover and subtitle is not None:
            self._fill(subtitle, under, (18.0, 16.0, 14.0, 12.0))
        room = self._room(slide, layout, box)
        if cover and subtitle is None:
            self.write(slide, "Subtitle", room, [[Run(under, self.size(18))]])
        self._tidy(slide, layout)
        return slide, room

    def _titled(self, slide: Any, title: str, sizes: tuple[float, ...]) -> Box:
        """The title in its placeholder, moved to the top where the template has it below the middle; else in a box of ours."""
        found = next((each for each in slide.placeholders if each.placeholder_format.type in TITLES), None)
        usual = Box(self.width * 0.05, self.height * 0.055, self.width * 0.9, self.height * 0.122)
        if found is None:
            self.write(slide, "Title", usual, [[Run(title, self._title_size(title, sizes, usual), bold=True)]])
            return usual
        box = box_of(found)
        if sizes is TITLE_SIZES and (box.top > self.height * 0.35 or box.width < self.width * 0.5 or box.height < 20):
            found.left, found.top, found.width, found.height = (
                Pt(at) for at in (usual.left, usual.top, usual.width, usual.height)
            )
            box = usual
        self._fill(found, title, sizes)
        return box

    def _title_size(self, text: str, sizes: tuple[float, ...], box: Box) -> float:
        inner = box.width - 16
        return fitting(text, tuple(map(self.size, sizes)), inner, box.height - 6, serif=True)

    def _fill(self, placeholder: Any, text: str, sizes: tuple[float, ...]) -> None:
        box = box_of(placeholder)
        size = self._title_size(text, sizes, box)
        lines = max(1, int((box.height - 6) / (size * LEADING)))
        frame = placeholder.text_frame
        frame.text = shortened(text, size, box.width - 16, lines, serif=True)
        frame.word_wrap = True
        for paragraph in frame.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(size)

    def _room(self, slide: Any, layout: Any, title: Box) -> Box:
        """What is left between the title and the foot of the template."""
        feet = [
            box_of(each).top
            for each in layout.placeholders
            if each.placeholder_format.type in FEET and each.top is not None
        ]
        bottom = min([each for each in feet if each > self.height * 0.75], default=self.height * 0.94)
        left, top = max(title.left, self.width * 0.04), title.bottom + 14 * self.scale
        right = self.width - max(self.width * 0.05, min(left, self.width * 0.1))
        return Box(left, top, right - left, bottom - top - 2)

    def _tidy(self, slide: Any, layout: Any) -> None:
        """No empty placeholder stays; the number of the slide is shown where the template has a place for it."""
        for each in list(slide.placeholders):
            if not each.has_text_frame or not each.text_frame.text.strip():
                each._element.getparent().remove(each._element)
        for each in layout.placeholders:
            if each.placeholder_format.type == PLACE.SLIDE_NUMBER:
                slide.shapes._spTree.append(copy.deepcopy(each._element))
                _renumber(slide)

    def write(
        self,
        slide: Any,
        name: str,
        box: Box,
        paragraphs: Sequence[Sequence[Run]],
        *,
        right: bool = False,
        gap: float = 0,
    ) -> Any:
        """Text in a box of ours, with the template's own typeface and colours."""
        shape = slide.shapes.add_textbox(*(Pt(at) for at in (box.left, box.top, box.width, box.height)))
        shape.name = f"{name} {shape.shape_id}"
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for at, runs in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(0 if _goes_on(paragraphs, at) else gap)
            if right:
                paragraph.alignment = PP_ALIGN.RIGHT
            for run in runs:
                self.put(paragraph, run)
        return shape

    def put(self, paragraph: Any, run: Run) -> None:
        """One piece of text into a paragraph."""
        made = paragraph.add_run()
        made.text = run.text
        made.font.size, made.font.bold = Pt(run.size), run.bold
        made.font.language_id = None
        made._r.get_or_add_rPr().set("lang", {"en": "en-GB", "es": "es-ES"}.get(self.language, self.language))
        if colour := (OUR_MARKS if self.is_own else ANY_MARKS).get(run.mark):
            made.font.color.rgb = RGBColor.from_string(colour)
        elif run.quiet and self.is_own:
            made.font.color.theme_color = MSO_THEME_COLOR.TEXT_2
        else:
            made.font.color.theme_color = MSO_THEME_COLOR.TEXT_1

    def tall(self, runs: Sequence[Run], room: float) -> float:
        """How high a paragraph is in so much room."""
        text, size = "".join(run.text for run in runs), max(run.size for run in runs)
        return len(wrapped(text, size, room, bold=any(run.bold for run in runs))) * size * LEADING

    def saved(self) -> bytes:
        """The file."""
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()


def _goes_on(paragraphs: Sequence[Sequence[Run]], at: int) -> bool:
    """Whether the next paragraph says more of this one."""
    following = paragraphs[at + 1][0] if at + 1 < len(paragraphs) else None
    return following is not None and following.quiet and not following.bold


def box_of(shape: Any) -> Box:
    """Where a shape lies, in points."""
    return Box(*(Emu(side or 0).pt for side in (shape.left, shape.top, shape.width, shape.height)))


def describe(shape: Any, words: str) -> None:
    """What somebody hears who does not see the shape."""
    from pptx.oxml.ns import qn

    next(iter(shape._element.iter(qn("p:cNvPr")))).set("descr", words[:1_000])


def _renumber(slide: Any) -> None:
    """No two shapes of a slide share a number: PowerPoint would offer to repair the file."""
    from pptx.oxml.ns import qn

    seen: set[int] = set()
    for each in slide.shapes._spTree.iter(qn("p:cNvPr")):
        number = int(each.get("id"))
        while number in seen:
            number = max(seen) + 1
        each.set("id", str(number))
        seen.add(number)
