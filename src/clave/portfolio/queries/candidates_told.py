"""The candidates of a ranking as the command line and the API tell them, in the order of their ranks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import F
from django.utils import timezone

from clave.portfolio.models import CandidateScore, Charter, Ranking
from clave.portfolio.queries.ranking import key_accounts_on
from clave.portfolio.rules.candidates import Lines, interval, status_of
from clave.portfolio.rules.states import SCORE_SCALE
from clave.value.rules import BASIS_POINTS

FIELDS = ("score", "score_high", "low", "high", "top_k_basis_points", "rank", "customer_id")


def lines_of(charter: Charter) -> Lines:
    """The lines of a charter."""
    return Lines(charter.entry_line_thousandths, charter.exit_line_thousandths)


def told(ranking: Ranking) -> Iterator[dict[str, Any]]:
    """Every candidate: rank, score and its interval on the scale of 0 to 10, chance of being in the first, status."""
    lines, members = lines_of(ranking.charter), key_accounts_on(timezone.localdate())
    rows = CandidateScore.objects.filter(ranking=ranking).order_by(F("rank").asc(nulls_last=True), "customer__code")
    for row in rows.values(*FIELDS, "customer__code").iterator(chunk_size=2_000):
        yield candidate_told(row, lines, members)


def candidate_told(row: dict[str, Any], lines: Lines, members: Collection[int]) -> dict[str, Any]:
    """One candidate from its row of FIELDS and its customer's code."""
    low, high = interval(row["score"], row["score_high"], row["low"], row["high"])
    chance = row["top_k_basis_points"]
    return {
        "customer_code": row["customer__code"],
        "rank": row["rank"],
        "score": scaled(row["score"]),
        "score_low": scaled(low),
        "score_high": scaled(high),
        "top_k_probability": None if chance is None else chance / BASIS_POINTS,
        "status": status_of(
            score=row["score"], high=row["high"], is_key_account=row["customer_id"] in members, lines=lines
        ).value,
    }


def scaled(thousandths: int | None) -> float | None:
    """A score of 0 to 10."""
    return None if thousandths is None else thousandths / SCORE_SCALE
