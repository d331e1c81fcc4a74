"""The candidates of a ranking in the matrix: where each lies, how sure that is, and who cannot be placed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q

from clave.portfolio.models import CandidateScore, Criterion
from clave.portfolio.queries.candidates import Found, Line
from clave.portfolio.rules.candidates import MIDDLE, PARITY, Quarter
from clave.portfolio.rules.matrix import Spot, Weighed, spot_of
from clave.portfolio.rules.states import Side

MOST_DRAWN = 120
PLACED = Q(ours__isnull=False, strength_thousandths__isnull=False)


@dataclass(frozen=True)
class Placed:
    """One candidate in the matrix; `is_named` for key accounts and the first, whose names stand in the picture."""

    line: Line
    spot: Spot
    is_named: bool


@dataclass(frozen=True)
class Matrix:
    """Who is drawn, how many lie in each quarter, and how many cannot be placed."""

    drawn: Sequence[Placed]
    quarters: Mapping[Quarter, int]
    placed: int
    unplaced: int


def matrix_of(found: Found) -> Matrix:
    """The key accounts, then the others by their places, as far as the picture has room."""
    rows = found.whole.filter(PLACED).select_related("customer")
    rows = rows.order_by(F("is_member").desc(), F("rank").asc(nulls_last=True), "pk")[:MOST_DRAWN]
    counted = found.whole.order_by().aggregate(
        all=Count("pk"), **{quarter.value: Count("pk", filter=_in_quarter(quarter)) for quarter in Quarter}
    )
    quarters = {quarter: int(counted[quarter.value]) for quarter in Quarter}
    placed = sum(quarters.values())
    return Matrix(_placed(found, rows), quarters, placed, int(counted["all"]) - placed)


def _placed(found: Found, rows: Iterable[CandidateScore]) -> list[Placed]:
    kept = []
    for row in rows:
        spot = spot_of([weighed(each, row) for each in found.criteria])
        if spot:
            line = found.line(row)
            is_first = row.rank is not None and row.rank <= found.ranking.first
            kept.append(Placed(line, spot, is_first or line.is_key_account))
    return kept


def weighed(criterion: Criterion, row: CandidateScore) -> Weighed:
    """What a ranking keeps of a candidate on one criterion."""
    told = row.by_criterion.get(criterion.key, {})
    return Weighed(
        weight=criterion.weight_hundredths,
        is_theirs=criterion.side == Side.THEIRS,
        score=told.get("score"),
        spread=told.get("spread", 0.0),
        rival=told.get("rival"),
    )


def _in_quarter(quarter: Quarter) -> Q:
    """The condition in the words of `rules.candidates.quarter_of`."""
    attractive = quarter in (Quarter.STRATEGIC, Quarter.STAR)
    strong = quarter in (Quarter.STRATEGIC, Quarter.STATUS)
    ours = Q(ours__gte=MIDDLE) if attractive else Q(ours__lt=MIDDLE)
    theirs = Q(strength_thousandths__gte=PARITY) if strong else Q(strength_thousandths__lt=PARITY)
    return PLACED & ours & theirs
