"""The key accounts as their list shows them: since when, by which decision, how they score now, and what needs doing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery

from clave.access.policy import FieldClass, Scope
from clave.kit.money import Money
from clave.ledger.gates import ANY, holding, in_scope, lasting
from clave.ledger.models import Customer, CustomerAssignment, CustomerParent
from clave.portfolio.models import AccountOffer, CandidateScore, Decision, KeyAccount, Ranking
from clave.portfolio.queries.answering import RESPONSIBLE, groups_above
from clave.portfolio.queries.ranking import latest_done
from clave.portfolio.rules.candidates import interval
from clave.portfolio.rules.releasing import Review, below_in_a_row, is_ripe
from clave.value.models import BookRow, Run

if TYPE_CHECKING:
    from clave.access.models import User

Spent = dict[str, Money]


@dataclass(frozen=True)
class Line:
    """One key account as a list shows it; scores in thousandths, nothing where it is not for the reader or not known."""

    held: KeyAccount
    is_valued: bool
    score: CandidateScore | None
    exit_line: int | None
    in_a_row: Sequence[Review]
    people: Mapping[str, Sequence[str]]
    group: Customer | None
    group_is_member: bool
    offers: Sequence[AccountOffer]
    costs: Spent
    unpriced: int
    value: BookRow | None
    open_proposal: int | None

    @property
    def customer(self) -> Customer:
        """Who it is."""
        return self.held.customer

    @property
    def is_below(self) -> bool:
        """Whether it lies below the exit line now."""
        known = self.score and self.score.score is not None and self.exit_line is not None
        return bool(known and self.score and (self.score.score or 0) < (self.exit_line or 0))

    @property
    def may_leave(self) -> bool:
        """Whether two reviews well apart have found it below."""
        return is_ripe(self.in_a_row)

    @property
    def range(self) -> tuple[int | None, int | None]:
        """The ends of the range told of its score."""
        row = self.score
        return interval(row.score, row.score_high, row.low, row.high) if row else (None, None)


@dataclass(frozen=True)
class Members:
    """The key accounts one person sees, and the ranking from which their scores come."""

    lines: Sequence[Line]
    left: Sequence[KeyAccount]
    ranking: Ranking | None

    @property
    def below(self) -> list[Line]:
        """Those below the exit line now."""
        return [line for line in self.lines if line.is_below]

    @property
    def without_manager(self) -> list[Line]:
        """Those nobody manages."""
        return [line for line in self.lines if not line.people.get("manager")]

    @property
    def without_offer(self) -> list[Line]:
        """Those that get nothing different."""
        return [line for line in self.lines if not line.offers]

    @property
    def merged(self) -> list[Line]:
        """Those whose customer was merged into another since."""
        return [line for line in self.lines if line.group]


def members(user: User, on: date, which: Collection[int] | None = None) -> Members:
    """The key accounts this person may see on a day, by name; a fixed number of queries however many there are."""
    seen = KeyAccount.objects.visible_to(user, on).select_related("customer", "admission", "release")
    proposed = Decision.objects.filter(customer=OuterRef("customer"), state="open").values("number")[:1]
    above = CustomerParent.objects.filter(holding(on), customer=OuterRef("customer"))
    seen = seen.annotate(proposed=Subquery(proposed), has_group=Exists(above))
    seen = seen if which is None else seen.filter(customer_id__in=which)
    current: list[KeyAccount] = []
    left: list[KeyAccount] = []
    for held in seen.order_by("customer__name", "customer__code"):
        (left if held.released_on and held.released_on <= on else current).append(held)
    left.sort(key=lambda held: held.released_on or on, reverse=True)
    ranking = latest_done()
    return Members(_lines(user, on, current, ranking), left, ranking)


def _lines(user: User, on: date, current: Sequence[Any], ranking: Ranking | None) -> list[Line]:
    if not current:
        return []
    ids = [held.customer_id for held in current]
    valued = valued_by(user, ids, on)
    scores = _scores(user, valued, ranking)
    reviews, people = reviews_of(valued), answering(ids, on)
    groups = groups_above([held.customer_id for held in current if held.has_group], on)
    heads = {group[-1].pk for group in groups.values() if group}
    entered = set(KeyAccount.objects.current(on).filter(customer_id__in=heads).values_list("customer_id", flat=True))
    offers, worth = offers_of([held.pk for held in current], on), _worth(valued)
    found = []
    for held in current:
        pk, given = held.customer_id, offers[held.pk]
        group = groups[pk][-1] if groups.get(pk) else None
        costs, unpriced = costs_of(given)
        found.append(
            Line(
                held=held,
                is_valued=pk in valued,
                score=scores.get(pk),
                exit_line=ranking.charter.exit_line_thousandths if ranking else None,
                in_a_row=below_in_a_row(reviews.get(pk, []), held.admitted_on),
                people=people[pk],
                group=group,
                group_is_member=bool(group and group.pk in entered),
                offers=given,
                costs=costs if pk in valued else {},
                unpriced=unpriced if pk in valued else 0,
                value=worth.get(pk),
                open_proposal=held.proposed,
            )
        )
    return found


def valued_by(user: User, customers: Collection[int], on: date) -> set[int]:
    """Of these customers, those whose value and costs (F2) this person reads; the committee's round is all of them."""
    if user.reading(FieldClass.F2) & {Scope.ROUND, Scope.ALL}:
        return set(customers)
    opened = Customer.objects.get_queryset().filter(valued(user, on), pk__in=customers)
    return set(opened.values_list("pk", flat=True))


