"""What a ranking keeps of every candidate, and the digest that the same ranking must meet again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from django.db import transaction

from clave.analytics.selection import counted_twice
from clave.ledger.models import Customer
from clave.portfolio.models import CandidateScore, Ranking
from clave.portfolio.operations.ranking_moves import note_progress
from clave.portfolio.queries.ranking_sheet import Candidates
from clave.portfolio.rules.charter import CriterionTerms
from clave.portfolio.rules.ranking import Ranked, close_flips, equal_at_the_line, in_thousandths, like_tenure
from clave.value.rules import BASIS_POINTS

CHUNK = 2_000
FIELDS = {
    "rank": "place",
    "score": "score",
    "score_high": "high_if_ten",
    "low": "low",
    "high": "high",
    "ours": "ours",
    "theirs": "theirs",
    "strength_thousandths": "strength",
}
"""Field of a candidate -> what was ranked, as whole numbers."""
SHARES = {"known_basis_points": "known_share", "top_k_basis_points": "in_first"}
Row = dict[str, Any]


def rows_of(found: Candidates, ranked: Ranked) -> list[Row]:
    """Every candidate as it is kept: plain whole numbers, nothing where nothing is known."""
    columns = {field: _whole(getattr(ranked, name)) for field, name in FIELDS.items()}
    columns |= {field: _whole(getattr(ranked, name) * BASIS_POINTS) for field, name in SHARES.items()}
    customers = found.measured.customers
    parts = _parts(found, ranked)
    return [
        {
            "customer_id": customer,
            **{field: values[at] for field, values in columns.items()},
            "by_criterion": {key: told for key, told in ((key, tell[at]) for key, tell in parts.items()) if told},
        }
        for at, customer in enumerate(customers)
    ]


def write_rows(ranking: Ranking, rows: Sequence[Row], key_accounts: Collection[int]) -> None:
    """Write every candidate; each chunk has a transaction of its own, so that others may write in between."""
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        with transaction.atomic():
            CandidateScore.objects.bulk_create(
                CandidateScore(ranking=ranking, is_key_account=row["customer_id"] in key_accounts, **row)
                for row in chunk
            )
            note_progress(ranking, start + len(chunk))


def drop_rows(ranking: Ranking) -> None:
    """Take the rows of a failed ranking away; the database refuses it for any other."""
    CandidateScore.objects.filter(ranking=ranking).delete()


def digest_of(rows: Sequence[Row]) -> str:
    """SHA-256 over every figure of every candidate, in the order of their customers."""
    sha = hashlib.sha256()
    for row in sorted(rows, key=lambda row: int(row["customer_id"])):
        sha.update(json.dumps(row, sort_keys=True, separators=(",", ":"), allow_nan=False).encode())
        sha.update(b"\n")
    return sha.hexdigest()


def findings_of(found: Candidates, ranked: Ranked, first: int) -> dict[str, Any]:
    """What to know when reading the ranking; customers by code, criteria by key."""
    criteria, sheet = found.terms.criteria, found.sheet
    flips = close_flips(sheet, first)
    equals = equal_at_the_line(ranked.place, first)
    codes = _codes(found, {*equals, *(place for flip in flips for place in (flip.inside, flip.outside))})
    return {
        "unscored": int(np.isnan(ranked.place).sum()),
        "equal_at_the_line": [codes[place] for place in equals],
        "alike": _alike(found),
        "like_tenure": [
            {"criterion": criteria[each.one].key, "correlation": round(each.correlation, 4), "over": each.candidates}
            for each in like_tenure(sheet.scores, found.measured.first_ordered_on)
        ],
        "flips": [
            {
                "inside": codes[each.inside],
                "outside": codes[each.outside],
                "criterion": criteria[each.criterion].key,
                "points": round(each.change, 2),
            }
            for each in flips
        ],
    }


def _alike(found: Candidates) -> list[dict[str, Any]]:
    """Criteria that count one thing twice."""
    criteria = found.terms.criteria
    return [
        {
            "one": criteria[each.one].key,
            "other": criteria[each.other].key,
            "correlation": round(each.correlation, 4),
            "over": each.candidates,
        }
        for each in counted_twice(found.sheet.scores)
    ]


def _codes(found: Candidates, places: Collection[int]) -> dict[int, str]:
    """The codes of the candidates at these places."""
    ids = {found.measured.customers[place]: place for place in places}
    return {ids[pk]: code for pk, code in Customer.objects.filter(pk__in=ids).values_list("pk", "code")}


def _parts(found: Candidates, ranked: Ranked) -> dict[str, list[dict[str, Any]]]:
    """Criterion key -> what is kept of it, one entry per candidate; only what is known stands there."""
    return {each.key: list(_told(found, ranked, at, each)) for at, each in enumerate(found.terms.criteria)}


def _told(found: Candidates, ranked: Ranked, at: int, criterion: CriterionTerms) -> Iterator[dict[str, Any]]:
    sheet, customers = found.sheet, found.measured.customers
    nothing: list[Any] = [None] * len(customers)
    columns: dict[str, Sequence[Any]] = {
        **{
            name: _whole(in_thousandths(table[:, at]))
            for name, table in (("score", sheet.scores), ("spread", sheet.spread), ("rival", sheet.rivals))
        },
        "more": _whole(ranked.more[:, at]),
        "less": _whole(ranked.less[:, at]),
        "value": _values(found.measured.values.get(criterion.measure, nothing)),
        "raters": [_raters(found, customer, criterion.key) for customer in customers],
    }
    for values in zip(*columns.values(), strict=True):
        yield {name: value for name, value in zip(columns, values, strict=True) if value is not None}


def _values(values: Sequence[float | None]) -> list[float | None]:
    """Figures to six significant digits; more is never read, and less to keep."""
    return [None if value is None else float(f"{value:.6g}") for value in values]


def _raters(found: Candidates, customer: int, key: str) -> int | None:
    given = found.judged.get((customer, key))
    return given.raters if given else None


def _whole(values: np.ndarray) -> list[int | None]:
    """Whole numbers, None for NaN."""
    return [None if value != value else int(value) for value in np.round(values).tolist()]


def differences(kept: Mapping[int, Row], rows: Sequence[Row], most: int = 100) -> list[dict[str, Any]]:
    """Which figures of which candidates come out differently; `kept` maps a customer to its row."""
    found: list[dict[str, Any]] = []
    for row in rows:
        before = kept[row["customer_id"]]
        for field, now in row.items():
            if before[field] != now and len(found) < most:
                found.append({"customer": row["customer_id"], "column": field, "was": before[field], "now": now})
    return found


KEPT_FIELDS = ("customer_id", *FIELDS, *SHARES, "by_criterion")
"""What the digest of a ranking seals of every candidate."""
