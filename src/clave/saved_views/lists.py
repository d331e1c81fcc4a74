"""The lists whose views can be saved: apps further up offer theirs, and this app knows none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clave.access.policy import Action


@dataclass(frozen=True)
class SavedList:
    """One list: the name of its address, what it is called, who may open it, and the filters it understands."""

    address: str
    label: Any
    needs: Action
    parameters: tuple[str, ...]


_LISTS: dict[str, SavedList] = {}


def offer(*lists: SavedList) -> None:
    """Let views of these lists be saved."""
    _LISTS.update({each.address: each for each in lists})


def list_named(address: str) -> SavedList | None:
    """The list at an address; None where no view of it can be saved."""
    return _LISTS.get(address)