def valued(user: User, on: date, path: str = "pk") -> Q:
    """The condition on customers (at `path`) whose value and costs (F2) this person reads."""
    return ANY if Scope.ROUND in user.reading(FieldClass.F2) else in_scope(user, FieldClass.F2, on, path)


def offers_of(key_accounts: Collection[int], on: date) -> dict[int, list[AccountOffer]]:
    """Key account -> what it gets on a day that others do not."""
    found: dict[int, list[AccountOffer]] = defaultdict(list)
    rows = AccountOffer.objects.filter(given_on(on), key_account_id__in=key_accounts)
    for row in rows.select_related("element__function").order_by("element__name"):
        found[row.key_account_id].append(row)
    return found


def given_on(on: date) -> Q:
    """The condition that something of the offer is given on a day."""
    return Q(given_from__lte=on) & (Q(given_to=None) | Q(given_to__gte=on))


def costs_of(offers: Collection[AccountOffer]) -> tuple[Spent, int]:
    """What offers cost a year in each currency, never added up across; and how many have no known cost."""
    costs: Spent = {}
    unpriced = 0
    for offer in offers:
        cost = cost_of(offer)
        if cost is None:
            unpriced += 1
        else:
            costs[cost.currency] = costs[cost.currency] + cost if cost.currency in costs else cost
    return costs, unpriced


def cost_of(offer: AccountOffer) -> Money | None:
    """What one gift costs a year: its own cost where it has one, else the element's; None where neither is known."""
    minor = offer.yearly_cost if offer.yearly_cost is not None else offer.element.yearly_cost
    return None if minor is None else Money.from_minor(minor, offer.element.currency)


def _scores(user: User, customers: Collection[int], ranking: Ranking | None) -> dict[int, CandidateScore]:
    if ranking is None:
        return {}
    rows = CandidateScore.objects.visible_to(user).filter(ranking=ranking, customer_id__in=customers)
    return {row.customer_id: row for row in rows}


def reviews_of(customers: Collection[int]) -> dict[int, list[Review]]:
    """Customer -> what every review found of it; one that does not know it could not score it; one query."""
    found = FilteredRelation("scores", condition=Q(scores__customer_id__in=list(customers)))
    told = ("short_code", "as_of", "charter__exit_line_thousandths", "found__customer", "found__score")
    rows = Ranking.objects.filter(state="done", is_review=True).annotate(found=found).order_by("as_of", "pk")
    reviews: dict[str, tuple[date, int, dict[int, int | None]]] = {}
    for code, as_of, line, customer, score in rows.values_list(*told):
        reviews.setdefault(code, (as_of, line, {}))[2][customer] = score
    return {
        customer: [Review(code, as_of, scores.get(customer), line) for code, (as_of, line, scores) in reviews.items()]
        for customer in customers
    }


def answering(customers: Collection[int], on: date) -> dict[int, dict[str, list[str]]]:
    """Customer -> who answers for it, by capacity; who begins later among them."""
    found: dict[int, dict[str, list[str]]] = defaultdict(dict)
    rows = CustomerAssignment.objects.filter(lasting(on), customer_id__in=customers, capacity__in=RESPONSIBLE)
    for row in rows.select_related("user").order_by("valid_from"):
        found[row.customer_id].setdefault(row.capacity, []).append(str(row.user))
    return found


def _worth(customers: Collection[int]) -> dict[int, BookRow]:
    """Customer -> its row of the latest run, of its whole group where it heads one."""
    latest = Run.objects.filter(state="done").order_by("-number").values("pk")[:1]
    rows = BookRow.objects.filter(run=Subquery(latest), customer_id__in=customers)
    return {row.customer_id: row for row in rows.with_run().order_by("is_group")}
