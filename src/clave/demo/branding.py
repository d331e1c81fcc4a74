"""The demo's own look: the board template of Taldor Ibérica, made by code, with its colours, its typeface and its mark."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.shapes import PP_PLACEHOLDER as PLACE
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.shapes.shapetree import SlideShapes
from pptx.util import Pt

from clave.access.models import User
from clave.access.policy import Role
from clave.demo.people import COMPANY_NAME
from clave.programme.models import PackTemplate
from clave.programme.operations.board_pack import keep_template
from clave.programme.pack.slides.look import darken, paint
from clave.programme.pack.templates import opened

FILE = "taldor-iberica.pptx"
WIDTH, HEIGHT = 960, 540
NAVY, STEEL, ORANGE = "17324D", "5B7083", "D9772B"
COLOURS = {
    "dk1": "1B2733", "lt1": "FFFFFF", "dk2": NAVY, "lt2": "F2F4F6", "accent1": "2F5D8A", "accent2": ORANGE,
    "accent3": "3E7D5A", "accent4": "B23A3A", "accent5": "8A6D1F", "accent6": STEEL, "hlink": "2F5D8A", "folHlink": STEEL,
}  # fmt: skip
COVER, PAGE = "Portada Taldor", "Página Taldor"
LAYOUTS = {0: COVER, 5: PAGE}
FEET = {
    PLACE.DATE: (40, 508, 100, 18),
    PLACE.FOOTER: (160, 508, 600, 18),
    PLACE.SLIDE_NUMBER: (840, 508, 80, 18),
}
PLACES: dict[str, dict[Any, tuple[float, ...]]] = {
    COVER: {PLACE.CENTER_TITLE: (72, 190, 816, 100), PLACE.SUBTITLE: (72, 304, 816, 130), **FEET},
    PAGE: {PLACE.TITLE: (40, 26, 780, 64), **FEET},
}


def brand(*, users: Mapping[Role, User]) -> PackTemplate:
    """The champion brings in the company's template, as one from outside: opened, checked, rewritten and kept."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        file.write_bytes(company_template())
        return keep_template(by=users[Role.CHAMPION], name=FILE, template=opened(file, FILE))


def company_template() -> bytes:
    """The template as a file: a cover and a page, each with the mark; the same parts each time."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    paint(deck, "Taldor", COLOURS, "Arial", "Arial")
    _master(deck.slide_master)
    for at, layout in enumerate(list(deck.slide_layouts)):
        if at not in LAYOUTS:
            deck.slide_layouts.remove(layout)
            continue
        layout.name = LAYOUTS[at]
        _place(layout, PLACES[layout.name])
        _decorate(layout)
    darken(deck)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _master(master: Any) -> None:
    _place(master, {PLACE.TITLE: PLACES[PAGE][PLACE.TITLE], PLACE.BODY: (40, 112, 880, 380), **FEET})
    title = master.element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    letters = title.find(qn("a:defRPr"))
    letters.set("b", "1")
    letters.find(f".//{qn('a:schemeClr')}").set("val", "tx2")


def _place(sheet: Any, places: Mapping[Any, tuple[float, ...]]) -> None:
    """Put the placeholders where the company has them; nothing is set in the middle."""
    for each in sheet.placeholders:
        kind = each.placeholder_format.type
        if kind not in places:
            continue
        each.left, each.top, each.width, each.height = map(Pt, places[kind])
        body = each.text_frame._txBody
        body.bodyPr.set("lIns", "0")
        body.bodyPr.set("anchor", "t" if kind == PLACE.SUBTITLE else "b" if kind in PLACES[COVER] else "ctr")
        for level in body.findall(f".//{qn('a:lvl1pPr')}") if kind == PLACE.SUBTITLE else ():
            level.attrib.update({"algn": "l", "marL": "0", "indent": "0"})


def _decorate(layout: Any) -> None:
    """The mark, and a line in the company's colours."""
    if layout.name == COVER:
        _shape(layout, MSO_SHAPE.RECTANGLE, (0, 0, WIDTH, 14), MSO_THEME_COLOR.TEXT_2)
        _shape(layout, MSO_SHAPE.RECTANGLE, (72, 296, 96, 4), MSO_THEME_COLOR.ACCENT_2)
        _mark(layout, 72, 62, 52)
        _name(layout, 136, 62, 52)
    else:
        _shape(layout, MSO_SHAPE.RECTANGLE, (40, 96, 880, 1.5), MSO_THEME_COLOR.ACCENT_2)
        _mark(layout, 884, 40, 36)


def _mark(layout: Any, left: float, top: float, size: float) -> None:
    """A nut seen from above: what the company makes."""
    _shape(layout, MSO_SHAPE.HEXAGON, (left, top, size, size * 0.88), MSO_THEME_COLOR.TEXT_2)
    hole, across, down = size * 0.42, size * 0.29, size * 0.23
    _shape(layout, MSO_SHAPE.DONUT, (left + across, top + down, hole, hole), MSO_THEME_COLOR.ACCENT_2)


def _name(layout: Any, left: float, top: float, height: float) -> None:
    shape = _shape(layout, MSO_SHAPE.RECTANGLE, (left, top, 500, height * 0.88), None)
    shape.text_frame.text = COMPANY_NAME
    (run,) = shape.text_frame.paragraphs[0].runs
    shape.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    run.font.size, run.font.bold = Pt(22), True
    run.font.color.rgb = RGBColor.from_string(NAVY)


def _shape(layout: Any, kind: Any, box: tuple[float, float, float, float], colour: Any) -> Any:
    """A shape on a layout, behind everything that a slide puts there."""
    shape = SlideShapes(layout.shapes._spTree, layout).add_shape(kind, *map(Pt, box))
    shape.line.fill.background()
    shape._element.remove(shape._element.find(qn("p:style")))  # the theme's shadow with it
    if colour is None:
        shape.fill.background()
    else:
        shape.fill.solid()
        shape.fill.fore_color.theme_color = colour
    return shape
