"""Making a promise, giving it to somebody else, and ending it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Person
from clave.kit.money import Money
from clave.portfolio.models import KeyAccount
from clave.promises.models import Promise
from clave.promises.operations.judging import judge_one
from clave.promises.rules import refusals
from clave.promises.rules.states import Audience, Kind, State
from clave.promises.rules.terms import Delivery
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

CHANGED = ("what", "owner_id", "ends_on", "audience", "cost", "currency")


@transaction.atomic
def make_promise(
    *,
    by: User | None,
    key_account: KeyAccount,
    what: str,
    owner: Person | None,
    due_on: date | None = None,
    delivery: Delivery | None = None,
    kind: Kind | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    audience: Audience = Audience.PROGRAMME,
    cost: Money | None = None,
) -> Promise:
    """Promise something to a key account; with a day it is due then, with terms of delivery the orders judge it.

    Raises PromiseNeedsWords, PromiseNeedsOwner, OwnerHasLeft, NotAKeyAccount, DueDayMissing, EndsBeforeStart, and
    CannotJudge where the ledger lacks what a delivery promise is judged by.
    """
    refuse_unless(by, Action.MAKE_PROMISES)
    journal.lock()
    which = kind or (Kind.DELIVERY if delivery else Kind.DUE if due_on else Kind.STANDING)
    start = starts_on or timezone.localdate()
    _refuse(key_account, what, owner, which, (due_on, start, ends_on), delivery)
    assert owner is not None
    terms: dict[str, Any] = asdict(delivery) if which is Kind.DELIVERY and delivery else {}
    made = Promise.objects.create(
        number=(Promise.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        key_account=key_account,
        what=what.strip(),
        function=owner.function,
        owner=owner,
        kind=which,
        audience=audience,
        starts_on=start,
        ends_on=ends_on,
        due_on=due_on if which is Kind.DUE else None,
        cost=cost.to_minor() if cost else None,
        currency=cost.currency if cost else "",
        made_by=by,
        **terms,
    )
    _record(by, "made", made, after=_told(made))
    if made.is_delivery:
        judge_one(promise=made)
    return made


@transaction.atomic
def change_promise(
    *,
    by: User | None,
    promise: Promise,
    version: int,
    what: str,
    owner: Person | None,
    ends_on: date | None,
    audience: str,
    cost: Money | None,
) -> Promise:
    """Give a promise to somebody else, or say differently what, for whom to read, until when and at what cost.

    Raises PromiseStale and what making one does.
    """
    refuse_unless(by, Action.MAKE_PROMISES)
    journal.lock()
    found: Promise = Promise.objects.select_related("owner", "key_account__customer").get(pk=promise.pk)
    if found.version != version:
        raise refusals.PromiseStale
    _refuse_words(what, owner, None if owner and owner.pk == found.owner_id else owner)
    assert owner is not None
    if ends_on and ends_on < found.starts_on:
        raise refusals.EndsBeforeStart(starts=found.starts_on, ends=ends_on)
    before = _told(found)
    found.what, found.owner, found.ends_on, found.audience = what.strip(), owner, ends_on, audience
    found.function = owner.function
    found.cost, found.currency = (cost.to_minor(), cost.currency) if cost else (None, "")
    found.version += 1
    found.save(update_fields=[*(name.removesuffix("_id") for name in CHANGED), "function", "version"])
    _record(by, "changed", found, before=before, after=_told(found))
    return found


@transaction.atomic
def end_promise(*, by: User | None, promise: Promise, reason: str) -> Promise:
    """Say that a promise no longer stands: kept and broken months stay. Raises AlreadySaid and ReasonMissing."""
    refuse_unless(by, Action.MAKE_PROMISES)
    journal.lock()
    found: Promise = Promise.objects.get(pk=promise.pk)
    if not reason.strip():
        raise refusals.ReasonMissing
    if not found.is_alive:
        raise refusals.AlreadySaid(state=found.state_name, who=found.made_by or "–")
    found.state, found.version = State.ENDED, found.version + 1
    found.save(update_fields=["state", "version"])
    _record(by, "ended", found, after={"reason": reason.strip()})
    return found


def _refuse(
    key_account: KeyAccount,
    what: str,
    owner: Person | None,
    kind: Kind,
    days: tuple[date | None, date, date | None],
    delivery: Delivery | None,
) -> None:
    due_on, starts_on, ends_on = days
    _refuse_words(what, owner, owner)
    if not KeyAccount.objects.current().filter(pk=key_account.pk).exists():
        raise refusals.NotAKeyAccount(customer=key_account.customer)
    if kind is Kind.DUE and due_on is None:
        raise refusals.DueDayMissing
    if kind is Kind.DELIVERY and delivery is None:
        raise refusals.DeliveryMissing
    if ends_on and ends_on < starts_on:
        raise refusals.EndsBeforeStart(starts=starts_on, ends=ends_on)


def _refuse_words(what: str, owner: Person | None, new_owner: Person | None) -> None:
    if not what.strip():
        raise refusals.PromiseNeedsWords
    if owner is None:
        raise refusals.PromiseNeedsOwner
    if new_owner and not new_owner.is_active:
        raise refusals.OwnerHasLeft(person=new_owner)


def _told(promise: Promise) -> dict[str, Any]:
    terms = ("within_days", "lines_percent", "least_percent", "product_code", "product_group", "site", "ship_mode")
    days = {name: getattr(promise, name) for name in ("starts_on", "ends_on", "due_on")}
    money = {"cost": promise.cost, "currency": promise.currency}
    who = {"customer": promise.key_account.customer.code, "owner": promise.owner.person_code}
    told = {"number": promise.number, "what": promise.what, "kind": promise.kind, "audience": promise.audience}
    return {**told, **who, **days, **money, **({n: getattr(promise, n) for n in terms} if promise.is_delivery else {})}


def _record(by: User | None, event: str, promise: Promise, **images: Any) -> None:
    journal.record(by=by, event=f"promises.promise.{event}", subject=promise, holds=FieldClass.F2, **images)
