"""From the history to the receiver: what happened is handed out once, and each message is tried until it is taken.

The history is the outbox: its entries stand in the transaction of the change and are numbered without a gap, so that
nothing that was done is missed and nothing that was not is told. Nothing here runs while a person waits for an answer.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clave.access import journal
from clave.access.lending import loan_of
from clave.access.models import Entry, User
from clave.access.policy import Action, FieldClass
from clave.kit import outbound
from clave.kit.refusals import Refusal
from clave.notices.models import Notice
from clave.promises.models import Outcome
from clave.webhooks import rules, signing, subjects
from clave.webhooks.models import Delivery, Subscription
from clave.webhooks.rules import BROKEN, EVENTS, KEPT, TRIAL, Sending, State

ENTRIES_AT_ONCE, MESSAGES_AT_ONCE = 500, 50
AT_WORK = timedelta(minutes=2)
"""So long nobody else tries a message that is being sent."""
BREATH = timedelta(minutes=1)
"""So long a receiver that does not answer is left alone with its other messages."""
SECONDS = 10.0
NOTICES_OF = timedelta(days=2)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Happening:
    """One thing that happened to one row, under the number that every receiver knows it by."""

    message: str
    event: str
    subject_type: str
    subject_id: str
    at: datetime


def hand_out() -> int:
    """Turn what happened since the last time into messages for whoever hears of it; says how many."""
    head = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    return sum(_hand_out(each, head) for each in Subscription.objects.filter(state=State.OPEN).select_related("owner"))


@transaction.atomic
def _hand_out(subscription: Subscription, head: int) -> int:
    upto = min(head, subscription.seen_seq + ENTRIES_AT_ONCE)
    news = list(_noticed(subscription))
    if upto > subscription.seen_seq:
        entries = Entry.objects.filter(seq__gt=subscription.seen_seq, seq__lte=upto).order_by("seq")
        news += [each for entry in entries for each in happenings(entry)]
    owner = acting(subscription)
    rows = [_message(subscription, each) for each in news if each.event in subscription.events and hears(owner, each)]
    mine = Subscription.objects.filter(pk=subscription.pk, state=State.OPEN, seen_seq=subscription.seen_seq)
    if rows or upto > subscription.seen_seq:
        if not mine.update(seen_seq=upto):
            return 0  # another process was quicker
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def happenings(entry: Entry) -> Iterator[Happening]:
    """What an entry of the history tells: mostly itself; of promises also whether they were kept."""
    if entry.event == "promises.judged":
        yield from _judged(entry)
        return
    yield Happening(f"h{entry.seq}", entry.event, entry.subject_type, entry.subject_id, entry.at)
    if entry.event == "promises.promise.said":
        event = KEPT if (json.loads(entry.after) or {}).get("word") == "done" else BROKEN
        yield Happening(f"h{entry.seq}-{event[17:]}", event, entry.subject_type, entry.subject_id, entry.at)


def _judged(entry: Entry) -> Iterator[Happening]:
    """What the ledger said of promises: each once as kept and once as broken, however many months came out so."""
    for number, months in (json.loads(entry.after) or {}).items():
        outcomes = Outcome.objects.filter(promise__number=number, period_on__in=months)
        for promise, verdict in sorted(set(outcomes.values_list("promise_id", "verdict"))):
            event = KEPT if verdict == "kept" else BROKEN
            yield Happening(f"h{entry.seq}-{promise}-{event[17:]}", event, "promises.promise", str(promise), entry.at)


def _noticed(subscription: Subscription) -> Iterator[Happening]:
    """What the owner was newly told of, of the kinds that are heard of."""
    kinds = [name.removeprefix("notices.") for name in subscription.events if name.startswith("notices.")]
    if not kinds:
        return
    since = max(subscription.made_at, timezone.now() - NOTICES_OF)
    rows = Notice.objects.filter(user=subscription.owner_id, kind__in=kinds, first_at__gt=since)
    had = set(subscription.deliveries.filter(happened_at__gt=since).values_list("message", flat=True))
    for row in rows:
        if f"n{row.pk}" not in had:
            yield Happening(f"n{row.pk}", f"notices.{row.kind}", "notices.notice", str(row.pk), row.first_at)


def _message(subscription: Subscription, each: Happening) -> Delivery:
    facts = {"event": each.event, "subject_type": each.subject_type, "subject_id": each.subject_id}
    return Delivery(subscription=subscription, message=each.message, happened_at=each.at, **facts)


def acting(subscription: Subscription) -> User:
    """The owner with the rights of this moment, cut down to what the token lent that made the subscription."""
    owner: User = User.objects.get(pk=subscription.owner_id)
    owner.lent = loan_of(subscription.scopes.split()) if subscription.scopes else None
    return owner


def hears(owner: User, each: Happening | Delivery) -> Any | None:
    """The row that something happened to, where its owner may hear of it now."""
    needs = Action.SEE_WEBHOOKS if each.event == TRIAL else EVENTS[each.event].needs if each.event in EVENTS else None
    if needs is None or not owner.may(needs) or not owner.may(Action.SEE_WEBHOOKS):
        return None
    return subjects.seen(owner, each.subject_type, each.subject_id)


def send_due(now: datetime | None = None) -> tuple[int, int]:
    """Try every message whose time has come; how many were taken or settled, and how many were not."""
    now, taken, failed = now or timezone.now(), 0, 0
    for subscription in Subscription.objects.filter(
        state=State.OPEN, deliveries__state=Sending.WAITING, deliveries__next_try_at__lte=now
    ).distinct():
        for delivery in _due(subscription, now):
            if not _claim(delivery, now):
                continue
            went = _send(subscription, delivery, now)
            taken, failed = taken + went, failed + (not went)
            if not went:
                break
    return taken, failed


def _due(subscription: Subscription, now: datetime) -> Iterable[Delivery]:
    due = subscription.deliveries.filter(state=Sending.WAITING, next_try_at__lte=now)
    return due.order_by("happened_at", "pk")[:MESSAGES_AT_ONCE]


def _claim(delivery: Delivery, now: datetime) -> bool:
    """Take a message for oneself, so that no other process sends it too."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=Sending.WAITING, next_try_at=delivery.next_try_at)
    return bool(mine.update(next_try_at=now + AT_WORK, tries=F("tries") + 1))


