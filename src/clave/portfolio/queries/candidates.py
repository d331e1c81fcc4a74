"""The list of candidates of one ranking: whom a reader may see, narrowed, in order, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from clave.portfolio.models import CandidateScore, Criterion, Ranking
from clave.portfolio.queries.candidates_told import lines_of
from clave.portfolio.queries.ranking import key_accounts_on
from clave.portfolio.rules.candidates import (
    FIRM_BASIS_POINTS,
    Lines,
    Status,
    is_below_exit,
    is_firm,
    places_of,
    status_of,
)
from clave.value.rules import BASIS_POINTS

if TYPE_CHECKING:
    from clave.access.models import User

BELOW_EXIT = "below_exit"
"""What the filter calls key accounts below the line under which they may leave."""
SORTS: dict[str, tuple[Any, ...]] = {
    "": (F("rank").asc(nulls_last=True), "customer__code"),
    "chance": (F("top_k_basis_points").desc(nulls_last=True), F("rank").asc(nulls_last=True), "pk"),
    "reach": (F("score_high").desc(nulls_last=True), F("rank").asc(nulls_last=True), "pk"),
    "known": ("known_basis_points", F("rank").asc(nulls_last=True), "pk"),
    "name": (Lower("customer__name"), "pk"),
}
"""Word in the address -> how the list is sorted; by score unless asked otherwise."""


@dataclass(frozen=True)
class Asked:
    """What the reader asked the list for; empty means everything."""

    text: str = ""
    status: str = ""
    lacking: bool = False
    sort: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(self.text or self.status or self.lacking)


@dataclass(frozen=True)
class Line:
    """One candidate: scores in thousandths, chances in basis points, None where nothing is known of it."""

    row: CandidateScore
    status: Status
    is_below_exit: bool
    is_firm: bool
    places: tuple[int, int] | None
    lacks: Sequence[str]

    @property
    def is_key_account(self) -> bool:
        """Whether it is in the programme."""
        return self.status == Status.KEY_ACCOUNT


@dataclass(frozen=True)
class Counts:
    """How many candidates a reader sees, and how they stand."""

    candidates: int
    inside: int
    firm: int
    above: int
    near: int
    members: int
    below_exit: int
    unscored: int


@dataclass(frozen=True)
class Found:
    """The candidates of a ranking in one reader's scope, narrowed and sorted; `whole` is before narrowing."""

    ranking: Ranking
    asked: Asked
    whole: QuerySet[CandidateScore]

    @cached_property
    def lines_drawn(self) -> Lines:
        """The lines of the charter by which was ranked."""
        return lines_of(self.ranking.charter)

    @cached_property
    def criteria(self) -> Sequence[Criterion]:
        """The criteria of that charter that weigh something, ours before theirs."""
        return [each for each in self.ranking.charter.criteria.all() if each.weight_hundredths]

    @cached_property
    def rows(self) -> QuerySet[CandidateScore]:
        """The candidates asked for, in the order asked for."""
        rows, asked = self.whole, self.asked
        if asked.text:
            rows = rows.filter(_named(asked.text))
        if asked.status:
            rows = rows.filter(conditions(self.lines_drawn)[asked.status])
        if asked.lacking:
            rows = rows.filter(known_basis_points__lt=BASIS_POINTS)
        return rows.order_by(*SORTS[asked.sort])

    @cached_property
    def counts(self) -> Counts:
        """How all the candidates of this reader stand, in one query."""
        stands, first = conditions(self.lines_drawn), self.ranking.first
        asked = {
            "inside": Q(rank__lte=first),
            "firm": Q(rank__lte=first, top_k_basis_points__gte=FIRM_BASIS_POINTS),
            "above": stands[Status.ABOVE_LINE],
            "near": stands[Status.NEAR_LINE],
            "members": stands[Status.KEY_ACCOUNT],
            "below_exit": stands[BELOW_EXIT],
            "unscored": Q(score=None),
        }
        counted = {name: Count("pk", filter=condition) for name, condition in asked.items()}
        return Counts(**self.whole.order_by().aggregate(candidates=Count("pk"), **counted))

    def lines(self, start: int = 0, stop: int | None = None) -> list[Line]:
        """The candidates from one place to another; only those are read whole."""
        kept = self.whole.filter(pk__in=self.rows.values("pk")[start:stop]).select_related("customer")
        return [self.line(row) for row in kept.order_by(*SORTS[self.asked.sort])]

    def every_line(self) -> Iterator[Line]:
        """All the candidates asked for, for a file."""
        return map(self.line, self.rows.select_related("customer").iterator(chunk_size=2_000))

    def line(self, row: Any) -> Line:
        """One candidate as it stands against the lines."""
        lines, told = self.lines_drawn, row.by_criterion
        moved = [each[way] for each in told.values() for way in ("more", "less") if way in each]
        chance, first = row.top_k_basis_points, self.ranking.first
        return Line(
            row=row,
            status=status_of(score=row.score, high=row.high, is_key_account=row.is_member, lines=lines),
            is_below_exit=is_below_exit(score=row.score, is_key_account=row.is_member, lines=lines),
            is_firm=is_firm(rank=row.rank, chance=chance, first=first),
            places=places_of(row.rank, moved),
            lacks=[each.name for each in self.criteria if "score" not in told.get(each.key, {})],
        )


def found(user: User, ranking: Ranking, asked: Asked, on: date, *, is_latest: bool = True) -> Found:
    """The candidates of a ranking that this person may see; an earlier ranking tells the key accounts of its own day."""
    member = Q(customer_id__in=key_accounts_on(on)) if is_latest else Q(is_key_account=True)
    whole: QuerySet[CandidateScore] = CandidateScore.objects.visible_to(user, on).filter(ranking=ranking)
    is_member = Case(When(member, then=Value(True)), default=Value(False), output_field=BooleanField())
    return Found(ranking, asked, whole.annotate(is_member=is_member))


def conditions(lines: Lines) -> Mapping[str, Q]:
    """Status -> the condition on annotated rows, in the words of `rules.candidates.status_of`."""
    outside, below = Q(is_member=False), Q(score__lt=lines.entry)
    return {
        Status.KEY_ACCOUNT: Q(is_member=True),
        BELOW_EXIT: Q(is_member=True, score__lt=lines.leaving),
        Status.ABOVE_LINE: outside & Q(score__gte=lines.entry),
        Status.NEAR_LINE: outside & below & Q(high__gte=lines.entry),
        Status.BELOW_LINE: outside & below & (Q(high__lt=lines.entry) | Q(high=None)),
        Status.NOT_SCORED: outside & Q(score=None),
    }


def _named(text: str) -> Q:
    """The condition on name or code; a database that folds only ASCII is asked for each way of writing the rest."""
    spellings = {text} if text.isascii() else {text, text.lower(), text.upper(), text.title()}
    named = Q()
    for spelling in sorted(spellings):
        named |= Q(customer__name__icontains=spelling) | Q(customer__code__icontains=spelling)
    return named
