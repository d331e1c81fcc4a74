"""Putting something on the executive agenda, deciding it, withdrawing it, and saying that what was decided is done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Person
from clave.portfolio.models import KeyAccount
from clave.programme.models import AgendaItem, ExecutiveMeeting
from clave.programme.rules import agenda_refusals as refusals
from clave.programme.rules.agenda import ItemKind, ItemState, Origin, Verdict, may_move
from clave.promises.models import Escalation
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

TOLD = ("kind", "what", "why", "due_on", "state", "verdict", "decision", "withdrawn_reason")


@transaction.atomic
def put_on_agenda(
    *,
    by: User,
    kind: ItemKind,
    what: str,
    owner: Person,
    due_on: date,
    why: str = "",
    meeting: ExecutiveMeeting | None = None,
    corrects: AgendaItem | None = None,
    escalation: Escalation | None = None,
    unvisited: KeyAccount | None = None,
) -> AgendaItem:
    """Bring something before the executive committee: typed, or about an escalated promise or an overdue visit.

    Raises ItemNeedsWords, ItemOwnerHasLeft, MeetingSettled, NothingToCorrect and OnAgendaAlready.
    """
    refuse_unless(by, Action.WRITE_AGENDA)
    journal.lock()
    _refuse_words(what, owner, meeting)
    if corrects and not corrects.is_settled:
        raise refusals.NothingToCorrect(number=corrects.number)
    _refuse_twice(escalation, unvisited)
    made: AgendaItem = AgendaItem.objects.create(
        number=(AgendaItem.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        kind=kind,
        what=what.strip(),
        why=why.strip(),
        owner=owner,
        due_on=due_on,
        meeting=meeting,
        corrects=corrects,
        origin=Origin.PROMISE if escalation else Origin.VISIT if unvisited else Origin.TYPED,
        escalation=escalation,
        key_account=unvisited or (escalation.promise.key_account if escalation else None),
        by=by,
    )
    _record(by, "added", made, after=told(made))
    return made


@transaction.atomic
def change_item(
    *,
    by: User,
    item: AgendaItem,
    based_on: int,
    kind: ItemKind,
    what: str,
    owner: Person,
    due_on: date,
    why: str = "",
    meeting: ExecutiveMeeting | None = None,
) -> AgendaItem:
    """Word an open item anew, give it another owner, day or meeting; `based_on` is the version that was read.

    Raises ItemSettled, ItemStale, ItemNeedsWords, ItemOwnerHasLeft and MeetingSettled.
    """
    refuse_unless(by, Action.WRITE_AGENDA)
    journal.lock()
    found = _open(item, ItemState.DECIDED, based_on)
    _refuse_words(what, owner, meeting)
    before = told(found)
    found.kind, found.what, found.why = kind, what.strip(), why.strip()
    found.owner, found.due_on, found.meeting = owner, due_on, meeting
    _save(found, "kind", "what", "why", "owner", "due_on", "meeting")
    _record(by, "changed", found, before=before, after=told(found))
    return found


@transaction.atomic
def decide_item(
    *,
    by: User,
    item: AgendaItem,
    based_on: int,
    verdict: Verdict,
    decision: str,
    owner: Person,
    due_on: date,
    today: date | None = None,
) -> AgendaItem:
    """Say what the executive committee decided, who does it and by when; it stays for ever.

    Raises ItemSettled, ItemStale, DecidesOwnItem, DecisionNeedsWords and ItemOwnerHasLeft.
    """
    refuse_unless(by, Action.DECIDE_AGENDA)
    journal.lock()
    found = _open(item, ItemState.DECIDED, based_on)
    if found.by_id == by.pk:
        raise refusals.DecidesOwnItem
    if not decision.strip():
        raise refusals.DecisionNeedsWords
    if not owner.is_active:
        raise refusals.ItemOwnerHasLeft(person=owner)
    before = told(found)
    found.state, found.verdict, found.decision = ItemState.DECIDED, verdict, decision.strip()
    found.decided_on, found.decided_by = today or timezone.localdate(), by
    found.owner, found.due_on = owner, due_on
    _save(found, "state", "verdict", "decision", "decided_on", "decided_by", "owner", "due_on")
    _record(by, "decided", found, before=before, after=told(found))
    return found


@transaction.atomic
def withdraw_item(*, by: User, item: AgendaItem, based_on: int, reason: str) -> AgendaItem:
    """Take an open item off the agenda, and say why. Raises ItemSettled, ItemStale and WithdrawalNeedsReason."""
    refuse_unless(by, Action.WRITE_AGENDA)
    journal.lock()
    found = _open(item, ItemState.WITHDRAWN, based_on)
    if not reason.strip():
        raise refusals.WithdrawalNeedsReason
    before = told(found)
    found.state, found.withdrawn_reason = ItemState.WITHDRAWN, reason.strip()
    _save(found, "state", "withdrawn_reason")
    _record(by, "withdrawn", found, before=before, after=told(found))
    return found


@transaction.atomic
def finish_item(*, by: User, item: AgendaItem, today: date | None = None) -> AgendaItem:
    """Say that what was decided is done. Raises NotDecidedYet, NothingToDo and ItemSettled."""
    refuse_unless(by, Action.WRITE_AGENDA)
    journal.lock()
    found: AgendaItem = AgendaItem.objects.select_related("owner", "meeting").get(pk=item.pk)
    if found.is_open:
        raise refusals.NotDecidedYet
    if found.verdict == Verdict.REFUSED:
        raise refusals.NothingToDo
    if not may_move(found.state, ItemState.DONE):
        raise refusals.ItemSettled(state=found.state_name)
    found.state, found.done_on, found.done_by = ItemState.DONE, today or timezone.localdate(), by
    _save(found, "state", "done_on", "done_by")
    _record(by, "done", found, after={"number": found.number})
    return found


def told(item: AgendaItem) -> dict[str, Any]:
    """An item as the history keeps it."""
    meeting = item.meeting.meets_on if item.meeting else None
    named = {"number": item.number, "owner": item.owner.person_code, "meeting": meeting}
    return {**named, **{name: getattr(item, name) for name in TOLD}}


def _open(item: AgendaItem, after: ItemState, based_on: int) -> AgendaItem:
    """The item as it stands, where it may still move; the version that was read must be the one that stands."""
    found: AgendaItem = AgendaItem.objects.select_related("owner", "meeting").get(pk=item.pk)
    if not may_move(found.state, after):
        raise refusals.ItemSettled(state=found.state_name)
    if found.version != based_on:
        raise refusals.ItemStale
    return found


def _refuse_words(what: str, owner: Person, meeting: ExecutiveMeeting | None) -> None:
    if not what.strip():
        raise refusals.ItemNeedsWords
    if not owner.is_active:
        raise refusals.ItemOwnerHasLeft(person=owner)
    if meeting and not meeting.is_planned:
        raise refusals.MeetingSettled(state=meeting.state_name)


def _refuse_twice(escalation: Escalation | None, unvisited: KeyAccount | None) -> None:
    """One item about one escalation, and one open item about one overdue visit."""
    found = None
    if escalation:
        found = AgendaItem.objects.filter(escalation=escalation).first()
    elif unvisited:
        found = AgendaItem.objects.filter(origin=Origin.VISIT, key_account=unvisited, state=ItemState.OPEN).first()
    if found:
        raise refusals.OnAgendaAlready(number=found.number)


def _save(item: AgendaItem, *fields: str) -> None:
    item.version += 1
    item.save(update_fields=[*fields, "version"])


def _record(by: User, event: str, subject: AgendaItem, **told: Any) -> None:
    journal.record(by=by, event=f"programme.agenda.{event}", subject=subject, holds=FieldClass.F0, **told)
