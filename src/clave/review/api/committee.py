"""The door of the review committee for other programs: its meetings, what became of every step, who does what by when."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Router

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import After, Answer, Limit, newest_first
from clave.review.models import CommitteeMeeting

MEETINGS = gettext_noop("Meetings of the review committee")
router = Router(tags=[MEETINGS])


class StepTold(Answer):
    """What became of one step; with an owner it is an action."""

    step: str
    outcome: str
    words: str
    owner: str | None
    due_on: date | None
    done_on: date | None


class CommitteeMeetingTold(Answer):
    """One meeting: planned, or closed with its minutes."""

    number: int
    meets_on: date
    is_closed: bool
    minutes: str
    steps: list[StepTold]


class CommitteeMeetingsTold(Answer):
    """A page of meetings, the newest first."""

    items: list[CommitteeMeetingTold]
    next_cursor: str | None


@router.get("/committee/meetings", response=CommitteeMeetingsTold, url_name="committee-meetings", summary=MEETINGS)
@requires(Action.SEE_COMMITTEE)
def meetings(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The meetings of the review committee with what they decided."""
    rows = CommitteeMeeting.objects.visible_to(request.user).prefetch_related("steps__owner")
    return newest_first(rows, limit, cursor, _told, by="number")


def _told(row: CommitteeMeeting) -> dict[str, Any]:
    plain = ("step", "outcome", "words", "due_on", "done_on")
    steps = [
        {**{name: getattr(each, name) for name in plain}, "owner": each.owner.person_code if each.owner else None}
        for each in row.steps.all()
    ]
    head = {name: getattr(row, name) for name in ("number", "meets_on", "minutes")}
    return {**head, "is_closed": not row.is_open, "steps": steps}
