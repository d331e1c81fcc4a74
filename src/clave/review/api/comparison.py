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
from clave.review.rules.comparison import Measure

COMPARISON = gettext_noop("Comparison of key accounts")
router = Router(tags=[COMPARISON])


class MeasureTold(Answer):
    """One measure of one key account: decimal texts in `unit`, a currency or what is counted; shares are 0 to 1.

    Medians are null where they would tell too much.
    """

    measure: str
    unit: str
    value: str | None
    low: str | None
    high: str | None
    part: int | None
    whole: int | None
    median: str | None
    similar_median: str | None


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
    outside, currency = account.outside, found.run.currency if found.run else ""
    return {
        "customer": account.code,
        "name": account.name,
        "similar": [each.code for each in outside.named] if outside else [],
        "similar_count": outside.count if outside else 0,
        "measures": [_measure(found, account, each, currency) for each in found.measures],
    }


def _measure(found: Comparison, account: Compared, measure: Measure, currency: str) -> dict[str, Any]:
    def told(figure: float | None) -> str | None:
        exact = measure.exact(figure, currency)
        return None if exact is None else str(exact)

    held, usual = account.told.get(measure.key), found.medians.get(measure.key)
    outside = account.outside.medians.get(measure.key) if account.outside else None
    figures = {name: told(getattr(held, name)) if held else None for name in ("value", "low", "high")}
    return {
        "measure": measure.key,
        "unit": measure.unit(currency),
        **figures,
        "part": held.part if held else None,
        "whole": held.whole if held else None,
        "median": told(usual.value) if usual else None,
        "similar_median": told(outside.value) if outside else None,
    }
