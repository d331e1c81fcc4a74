"""Exceptions. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class ExceptionTold:
    """One request and what the charter answered, with the figures it knew; scores in thousandths of a point."""

    number: int = UNSET
    customer_code: str = UNSET
    asked_by: str = UNSET
    on_behalf_of: str = UNSET
    ground: str = UNSET
    reason: str = UNSET
    ranking: str | None = UNSET
    verdict: str = UNSET
    figures: dict[str, Any] = UNSET
    asked_at: datetime = UNSET


class ExceptionsApi:
    """Exceptions."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def exceptions(self, *, limit: int = UNSET) -> Iterator[ExceptionTold]:
        """Every request in the owner's reach."""
        return self._asking.pages(ExceptionTold, "/exceptions", {"limit": limit})

    def ask(self, *, customer_code: str, ground: str, reason: str, on_behalf_of: str = UNSET) -> ExceptionTold:
        """Ask; the charter answers at once by the score, and both stay for ever."""
        return cast(
            "ExceptionTold",
            self._asking.write(
                ExceptionTold,
                "POST",
                "/exceptions",
                {"customer_code": customer_code, "ground": ground, "reason": reason, "on_behalf_of": on_behalf_of},
            ),
        )

    def exception(self, number: int) -> ExceptionTold:
        """One request, with what the charter said and on which figures."""
        return cast("ExceptionTold", self._asking.read(ExceptionTold, f"/exceptions/{segment(number)}", {}))
