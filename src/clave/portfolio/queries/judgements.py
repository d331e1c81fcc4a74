"""What is judged and what is not: a rater's work list, and one customer with everything its raters said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from clave.access.policy import FieldClass
from clave.ledger.gates import in_scope
from clave.ledger.models import Customer, CustomerAssignment
from clave.portfolio.models import Charter, Judgement
from clave.portfolio.queries.charter import in_force, latest_run, open_version, terms_of
from clave.portfolio.queries.measured import candidates
from clave.portfolio.queries.ranking import key_accounts_on
from clave.portfolio.rules.charter import CriterionTerms
from clave.portfolio.rules.judging import RATERS_NEEDED, is_old
from clave.portfolio.rules.states import Kind

if TYPE_CHECKING:
    from clave.access.models import User

SHOWN = 60
"""So many candidates are worth judging: raters begin with those that the run finds most worth."""


@dataclass(frozen=True)
class ToJudge:
    """One customer of the work list: how far its judging has come, and what this rater has not said yet."""

    customer: Customer
    is_member: bool
    criteria: int
    complete: int
    mine: int
    old: int

    @property
    def is_complete(self) -> bool:
        """Whether every criterion has its raters."""
        return self.complete == self.criteria


def judged_by() -> Charter | None:
    """The charter whose judged criteria raters score: the one in force, else the version being worked on."""
    return in_force() or open_version()


def judged_criteria(charter: Charter | None) -> list[CriterionTerms]:
    """The judged criteria of a charter, in its order."""
    return [each for each in terms_of(charter).criteria if each.kind == Kind.JUDGED] if charter else []


def work_list(user: User, today: date) -> list[ToJudge]:
    """The candidates worth judging in this person's scope, key accounts and the most valuable first."""
    keys = [each.key for each in judged_criteria(judged_by())]
    members = key_accounts_on(today)
    customers = _worth_judging(user, today, members)
    given = _given(keys, [customer.pk for customer in customers])
    return [_told(user, customer, keys, given[customer.pk], members, today) for customer in customers]


def said_of(customer: Customer) -> QuerySet[Judgement]:
    """Everything raters say of a customer now, criterion by criterion, newest first."""
    return (
        Judgement.objects.filter(customer=customer, is_newest=True)
        .select_related("rater")
        .order_by("criterion_key", "-at", "-pk")
    )


def everything_said(user: User, today: date) -> QuerySet[Judgement]:
    """Every judgement this person may see, those that no longer count included."""
    return Judgement.objects.visible_to(user, today).select_related("customer", "rater").order_by("customer", "-at")


def manages(user: User, customer: Customer, today: date) -> bool:
    """Whether this person is the customer's manager on a day, and so does not judge it for the ranking."""
    return _held(CustomerAssignment.objects.filter(user=user, customer=customer, capacity="manager"), today).exists()


def _held(assignments: QuerySet[CustomerAssignment], today: date) -> QuerySet[CustomerAssignment]:
    return assignments.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)


def _worth_judging(user: User, today: date, members: Any) -> list[Customer]:
    """Key accounts, then the best candidates of the run, as far as this person may see them."""
    run = latest_run()
    scope = in_scope(user, FieldClass.F2, today, "customer_id")
    best = [] if run is None else list(candidates(run).filter(scope).values_list("customer_id", flat=True)[:SHOWN])
    own = set(
        Customer.objects.filter(in_scope(user, FieldClass.F2, today), pk__in=members).values_list("pk", flat=True)
    )
    order = [*sorted(own - set(best)), *best]
    found = Customer.objects.in_bulk(order)
    return [found[pk] for pk in order]


def _given(keys: list[str], customers: list[int]) -> dict[int, list[Judgement]]:
    rows = Judgement.objects.filter(criterion_key__in=keys, customer_id__in=customers, is_newest=True)
    given: dict[int, list[Judgement]] = defaultdict(list)
    for row in rows.only("customer_id", "criterion_key", "rater_id", "counts", "at"):
        given[row.customer_id].append(row)
    return given


def _told(
    user: User, customer: Customer, keys: list[str], given: list[Judgement], members: Any, today: date
) -> ToJudge:
    raters = {key: sum(row.counts for row in given if row.criterion_key == key) for key in keys}
    return ToJudge(
        customer=customer,
        is_member=customer.pk in members,
        criteria=len(keys),
        complete=sum(count >= RATERS_NEEDED for count in raters.values()),
        mine=len({row.criterion_key for row in given if row.rater_id == user.pk}),
        old=sum(is_old(row.at.date(), today) for row in given if row.counts),
    )
