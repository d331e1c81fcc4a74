"""The process that opens a company's template: limited in memory, time and files, without secrets, without a database.

Started by `templates`; takes one JSON request on standard input, and leaves `answer.json` and the rewritten file in its
folder. What it refuses it names by a code of `TEMPLATE_REFUSALS`.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MOST_PARTS, MOST_BYTES, MOST_RATIO = 3_000, 300 << 20, 300
SMALL = 1 << 20
"""A part below this size may shrink as much as it likes."""
MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
TEMPLATE = MAIN.replace("presentation.main", "template.main")
SLIDESHOW = MAIN.replace("presentation.main", "slideshow.main")
ACTIVE = ("vbaproject", "activex", "/embeddings/", "macroenabled")
"""What can act on the machine of who opens the file."""


class Refused(Exception):
    """The file is not taken, and the code says why."""


def main() -> None:
    """Answer one request."""
    from clave.ledger.child import limit

    request = json.load(sys.stdin)
    limit(**request["limits"])
    folder = Path(request["land_in"])
    try:
        answer = rewritten(Path(request["path"]), folder / "template.pptx")
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


def rewritten(path: Path, into: Path) -> dict[str, Any]:
    """The template without its slides, written anew, and which layouts it lacks; raises Refused."""
    opened = into.with_name("opened.pptx")
    unpack(path, opened)
    try:
        from pptx import Presentation

        deck = Presentation(str(opened))
        without_slides(deck)
        missed = lacking(deck)
        deck.save(str(into))
    except Refused:
        raise
    except Exception as error:  # whatever a damaged file makes of its reader
        raise Refused("PACK_TEMPLATE_DAMAGED") from error
    return {"missed": list(missed)}


def unpack(path: Path, into: Path) -> None:
    """Look at the parts one by one before anything is read, and name a template a presentation."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            check_sizes(parts)
            types = packed.read("[Content_Types].xml").decode("utf-8", "replace")
            check_parts(parts, types)
            check_links(packed, parts)
            with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as out:
                for part in parts:
                    content = packed.read(part)
                    if part.filename == "[Content_Types].xml":
                        content = types.replace(TEMPLATE, MAIN).replace(SLIDESHOW, MAIN).encode()
                    out.writestr(part.filename, content)
    except (zipfile.BadZipFile, KeyError, EOFError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise Refused("PACK_TEMPLATE_DAMAGED") from error


def check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse a file that would grow beyond all measure, or that holds one name twice."""
    large = [part for part in parts if part.file_size > SMALL]
    grows = any(part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in large)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES or grows:
        raise Refused("PACK_TEMPLATE_TOO_LARGE")
    names = [part.filename for part in parts]
    if len(set(names)) < len(names) or any(part.flag_bits & 1 for part in parts):
        raise Refused("PACK_TEMPLATE_DAMAGED")


def check_parts(parts: list[zipfile.ZipInfo], types: str) -> None:
    """Refuse what is no presentation, and what can act by itself."""
    told = [types.lower(), *(part.filename.lower() for part in parts)]
    if any(sign in text for sign in ACTIVE for text in told):
        raise Refused("PACK_TEMPLATE_ACTIVE")
    if not any(kind in types for kind in (MAIN, TEMPLATE, SLIDESHOW)):
        raise Refused("PACK_TEMPLATE_KIND")


def check_links(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse a master or layout that fetches something from elsewhere when it is opened; slides are left out anyway."""
    for part in parts:
        name = part.filename
        if name.endswith(".rels") and "/slides/" not in name and "/notesSlides/" not in name:
            text = packed.read(part).decode("utf-8", "replace")
            if any('TargetMode="External"' in one and "/hyperlink" not in one for one in _elements(text)):
                raise Refused("PACK_TEMPLATE_ACTIVE")


def _elements(text: str) -> Iterator[str]:
    return (piece.split(">", 1)[0] for piece in text.split("<Relationship ")[1:])


def without_slides(deck: Any) -> None:
    """Take every slide out, and the lists that speak of slides: PowerPoint would want to repair them."""
    from pptx.oxml.ns import qn

    for slide in list(deck.slides._sldIdLst):
        deck.part.drop_rel(slide.rId)
        deck.slides._sldIdLst.remove(slide)
    for name in ("p:extLst", "p:custShowLst"):
        for found in deck.part._element.findall(qn(name)):
            deck.part._element.remove(found)


def lacking(deck: Any) -> tuple[str, ...]:
    """Which layouts are missed; raises Refused where there is none at all."""
    from clave.programme.pack.slides.choosing import layouts_for

    if not any(len(master.slide_layouts) for master in deck.slide_masters):
        raise Refused("PACK_TEMPLATE_DAMAGED")
    return layouts_for(deck).missed


if __name__ == "__main__":
    main()
