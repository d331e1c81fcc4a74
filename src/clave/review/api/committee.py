"""The doors of the review committee for other programs: who sits on it, its meetings, what it asked for.

Settling a step, closing a meeting and seating a member are acts of a person at a screen.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.responses import Status

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import ETAG, IF_MATCH, After, Answer, Asked, Limit, etag, newest_first, refuse_stale
from clave.review.models import CommitteeMeeting, CommitteeStep, CommitteeTerm
from clave.review.operations import committee as operations

MEETINGS = gettext_noop("Meetings of the review committee")
router = Router(tags=[MEETINGS])


class MemberTold(Answer):
    """Somebody's term on the committee."""

    person: str
    name: str
    is_chair: bool
    starts_on: date
    ends_on: date


class StepTold(Answer):
    """What became of one step; with an owner it is an action."""

    id: int
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
    version: int


class CommitteeMeetingsTold(Answer):
    """A page of meetings, the newest first."""

    items: list[CommitteeMeetingTold]
    next_cursor: str | None


class MeetingDay(Asked):
    """On which day the committee meets."""

    meets_on: date


@router.get(
    "/committee/members", response=list[MemberTold], url_name="committee-members",
    summary=gettext_noop("Members of the review committee"),
)  # fmt: skip
@requires(Action.SEE_COMMITTEE)
def members(request: SignedIn) -> list[dict[str, Any]]:
    """Every term, those that are over too."""
    rows = CommitteeTerm.objects.visible_to(request.user).select_related("person")
    plain = ("is_chair", "starts_on", "ends_on")
    return [
        {
            "person": each.person.person_code,
            "name": each.person.full_name,
            **{name: getattr(each, name) for name in plain},
        }
        for each in rows
    ]


@router.get("/committee/meetings", response=CommitteeMeetingsTold, url_name="committee-meetings", summary=MEETINGS)
@requires(Action.SEE_COMMITTEE)
def meetings(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The meetings of the review committee with what they decided."""
    return newest_first(_rows(request), limit, cursor, _told, by="number")


@router.post(
    "/committee/meetings", response={201: CommitteeMeetingTold}, url_name="committee-meetings",
    summary=gettext_noop("Plan a meeting of the review committee"),
)  # fmt: skip
@requires(Action.PLAN_COMMITTEE)
def plan(request: SignedIn, response: HttpResponse, asked: MeetingDay) -> Status[Any]:
    """Plan one meeting."""
    made = operations.plan_meeting(by=request.user, day=asked.meets_on)
    response.headers["Location"] = f"/api/v1/committee/meetings/{made.number}"
    return Status(201, _tagged(response, made))


@router.get(
    "/committee/meetings/{int:number}", response=CommitteeMeetingTold, url_name="committee-meeting", openapi_extra=ETAG,
    summary=gettext_noop("One meeting of the review committee"),
)  # fmt: skip
@requires(Action.SEE_COMMITTEE)
def meeting(request: SignedIn, response: HttpResponse, number: int) -> dict[str, Any]:
    """One meeting; its ETag is what moving it needs."""
    return _tagged(response, get_object_or_404(_rows(request), number=number))


@router.put(
    "/committee/meetings/{int:number}", response=CommitteeMeetingTold, url_name="committee-meeting",
    openapi_extra=IF_MATCH, summary=gettext_noop("Move a meeting of the review committee"),
)  # fmt: skip
@requires(Action.PLAN_COMMITTEE)
def move(request: SignedIn, response: HttpResponse, number: int, asked: MeetingDay) -> dict[str, Any]:
    """Move a meeting that is not closed; needs the version that was read."""
    found: CommitteeMeeting = get_object_or_404(_rows(request), number=number)
    refuse_stale(request, found.version)
    made = operations.move_meeting(by=request.user, meeting=found, day=asked.meets_on, based_on=found.version)
    return _tagged(response, made)


@router.post(
    "/committee/actions/{int:pk}/done", response=StepTold, url_name="finish-committee-action",
    summary=gettext_noop("Say that what the committee asked for is done"),
)  # fmt: skip
@requires(Action.FINISH_COMMITTEE_ACTIONS)
def done(request: SignedIn, pk: int) -> dict[str, Any]:
    """Finish an action of one's own; who plans its meetings finishes any. Said twice, the first day stays."""
    found: CommitteeStep = get_object_or_404(CommitteeStep.objects.answered_by(request.user), pk=pk)
    return _step(operations.finish_action(by=request.user, action=found))


def _rows(request: SignedIn) -> Any:
    return CommitteeMeeting.objects.visible_to(request.user).prefetch_related("steps__owner")


def _tagged(response: HttpResponse, row: CommitteeMeeting) -> dict[str, Any]:
    response.headers["ETag"] = etag(row.version)
    return _told(row)


def _told(row: CommitteeMeeting) -> dict[str, Any]:
    head = {name: getattr(row, name) for name in ("number", "meets_on", "minutes", "version")}
    return {**head, "is_closed": not row.is_open, "steps": [_step(each) for each in row.steps.all()]}


def _step(each: CommitteeStep) -> dict[str, Any]:
    plain = ("step", "outcome", "words", "due_on", "done_on")
    who = each.owner.person_code if each.owner else None
    return {"id": each.pk, **{name: getattr(each, name) for name in plain}, "owner": who}
