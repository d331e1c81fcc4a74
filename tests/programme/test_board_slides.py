"""The slides of the board pack: nothing to repair, nothing empty, nothing too large, on our template and on others."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as PLACE
from pptx.oxml.ns import qn
from pptx.util import Pt

from clave.programme.pack.making import drawn, paper, workbook
from clave.programme.pack.parts import Picture, Span
from clave.programme.pack.slides.charts import reach, stacked
from clave.programme.pack.slides.look import own_template
from clave.programme.pack.slides.metrics import shortened, width, wrapped
from clave.programme.pack.slides.pages import missed, slides
from tests.programme.board_deck import LONG, bridge, pack_of, wrongs


def foreign(*keep: int, wide: bool = False) -> bytes:
    """A template that is not ours, with only these of its layouts."""
    deck = Presentation()
    if wide:
        deck.slide_width = deck.slide_width * 4 // 3
    for at, layout in enumerate(list(deck.slide_layouts)):
        if keep and at not in keep:
            deck.slide_layouts.remove(layout)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


@pytest.mark.parametrize("accounts", [2, 25])
def test_our_own_slides_have_nothing_to_repair_nothing_empty_and_nothing_too_large(accounts: int) -> None:
    assert wrongs(slides(pack_of(accounts))) == []


def test_what_is_wrong_with_slides_is_found() -> None:
    deck = Presentation(io.BytesIO(slides(pack_of(2))))
    first, last = deck.slides[1], deck.slides[4]
    first.shapes[-2].text_frame.text = ""
    last.shapes[-2].left = deck.slide_width
    first.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(200)
    out = io.BytesIO()
    deck.save(out)
    with zipfile.ZipFile(out, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr("ppt/presentation.xml", packed.read("ppt/presentation.xml"))
    found = "\n".join(wrongs(out.getvalue()))
    assert [word for word in ("stands 2 times", "is empty", "lies outside", "needs") if word not in found] == []


TEMPLATES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "complete, 4:3": (foreign(), ()),
    "complete, as wide as 16:9": (foreign(wide=True), ()),
    "without a title only": (foreign(0, 1, 3), ("title_only",)),
    "without a cover": (foreign(5, 6), ("cover",)),
    "blank alone": (foreign(6), ("title", "cover")),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_that_is_not_ours_carries_the_pack_and_what_it_lacks_is_said(name: str) -> None:
    template, lacks = TEMPLATES[name]
    assert missed(template) == lacks
    content = slides(pack_of(), template)
    assert wrongs(content) == []
    deck = Presentation(io.BytesIO(content))
    assert deck.slide_width == Presentation(io.BytesIO(template)).slide_width
    assert all("Todas perdieron" in _texts(slide) for slide in list(deck.slides)[2:3])


def test_every_slide_has_its_title_its_source_and_a_number() -> None:
    deck = Presentation(io.BytesIO(slides(pack_of())))
    assert (deck.slide_width, deck.slide_height) == (12_192_000, 6_858_000)
    for slide in list(deck.slides)[1:]:
        assert slide.shapes.title.text.strip()
        assert "R12-7f3a" in _texts(slide)
        assert "R12-7f3a" in slide.notes_slide.notes_text_frame.text
        assert any(each.placeholder_format.type == PLACE.SLIDE_NUMBER for each in slide.placeholders)


def test_charts_are_native_and_hold_the_figures_and_their_doubt() -> None:
    deck = Presentation(io.BytesIO(slides(pack_of(3))))
    charts = {
        shape.name.rsplit(" ", 1)[0]: shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart
    }
    assert list(charts["Valor"].plots[0].series[0].values)
    bars = next(
        each.chart
        for slide in deck.slides
        for each in slide.shapes
        if each.has_chart and len(each.chart.plots[0].categories) == 3
    )
    assert tuple(bars.plots[0].series[0].values) == (900, 820, 740)
    ends = bars._chartSpace.find(f".//{qn('c:errBars')}")
    assert [each.text for each in ends.iter(qn("c:v"))] == ["100.0"] * 3 + ["200.0"] * 3
    assert len(charts["Curva"].plots[0].series[0]._element.findall(f".//{qn('c:yVal')}//{qn('c:pt')}")) == 3


def test_a_table_too_long_for_one_slide_goes_on_and_loses_no_row() -> None:
    deck = Presentation(io.BytesIO(slides(pack_of(25))))
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert len(tables) > 1
    assert sum(len(table.rows) - 1 for table in tables) == 25
    assert "página 1 de" in "".join(_texts(slide) for slide in deck.slides)


@pytest.mark.parametrize("steps", [[5.0, -3.0], [-30.0, 45.0, -20.0], [-8.0]])
@pytest.mark.parametrize("start", [20.0, 4.0, -6.0, 0.0])
def test_the_stacked_columns_of_a_bridge_reach_from_where_to_where_on_either_side_of_nothing(
    start: float, steps: list[float]
) -> None:
    spans: list[Span] = list(bridge(start, steps).spans)
    for span, row in zip(spans, stacked(spans), strict=True):
        low, high = sorted((span.start, span.end))
        base, above, below = row[0], sum(row[1:4]), sum(row[4:])
        if low >= 0:
            assert (base, base + above, below) == (low, pytest.approx(high), 0)
        elif high <= 0:
            assert (base, base + above, below) == (high, pytest.approx(low), 0)
        else:
            assert (base, above, below) == (0, high, low)


def test_text_is_measured_as_arial_prints_it_and_cut_at_a_word() -> None:
    assert width("Hamburgefonts", 100) == pytest.approx(683.6 * 1.04)
    assert width("ÑÁÜ", 10) == width("NAU", 10)
    lines = wrapped(LONG, 12, 150)
    assert " ".join(lines) == LONG
    assert all(width(line, 12) <= 150 for line in lines)
    assert len(wrapped("W" * 200, 12, 150)) > 10
    cut = shortened(LONG, 12, 150, 2)
    assert cut.endswith("…")
    assert LONG.startswith(cut[:-1])
    assert len(wrapped(cut, 12, 150)) == 2


def test_paper_and_workbook_are_made_of_the_same_pack() -> None:
    assert paper(pack_of()).startswith(b"%PDF-")
    assert workbook(pack_of()).startswith(b"PK")


def test_our_template_lacks_nothing_and_has_our_colours() -> None:
    assert missed(own_template()) == ()
    deck = Presentation(io.BytesIO(own_template()))
    assert [layout.name for layout in deck.slide_layouts] == ["Clave cover", "Clave title only", "Clave blank"]
    sheets = [deck.slide_master, *deck.slide_layouts]
    assert [each for sheet in sheets for each in sheet.element.iter(qn("a:tint"))] == []


def test_a_share_is_drawn_against_a_full_bar_on_slides_and_on_paper() -> None:
    kept = Picture("bars", "Cumplido", "Una barra.", [Span("Operaciones", 0, 93.0, "93 %")], whole=100.0)
    assert reach(kept) == (0.0, 104.0)
    assert reach(replace(kept, whole=0.0))[1] < 100
    assert [each["to"] for each in drawn(kept)] == [0.93]


def _texts(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
