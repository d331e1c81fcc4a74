"""Search. Written by `make client` from the schema of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from clave.client.asking import UNSET, Asking
from clave.client.shared import SectionTold


@dataclass(frozen=True)
class FoundTold:
    """Everything that holds all the words, whatever their case and accents."""

    count: int = UNSET
    kinds: list[SectionTold] = UNSET


class SearchApi:
    """Search."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def find(self, *, q: str) -> FoundTold:
        """The best of every kind that the token reads."""
        return cast("FoundTold", self._asking.read(FoundTold, "/search", {"q": q}))
