"""Relationship reviews. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class MatterTold:
    """One thing that mattered; the customer's points are averages of the answers, null without any."""

    rank: int = UNSET
    was: int | None = UNSET
    what: str = UNSET
    standing: str = UNSET
    ours: int | None = UNSET
    rivals: int | None = UNSET
    rival: str = UNSET
    reason: str = UNSET
    importance: float | None = UNSET
    theirs: float | None = UNSET
    gap: float | None = UNSET


@dataclass(frozen=True)
class ReviewActionTold:
    """What followed from a review; its id is what finishing it needs."""

    id: int = UNSET
    what: str = UNSET
    owner: str = UNSET
    due_on: date = UNSET
    done_on: date | None = UNSET


@dataclass(frozen=True)
class ReviewTold:
    """One relationship review."""

    id: int = UNSET
    customer: str = UNSET
    held_on: date = UNSET
    is_closed: bool = UNSET
    conclusion: str = UNSET
    next_on: date | None = UNSET
    answers: int = UNSET
    matters: list[MatterTold] = UNSET
    actions: list[ReviewActionTold] = UNSET
    version: int = UNSET


class RelationshipReviewsApi:
    """Relationship reviews."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def reviews(self, *, limit: int = UNSET, customer: str = UNSET) -> Iterator[ReviewTold]:
        """The relationship reviews in scope; those of one customer where `customer` names it."""
        return self._asking.pages(ReviewTold, "/relationship-reviews", {"limit": limit, "customer": customer})

    def begin(self, *, customer: str, held_on: date | None = UNSET) -> ReviewTold:
        """Begin a review with what mattered at the last one."""
        return cast(
            "ReviewTold",
            self._asking.write(ReviewTold, "POST", "/relationship-reviews", {"customer": customer, "held_on": held_on}),
        )

    def write(self, pk: int, *, matters: list[Mapping[str, Any]]) -> ReviewTold:
        """Say what matters, in its order, and how we stand; needs the version that was read."""
        return cast(
            "ReviewTold",
            self._asking.write(
                ReviewTold, "PUT", f"/relationship-reviews/{segment(pk)}", {"matters": matters}, versioned=True
            ),
        )

    def review(self, pk: int) -> ReviewTold:
        """One relationship review with what followed; its ETag is what a change of it needs."""
        return cast("ReviewTold", self._asking.read(ReviewTold, f"/relationship-reviews/{segment(pk)}", {}))

    def close(self, pk: int, *, conclusion: str, next_on: date) -> ReviewTold:
        """Close a review with what is concluded and the day of the next; needs the version that was read."""
        return cast(
            "ReviewTold",
            self._asking.write(
                ReviewTold,
                "POST",
                f"/relationship-reviews/{segment(pk)}/close",
                {"conclusion": conclusion, "next_on": next_on},
                versioned=True,
            ),
        )

    def add_action(self, pk: int, *, what: str, owner: str, due_on: date) -> ReviewActionTold:
        """Put an action on the list of a review."""
        return cast(
            "ReviewActionTold",
            self._asking.write(
                ReviewActionTold,
                "POST",
                f"/relationship-reviews/{segment(pk)}/actions",
                {"what": what, "owner": owner, "due_on": due_on},
            ),
        )

    def finish_action(self, pk: int) -> ReviewActionTold:
        """Finish an action of a review; said twice, it stays with the first day."""
        return cast(
            "ReviewActionTold", self._asking.write(ReviewActionTold, "POST", f"/review-actions/{segment(pk)}/done", {})
        )