def _send(subscription: Subscription, delivery: Delivery, now: datetime) -> bool:
    """Call the receiver where the owner may still hear of it; whether the message is done with."""
    row = hears(acting(subscription), delivery)
    if row is None:
        Delivery.objects.filter(pk=delivery.pk).update(state=Sending.WITHHELD, tried_at=now)
        return True
    body = json.dumps(payload(delivery, row), ensure_ascii=False, separators=(",", ":")).encode()
    began = time.monotonic()
    try:
        status, error = _call(subscription, delivery, body, now), ""
    except Refusal as refusal:
        status, error = None, str(refusal)[:120]
    facts = {"status": status, "error": error, "milliseconds": int(1000 * (time.monotonic() - began)), "tried_at": now}
    if status is not None and 200 <= status < 300:
        Delivery.objects.filter(pk=delivery.pk).update(state=Sending.SENT, **facts)
        Subscription.objects.filter(pk=subscription.pk).exclude(failing_since=None).update(failing_since=None)
        return True
    _failed(subscription, delivery, facts, now)
    return False


def _call(subscription: Subscription, delivery: Delivery, body: bytes, now: datetime) -> int:
    old = subscription.old_until is not None and subscription.old_until > now
    salts = [subscription.salt, subscription.old_salt] if old else [subscription.salt]
    signed = signing.headers(map(signing.secret_of, salts), delivery.message, int(time.time()), body)
    sent = {"Content-Type": "application/json", "User-Agent": "Clave", **signed}
    return outbound.call("POST", subscription.url, headers=sent, body=body, seconds=SECONDS).status


def payload(delivery: Delivery, row: Any) -> dict[str, Any]:
    """What a receiver is told: what happened, when, and where to look; whoever looks is asked for their own rights."""
    at = delivery.happened_at.isoformat().replace("+00:00", "Z")
    return {"type": delivery.event, "timestamp": at, "data": subjects.told(delivery.subject_type, row)}


@transaction.atomic
def _failed(subscription: Subscription, delivery: Delivery, facts: dict[str, Any], now: datetime) -> None:
    """Try again later, at last no more; a receiver that is gone, or failed for days, is called no more."""
    wait = rules.wait_after(delivery.tries + 1)
    facts |= {"next_try_at": now + wait} if wait else {"state": Sending.GIVEN_UP}
    Delivery.objects.filter(pk=delivery.pk).update(**facts)
    if facts["status"] is None:
        waiting = subscription.deliveries.filter(state=Sending.WAITING, next_try_at__lt=now + BREATH)
        waiting.exclude(pk=delivery.pk).update(next_try_at=now + BREATH)
    since = subscription.failing_since or now
    Subscription.objects.filter(pk=subscription.pk, failing_since=None).update(failing_since=now)
    if facts["status"] == rules.GONE or now - since >= rules.STOPS_AFTER:
        _stop(subscription, str(facts["error"] or facts["status"]), now)


def _stop(subscription: Subscription, why: str, now: datetime) -> None:
    journal.lock()
    values = {"state": State.STOPPED, "stopped_at": now, "stopped_why": why, "version": F("version") + 1}
    if Subscription.objects.filter(pk=subscription.pk, state=State.OPEN).update(**values):
        event, after = "webhooks.subscription.stopped", {"why": why}
        journal.record(by=None, event=event, subject=subscription, after=after, holds=FieldClass.F7)


def sweep(now: datetime | None = None) -> int:
    """Forget messages older than a month; says how many."""
    old = Delivery.objects.filter(happened_at__lt=(now or timezone.now()) - rules.LOG_KEPT)
    return old.exclude(state=Sending.WAITING).delete()[0]
