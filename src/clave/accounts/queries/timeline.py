"""Everything that happened with a key account, each source asked once, as far as one reads it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from clave.access.models import Entry
from clave.access.policy import Action
from clave.accounts.models import AccountNote, Goal, Objective, Plan, PlanAction
from clave.accounts.queries.plans import books_of
from clave.accounts.rules.timeline import Kind
from clave.portfolio.models import KeyAccount
from clave.portfolio.queries.key_accounts import valued_by
from clave.portfolio.queries.timeline import timeline
from clave.promises.models import Outcome, Promise
from clave.sponsorship.queries.visits import visits_of
from clave.value.queries.customer import CAPACITY_NAMES

if TYPE_CHECKING:
    from clave.access.models import User

ENTRIES = 200
"""So many of the latest changes of the plan stand in the timeline."""
IN_PLANS = {
    "accounts.plan": Plan,
    "accounts.goal": Goal,
    "accounts.objective": Objective,
    "accounts.planaction": PlanAction,
}


@dataclass(frozen=True)
class Happening:
    """One thing that happened: of which kind, when, and the row or figures that tell it."""

    kind: Kind
    what: str
    at: datetime
    row: Any
    extra: Any = None


def happenings(user: User, held: KeyAccount, on: date, kinds: Collection[Kind]) -> list[Happening]:
    """What happened up to a day, the newest first."""
    sources: dict[Kind, Callable[[User, KeyAccount, date], Iterator[Happening]]] = {
        Kind.NOTE: _notes,
        Kind.VISIT: _visits,
        Kind.PROMISE: _promises,
        Kind.ORDERS: _orders,
        Kind.PLAN: _plan,
        Kind.DECISION: _decisions,
        Kind.PEOPLE: _people,
    }
    found = [each for kind in kinds for each in sources[kind](user, held, on)]
    return sorted((each for each in found if timezone.localdate(each.at) <= on), key=lambda each: each.at, reverse=True)


def _notes(user: User, held: KeyAccount, on: date) -> Iterator[Happening]:
    for row in AccountNote.objects.visible_to(user).filter(key_account=held).select_related("by"):
        yield Happening(Kind.NOTE, "note", row.at, row)


def _visits(user: User, held: KeyAccount, on: date) -> Iterator[Happening]:
    if not user.may(Action.SEE_SPONSORS):
        return
    for told in visits_of(user, held):
        yield Happening(Kind.VISIT, told.visit.state, _moment(told.visit.visit_on), told.visit, told.notes)


def _promises(user: User, held: KeyAccount, on: date) -> Iterator[Happening]:
    for row in Promise.objects.visible_to(user, on).filter(key_account=held).select_related("owner", "made_by"):
        yield Happening(Kind.PROMISE, "made", row.made_at, row)
    rows = Outcome.objects.visible_to(user, on).filter(promise__key_account=held).select_related("promise")
    for outcome in rows:
        yield Happening(Kind.PROMISE, "came", _moment(outcome.period_on), outcome.promise, outcome)


def _orders(user: User, held: KeyAccount, on: date) -> Iterator[Happening]:
    """Orders by month; what they contributed only for who reads it."""
    books = books_of(held)
    if books.months is None or books.run is None:
        return
    is_valued = held.customer_id in valued_by(user, [held.customer_id], on)
    amounts = books.months.figures["contribution"]
    for at, (month, orders) in enumerate(zip(books.months.months, books.months.figures["orders"], strict=True)):
        if orders:
            amount = (amounts[at], books.run.currency) if is_valued else None
            yield Happening(Kind.ORDERS, "orders", _moment(month), orders, amount)


def _plan(user: User, held: KeyAccount, on: date) -> Iterator[Happening]:
    plans = Plan.objects.visible_to(user, on).filter(key_account=held)
    rows: dict[tuple[str, str], Any] = {("accounts.plan", str(each.pk)): each for each in plans}
    for label, model in IN_PLANS.items():
        if model is not Plan:
            for each in model._default_manager.filter(plan__in=plans):
                rows[label, str(each.pk)] = each
    condition = Q(pk__in=())
    for label in IN_PLANS:
        condition |= Q(subject_type=label, subject_id__in=[pk for kind, pk in rows if kind == label])
    for entry in Entry.objects.filter(condition).select_related("actor").order_by("-seq")[:ENTRIES]:
        yield Happening(Kind.PLAN, entry.event, entry.at, rows[entry.subject_type, entry.subject_id], entry)


def _decisions(user: User, held: KeyAccount, on: date) -> Iterator[Happening]:
    for each in timeline(user, held.customer):
        yield Happening(Kind.DECISION, each.what.value, _moment(each.on), each)


def _people(user: User, held: KeyAccount, on: date) -> Iterator[Happening]:
    rows = held.customer.assignments.filter(capacity__in=CAPACITY_NAMES).select_related("user")
    for row in rows:
        yield Happening(Kind.PEOPLE, "begins", _moment(row.valid_from), row)
        if row.valid_to:
            yield Happening(Kind.PEOPLE, "ends", _moment(row.valid_to), row)


def _moment(day: date) -> datetime:
    """A day in the company's time zone, at its beginning."""
    return timezone.make_aware(datetime.combine(day, time()))
