"""Saying what became of a promise, in one click, and putting it before the champion."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.promises.models import Escalation, Outcome, Promise
from clave.promises.rules import refusals
from clave.promises.rules.states import NEEDS_REASON, STATE_NAMES, Kind, State, Verdict, Word, may_move, said
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

VERDICTS = {Word.DONE: Verdict.KEPT, Word.LATE: Verdict.LATE, Word.CANNOT: Verdict.CANNOT}


@transaction.atomic
def say(*, by: User, promise: Promise, word: Word, reason: str = "", today: date | None = None) -> Promise:
    """Say done, late or cannot of a promise; the last two with a reason.

    Raises ReasonMissing, JudgedFromOrders, AlreadySaid and MonthSaid.
    """
    refuse_unless(by, Action.KEEP_PROMISES)
    journal.lock()
    found: Promise = Promise.objects.get(pk=promise.pk)
    if word in NEEDS_REASON and not reason.strip():
        raise refusals.ReasonMissing
    if found.is_delivery:
        raise refusals.JudgedFromOrders
    day = today or timezone.localdate()
    if found.kind == Kind.DUE:
        _say_of_a_day(by, found, word, reason.strip(), day)
    else:
        _say_of_a_month(by, found, word, reason.strip(), day.replace(day=1))
    told = {"number": found.number, "word": word.value, "state": found.state, "reason": reason.strip()}
    journal.record(by=by, event="promises.promise.said", subject=found, after=told, holds=FieldClass.F1)
    return found


@transaction.atomic
def escalate(*, by: User, promise: Promise, reason: str) -> Escalation:
    """Put a promise before the champion. Raises ReasonMissing and EscalatedAlready."""
    refuse_unless(by, Action.KEEP_PROMISES)
    journal.lock()
    if not reason.strip():
        raise refusals.ReasonMissing
    there = Escalation.objects.filter(promise=promise, answered_at=None).first()
    if there:
        raise refusals.EscalatedAlready(day=timezone.localdate(there.at))
    made = Escalation.objects.create(promise=promise, by=by, reason=reason.strip())
    told = {"number": promise.number, "reason": made.reason}
    journal.record(by=by, event="promises.promise.escalated", subject=promise, after=told, holds=FieldClass.F1)
    return made


@transaction.atomic
def answer_escalation(*, by: User, escalation: Escalation, answer: str) -> Escalation:
    """Say what happens about an escalated promise. Raises ReasonMissing and EscalationAnswered."""
    refuse_unless(by, Action.ANSWER_ESCALATIONS)
    journal.lock()
    found: Escalation = Escalation.objects.select_related("promise", "answered_by").get(pk=escalation.pk)
    if not answer.strip():
        raise refusals.ReasonMissing
    if found.answered_at:
        raise refusals.EscalationAnswered(who=found.answered_by)
    found.answer, found.answered_by, found.answered_at = answer.strip(), by, timezone.now()
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    told = {"number": found.promise.number, "answer": found.answer}
    journal.record(by=by, event="promises.escalation.answered", subject=found.promise, after=told, holds=FieldClass.F1)
    return found


def _say_of_a_day(by: User, found: Promise, word: Word, reason: str, day: date) -> None:
    """A promise with a day: late can become done or cannot, everything else stays as it was said."""
    after = said(word, state=found.state, overdue=found.is_overdue(day))
    if not may_move(found.state, after):
        last = found.outcomes.select_related("by").order_by("-at").first()
        raise refusals.AlreadySaid(state=found.state_name, who=last.by if last else "–")
    verdict = {State.BROKEN: Verdict.LATE}.get(after) or Verdict(after.value)
    kept = {
        "by": by,
        "function_id": found.function_id,
        "verdict": verdict,
        "kept": int(after is State.KEPT),
        "at": timezone.now(),
    }
    due = found.due_on or day
    before = found.outcomes.filter(period_on=due).first()
    because = reason or (before.reason if before else "") or gettext(STATE_NAMES[State.LATE])
    kept["reason"] = because if verdict is not Verdict.KEPT else reason
    Outcome.objects.update_or_create(promise=found, period_on=due, defaults=kept)
    found.state, found.version = after, found.version + 1
    found.save(update_fields=["state", "version"])


def _say_of_a_month(by: User, found: Promise, word: Word, reason: str, month: date) -> None:
    there = found.outcomes.filter(period_on=month).select_related("by").first()
    if there:
        raise refusals.MonthSaid(who=there.by)
    if not found.is_alive:
        raise refusals.AlreadySaid(state=found.state_name, who=found.made_by or "–")
    verdict = VERDICTS[word]
    stamp = {"promise": found, "function_id": found.function_id, "period_on": month, "by": by}
    Outcome.objects.create(**stamp, verdict=verdict, kept=int(word is Word.DONE), reason=reason)
