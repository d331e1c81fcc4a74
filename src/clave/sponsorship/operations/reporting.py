"""The three-line report after a visit, who reads each line, and what becomes of its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Person
from clave.sponsorship.models import FollowUp, Note, Visit, VisitReport
from clave.sponsorship.rules import refusals
from clave.sponsorship.rules.notes import Audience, Line, Turn, sentences, widens
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

Written = Mapping[Line, tuple[str, Audience]]
"""Line -> what was written in it, and who may read it."""


@transaction.atomic
def report_visit(*, by: User | None, visit: Visit, written: Written, today: date | None = None) -> VisitReport:
    """Tell of a visit in up to three lines. Raises VisitAhead, ReportEmpty, VisitSettled and ReportedAlready."""
    refuse_unless(by, Action.REPORT_VISITS)
    journal.lock()
    found: Visit = Visit.objects.select_related("key_account__customer").get(pk=visit.pk)
    first = VisitReport.objects.filter(visit=found).select_related("by").first()
    if first is not None:
        raise refusals.ReportedAlready(person=first.by or "–")
    if not found.is_planned:
        raise refusals.VisitSettled
    if found.visit_on > (today or timezone.localdate()):
        raise refusals.VisitAhead(day=found.visit_on)
    lines = {line: (text.strip(), audience) for line, (text, audience) in written.items() if text.strip()}
    if not lines:
        raise refusals.ReportEmpty
    made: VisitReport = VisitReport.objects.create(visit=found, by=by)
    for line in Line:
        if line in lines:
            Note.objects.create(report=made, line=line, text=lines[line][0], audience=lines[line][1])
    found.state, found.version = Visit.State.REPORTED, found.version + 1
    found.save(update_fields=["state", "version"])
    told = {line.value: {"text": text, "audience": audience.value} for line, (text, audience) in lines.items()}
    after = {"customer": found.key_account.customer.code, "on": found.visit_on, "notes": told}
    journal.record(by=by, event="sponsorship.visit.reported", subject=made, after=after, holds=FieldClass.F4)
    return made


@transaction.atomic
def change_audience(*, by: User, note: Note, audience: Audience) -> Note:
    """Let more or fewer people read a note; the history says which. Raises NotAuthor and AudienceSame."""
    refuse_unless(by, Action.REPORT_VISITS)
    journal.lock()
    found: Note = Note.objects.select_related("report__by").get(pk=note.pk)
    if found.report.by_id != by.pk:
        raise refusals.NotAuthor(person=found.report.by or "–")
    before = Audience(found.audience)
    if before is audience:
        raise refusals.AudienceSame
    found.audience = audience
    found.save(update_fields=["audience"])
    event = "widened" if widens(before, audience) else "narrowed"
    journal.record(
        by=by,
        event=f"sponsorship.note.{event}",
        subject=found,
        before={"audience": before.value},
        after={"audience": audience.value},
        holds=FieldClass.F4,
    )
    return found


@transaction.atomic
def turn_sentence(*, by: User | None, note: Note, sentence: str, kind: Turn, owner: Person, due_on: date) -> FollowUp:
    """Make a sentence of a note an action or a risk with an owner and a day; the owner then reads that sentence.

    Raises SentenceUnknown, SentenceTurned and FollowUpNeedsOwner.
    """
    refuse_unless(by, Action.PLAN_VISITS)
    journal.lock()
    found: Note = Note.objects.select_related("report__visit__key_account__customer").get(pk=note.pk)
    if sentence not in sentences(found.text):
        raise refusals.SentenceUnknown
    if there := FollowUp.objects.filter(note=found, sentence=sentence).select_related("owner").first():
        raise refusals.SentenceTurned(person=there.owner)
    if not Person.objects.filter(pk=owner.pk, is_active=True).exists():
        raise refusals.FollowUpNeedsOwner(person=owner)
    made: FollowUp = FollowUp.objects.create(
        note=found, sentence=sentence, kind=kind, owner=owner, due_on=due_on, by=by
    )
    code = found.report.visit.key_account.customer.code
    after = {"customer": code, "kind": kind.value, "sentence": sentence, "owner": owner.person_code, "due_on": due_on}
    journal.record(by=by, event="sponsorship.sentence.turned", subject=made, after=after, holds=FieldClass.F4)
    return made


@transaction.atomic
def finish_follow_up(*, by: User, follow_up: FollowUp, today: date | None = None) -> FollowUp:
    """Say that an action was done or a risk is gone. Raises FollowUpDone."""
    journal.lock()
    found: FollowUp = FollowUp.objects.get(pk=follow_up.pk)
    if found.done_on is not None:
        raise refusals.FollowUpDone(day=found.done_on)
    found.done_on, found.done_by = today or timezone.localdate(), by
    found.save(update_fields=["done_on", "done_by"])
    after = {"kind": found.kind, "done_on": found.done_on}
    journal.record(by=by, event="sponsorship.sentence.done", subject=found, after=after, holds=FieldClass.F0)
    return found
