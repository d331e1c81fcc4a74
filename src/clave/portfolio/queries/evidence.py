"""What a proposal rests on: the score and how firm it is, what is missing, what would flip it, and how many there would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from clave.access.models import User
from clave.ledger.models import Customer
from clave.portfolio.models import CandidateScore, Decision, KeyAccount, Ranking
from clave.portfolio.queries.candidates_told import lines_of
from clave.portfolio.queries.charter import terms_of
from clave.portfolio.queries.charter_scores import combined_weights
from clave.portfolio.queries.deciding import count_on, current_of, reviews_of, score_in
from clave.portfolio.queries.ranking import latest_done
from clave.portfolio.rules.candidates import Lines, Status, interval, status_of
from clave.portfolio.rules.charter import Terms
from clave.portfolio.rules.deciding import LineFlip, line_flips
from clave.portfolio.rules.releasing import Review, below_in_a_row

FLIPS_SHOWN, FLIP_POINTS = 3, 15.0
"""Only changes of a weight up to this many points of a hundred are worth a sentence."""
PROPOSABLE_SHOWN = 30


@dataclass(frozen=True)
class OnCriterion:
    """How a candidate does on one criterion; scores in thousandths, nothing where it is not known."""

    key: str
    name: str
    is_theirs: bool
    is_judged: bool
    weight: float
    score: int | None
    rival: int | None
    raters: int | None
    spread: int | None


@dataclass(frozen=True)
class Evidence:
    """Everything about one customer in one ranking that a committee looks at before it decides."""

    ranking: Ranking
    lines: Lines
    row: CandidateScore | None
    low: int | None
    high: int | None
    status: Status
    criteria: Sequence[OnCriterion]
    equals: Sequence[Customer]
    is_equal_at_the_line: bool
    entry_flips: Sequence[LineFlip]
    exit_flips: Sequence[LineFlip]
    reviews: Sequence[Review]
    in_a_row: int
    count: int
    newer: CandidateScore | None

    @property
    def missing(self) -> list[OnCriterion]:
        """Criteria on which nothing is known of it."""
        return [each for each in self.criteria if each.score is None]

    @property
    def score(self) -> int | None:
        """Its score in thousandths."""
        return self.row.score if self.row else None


def evidence_of(customer: Customer, ranking: Ranking, *, on: date) -> Evidence:
    """What a ranking, and what came after it, says of a customer."""
    row, lines = score_in(ranking, customer), lines_of(ranking.charter)
    terms = terms_of(ranking.charter)
    criteria = _criteria(terms, row)
    held = current_of(customer, on)
    reviews = reviews_of(customer)
    codes = ranking.findings.get("equal_at_the_line", [])
    low, high = interval(row.score, row.score_high, row.low, row.high) if row else (None, None)
    newest = latest_done()
    return Evidence(
        ranking=ranking,
        lines=lines,
        row=row,
        low=low,
        high=high,
        status=status_of(
            score=row.score if row else None,
            high=row.high if row else None,
            is_key_account=held is not None,
            lines=lines,
        ),
        criteria=criteria,
        equals=_equals(ranking, row),
        is_equal_at_the_line=customer.code in codes,
        entry_flips=_flips(criteria, row, lines.entry),
        exit_flips=_flips(criteria, row, lines.leaving),
        reviews=reviews,
        in_a_row=len(below_in_a_row(reviews, held.admitted_on)) if held else 0,
        count=count_on(on),
        newer=score_in(newest, customer) if newest and newest.number > ranking.number else None,
    )


def _criteria(terms: Terms, row: CandidateScore | None) -> list[OnCriterion]:
    known = row.by_criterion if row else {}
    return [
        OnCriterion(
            key=each.key,
            name=each.name,
            is_theirs=each.side == "theirs",
            is_judged=each.kind == "judged",
            weight=float(weight),
            **{name: known.get(each.key, {}).get(name) for name in ("score", "rival", "raters", "spread")},
        )
        for each, weight in zip(terms.criteria, combined_weights(terms), strict=True)
    ]


def _equals(ranking: Ranking, row: CandidateScore | None) -> list[Customer]:
    """Who else has the same score to the thousandth."""
    if row is None or row.score is None:
        return []
    same = CandidateScore.objects.filter(ranking=ranking, score=row.score).exclude(pk=row.pk)
    return list(Customer.objects.filter(pk__in=same.values("customer_id"))[:10])


def _flips(criteria: Sequence[OnCriterion], row: CandidateScore | None, line: int) -> list[LineFlip]:
    """The smallest changes of one weight that would carry the score across a line."""
    if row is None or row.score is None:
        return []
    found = line_flips(
        scores={each.key: each.score for each in criteria if each.score is not None},
        weights={each.key: each.weight for each in criteria},
        score=row.score,
        line=line,
    )
    return [flip for flip in found if abs(flip.points) <= FLIP_POINTS][:FLIPS_SHOWN]


def choosable(user: User) -> QuerySet[Customer]:
    """The customers that this person may propose or ask for: visible ones, candidates and key accounts."""
    ranking = latest_done()
    candidates = CandidateScore.objects.visible_to(user).filter(ranking=ranking).values("customer_id")
    members = KeyAccount.objects.visible_to(user).values("customer_id")
    seen: QuerySet[Customer] = Customer.objects.visible_to(user)
    among = Q(pk__in=seen.values("pk")) | Q(pk__in=candidates) | Q(pk__in=members)
    return Customer.objects.get_queryset().filter(among)


def proposable(user: User, ranking: Ranking, on: date) -> list[CandidateScore]:
    """Who is above the entry line, is no key account and is not proposed yet, the highest rank first."""
    members = KeyAccount.objects.current(on).values("customer_id")
    proposed = Decision.objects.filter(state="open").values("customer_id")
    rows = CandidateScore.objects.visible_to(user).filter(ranking=ranking)
    rows = rows.filter(score__gte=ranking.charter.entry_line_thousandths)
    rows = rows.exclude(customer_id__in=members).exclude(customer_id__in=proposed)
    return list(rows.select_related("customer").order_by("rank", "customer__code")[:PROPOSABLE_SHOWN])
