"""Changing a promise and ending it: a new version with its reason, and the old one kept."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action
from clave.company.models import Person
from clave.promises.models import Promise, PromiseVersion
from clave.promises.operations.judging import judge_one
from clave.promises.operations.making import record, refuse_words, told
from clave.promises.rules import refusals
from clave.promises.rules.states import Kind, State
from clave.promises.rules.terms import Delivery
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

FIELDS = ("what", "owner", "function", "audience", "due_on", "ends_on")
UNTOLD = ("cost", "currency")
"""What a version does not tell: it is read by people who see no money."""


@transaction.atomic
def change_promise(
    *,
    by: User | None,
    promise: Promise,
    version: int,
    reason: str,
    what: str,
    owner: Person | None,
    due_on: date | None,
    ends_on: date | None,
    audience: str,
    delivery: Delivery | None = None,
    today: date | None = None,
) -> Promise:
    """Give a promise to somebody else, move its day or its terms, or say differently what was promised, for a reason.

    New terms of delivery count from this month on. Raises PromiseStale, PromiseOver, ReasonMissing, PromiseUnchanged,
    DayIsPast, NewDayIsPast, what making one raises, and CannotJudge.
    """
    refuse_unless(by, Action.MAKE_PROMISES)
    journal.lock()
    found, day = _alive(promise, version, reason), today or timezone.localdate()
    refuse_words(what, owner, None if owner and owner.pk == found.owner_id else owner)
    assert owner is not None
    due = due_on if found.kind == Kind.DUE else None
    _refuse_days(found, due, ends_on, day)
    before = told(found)
    values = {"what": what.strip(), "owner": owner, "function": owner.function, "audience": audience}
    values |= {"due_on": due, "ends_on": ends_on, **_terms(found, delivery, day)}
    for name, value in values.items():
        setattr(found, name, value)
    if told(found) == before:
        raise refusals.PromiseUnchanged
    keep_version(by, found, "changed", before, reason, list(values))
    if "terms_from" in values:
        judge_one(promise=found)
    return found


@transaction.atomic
def end_promise(*, by: User | None, promise: Promise, version: int, reason: str) -> Promise:
    """Say that a promise no longer stands: kept and broken months stay.

    Raises PromiseStale, PromiseOver and ReasonMissing.
    """
    refuse_unless(by, Action.MAKE_PROMISES)
    journal.lock()
    found = _alive(promise, version, reason)
    before, found.state = told(found), State.ENDED
    keep_version(by, found, "ended", before, reason, ["state"])
    return found


def _alive(promise: Promise, version: int, reason: str) -> Promise:
    found: Promise = Promise.objects.select_related("owner__function", "key_account__customer").get(pk=promise.pk)
    if not found.is_alive:
        raise refusals.PromiseOver(state=found.state_name)
    if found.version != version:
        raise refusals.PromiseStale
    if not reason.strip():
        raise refusals.ReasonMissing
    return found


def _refuse_days(found: Promise, due: date | None, ends_on: date | None, today: date) -> None:
    """A day that has passed stays, and no promise is moved into the past."""
    if ends_on and ends_on < found.starts_on:
        raise refusals.EndsBeforeStart(starts=found.starts_on, ends=ends_on)
    if found.kind != Kind.DUE or due == found.due_on:
        return
    if due is None:
        raise refusals.DueDayMissing
    if found.state == State.LATE or found.is_overdue(today):
        raise refusals.DayIsPast(due=found.due_on)
    if due < today:
        raise refusals.NewDayIsPast(due=due)


def _terms(found: Promise, delivery: Delivery | None, today: date) -> dict[str, Any]:
    """The terms of delivery where they differ, and from when they count; months before are not judged again by them."""
    if not found.is_delivery or delivery is None:
        return {}
    terms = asdict(delivery)
    if all(getattr(found, name) == value for name, value in terms.items()):
        return {}
    return {**terms, "terms_from": today.replace(day=1)}


def keep_version(
    by: User | None, found: Promise, event: str, before: dict[str, Any], reason: str, names: list[str]
) -> None:
    """Keep the next version of a promise: what differs, and why."""
    found.version += 1
    found.save(update_fields=[*names, "version"])
    after = told(found)
    differs = [name for name in after if after[name] != before.get(name) and name not in UNTOLD]
    old, new = ({name: _plain(image.get(name)) for name in differs} for image in (before, after))
    PromiseVersion.objects.create(
        promise=found, number=found.version, before=old, after=new, reason=reason.strip(), by=by
    )
    record(by, event, found, before=before, after={**after, "reason": reason.strip()})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
