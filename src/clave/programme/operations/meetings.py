"""Planning a meeting of the executive committee, closing it, calling it off; what stayed open is carried over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.programme.models import AgendaItem, ExecutiveMeeting
from clave.programme.rules import agenda_refusals as refusals
from clave.programme.rules.agenda import ItemState, MeetingState, meeting_may_move
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def plan_meeting(*, by: User, meets_on: date, place: str = "", today: date | None = None) -> ExecutiveMeeting:
    """Plan a meeting; what waits for one goes onto it. Raises MeetingInThePast and MeetingPlannedThen."""
    refuse_unless(by, Action.WRITE_AGENDA)
    journal.lock()
    if meets_on < (today or timezone.localdate()):
        raise refusals.MeetingInThePast(day=meets_on)
    if ExecutiveMeeting.objects.filter(meets_on=meets_on, state=MeetingState.PLANNED).exists():
        raise refusals.MeetingPlannedThen(day=meets_on)
    last = ExecutiveMeeting.objects.aggregate(last=Max("number"))["last"] or 0
    made: ExecutiveMeeting = ExecutiveMeeting.objects.create(
        number=last + 1, meets_on=meets_on, place=place.strip(), by=by
    )
    waiting = AgendaItem.objects.filter(state=ItemState.OPEN, meeting=None)
    waiting.update(meeting=made, version=F("version") + 1)
    _record(by, "planned", made)
    return made


@transaction.atomic
def close_meeting(*, by: User, meeting: ExecutiveMeeting, today: date | None = None) -> int:
    """Say that a meeting was held; how many items stayed open and go to the next one.

    Raises MeetingSettled and MeetingNotYet.
    """
    refuse_unless(by, Action.WRITE_AGENDA)
    journal.lock()
    found = _planned(meeting, MeetingState.HELD)
    if found.meets_on > (today or timezone.localdate()):
        raise refusals.MeetingNotYet(day=found.meets_on)
    carried = _carry_over(found)
    found.state = MeetingState.HELD
    found.save(update_fields=["state"])
    _record(by, "held", found, carried=carried)
    return carried


@transaction.atomic
def call_off_meeting(*, by: User, meeting: ExecutiveMeeting, reason: str) -> int:
    """Say that a meeting does not take place, and why; how many items go to the next one.

    Raises MeetingSettled and WithdrawalNeedsReason.
    """
    refuse_unless(by, Action.WRITE_AGENDA)
    journal.lock()
    found = _planned(meeting, MeetingState.CALLED_OFF)
    if not reason.strip():
        raise refusals.WithdrawalNeedsReason
    carried = _carry_over(found)
    found.state, found.called_off_reason = MeetingState.CALLED_OFF, reason.strip()
    found.save(update_fields=["state", "called_off_reason"])
    _record(by, "called_off", found, carried=carried, reason=found.called_off_reason)
    return carried


def _planned(meeting: ExecutiveMeeting, after: MeetingState) -> ExecutiveMeeting:
    found: ExecutiveMeeting = ExecutiveMeeting.objects.get(pk=meeting.pk)
    if not meeting_may_move(found.state, after):
        raise refusals.MeetingSettled(state=found.state_name)
    return found


def _carry_over(meeting: ExecutiveMeeting) -> int:
    """What stayed open goes to the next meeting that is planned, or waits for one."""
    others = ExecutiveMeeting.objects.filter(state=MeetingState.PLANNED).exclude(pk=meeting.pk)
    following = others.order_by("meets_on").first()
    left = AgendaItem.objects.filter(meeting=meeting, state=ItemState.OPEN)
    moved: int = left.update(meeting=following, carried=F("carried") + 1, version=F("version") + 1)
    return moved


def _record(by: User, event: str, meeting: ExecutiveMeeting, **more: Any) -> None:
    told = {"number": meeting.number, "on": meeting.meets_on, "place": meeting.place, **more}
    journal.record(by=by, event=f"programme.meeting.{event}", subject=meeting, after=told, holds=FieldClass.F0)
