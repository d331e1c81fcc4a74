"""The demo's board template: a template of another house that carries the whole pack."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from pptx import Presentation

from clave.demo.branding import COMPANY_NAME, FILE, company_template
from clave.programme.pack.slides.pages import slides
from clave.programme.pack.templates import opened
from tests.programme.board_deck import pack_of, wrongs


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_template_is_the_same_each_time_and_lacks_nothing(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.write_bytes(company_template())
    assert parts(company_template()) == parts(file.read_bytes())
    assert opened(file, FILE).missed == ()


def test_the_pack_on_it_has_nothing_to_repair_and_stands_under_the_companys_name() -> None:
    content = slides(pack_of(language="es"), company_template())
    assert wrongs(content) == []
    cover = Presentation(io.BytesIO(content)).slides[0].slide_layout
    assert COMPANY_NAME in [each.text_frame.text for each in cover.shapes if each.has_text_frame]
