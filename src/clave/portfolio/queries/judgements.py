"""What is judged and what is not: a rater's work list, and one customer with everything its raters said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from clave.access.policy import FieldClass, Scope
from clave.kit.money import Money, minor_digits
from clave.ledger.gates import in_scope
from clave.ledger.models import Customer
from clave.portfolio.models import Charter, Judgement
from clave.portfolio.queries.answering import responsible_for
from clave.portfolio.queries.charter import in_force, latest_run, open_version, terms_of
from clave.portfolio.queries.measured import candidates
from clave.portfolio.queries.ranking import key_accounts_on
from clave.portfolio.rules.charter import CriterionTerms
from clave.portfolio.rules.judging import RATERS_NEEDED, is_old
from clave.portfolio.rules.states import SCORE_SCALE, Kind

if TYPE_CHECKING:
    from clave.access.models import User

SHOWN = 60
"""So many candidates are worth judging: raters begin with those that the run finds most worth."""


@dataclass(frozen=True)
class Apart:
    """The criterion on which raters differ most, and by how many points."""

    criterion: str
    points: float


@dataclass(frozen=True)
class Worth:
    """A candidate's place among the candidates of the run, and what it may bring."""

    place: int
    lifetime_value: Money | None


@dataclass(frozen=True)
class ToJudge:
    """One customer of the work list: how far its judging has come, and what this rater has not said yet."""

    customer: Customer
    is_member: bool
    place: int | None
    lifetime_value: Money | None
    criteria: int
    lacking: tuple[str, ...]
    apart: Apart | None
    mine: int
    old: int

    @property
    def complete(self) -> int:
        """How many criteria have their raters."""
        return self.criteria - len(self.lacking)

    @property
    def is_complete(self) -> bool:
        """Whether every criterion has its raters."""
        return not self.lacking


def judged_by() -> Charter | None:
    """The charter whose judged criteria raters score: the one in force, else the version being worked on."""
    return in_force() or open_version()


def judged_criteria(charter: Charter | None) -> list[CriterionTerms]:
    """The judged criteria of a charter, in its order."""
    return [each for each in terms_of(charter).criteria if each.kind == Kind.JUDGED] if charter else []


def in_reach(user: User, today: date, path: str = "pk") -> Q:
    """The condition on customers (at `path`) whose judging this person may see; for the committee every candidate."""
    own, run = in_scope(user, FieldClass.F2, today, path), latest_run()
    if not own or run is None or Scope.ROUND not in user.reading(FieldClass.F2):
        return own
    return own | Q(**{f"{path}__in": candidates(run).values("customer_id")})


def work_list(user: User, today: date, criteria: list[CriterionTerms]) -> list[ToJudge]:
    """The candidates worth judging in this person's reach, key accounts and the most valuable first."""
    members, worth = key_accounts_on(today), _worth()
    customers = _worth_judging(user, today, members, worth)
    given = _given([each.key for each in criteria], [customer.pk for customer in customers])
    return [
        _told(user, customer, criteria, given[customer.pk], worth.get(customer.pk), customer.pk in members, today)
        for customer in customers
    ]


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
    """Whether this person manages the customer, or a group above it, and so does not judge it for the ranking."""
    return responsible_for(customer, today).get(user.pk) == "manager"


def _worth() -> dict[int, Worth]:
    """Every candidate of the latest run, the most valuable first; groups have no rank in a run, but a place here."""
    run = latest_run()
    if run is None:
        return {}
    first = F("lifetime_value").desc(nulls_last=True)
    rows = candidates(run).order_by(first, "pk").values_list("customer_id", "lifetime_value")
    digits = minor_digits(run.currency)
    return {
        pk: Worth(place, None if value is None else Money(Decimal(value).scaleb(-digits), run.currency))
        for place, (pk, value) in enumerate(rows, start=1)
    }


def _worth_judging(user: User, today: date, members: set[int], worth: dict[int, Worth]) -> list[Customer]:
    """Key accounts, then the best candidates of the run, as far as they are in this person's reach."""
    reach = set(Customer.objects.filter(in_reach(user, today)).values_list("pk", flat=True))
    best = [pk for pk in worth if pk in reach][:SHOWN]
    order = sorted({*best, *(members & reach)}, key=lambda pk: (pk not in members, _place(worth, pk), pk))
    found = Customer.objects.in_bulk(order)
    return [found[pk] for pk in order]


def _place(worth: dict[int, Worth], pk: int) -> int:
    return worth[pk].place if pk in worth else len(worth) + 1


def _given(keys: list[str], customers: list[int]) -> dict[int, list[Judgement]]:
    rows = Judgement.objects.filter(criterion_key__in=keys, customer_id__in=customers, is_newest=True)
    given: dict[int, list[Judgement]] = defaultdict(list)
    for row in rows.only("customer_id", "criterion_key", "rater_id", "counts", "at", "score_thousandths"):
        given[row.customer_id].append(row)
    return given


def _told(
    user: User,
    customer: Customer,
    criteria: list[CriterionTerms],
    given: list[Judgement],
    worth: Worth | None,
    is_member: bool,
    today: date,
) -> ToJudge:
    counting = {
        each.name: [row.score_thousandths for row in given if row.criterion_key == each.key and row.counts]
        for each in criteria
    }
    return ToJudge(
        customer=customer,
        is_member=is_member,
        place=worth.place if worth else None,
        lifetime_value=worth.lifetime_value if worth else None,
        criteria=len(criteria),
        lacking=tuple(name for name, scores in counting.items() if len(scores) < RATERS_NEEDED),
        apart=_apart(counting),
        mine=len({row.criterion_key for row in given if row.rater_id == user.pk}),
        old=sum(is_old(timezone.localdate(row.at), today) for row in given if row.counts),
    )


def _apart(counting: dict[str, list[int]]) -> Apart | None:
    """Where raters differ most; None where nobody differs."""
    gaps = {name: (max(scores) - min(scores)) / SCORE_SCALE for name, scores in counting.items() if scores}
    widest = max(gaps, key=lambda name: gaps[name], default=None)
    return Apart(widest, gaps[widest]) if widest and gaps[widest] else None
