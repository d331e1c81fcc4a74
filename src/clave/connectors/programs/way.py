"""What reading a program needs to know, and what a row of it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Way:
    """A connector with its secret open: never kept, never shown."""

    brings: str
    address: str
    database: str = ""
    login: str = ""
    secret: str = field(default="", repr=False)
    query: str = ""
    changed_column: str = ""
    seconds: int = 1_800
    """How long one answer may take at most."""

    @property
    def host(self) -> str:
        """The machine, as messages name it."""
        return urlsplit(self.address).hostname or self.address[:80]


@dataclass(frozen=True)
class Row:
    """The names of the columns, or the values of one row; `mark` says when that row last changed, by their clock."""

    values: tuple[Any, ...]
    mark: str = ""
