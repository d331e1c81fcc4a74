"""One candidate: its score by criterion, what would change its place, what is not known, and its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from clave.access.policy import Action, FieldClass, Scope
from clave.ledger.gates import in_scope
from clave.ledger.models import Customer
from clave.portfolio.models import CandidateScore, Criterion, Ranking
from clave.portfolio.queries.candidates import Asked, Found, Line, found
from clave.portfolio.queries.charter import terms_of
from clave.portfolio.queries.charter_scores import combined_weights

if TYPE_CHECKING:
    from clave.access.models import User

HISTORY = 24


@dataclass(frozen=True)
class Part:
    """What one criterion says of the candidate; `share` is its part of the whole weight, `told` as the ranking keeps it."""

    criterion: Criterion
    share: float
    told: Mapping[str, Any]

    @property
    def is_known(self) -> bool:
        """Whether the criterion is scored."""
        return "score" in self.told

    @property
    def brings(self) -> float | None:
        """What it adds to the score, in thousandths; None where it is not known."""
        return self.share * float(self.told["score"]) if self.is_known else None


@dataclass(frozen=True)
class CandidatePage:
    """Everything the page of one candidate shows; `line` is None where the ranking does not hold the customer."""

    customer: Customer
    found: Found
    line: Line | None
    parts: Sequence[Part]
    history: Sequence[CandidateScore]

    @property
    def unknown(self) -> list[Part]:
        """The criteria that nothing is known on, the one that would tell most first."""
        return sorted((part for part in self.parts if not part.is_known), key=lambda part: -part.share)


def candidate_customers(user: User, on: date) -> QuerySet[Customer]:
    """The customers whose scores (F2) this person may see; the round of the committee is whoever was ranked."""
    if not user.may(Action.SEE_CANDIDATES):
        return Customer.objects.none()
    scope = in_scope(user, FieldClass.F2, on)
    if Scope.ROUND in user.reading(FieldClass.F2):
        scope |= Q(Exists(CandidateScore.objects.filter(customer=OuterRef("pk"))))
    customers: QuerySet[Customer] = Customer.objects.filter(scope)
    return customers


def candidate_page(customer: Customer, user: User, ranking: Ranking, on: date, *, is_latest: bool) -> CandidatePage:
    """All about a candidate that is visible to the reader (from `candidate_customers`) in one ranking."""
    held = found(user, ranking, Asked(), on, is_latest=is_latest)
    row = held.whole.filter(customer=customer).select_related("customer").first()
    return CandidatePage(
        customer=customer,
        found=held,
        line=held.line(row) if row else None,
        parts=_parts(ranking, row) if row else [],
        history=history_of(customer),
    )


def history_of(customer: Customer) -> list[CandidateScore]:
    """The customer in every finished ranking, newest first."""
    rows = CandidateScore.objects.filter(customer=customer, ranking__state="done").select_related("ranking__charter")
    return list(rows.order_by("-ranking__number")[:HISTORY])


def _parts(ranking: Ranking, row: Any) -> list[Part]:
    """The criteria that weigh something, ours before theirs, as the charter orders them."""
    shares = combined_weights(terms_of(ranking.charter)).tolist()
    criteria = ranking.charter.criteria.all()
    return [
        Part(each, share, row.by_criterion.get(each.key, {}))
        for each, share in zip(criteria, shares, strict=True)
        if share > 0
    ]
