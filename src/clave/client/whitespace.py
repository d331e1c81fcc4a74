"""Whitespace. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class CellTold:
    """One unit and one offering: sold in 12 months, potential and gap, null where not known."""

    unit: str = UNSET
    offering: str = UNSET
    revenue: str = UNSET
    contribution: str | None = UNSET
    potential: str | None = UNSET
    gap: str | None = UNSET
    standing: str | None = UNSET
    rival: str | None = UNSET
    version: int = UNSET


@dataclass(frozen=True)
class WhitespaceTold:
    """The whitespace of one key account."""

    customer: str = UNSET
    currency: str = UNSET
    as_of: date | None = UNSET
    cells: list[CellTold] = UNSET


class WhitespaceApi:
    """Whitespace."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def whitespace(self, code: str) -> WhitespaceTold:
        """Its units against our offerings; the ETag is what a change of cells needs."""
        return cast(
            "WhitespaceTold", self._asking.read(WhitespaceTold, f"/key-accounts/{segment(code)}/whitespace", {})
        )

    def cells_changed(self, code: str, *, cells: list[Mapping[str, Any]]) -> WhitespaceTold:
        """Say what units could buy, from whom they buy it today, and how sure that is; all or nothing."""
        return cast(
            "WhitespaceTold",
            self._asking.write(
                WhitespaceTold, "PUT", f"/key-accounts/{segment(code)}/whitespace", {"cells": cells}, versioned=True
            ),
        )
