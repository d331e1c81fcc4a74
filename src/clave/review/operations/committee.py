"""Who sits on the review committee, when it meets, what it decides step by step, and that it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Person
from clave.kit.templatetags import figures
from clave.review.models import CommitteeMeeting, CommitteeStep, CommitteeTerm
from clave.review.rules import committee as rules
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def seat_member(*, by: User, person: Person, is_chair: bool, starts_on: date, ends_on: date) -> CommitteeTerm:
    """Give somebody a term on the committee; one chair at a time. Raises TermBackwards and ChairTaken."""
    refuse_unless(by, Action.RUN_COMMITTEE)
    journal.lock()
    if ends_on < starts_on:
        raise rules.TermBackwards
    chairs = CommitteeTerm.objects.filter(is_chair=True, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if is_chair and (taken := chairs.select_related("person").first()):
        raise rules.ChairTaken(who=str(taken.person))
    made: CommitteeTerm = CommitteeTerm.objects.create(
        person=person, is_chair=is_chair, starts_on=starts_on, ends_on=ends_on, by=by
    )
    told = {"person": person.person_code, "chair": is_chair, "from": starts_on, "to": ends_on}
    _record(by, "member.appointed", made, FieldClass.F0, after=told)
    return made


@transaction.atomic
def end_seat(*, by: User, term: CommitteeTerm, today: date | None = None) -> CommitteeTerm:
    """End a term today; one that has not begun ends on its first day."""
    refuse_unless(by, Action.RUN_COMMITTEE)
    journal.lock()
    found: CommitteeTerm = CommitteeTerm.objects.select_related("person").get(pk=term.pk)
    before, found.ends_on = found.ends_on, max(found.starts_on, today or timezone.localdate())
    found.save(update_fields=["ends_on"])
    images = {"before": {"to": before}, "after": {"to": found.ends_on}}
    _record(by, "member.ended", found, FieldClass.F0, **images)
    return found


@transaction.atomic
def plan_year(*, by: User, first: date | None = None, today: date | None = None) -> list[CommitteeMeeting]:
    """Plan the meetings of a year, a quarter apart; those that are planned already stay, and none is doubled."""
    refuse_unless(by, Action.PLAN_COMMITTEE)
    journal.lock()
    on = today or timezone.localdate()
    planned = CommitteeMeeting.objects.filter(state="planned", meets_on__gte=on).count()
    last = CommitteeMeeting.objects.order_by("-meets_on").first()
    days = rules.days_ahead(last.meets_on if last else first or on, on, max(rules.AHEAD - planned, 0))
    if first and not last:
        days = [first, *days[:-1]]
    return [_planned(by, day) for day in days]


@transaction.atomic
def plan_meeting(*, by: User, day: date, today: date | None = None) -> CommitteeMeeting:
    """Plan one meeting on a day. Raises MeetingPast and MeetingTwice."""
    refuse_unless(by, Action.PLAN_COMMITTEE)
    journal.lock()
    _refuse_day(day, today)
    return _planned(by, day)


@transaction.atomic
def move_meeting(
    *, by: User, meeting: CommitteeMeeting, day: date, based_on: int, today: date | None = None
) -> CommitteeMeeting:
    """Move a meeting that is not closed to another day. Raises MeetingClosed, MeetingStale, MeetingPast and MeetingTwice."""
    refuse_unless(by, Action.PLAN_COMMITTEE)
    journal.lock()
    found = _open(meeting)
    if found.version != based_on:
        raise rules.MeetingStale(day=figures.day(found.meets_on))
    if found.meets_on == day:
        return found
    _refuse_day(day, today)
    before, found.meets_on, found.version = found.meets_on, day, found.version + 1
    found.save(update_fields=["meets_on", "version"])
    images = {"before": {"day": before}, "after": {"day": day}}
    _record(by, "meeting.moved", found, FieldClass.F0, **images)
    return found


def _refuse_day(day: date, today: date | None) -> None:
    if day < (today or timezone.localdate()):
        raise rules.MeetingPast
    if CommitteeMeeting.objects.filter(meets_on=day).exists():
        raise rules.MeetingTwice(day=figures.day(day))


def _planned(by: User, day: date) -> CommitteeMeeting:
    last = CommitteeMeeting.objects.order_by("-number").first()
    made: CommitteeMeeting = CommitteeMeeting.objects.create(number=last.number + 1 if last else 1, meets_on=day, by=by)
    _record(by, "meeting.planned", made, FieldClass.F0, after={"number": made.number, "day": day})
    return made


@transaction.atomic
def settle_step(
    *,
    by: User,
    meeting: CommitteeMeeting,
    step: rules.Step,
    words: str = "",
    owner: Person | None = None,
    due_on: date | None = None,
    is_nothing: bool = False,
    assessment: Sequence[dict[str, Any]] | None = None,
) -> CommitteeStep:
    """Say what became of a step, once; said again with the same words, it is the same.

    Raises MeetingClosed, StepSettled, StepNeedsWords and ActionHalfSaid.
    """
    refuse_unless(by, Action.RUN_COMMITTEE)
    journal.lock()
    found = _open(meeting)
    said = "" if is_nothing else words.strip()
    stands: CommitteeStep | None = (
        CommitteeStep.objects.filter(meeting=found, step=step.key).select_related("by").first()
    )
    if stands and stands.words == said:
        return stands
    if stands:
        raise rules.StepSettled(who=str(stands.by), words=stands.words or gettext("nothing to do"))
    if not is_nothing and not said:
        raise rules.StepNeedsWords
    if not is_nothing and (owner is None) is not (due_on is None):
        raise rules.ActionHalfSaid
    outcome = rules.Outcome.NOTHING if is_nothing else rules.Outcome.DECIDED
    action = {} if is_nothing else {"owner": owner, "due_on": due_on}
    made: CommitteeStep = CommitteeStep.objects.create(
        meeting=found, step=step.key, outcome=outcome, words=said, by=by, **action
    )
    if assessment is not None:
        found.assessment = list(assessment)
        found.save(update_fields=["assessment"])
    told = {"step": step.key, "words": said, "owner": owner.person_code if owner else None, "due_on": due_on}
    _record(by, "step.settled", found, FieldClass.F2, after=told)
    return made


@transaction.atomic
def close_meeting(*, by: User, meeting: CommitteeMeeting, minutes: str, at: datetime | None = None) -> CommitteeMeeting:
    """Close a meeting with its minutes; it stays as it is. Raises MeetingClosed, StepsOpen and MinutesMissing."""
    refuse_unless(by, Action.RUN_COMMITTEE)
    journal.lock()
    found = _open(meeting)
    open_steps = rules.missing(set(found.steps.values_list("step", flat=True)))
    if open_steps:
        raise rules.StepsOpen(steps=", ".join(gettext(each.name) for each in open_steps))
    if not minutes.strip():
        raise rules.MinutesMissing
    found.state, found.minutes = rules.MeetingState.CLOSED, minutes.strip()
    found.closed_at, found.closed_by = at or timezone.now(), by
    found.save(update_fields=["state", "minutes", "closed_at", "closed_by"])
    _record(by, "meeting.closed", found, FieldClass.F2, after={"number": found.number, "minutes": found.minutes})
    return found


@transaction.atomic
def finish_action(*, by: User, action: CommitteeStep, today: date | None = None) -> CommitteeStep:
    """Say that what the committee asked for is done, by who answers for it or who plans its meetings.

    Said twice, the first day stays.
    """
    refuse_unless(by, Action.FINISH_COMMITTEE_ACTIONS)
    journal.lock()
    found: CommitteeStep = CommitteeStep.objects.answered_by(by).select_related("meeting").get(pk=action.pk)
    if found.done_on is None and found.owner_id:
        found.done_on = today or timezone.localdate()
        found.save(update_fields=["done_on"])
        _record(by, "action.done", found.meeting, FieldClass.F2, after={"what": found.words})
    return found


@transaction.atomic
def record_pack_taken(*, by: User, meeting: CommitteeMeeting, kind: str) -> None:
    """Keep who took the pack of a meeting away, and as what."""
    refuse_unless(by, Action.SEE_COMMITTEE)
    after = {"number": meeting.number, "kind": kind}
    _record(by, "pack.exported", meeting, FieldClass.F2, after=after)


def _open(meeting: CommitteeMeeting) -> CommitteeMeeting:
    found: CommitteeMeeting = CommitteeMeeting.objects.get(pk=meeting.pk)
    if not found.is_open:
        raise rules.MeetingClosed
    return found


def _record(by: User, event: str, subject: Any, holds: FieldClass, **images: Any) -> None:
    journal.record(by=by, event=f"review.committee.{event}", subject=subject, holds=holds, **images)
