"""A page on paper: a typst template and facts become a PDF, the same facts always the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

STANDARDS: Any = (["ua-1"], [])
"""What a PDF claims: first to be one that screen readers follow, then nothing."""


@dataclass(frozen=True)
class Entry:
    """One line of a part: what, what is said under it, and how it stands."""

    text: str
    under: str = ""
    mark: str = "none"
    status: str = ""


def pdf(template: Path, facts: Mapping[str, Any], on: date) -> bytes:
    """The template with these facts. They travel as JSON, never as markup, so no text can be taken for an instruction.

    A sign that no font holds forbids the accessible standard; then the page is tagged all the same, without the claim.
    """
    import typst

    at = datetime.combine(on, time(), UTC)
    inputs = {"facts": json.dumps(facts, ensure_ascii=False)}
    for standards in STANDARDS:
        try:
            made = typst.Compiler(template, template.parent, _fonts()).compile(
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=standards,
                timestamp=at,
            )
        except typst.TypstError as error:
            if not standards or "could not be displayed" not in error.message:
                raise
        else:
            break
    assert isinstance(made, bytes)  # nosec B101  # one document is one file
    return made


@cache
def _fonts() -> Any:
    """The fonts that come with typst, then those of this machine for scripts that they lack."""
    import typst

    return typst.Fonts()
