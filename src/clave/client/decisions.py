"""Decisions. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class DecisionTold:
    """One proposal and what became of it; its ETag is what withdrawing it needs."""

    number: int = UNSET
    kind: Literal["admit", "release"] = UNSET
    state: str = UNSET
    version: int = UNSET
    customer_code: str = UNSET
    ranking: str = UNSET
    reason: str = UNSET
    manager: str | None = UNSET
    sponsor: str | None = UNSET
    telling: dict[str, str] = UNSET
    minutes: str = UNSET
    effective_on: date | None = UNSET
    proposed_by: str = UNSET
    proposed_at: datetime = UNSET
    decided_by: str | None = UNSET
    decided_at: datetime | None = UNSET
    votes: list[VoteTold] = UNSET


@dataclass(frozen=True)
class VoteTold:
    """What one member of the committee said."""

    by: str = UNSET
    choice: str = UNSET
    reason: str = UNSET
    at: datetime = UNSET


class DecisionsApi:
    """Decisions."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def decisions(self, *, limit: int = UNSET) -> Iterator[DecisionTold]:
        """Every proposal in the owner's reach, open or decided."""
        return self._asking.pages(DecisionTold, "/decisions", {"limit": limit})

    def propose(
        self,
        *,
        kind: Literal["admit", "release"],
        customer_code: str,
        reason: str,
        manager: str = UNSET,
        sponsor: str = UNSET,
        telling: Mapping[str, Any] = UNSET,
    ) -> DecisionTold:
        """Put it to the committee, which votes and decides at a screen."""
        return cast(
            "DecisionTold",
            self._asking.write(
                DecisionTold,
                "POST",
                "/decisions",
                {
                    "kind": kind,
                    "customer_code": customer_code,
                    "reason": reason,
                    "manager": manager,
                    "sponsor": sponsor,
                    "telling": telling,
                },
            ),
        )

    def decision(self, number: int) -> DecisionTold:
        """One proposal with its votes and minutes."""
        return cast("DecisionTold", self._asking.read(DecisionTold, f"/decisions/{segment(number)}", {}))

    def withdraw(self, number: int, *, reason: str) -> DecisionTold:
        """Take back the owner's own proposal, for a reason; it stays in the list."""
        return cast(
            "DecisionTold",
            self._asking.write(
                DecisionTold, "POST", f"/decisions/{segment(number)}/withdraw", {"reason": reason}, versioned=True
            ),
        )
