"""Long lists, cut after the first rows until somebody asks for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
FIRST = 20
"""So many rows a phone shows before a reader tires of scrolling past them."""


@dataclass(frozen=True)
class Cut(Generic[Row]):
    """The rows that a page shows, and how many there are."""

    rows: Sequence[Row]
    whole: int

    @property
    def is_cut(self) -> bool:
        """Whether some are left out."""
        return len(self.rows) < self.whole


def cut(rows: Sequence[Row], asked: Mapping[str, str]) -> Cut[Row]:
    """The first rows; all of them where the address asks for `all`, or where few would be left out."""
    few = len(rows) <= FIRST + FIRST // 4
    return Cut(rows if few or "all" in asked else rows[:FIRST], len(rows))
