"""Practices. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from clave.client.asking import UNSET, Asking, named, segment


@dataclass(frozen=True)
class AdoptionTold:
    """A practice at a key account: who sees to it, the measure before and after, and the verdict, empty while it is
    open.
    """

    id: int = UNSET
    practice: int = UNSET
    customer: str = UNSET
    owner: str = UNSET
    started_on: date = UNSET
    follow_up_on: date = UNSET
    before: float | None = UNSET
    after: float | None = UNSET
    verdict: str = UNSET
    note: str = UNSET
    judged_on: date | None = UNSET
    version: int = UNSET


@dataclass(frozen=True)
class PracticeTold:
    """One practice card, how often it was copied, judged, and found to work. The customer is null for a card from
    outside, and where the token's owner does not see that key account.
    """

    number: int = UNSET
    title: str = UNSET
    what: str = UNSET
    fits: str = UNSET
    measure: str = UNSET
    source: str = UNSET
    source_words: str = UNSET
    customer: str | None = UNSET
    evidence: str = UNSET
    evidence_path: str = UNSET
    copied: int = UNSET
    judged: int = UNSET
    worked: int = UNSET
    version: int = UNSET


class PracticesApi:
    """Practices."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def practices(self, *, limit: int = UNSET, q: str = UNSET) -> Iterator[PracticeTold]:
        """The practice cards that hold the words of `q`."""
        return self._asking.pages(PracticeTold, "/practices", {"limit": limit, "q": q})

    def share(
        self,
        *,
        title: str,
        what: str,
        fits: str,
        measure: Literal[
            "lifetime_value",
            "value_change",
            "contribution",
            "cost_to_serve",
            "on_time",
            "promises_kept",
            "visits_kept",
            "plan_days",
        ],
        source: Literal["inside", "outside"],
        evidence: str,
        customer: str | None = UNSET,
        source_words: str = UNSET,
        evidence_path: str = UNSET,
    ) -> PracticeTold:
        """Write a card."""
        given = named(locals())
        return cast("PracticeTold", self._asking.write(PracticeTold, "POST", "/practices", given))

    def practice(self, number: int) -> PracticeTold:
        """One card; its ETag is what a change of it needs."""
        return cast("PracticeTold", self._asking.read(PracticeTold, f"/practices/{segment(number)}", {}))

    def change(
        self,
        number: int,
        *,
        title: str,
        what: str,
        fits: str,
        measure: Literal[
            "lifetime_value",
            "value_change",
            "contribution",
            "cost_to_serve",
            "on_time",
            "promises_kept",
            "visits_kept",
            "plan_days",
        ],
        source: Literal["inside", "outside"],
        evidence: str,
        customer: str | None = UNSET,
        source_words: str = UNSET,
        evidence_path: str = UNSET,
    ) -> PracticeTold:
        """Replace what a card of one's own says; the champion any. Needs the version that was read."""
        given = named(locals(), "number")
        return cast(
            "PracticeTold",
            self._asking.write(PracticeTold, "PUT", f"/practices/{segment(number)}", given, versioned=True),
        )

    def adoptions(self, *, limit: int = UNSET, practice: int | None = UNSET) -> Iterator[AdoptionTold]:
        """The adoptions at the key accounts in scope; of one card where `practice` names it."""
        return self._asking.pages(AdoptionTold, "/practices/adoptions", {"limit": limit, "practice": practice})

    def adopt(self, number: int, *, customer: str, owner: str, follow_up_on: date) -> AdoptionTold:
        """Copy a card to a key account that one manages, and keep its measure of today."""
        return cast(
            "AdoptionTold",
            self._asking.write(
                AdoptionTold,
                "POST",
                f"/practices/{segment(number)}/adoptions",
                {"customer": customer, "owner": owner, "follow_up_on": follow_up_on},
            ),
        )

    def adoption(self, pk: int) -> AdoptionTold:
        """One adoption; its ETag is what judging it needs."""
        return cast("AdoptionTold", self._asking.read(AdoptionTold, f"/practices/adoptions/{segment(pk)}", {}))

    def judge(
        self, pk: int, *, verdict: Literal["worked", "did not", "early"], note: str, follow_up_on: date | None = UNSET
    ) -> AdoptionTold:
        """Judge it once, with the measure of today; too early moves the follow-up. Needs the version that was read."""
        return cast(
            "AdoptionTold",
            self._asking.write(
                AdoptionTold,
                "POST",
                f"/practices/adoptions/{segment(pk)}/judge",
                {"verdict": verdict, "note": note, "follow_up_on": follow_up_on},
                versioned=True,
            ),
        )
