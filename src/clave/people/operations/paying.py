"""Registering who is paid on what, ending it, and keeping a way of paying that was tried on the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass, Role
from clave.company.models import Person
from clave.people.models import PayComponent, PayPlan, PayProposal
from clave.people.rules import pay_refusals as refusals
from clave.people.rules.pay import WHOLE, Measure
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class PlanTerms:
    """A pay plan: for whom, on what, by which curve, from when; base in minor units, where it is said."""

    person: Person | None
    role: str
    weights: Mapping[Measure, int]
    variable_percent: int
    valid_from: date
    reason: str
    floor_percent: int = 80
    cap_percent: int = 150
    base: int | None = None
    currency: str = ""
    approves_discounts: bool = False


@transaction.atomic
def register_pay_plan(*, by: User, terms: PlanTerms, based_on: int = 0) -> PayPlan:
    """Register on what somebody is paid from a day on; the plan before it ends the day before.

    Raises OwnPay, OnePayee, WeightsDoNotAddUp, CurveTurned, PayPlanStale and PayPlanOverlaps.
    """
    refuse_unless(by, Action.CHANGE_PAY)
    journal.lock()
    _refuse(by, terms)
    before = open_plan(terms.person, terms.role)
    if before and before.number != based_on:
        raise refusals.PayPlanStale(number=before)
    if before:
        _end(before, terms.valid_from - timedelta(days=1))
    number = (PayPlan.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    made = PayPlan.objects.create(number=number, by=by, **{name: getattr(terms, name) for name in STORED})
    parts = [PayComponent(plan=made, measure=each, weight_percent=weight) for each, weight in terms.weights.items()]
    PayComponent.objects.bulk_create(parts)
    _record(by, "people.pay.put", made, terms.weights)
    return made


@transaction.atomic
def end_pay_plan(*, by: User, plan: PayPlan, ends_on: date) -> PayPlan:
    """Say on which day a pay plan counts for the last time. Raises OwnPay, PayPlanOver and PayPlanOverlaps."""
    refuse_unless(by, Action.CHANGE_PAY)
    journal.lock()
    found = PayPlan.objects.get(pk=plan.pk)
    _refuse_own(by, found.person, found.role)
    if found.valid_to:
        raise refusals.PayPlanOver(day=found.valid_to)
    _end(found, ends_on)
    _record(by, "people.pay.ended", found, {})
    return found


@transaction.atomic
def keep_proposal(*, by: User, name: str, asked: Mapping[str, Any]) -> PayProposal:
    """Keep a way of paying that was tried on the past, to be found again."""
    refuse_unless(by, Action.CHANGE_PAY)
    made = PayProposal.objects.create(name=name, asked=dict(asked), by=by, at=timezone.now())
    journal.record(by=by, event="people.pay.proposed", subject=made, after={"name": name, **asked}, holds=FieldClass.F6)
    return made


STORED = (
    "person",
    "role",
    "base",
    "currency",
    "variable_percent",
    "floor_percent",
    "cap_percent",
    "approves_discounts",
    "valid_from",
    "reason",
)


def open_plan(person: Person | None, role: str) -> PayPlan | None:
    """The plan of a payee that has no end yet."""
    rows = PayPlan.objects.filter(valid_to=None)
    return (rows.filter(person=person) if person else rows.filter(role=role, person=None)).first()


def _refuse(by: User, terms: PlanTerms) -> None:
    if bool(terms.person) == bool(terms.role):
        raise refusals.OnePayee
    _refuse_own(by, terms.person, terms.role)
    total = sum(terms.weights.values())
    if total != WHOLE:
        raise refusals.WeightsDoNotAddUp(total=total)
    if terms.floor_percent >= terms.cap_percent:
        raise refusals.CurveTurned


def _refuse_own(by: User, person: Person | None, role: str) -> None:
    if (person and person.user_id == by.pk) or (role and Role(role) in by.roles):
        raise refusals.OwnPay


def _end(plan: PayPlan, on: date) -> None:
    if on < plan.valid_from:
        raise refusals.PayPlanOverlaps(day=plan.valid_from)
    plan.valid_to = on
    plan.save(update_fields=["valid_to"])


def _record(by: User, event: str, plan: PayPlan, weights: Mapping[Measure, int]) -> None:
    """What is paid stays out of the chain: it is about a person, and can be erased."""
    told = {name: getattr(plan, name) for name in STORED if name not in ("person", "reason")}
    personal = {**told, "payee": plan.payee, "reason": plan.reason, "weights": {str(k): v for k, v in weights.items()}}
    after = {"plan": plan.number, "until": plan.valid_to}
    journal.record(by=by, event=event, subject=plan, after=after, personal=personal, holds=FieldClass.F6)
