"""The door of the comparison for other programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import Answer
from clave.review.queries.comparison import Compared, Comparison
from clave.review.queries.comparison import comparison as compared
from clave.review.rules.comparison import Middle

COMPARISON = gettext_noop("Comparison of key accounts")
router = Router(tags=[COMPARISON])


class MeasureTold(Answer):
    """One measure of one key account. Money is in minor units, shares are 0 to 1; medians are null where they would tell too much."""

    measure: str
    value: float | None
    low: float | None
    high: float | None
    part: int | None
    whole: int | None
    median: float | None
    similar_median: float | None


class ComparedTold(Answer):
    """One key account, and the customers outside that are like it as far as the reader may name them."""

    customer: str
    name: str
    similar: list[str]
    similar_count: int
    measures: list[MeasureTold]


class ComparisonTold(Answer):
    """The key accounts in scope, by name, with the run that the figures come from."""

    run: str | None
    as_of: date | None
    currency: str | None
    in_all: int
    items: list[ComparedTold]


@router.get("/comparison", response=ComparisonTold, url_name="comparison", summary=COMPARISON)
@requires(Action.COMPARE_KEY_ACCOUNTS)
def comparison(request: SignedIn) -> dict[str, Any]:
    """Every key account in scope on the measures that the token reads, beside the medians."""
    found = compared(request.user, timezone.localdate())
    run = found.run
    return {
        "run": run.short_code if run else None,
        "as_of": run.as_of if run else None,
        "currency": run.currency if run else None,
        "in_all": found.in_all,
        "items": [_told(found, each) for each in found.accounts],
    }


def _told(found: Comparison, account: Compared) -> dict[str, Any]:
    outside = account.outside
    return {
        "customer": account.code,
        "name": account.name,
        "similar": [each.code for each in outside.named] if outside else [],
        "similar_count": outside.count if outside else 0,
        "measures": [_measure(found, account, each.key) for each in found.measures],
    }


def _measure(found: Comparison, account: Compared, key: str) -> dict[str, Any]:
    value = account.told.get(key)
    outside = account.outside.medians.get(key) if account.outside else None
    told = {name: getattr(value, name) if value else None for name in ("value", "low", "high", "part", "whole")}
    return {"measure": key, **told, "median": _of(found.medians.get(key)), "similar_median": _of(outside)}


def _of(middle: Middle | None) -> float | None:
    return middle.value if middle else None
