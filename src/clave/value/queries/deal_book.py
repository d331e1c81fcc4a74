"""What a deal is held against: the latest run, what all customers bring in a year, and rates into its currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clave.analytics.currencies import RATE_MAX_AGE_DAYS, DatedRates
from clave.kit.dates import year_on
from clave.ledger.models import DailyRate
from clave.value.deal_models import YearOfRun
from clave.value.deal_refusals import NoRate
from clave.value.models import BookSeries, Run
from clave.value.queries.choosing import latest_run
from clave.value.rules import BASIS_POINTS
from clave.value.series import months_between

USUAL_CURRENCY, USUAL_DISCOUNT = "EUR", Decimal(10)


@dataclass(frozen=True)
class Book:
    """The latest run as deals read it."""

    run: Run | None
    currency: str
    as_of: date
    discount_percent: Decimal

    @cached_property
    def year(self) -> int | None:
        """What all customers contributed in its last twelve months; None where that is unknown."""
        return year_of(self.run) if self.run and self.run.as_of else None


@dataclass(frozen=True)
class Rate:
    """What one unit of a currency is worth in the book's, and on which day; no day where they are the same."""

    rate: Decimal
    on: date | None


def book(run: Run | None = None) -> Book:
    """What a deal is held against today, or was in a run."""
    run = run or latest_run()
    if run is None or run.as_of is None:
        return Book(None, USUAL_CURRENCY, timezone.localdate(), USUAL_DISCOUNT)
    percent = Decimal(run.discount_rate_basis_points * 100) / BASIS_POINTS
    return Book(run, run.currency, run.as_of, percent.normalize())


def rate_into(held: Book, currency: str) -> Rate:
    """The stored rate from a deal's currency into the book's as of its day; raises NoRate."""
    if currency == held.currency:
        return Rate(Decimal(1), None)
    pairs = Q(base=currency, quote=held.currency) | Q(base=held.currency, quote=currency)
    known = DailyRate.objects.filter(pairs, rate_date__lte=held.as_of).order_by("rate_date")
    rows = [(row.rate_date, row.base, row.quote, row.exact) for row in known]
    found = DatedRates.of(rows).rate(currency, held.currency, held.as_of)
    if found is None:
        raise NoRate(currency=currency, book=held.currency, days=RATE_MAX_AGE_DAYS)
    return Rate(found, max(row[0] for row in rows))


def currencies(held: Book) -> list[str]:
    """The currencies a deal can be in: the book's first, then those with a rate into it."""
    pairs = (
        DailyRate.objects.filter(Q(quote=held.currency) | Q(base=held.currency)).values_list("base", "quote").distinct()
    )
    return [held.currency, *sorted({code for pair in pairs for code in pair} - {held.currency})]


def year_of(run: Run) -> int | None:
    """The year's contribution, computed when first asked for, as a run that ends does: it never changes then."""
    kept = YearOfRun.objects.filter(run=run).first()
    if kept is None:
        with transaction.atomic():
            kept, _ = YearOfRun.objects.get_or_create(run=run, defaults={"contribution": _last_year(run)})
    return kept.contribution


def _last_year(run: Run) -> int | None:
    """The known contributions of the run's last twelve months, over all single customers; None where none is known."""
    if run.as_of is None:
        return None
    months = {month.isoformat() for month in months_between(year_on(run.as_of, -1), run.as_of)[1:]}
    rows = BookSeries.objects.filter(row__run=run, row__is_group=False).values_list("month", "contribution").iterator()
    known = [
        amount
        for held, amounts in rows
        for month, amount in zip(held, amounts, strict=True)
        if month in months and amount is not None
    ]
    return sum(known) if known else None
