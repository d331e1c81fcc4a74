"""A long proof by hand: another office suite opens the pack, in both languages and on other templates, and prints every slide."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pptx import Presentation

from clave.programme.pack.slides.pages import slides
from tests.programme.board_deck import pack_of
from tests.programme.test_board_slides import TEMPLATES

LOOKS: dict[str, bytes | None] = {"ours": None, **{name: template for name, (template, _) in TEMPLATES.items()}}


@pytest.mark.drill
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("look", LOOKS)
def test_libreoffice_opens_the_pack_and_prints_every_slide(look: str, language: str, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing. Run: apt-get install --no-install-recommends libreoffice-impress"
    content = slides(pack_of(language=language), LOOKS[look])
    file = tmp_path / "pack.pptx"
    file.write_bytes(content)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    asked = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    done = subprocess.run(asked, capture_output=True, timeout=240, check=True)
    printed = (tmp_path / "pack.pdf").read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page[^s]", printed))
    assert pages == len(Presentation(io.BytesIO(content)).slides), done.stderr
