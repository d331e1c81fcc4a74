"""Making a promise."""

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
from clave.promises.rules.states import Audience, Kind
from clave.promises.rules.terms import TERMS, Delivery
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


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

    Raises PromiseNeedsWords, PromiseNeedsOwner, OwnerHasLeft, NotAKeyAccount, DueDayMissing, EndsBeforeStart,
    DueBeforeStart, and CannotJudge where the ledger lacks what a delivery promise is judged by.
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
    record(by, "made", made, after=told(made))
    if made.is_delivery:
        judge_one(promise=made)
    return made


def _refuse(
    key_account: KeyAccount,
    what: str,
    owner: Person | None,
    kind: Kind,
    days: tuple[date | None, date, date | None],
    delivery: Delivery | None,
) -> None:
    due_on, starts_on, ends_on = days
    refuse_words(what, owner, owner)
    if not KeyAccount.objects.current().filter(pk=key_account.pk).exists():
        raise refusals.NotAKeyAccount(customer=key_account.customer)
    if kind is Kind.DUE and due_on is None:
        raise refusals.DueDayMissing
    if kind is Kind.DELIVERY and delivery is None:
        raise refusals.DeliveryMissing
    if kind is Kind.DUE and due_on and due_on < starts_on:
        raise refusals.DueBeforeStart(due=due_on, starts=starts_on)
    if ends_on and ends_on < starts_on:
        raise refusals.EndsBeforeStart(starts=starts_on, ends=ends_on)


def refuse_words(what: str, owner: Person | None, new_owner: Person | None) -> None:
    """A promise says something, somebody keeps it, and who is new to it is one of us."""
    if not what.strip():
        raise refusals.PromiseNeedsWords
    if owner is None:
        raise refusals.PromiseNeedsOwner
    if new_owner and not new_owner.is_active:
        raise refusals.OwnerHasLeft(person=new_owner)


def told(promise: Promise) -> dict[str, Any]:
    """A promise as the history keeps it."""
    days = {name: getattr(promise, name) for name in ("starts_on", "ends_on", "due_on")}
    money = {"cost": promise.cost, "currency": promise.currency}
    who = {"customer": promise.key_account.customer.code, "owner": promise.owner.person_code}
    who["function"] = promise.function.name
    stands = {"what": promise.what, "kind": promise.kind, "state": promise.state, "audience": promise.audience}
    said = {"number": promise.number, **stands, **who, **days, **money}
    return {**said, **({name: getattr(promise, name) for name in TERMS} if promise.is_delivery else {})}


def record(by: User | None, event: str, promise: Promise, **images: Any) -> None:
    """Write into the history what was done to a promise."""
    journal.record(by=by, event=f"promises.promise.{event}", subject=promise, holds=FieldClass.F2, **images)
