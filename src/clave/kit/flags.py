"""One thing that is wrong, as lists and pages mark it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Flag:
    """What is wrong: its kind, its mark, words, and why where that is not plain."""

    kind: str
    mark: str
    words: str
    why: str = ""
