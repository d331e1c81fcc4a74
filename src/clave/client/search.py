"""Search. Written by `make client` from the schema of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from clave.client.asking import UNSET, Asking


@dataclass(frozen=True)
class FoundTold:
    """Everything that holds all the words, whatever their case and accents."""

    count: int = UNSET
    kinds: list[KindFound] = UNSET


@dataclass(frozen=True)
class HitTold:
    """One thing that was found, and the page it is on."""

    title: str = UNSET
    detail: str = UNSET
    path: str = UNSET


@dataclass(frozen=True)
class KindFound:
    """What was found of one kind: the best of it, and how much there is in all."""

    kind: str = UNSET
    name: str = UNSET
    count: int = UNSET
    hits: list[HitTold] = UNSET


class SearchApi:
    """Search."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def find(self, *, q: str) -> FoundTold:
        """The best of every kind that the token reads."""
        return cast("FoundTold", self._asking.read(FoundTold, "/search", {"q": q}))
