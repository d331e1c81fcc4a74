"""Charter. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class ApprovalTold:
    """One yes, and in which capacity."""

    by: str = UNSET
    capacity: str = UNSET
    at: datetime = UNSET


@dataclass(frozen=True)
class CharterTold:
    """One version of the charter with all that it says; its ETag is what a change of it needs."""

    number: int = UNSET
    state: Literal["draft", "proposed", "locked", "replaced", "withdrawn"] = UNSET
    version: int = UNSET
    reason: str = UNSET
    run: str | None = UNSET
    first: int = UNSET
    theirs_share_percent: int = UNSET
    entry_line_thousandths: int = UNSET
    exit_line_thousandths: int = UNSET
    criteria: list[CriterionTold] = UNSET
    approvals: list[ApprovalTold] = UNSET
    drafted_by: str | None = UNSET
    drafted_at: datetime = UNSET
    proposed_by: str | None = UNSET
    proposed_at: datetime | None = UNSET
    sent_back_reason: str = UNSET
    locked_at: datetime | None = UNSET
    digest: str = UNSET


@dataclass(frozen=True)
class CriterionTold:
    """One criterion of a charter."""

    key: str = UNSET
    name: str = UNSET
    side: str = UNSET
    kind: str = UNSET
    measure: str = UNSET
    anchor_10: str = UNSET
    anchor_5: str = UNSET
    anchor_0: str = UNSET
    anchor_values: list[str] = UNSET
    weight_hundredths: int = UNSET


class CharterApi:
    """Charter."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def charters(self, *, limit: int = UNSET) -> Iterator[CharterTold]:
        """Every version, newest first, with its criteria."""
        return self._asking.pages(CharterTold, "/charters", {"limit": limit})

    def draft(self, *, reason: str) -> CharterTold:
        """Begin the next version from the charter in force, or from a suggestion where none is."""
        return cast("CharterTold", self._asking.write(CharterTold, "POST", "/charters", {"reason": reason}))

    def in_force(self) -> CharterTold:
        """The locked version by which candidates are ranked; absent until one is locked."""
        return cast("CharterTold", self._asking.read(CharterTold, "/charters/in-force", {}))

    def charter(self, number: int) -> CharterTold:
        """One version, with its approvals and its seal."""
        return cast("CharterTold", self._asking.read(CharterTold, f"/charters/{segment(number)}", {}))

    def edit(
        self,
        number: int,
        *,
        first: int,
        theirs_share_percent: int,
        entry_line_thousandths: int,
        exit_line_thousandths: int,
        criteria: list[Mapping[str, Any]],
    ) -> CharterTold:
        """Replace the terms of a draft as a whole; whatever else is in force stays as it is."""
        return cast(
            "CharterTold",
            self._asking.write(
                CharterTold,
                "PUT",
                f"/charters/{segment(number)}",
                {
                    "first": first,
                    "theirs_share_percent": theirs_share_percent,
                    "entry_line_thousandths": entry_line_thousandths,
                    "exit_line_thousandths": exit_line_thousandths,
                    "criteria": criteria,
                },
                versioned=True,
            ),
        )

    def propose(self, number: int) -> CharterTold:
        """Put a finished draft to its approvers, who approve it at a screen."""
        return cast(
            "CharterTold",
            self._asking.write(CharterTold, "POST", f"/charters/{segment(number)}/propose", {}, versioned=True),
        )

    def withdraw(self, number: int, *, reason: str) -> CharterTold:
        """Give up a draft or a proposal, for a reason; it stays in the list of versions."""
        return cast(
            "CharterTold",
            self._asking.write(
                CharterTold, "POST", f"/charters/{segment(number)}/withdraw", {"reason": reason}, versioned=True
            ),
        )
