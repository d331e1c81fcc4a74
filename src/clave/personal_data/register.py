"""The register of erasures beside the database: what a restored backup would bring back is erased again from it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

REGISTER = "erasures"


def register_file() -> Path:
    """Where erasures are noted outside the database: marks only, no value."""
    return Path(settings.DATA_DIR) / REGISTER


def note(whose: str, digests: Iterable[str]) -> None:
    """Note an erasure once it is done."""
    _append([json.dumps({"whose": whose, "marks": sorted(digests)})])


def noted() -> Iterator[tuple[str, frozenset[str]]]:
    """Every erasure that was noted: of which kind of person, and their marks."""
    for line in _lines(register_file()):
        told = json.loads(line)
        yield told["whose"], frozenset(told["marks"])


def take_over(other: Path) -> None:
    """Add what another register notes and this one does not."""
    known = set(_lines(register_file()))
    _append([line for line in _lines(other) if line not in known])


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="ascii").splitlines() if line] if file.is_file() else []


def _append(lines: list[str]) -> None:
    if not lines:
        return
    file = register_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as out:
        out.writelines(f"{line}\n" for line in lines)
        out.flush()
        os.fsync(out.fileno())
