"""People at key accounts. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class PersonTold:
    """One person at a key account; who does not want to be on record has no name here."""

    contact_id: str = UNSET
    customer: str = UNSET
    full_name: str | None = UNSET
    role: str = UNSET
    part: str | None = UNSET
    reports_to: str | None = UNSET
    stance: str | None = UNSET
    stance_reason: str | None = UNSET
    stance_on: date | None = UNSET
    ties: list[TieTold] = UNSET
    last_word_on: date | None = UNSET
    flags: list[str] = UNSET
    version: int = UNSET


@dataclass(frozen=True)
class TieTold:
    """One of ours who knows somebody, or should."""

    person: str = UNSET
    today: int = UNSET
    wanted: int = UNSET


class PeopleAtKeyAccountsApi:
    """People at key accounts."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def relationships(self, *, limit: int = UNSET, customer: str = UNSET) -> Iterator[PersonTold]:
        """The people of customers in scope; those of one customer where `customer` names it."""
        return self._asking.pages(PersonTold, "/relationships", {"limit": limit, "customer": customer})

    def relationship(self, contact_id: str) -> PersonTold:
        """One person; the ETag is what a change of part and boss needs."""
        return cast("PersonTold", self._asking.read(PersonTold, f"/relationships/{segment(contact_id)}", {}))

    def place(
        self,
        contact_id: str,
        *,
        part: Literal["decides", "approves", "influences", "judges", "guards", "uses", "sponsors"] | None = UNSET,
        reports_to: str | None = UNSET,
    ) -> PersonTold:
        """Say what part somebody has in the decision, and to whom they report."""
        return cast(
            "PersonTold",
            self._asking.write(
                PersonTold,
                "PUT",
                f"/relationships/{segment(contact_id)}",
                {"part": part, "reports_to": reports_to},
                versioned=True,
            ),
        )

    def stance(
        self,
        contact_id: str,
        *,
        stance: Literal["backs", "open", "neutral", "doubts", "other"],
        reason: str,
        said_on: date,
        is_confirmed: bool = UNSET,
    ) -> PersonTold:
        """Say where somebody stands and why; what was said before stays."""
        return cast(
            "PersonTold",
            self._asking.write(
                PersonTold,
                "POST",
                f"/relationships/{segment(contact_id)}/stance",
                {"stance": stance, "reason": reason, "said_on": said_on, "is_confirmed": is_confirmed},
            ),
        )

    def tie(self, contact_id: str, *, person: str, today: int, wanted: int) -> PersonTold:
        """Say how well one of ours knows somebody, today and as it is wanted; twice 0 ends it."""
        return cast(
            "PersonTold",
            self._asking.write(
                PersonTold,
                "POST",
                f"/relationships/{segment(contact_id)}/tie",
                {"person": person, "today": today, "wanted": wanted},
            ),
        )

    def touch(self, contact_id: str, *, person: str, on: date, way: Literal["met", "called", "wrote"]) -> PersonTold:
        """Say that one of ours met, called or wrote to somebody; the same twice is once."""
        return cast(
            "PersonTold",
            self._asking.write(
                PersonTold,
                "POST",
                f"/relationships/{segment(contact_id)}/touch",
                {"person": person, "on": on, "way": way},
            ),
        )
