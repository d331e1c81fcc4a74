"""What to know when reading a ranking, with the names of customers and criteria instead of their codes and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clave.ledger.models import Customer
from clave.portfolio.models import Ranking


@dataclass(frozen=True)
class Findings:
    """Who is equal at the line, which criteria count one thing twice or are tenure, and which changes swap places.

    A flip has "inside", "outside", "inside_code", "outside_code", "criterion" and "points" of a hundred; whoever does not
    see every candidate is told nothing about single ones.
    """

    ranking: Ranking
    equals: Sequence[str]
    flips: Sequence[Mapping[str, Any]]
    alike: Sequence[Mapping[str, Any]]
    like_tenure: Sequence[Mapping[str, Any]]


def findings_of(ranking: Ranking, *, sees_all: bool) -> Findings:
    """What a finished ranking found; one query for names, one for criteria."""
    told = ranking.findings
    criteria = {each.key: each.name for each in ranking.charter.criteria.all()}
    flips = told.get("flips", []) if sees_all else []
    equals = told.get("equal_at_the_line", []) if sees_all else []
    names = _names({*equals, *(flip[end] for flip in flips for end in ("inside", "outside"))})
    return Findings(
        ranking=ranking,
        equals=[names.get(code, code) for code in equals],
        flips=[_flip(flip, names, criteria) for flip in flips],
        alike=[_named(pair, criteria) for pair in told.get("alike", [])],
        like_tenure=[_named(each, criteria) for each in told.get("like_tenure", [])],
    )


def _names(codes: set[str]) -> dict[str, str]:
    """Code -> name."""
    found = Customer.objects.filter(code__in=codes) if codes else Customer.objects.none()
    return {each.code: str(each) for each in found}


def _flip(flip: Mapping[str, Any], names: Mapping[str, str], criteria: Mapping[str, str]) -> dict[str, Any]:
    inside, outside = flip["inside"], flip["outside"]
    return {
        "inside": names.get(inside, inside),
        "inside_code": inside,
        "outside": names.get(outside, outside),
        "outside_code": outside,
        "criterion": criteria.get(flip["criterion"], flip["criterion"]),
        "points": flip["points"],
    }


def _named(found: Mapping[str, Any], criteria: Mapping[str, str]) -> dict[str, Any]:
    """A finding about criteria with their names."""
    names = {key: criteria.get(found[key], found[key]) for key in ("one", "other", "criterion") if key in found}
    return {**found, **names}
