"""A board pack to draw without a company behind it, and what is looked for in its slides."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree import ElementTree

from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu

from clave.kit.tables import Column, Table
from clave.programme.pack.parts import Cell, Figure, Grid, Pack, Picture, Point, Points, Section, Span
from clave.programme.pack.quarters import Quarter
from clave.programme.pack.slides.metrics import LEADING, wrapped

LONG = "Suministros Industriales y Mantenimiento Integral de Instalaciones Hidráulicas del Noroeste Peninsular, S.A.U."
SOURCE = "Cálculo R12-7f3a, a 30 sept 2026, versión 6 del libro de pedidos · Registros de Clave hasta el 30 sept 2026"


def bridge(start: float, steps: list[float]) -> Picture:
    """A bridge of these steps; its bars hang on each other."""
    spans, at = [Span("abr 2025", 0, start, str(start), "total")], start
    for number, step in enumerate(steps):
        spans.append(Span(f"Paso {number}", at, at + step, str(step), "good" if step > 0 else "bad"))
        at += step
    return Picture("bridge", "Valor", "De un valor al siguiente.", [*spans, Span("sept 2026", 0, at, str(at), "total")])


def pack_of(accounts: int = 25, language: str = "es") -> Pack:
    """A pack with every kind of page: long names, many rows, negative values."""
    values = [
        Span(f"{LONG} {n}", 0, 900.0 - 80 * n, f"{900 - 80 * n} mil €", "plain", 700.0 - 80 * n, 1_000.0 - 80 * n)
        for n in range(accounts)
    ]
    rows = [
        [Cell(f"{LONG} {n}", LONG), Cell("1.234 mil €", "de 900 a 1.500 mil €", "bad"), Cell(LONG)]
        for n in range(accounts)
    ]
    grid = Grid(
        ["Cuenta clave", "Valor de vida del cliente", "Relación revisada"], rows, (0.5, 0.2, 0.3), frozenset({1})
    )
    points = [
        Points("¿Funciona el programa?", [Point(LONG, LONG, "bad")] * 9),
        Points("Lo que les pedimos", [Point(LONG)] * 2),
    ]
    tiles = [Figure("Valor de vida del cliente", "−123.456,78 mil €", "de −200.000 a −1.000 mil €", "bad")] * 4
    curve = Picture(
        "curve", "Curva", "Sube y baja.", [Span("1", 0, 5, "5")], [(0, 0), (1, 5), (2, -3)], ("Clientes", "Juntos")
    )
    sections = [
        Section("summary", "En una página", f"{LONG} vale menos", SOURCE, figures=tiles, points=points, told=LONG),
        Section("key_accounts", "Cuentas clave", "Todas perdieron valor", SOURCE, grid=grid, told=LONG),
        Section("worth", "Valor", "Una vale más", SOURCE, picture=Picture("bars", "Valor", "Una barra cada una.", values)),
        Section("change", "Cambio", "El valor cayó por debajo de cero", SOURCE, picture=bridge(50, [40, -130, 60, -80])),
        Section("whale", "Todos", "Unos ganan y otros cuestan", SOURCE, picture=curve, points=points[1:]),
        Section("proof", "Prueba", "Aún no hay prueba", SOURCE, empty="Nada que estimar."),
        Section("account-K1", LONG, f"{LONG} vale −3 €", SOURCE, tiles, bridge(-5, [2, -4]), points=points[1:], is_appendix=True),
    ]  # fmt: skip
    table = Table("Figures", [Column("figure", "Figure")], [["lifetime_value"]], "R12-7f3a", date(2026, 9, 30))
    quarter = Quarter(2026, 3)
    title = "Programa de cuentas clave: informe al consejo"
    return Pack(
        language,
        quarter,
        quarter.last,
        quarter.last,
        title,
        "Trimestre 3 de 2026",
        "Contiene todas",
        "R12-7f3a",
        quarter.last,
        sections,
        [table],
    )


def wrongs(content: bytes) -> list[str]:
    """What PowerPoint would repair, what is empty, what has no words for who does not see it, what is too large."""
    found = list(_package(content))
    deck = Presentation(io.BytesIO(content))
    for number, slide in enumerate(deck.slides, start=1):
        found += [f"slide {number}: {each}" for each in _slide(deck, slide)]
    return found


def _package(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        yield from (f"{name} stands {times} times in the file" for name, times in Counter(names).items() if times > 1)
        known = set(names)
        for name in names:
            if name.endswith((".xml", ".rels")):
                tree = ElementTree.fromstring(packed.read(name))
                if name.endswith(".rels"):
                    yield from _dangling(name, tree, known)
        types = packed.read("[Content_Types].xml").decode()
        yield from (
            f"{name} has no type"
            for name in names
            if name.endswith(".xml") and f"/{name}" not in types and 'Extension="xml"' not in types
        )


def _dangling(name: str, tree: Any, known: set[str]) -> Iterator[str]:
    folder = name.replace("_rels/", "").rsplit("/", 1)[0] if "/_rels/" in name else ""
    ids = [each.get("Id") for each in tree]
    if len(set(ids)) < len(ids):
        yield f"{name} uses an id twice"
    for each in tree:
        if each.get("TargetMode") == "External":
            continue
        parts = (
            [*folder.split("/"), *each.get("Target").split("/")]
            if not each.get("Target").startswith("/")
            else each.get("Target").split("/")
        )
        place: list[str] = []
        for part in parts:
            if part == "..":
                place.pop()
            elif part:
                place.append(part)
        if "/".join(place) not in known:
            yield f"{name} leads to {'/'.join(place)}, which is not there"


def _slide(deck: Any, slide: Any) -> Iterator[str]:
    ids = [each.shape_id for each in slide.shapes]
    if len(set(ids)) < len(ids):
        yield "two shapes share a number"
    if not slide.has_notes_slide or len(slide.notes_slide.notes_text_frame.text) < 20:
        yield "no notes"
    for shape in slide.shapes:
        if shape.left is not None and (
            shape.left < 0
            or shape.top < 0
            or shape.left + shape.width > deck.slide_width + 9_525
            or shape.top + shape.height > deck.slide_height + 9_525
        ):
            yield f"{shape.name} lies outside"
        if shape.has_text_frame and not shape.text_frame.text.strip() and "Number" not in shape.name:
            yield f"{shape.name} is empty"
        if (shape.has_chart or shape.has_table) and not next(shape._element.iter(qn("p:cNvPr"))).get("descr"):
            yield f"{shape.name} has no words beside it"
        if shape.has_text_frame and "Number" not in shape.name:
            yield from _too_large(shape)


def _too_large(shape: Any) -> Iterator[str]:
    """Whether the text needs more height than its shape has, by the widths of Arial."""
    frame = shape.text_frame
    margins = sum(Emu(side).pt for side in (frame.margin_left, frame.margin_right))
    room, height = Emu(shape.width).pt - margins, 0.0
    for paragraph in frame.paragraphs:
        sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
        if sizes:
            lines = len(wrapped(paragraph.text, max(sizes), room)) or 1
            height += lines * max(sizes) * LEADING
    if height > Emu(shape.height).pt + 4:
        yield f"{shape.name} needs {height:.0f} points and has {Emu(shape.height).pt:.0f}: {frame.text[:60]}"
