"""Our own template, made by code: paper, ink and one accent, as the pages have them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE as RELATED
from pptx.oxml.ns import qn
from pptx.util import Pt

WIDTH, HEIGHT = 960, 540
"""A slide of 16:9 in points."""
COLOURS = {
    "dk1": "1C2126", "lt1": "FFFFFF", "dk2": "5D666F", "lt2": "FBFAF7", "accent1": "0B5C6B", "accent2": "8DB4BB",
    "accent3": "2C6E3F", "accent4": "A3262A", "accent5": "8F5A00", "accent6": "B3AA98", "hlink": "0B5C6B", "folHlink": "5D666F",
}  # fmt: skip
HEADINGS, TEXT = "Georgia", "Arial"
NAMES = {0: "Clave cover", 5: "Clave title only", 6: "Clave blank"}
PLACES: dict[str, dict[Any, tuple[float, float, float, float]]] = {
    "Clave cover": {
        PP_PLACEHOLDER.CENTER_TITLE: (72, 170, 816, 110),
        PP_PLACEHOLDER.SUBTITLE: (72, 292, 816, 120),
    },
    "Clave title only": {PP_PLACEHOLDER.TITLE: (48, 30, 864, 66)},
    "Clave blank": {},
}
FOOT = {
    PP_PLACEHOLDER.DATE: (48, 506, 100, 20),
    PP_PLACEHOLDER.FOOTER: (160, 506, 640, 20),
    PP_PLACEHOLDER.SLIDE_NUMBER: (832, 506, 80, 20),
}


@cache
def own_template() -> bytes:
    """Our template as a file; the same bytes each time but for the days inside the zip."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    paint(deck, "Clave", COLOURS, HEADINGS, TEXT)
    _keep_layouts(deck)
    _master(deck)
    for layout in deck.slide_layouts:
        _place(layout, {**PLACES[layout.name], **FOOT})
        if layout.name == "Clave title only":
            _rule(layout, 48, 100, 864)
        if layout.name == "Clave cover":
            _band(layout)
    darken(deck)
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def paint(deck: Any, name: str, colours: Mapping[str, str], headings: str, text: str) -> None:
    """Colours and type as the theme, so that whoever edits the slides picks from them."""
    part = deck.slide_master.part.part_related_by(RELATED.THEME)
    tree = etree.fromstring(part.blob)
    scheme = tree.find(f".//{qn('a:clrScheme')}")
    for each in (tree, scheme):
        each.set("name", name)
    for each in scheme:
        for old in list(each):
            each.remove(old)
        etree.SubElement(each, qn("a:srgbClr")).set("val", colours[etree.QName(each).localname])
    for kind, face in (("major", headings), ("minor", text)):
        tree.find(f".//{qn(f'a:{kind}Font')}/{qn('a:latin')}").set("typeface", face)
    part._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _keep_layouts(deck: Any) -> None:
    layouts = list(deck.slide_layouts)
    for at, layout in enumerate(layouts):
        if at in NAMES:
            layout.name = NAMES[at]
        else:
            deck.slide_layouts.remove(layout)


def _master(deck: Any) -> None:
    master = deck.slide_master
    _place(master, {PP_PLACEHOLDER.TITLE: (48, 30, 864, 66), PP_PLACEHOLDER.BODY: (48, 112, 864, 380), **FOOT})
    master.background.fill.solid()
    master.background.fill.fore_color.theme_color = 16  # the light paper of the theme
    title = master.element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", "2400")
    for placeholder in master.placeholders:
        placeholder.text_frame._txBody.bodyPr.set("lIns", "0")
        placeholder.text_frame._txBody.bodyPr.set("rIns", "0")


def _place(sheet: Any, places: dict[Any, tuple[float, float, float, float]]) -> None:
    for each in sheet.placeholders:
        if each.placeholder_format.type in places:
            each.left, each.top, each.width, each.height = (Pt(at) for at in places[each.placeholder_format.type])
            body = each.text_frame._txBody.bodyPr
            if each.placeholder_format.type in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
                body.set("anchor", "b")
        if each.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE:
            for level in each.text_frame._txBody.findall(f".//{qn('a:lvl1pPr')}"):
                level.set("algn", "l")
                level.set("marL", "0")
                level.set("indent", "0")


def darken(deck: Any) -> None:
    """What PowerPoint writes in a light grey, foot and cover, in the second ink of the theme: the grey is too faint to read."""
    for sheet in (deck.slide_master, *deck.slide_layouts):
        for ink in sheet.element.iter(qn("a:schemeClr")):
            tint = ink.find(qn("a:tint"))
            if tint is not None:
                ink.set("val", "tx2")
                ink.remove(tint)


def _rule(layout: Any, left: float, top: float, width: float) -> None:
    """A thin line under the title."""
    _shape(layout, "Rule", left, top, width, 0.75, "B3AA98")


def _band(layout: Any) -> None:
    """The accent at the left edge of the cover."""
    _shape(layout, "Band", 0, 0, 22, HEIGHT, "0B5C6B")


def _shape(layout: Any, name: str, left: float, top: float, width: float, height: float, colour: str) -> None:
    number = max(int(each.get("id")) for each in layout.element.iter(qn("p:cNvPr"))) + 1
    box = [int(Pt(at)) for at in (left, top, width, height)]
    xml = (
        f'<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/>'
        f'<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{box[0]}" y="{box[1]}"/>'
        f'<a:ext cx="{box[2]}" cy="{box[3]}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
        f"<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr/></a:p></p:txBody></p:sp>"
    )
    layout.shapes._spTree.append(etree.fromstring(xml))
