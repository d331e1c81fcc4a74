"""Meetings of the review committee. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class CommitteeMeetingTold:
    """One meeting: planned, or closed with its minutes."""

    number: int = UNSET
    meets_on: date = UNSET
    is_closed: bool = UNSET
    minutes: str = UNSET
    steps: list[StepTold] = UNSET
    version: int = UNSET


@dataclass(frozen=True)
class MemberTold:
    """Somebody's term on the committee."""

    person: str = UNSET
    name: str = UNSET
    is_chair: bool = UNSET
    starts_on: date = UNSET
    ends_on: date = UNSET


@dataclass(frozen=True)
class StepTold:
    """What became of one step; with an owner it is an action."""

    id: int = UNSET
    step: str = UNSET
    outcome: str = UNSET
    words: str = UNSET
    owner: str | None = UNSET
    due_on: date | None = UNSET
    done_on: date | None = UNSET


class MeetingsOfTheReviewCommitteeApi:
    """Meetings of the review committee."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def members(self) -> list[MemberTold]:
        """Every term, those that are over too."""
        return cast("list[MemberTold]", self._asking.read(list[MemberTold], "/committee/members", {}))

    def meetings(self, *, limit: int = UNSET) -> Iterator[CommitteeMeetingTold]:
        """The meetings of the review committee with what they decided."""
        return self._asking.pages(CommitteeMeetingTold, "/committee/meetings", {"limit": limit})

    def plan(self, *, meets_on: date) -> CommitteeMeetingTold:
        """Plan one meeting."""
        return cast(
            "CommitteeMeetingTold",
            self._asking.write(CommitteeMeetingTold, "POST", "/committee/meetings", {"meets_on": meets_on}),
        )

    def meeting(self, number: int) -> CommitteeMeetingTold:
        """One meeting; its ETag is what moving it needs."""
        return cast(
            "CommitteeMeetingTold",
            self._asking.read(CommitteeMeetingTold, f"/committee/meetings/{segment(number)}", {}),
        )

    def move(self, number: int, *, meets_on: date) -> CommitteeMeetingTold:
        """Move a meeting that is not closed; needs the version that was read."""
        return cast(
            "CommitteeMeetingTold",
            self._asking.write(
                CommitteeMeetingTold,
                "PUT",
                f"/committee/meetings/{segment(number)}",
                {"meets_on": meets_on},
                versioned=True,
            ),
        )

    def done(self, pk: int) -> StepTold:
        """Finish an action of one's own; who plans its meetings finishes any. Said twice, the first day stays."""
        return cast("StepTold", self._asking.write(StepTold, "POST", f"/committee/actions/{segment(pk)}/done", {}))
