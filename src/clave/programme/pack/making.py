"""The pack as a file: slides, paper or workbook, named after its quarter."""

from __future__ import annotations

import io
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from clave.kit.printing import pdf
from clave.kit.tables import export_sheets
from clave.programme.pack.parts import Pack, Picture

PAPER = Path(__file__).parent / "paper.typ"
MEDIA = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def made(pack: Pack, kind: str, template: bytes | None = None) -> bytes:
    """The pack as a file of one kind; the template is for slides alone."""
    if kind == "pptx":
        from clave.programme.pack.slides.pages import slides

        return slides(pack, template)
    return paper(pack) if kind == "pdf" else workbook(pack)


def file_name(pack: Pack, kind: str) -> str:
    """What the file is called."""
    with translation.override(pack.language):
        name = gettext("board-pack")
        return f"{name}-{pack.quarter.code}.{kind}"


def workbook(pack: Pack) -> bytes:
    """Every figure of the pack with a stable name, one sheet a table."""
    out = io.BytesIO()
    with translation.override(pack.language):
        export_sheets(pack.tables, out)
    return out.getvalue()


def paper(pack: Pack) -> bytes:
    """The pack on paper, one message after the other."""
    with translation.override(pack.language):
        sections = [
            {**asdict(replace(each, tables=())), "bars": drawn(each.picture), "grid": _grid(each)}
            for each in pack.sections
        ]
        facts = {
            "language": pack.language,
            "title": pack.title,
            "period": pack.period,
            "lede": pack.lede,
            "page": gettext("page"),
            "sections": sections,
        }
    return pdf(PAPER, facts, pack.on)


def _grid(section: Any) -> dict[str, Any] | None:
    grid = section.grid
    return {**asdict(grid), "numbers": sorted(grid.numbers)} if grid else None


def drawn(picture: Picture | None) -> list[dict[str, Any]]:
    """Each bar from where to where, as shares of the whole width."""
    if picture is None:
        return []
    ends = [
        end
        for each in picture.spans
        for end in (each.start, each.end, each.low, each.high, picture.whole, 0.0)
        if end is not None
    ]
    lowest, highest = min(ends), max(ends)
    whole = highest - lowest or 1.0

    def share(value: float | None) -> float | None:
        return None if value is None else round((value - lowest) / whole, 5)

    return [
        {
            "label": each.label,
            "text": each.text,
            "tone": each.tone,
            "from": share(min(each.start, each.end)),
            "to": share(max(each.start, each.end)),
            "low": share(each.low),
            "high": share(each.high),
        }
        for each in picture.spans
    ]
