"""The company's own template: opened in a process that has little to lose, and kept as Clave rewrote it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from clave.kit.refusals import Refusal, gettext_noop

MOST_MB = 20
SECONDS = 30
LIMITS = {"memory_mb": 1024, "cpu_seconds": 25, "open_files": 128, "file_mb": 400}
MISSED: dict[str, str] = {
    "cover": gettext_noop("It has no layout with title and subtitle: the cover is made on the layout of the pages."),
    "title_only": gettext_noop(
        "It has no layout with nothing but a title: the pages use the one with the fewest other places."
    ),
    "title": gettext_noop(
        "It has no layout with a title: titles are written into a box at the top of its plainest layout."
    ),
}
"""What a template lacks, and what is done instead."""


class TemplateRefused(Refusal):
    """A file that is not taken as a template; nothing was changed."""

    code = "PACK_TEMPLATE_DAMAGED"
    template = gettext_noop(
        "%(file)s cannot be opened as a presentation: it is damaged, protected by a password, or something else with that "
        "name. Save it in PowerPoint as .pptx or .potx and try again. Nothing was changed."
    )
    http_status = 422


class TemplateActive(TemplateRefused):
    code = "PACK_TEMPLATE_ACTIVE"
    template = gettext_noop(
        "%(file)s holds macros, embedded files or links to elsewhere. Save it in PowerPoint as .pptx without them and try "
        "again. Nothing was changed."
    )


class TemplateTooLarge(TemplateRefused):
    code = "PACK_TEMPLATE_TOO_LARGE"
    template = gettext_noop(
        "%(file)s is too large, or would become too large when it is opened: at most %(most)s MB. Take large pictures out "
        "of the master and try again. Nothing was changed."
    )


class TemplateOfAnotherKind(TemplateRefused):
    code = "PACK_TEMPLATE_KIND"
    template = gettext_noop(
        "%(file)s is no presentation of PowerPoint. Choose a file that ends in .pptx or .potx. Nothing was changed."
    )


TEMPLATE_REFUSALS: dict[str, type[TemplateRefused]] = {
    each.code: each for each in (TemplateRefused, TemplateActive, TemplateTooLarge, TemplateOfAnotherKind)
}


@dataclass(frozen=True)
class Template:
    """A template as Clave rewrote it, and what it lacks."""

    content: bytes
    missed: tuple[str, ...]


def opened(path: Path, name: str) -> Template:
    """The template in a file from outside; raises TemplateRefused and its kinds."""
    facts = {"file": name[:80], "most": MOST_MB}
    if path.stat().st_size > MOST_MB << 20:
        raise TemplateTooLarge(**facts)
    with TemporaryDirectory() as folder:
        answer = _ask(path.resolve(), Path(folder))
        if code := answer.get("refused"):
            raise TEMPLATE_REFUSALS[str(code)](**facts)
        return Template((Path(folder) / "template.pptx").read_bytes(), tuple(answer["missed"]))


def _ask(path: Path, folder: Path) -> dict[str, list[str]]:
    """The answer of a child with a folder of its own and an environment without secrets; one that dies refuses."""
    words = {"PATH": os.defpath, "LANG": "C.UTF-8", "TMPDIR": str(folder), "HOME": str(folder)}
    request = json.dumps({"path": str(path), "land_in": str(folder), "limits": LIMITS})
    try:
        subprocess.run(
            [sys.executable, "-I", "-X", "utf8", "-m", "clave.programme.pack.opening"],
            input=request,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=words,
            cwd=folder,
            text=True,
            timeout=SECONDS,
            check=True,
            start_new_session=True,
        )
        return dict(json.loads((folder / "answer.json").read_text(encoding="utf-8")))
    except (subprocess.SubprocessError, OSError, ValueError):
        return {"refused": "PACK_TEMPLATE_DAMAGED"}  # type: ignore[dict-item]
