"""Native charts: bars with their doubt, the steps of a bridge as stacked columns, a curve; all of them can be edited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from clave.programme.pack.parts import Picture, Span
from clave.programme.pack.slides.deck import ANY_MARKS, OUR_MARKS, Box, Deck, describe

BASE, TOTAL, BETTER, WORSE = range(4)
HIGHEST_BAR = 46
"""Bars do not grow wider than this where there are few."""


def draw(deck: Deck, slide: Any, box: Box, picture: Picture) -> Any:
    """The picture as a chart of PowerPoint in a place on a slide."""
    if picture.kind == "bars":
        box = Box(box.left, box.top, box.width, min(box.height, (len(picture.spans) * HIGHEST_BAR + 20) * deck.scale))
    kind, facts = {"bars": _bars, "bridge": _bridge, "curve": _curve}[picture.kind](picture)
    frame = slide.shapes.add_chart(kind, *(Pt(at) for at in (box.left, box.top, box.width, box.height)), facts)
    frame.name = f"{picture.name} {frame.shape_id}"
    describe(frame, picture.told)
    chart = frame.chart
    chart.has_legend, chart.has_title = False, False
    chart.font.size = Pt(deck.size(11))
    chart.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
    {"bars": _finish_bars, "bridge": _finish_bridge, "curve": _finish_curve}[picture.kind](deck, chart, picture)
    return frame


def _bars(picture: Picture) -> tuple[Any, Any]:
    facts = CategoryChartData(number_format="#,##0")
    facts.categories = [f"{each.label}  {each.text}" for each in picture.spans]
    facts.add_series(picture.name, [each.end for each in picture.spans])
    return XL_CHART_TYPE.BAR_CLUSTERED, facts


def _finish_bars(deck: Deck, chart: Any, picture: Picture) -> None:
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories = 55, False
    chart.category_axis.reverse_order = True
    _quiet_axes(chart)
    series = plot.series[0]
    _paint(deck, series.format, "plain")
    series.invert_if_negative = False
    for at, span in enumerate(picture.spans):
        if span.tone != "plain":
            _paint(deck, series.points[at].format, span.tone)
    _doubt(series, picture.spans)
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = reach(picture)


def reach(picture: Picture) -> tuple[float, float]:
    """Room for the longest bar with its doubt, and for a full one where there is such a thing."""
    ends = [end for each in picture.spans for end in (each.end, each.low, each.high, 0.0) if end is not None]
    ends.append(picture.whole)
    lowest, highest = min(ends), max(ends)
    room = (highest - lowest or 1.0) * 0.04
    return (lowest - (room if lowest < 0 else 0), highest + room)


def _doubt(series: Any, spans: Sequence[Span]) -> None:
    """Thin lines from the low to the high end of each bar; PowerPoint calls them error bars."""
    if not any(each.low is not None for each in spans):
        return
    bars = etree.SubElement(series._element, qn("c:errBars"))
    for name, value in (("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "0")):
        etree.SubElement(bars, qn(f"c:{name}")).set("val", value)
    _ends(bars, "plus", [max(0.0, (each.high if each.high is not None else each.end) - each.end) for each in spans])
    _ends(bars, "minus", [max(0.0, each.end - (each.low if each.low is not None else each.end)) for each in spans])
    line = etree.SubElement(etree.SubElement(bars, qn("c:spPr")), qn("a:ln"))
    line.set("w", "15875")
    fill = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:schemeClr"))
    fill.set("val", "tx1")
    before = series._element.find(qn("c:cat"))
    before.addprevious(bars)


def _ends(bars: Any, name: str, values: Sequence[float]) -> None:
    given = etree.SubElement(etree.SubElement(bars, qn(f"c:{name}")), qn("c:numLit"))
    etree.SubElement(given, qn("c:formatCode")).text = "General"
    etree.SubElement(given, qn("c:ptCount")).set("val", str(len(values)))
    for at, value in enumerate(values):
        point = etree.SubElement(given, qn("c:pt"))
        point.set("idx", str(at))
        etree.SubElement(point, qn("c:v")).text = repr(round(value, 2))


def stacked(spans: Sequence[Span]) -> list[list[float]]:
    """Each span as a bar that hangs in the air: an unseen base, then the bar by tone, above and below nothing."""
    rows: list[list[float]] = []
    for span in spans:
        low, high = sorted((span.start, span.end))
        tone = {"total": TOTAL, "good": BETTER}.get(span.tone, WORSE)
        row = [0.0] * 7
        if low >= 0 or high <= 0:
            row[BASE] = low if low >= 0 else high
            row[tone] = high - low if low >= 0 else low - high
        else:
            row[tone], row[tone + 3] = high, low
        rows.append(row)
    return rows


def _bridge(picture: Picture) -> tuple[Any, Any]:
    rows = stacked(picture.spans)
    facts = CategoryChartData(number_format="#,##0")
    facts.categories = [f"{each.label}\n{each.text}" for each in picture.spans]
    names = ("·", picture.name, "+", "−", f"{picture.name} < 0", "+ < 0", "− < 0")
    for at, name in enumerate(names):
        if at <= WORSE or any(row[at] for row in rows):
            facts.add_series(name, [row[at] for row in rows])
    return XL_CHART_TYPE.COLUMN_STACKED, facts


def _finish_bridge(deck: Deck, chart: Any, picture: Picture) -> None:
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    rows, shown = stacked(picture.spans), [0, 1, 2, 3]
    shown += [at for at in (4, 5, 6) if any(row[at] for row in rows)]
    for series, at in zip(plot.series, shown, strict=True):
        series.invert_if_negative = False
        if at == BASE:
            series.format.fill.background()
            series.format.line.fill.background()
        else:
            _paint(deck, series.format, ("", "plain", "good", "bad", "plain", "good", "bad")[at])
    _quiet_axes(chart)
    ends = [end for each in picture.spans for end in (each.start, each.end)]
    room = (max([*ends, 0.0]) - min([*ends, 0.0]) or 1.0) * 0.06
    chart.value_axis.minimum_scale = min([*ends, 0.0]) - (room if min(ends) < 0 else 0)
    chart.value_axis.maximum_scale = max([*ends, 0.0]) + room


def _curve(picture: Picture) -> tuple[Any, Any]:
    facts = XyChartData(number_format="#,##0")
    series = facts.add_series(picture.name)
    for at, value in picture.points:
        series.add_data_point(at, value)
    return XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, facts


def _finish_curve(deck: Deck, chart: Any, picture: Picture) -> None:
    series = chart.plots[0].series[0]
    series.smooth = False
    series.format.line.width = Pt(2.5)
    series.format.line.color.theme_color = MSO_THEME_COLOR.ACCENT_1
    across, up = chart.category_axis, chart.value_axis
    across.minimum_scale, across.maximum_scale = 0, max(at for at, _ in picture.points)
    across.has_major_gridlines = False
    up.has_major_gridlines = True
    up.major_gridlines.format.line.color.rgb = RGBColor.from_string("D8D3C8")
    up.format.line.fill.background()
    for axis, words in ((across, picture.axes[0]), (up, picture.axes[1])):
        axis.has_title = True
        axis.axis_title.text_frame.text = words
        run = axis.axis_title.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(deck.size(10)), False
        axis.tick_labels.font.size = Pt(deck.size(10))
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "#,##0", False


def _quiet_axes(chart: Any) -> None:
    """No scale where every bar says its amount."""
    values, names = chart.value_axis, chart.category_axis
    values.visible, values.has_major_gridlines = False, False
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.tick_labels.font.italic = False  # makes the place where the turn is said
    level = names._element.find(f"{qn('c:txPr')}/{qn('a:bodyPr')}")
    level.set("rot", "0")
    level.set("vert", "horz")
    names.format.line.color.rgb = RGBColor.from_string("B3AA98")


def _paint(deck: Deck, shape: Any, tone: str) -> None:
    shape.fill.solid()
    if colour := (OUR_MARKS if deck.is_own else ANY_MARKS).get(tone):
        shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    else:
        shape.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
