"""What pages say about currencies is worked out once, when orders or rates change, and kept with the data version."""

from __future__ import annotations

import logging
from typing import Any

import duckdb
from django.db import transaction

from clave.analytics.currencies import DatedRates
from clave.ledger import queries
from clave.ledger.coverage_rules import Span, pairs_told, uncovered
from clave.ledger.currency_days import DatedRate, OrderDays, order_days, rates_now
from clave.ledger.models import Coverage, DailyRate, DataVersion

COVERED_BY = ("orders", "rates")
"""Kinds of files that change what is covered."""
CHUNK = 1000
log = logging.getLogger(__name__)


def remember_coverage(*, version: DataVersion, rates_changed: bool) -> Coverage | None:
    """Keep with a data version which currencies it holds and which order days lack a rate.

    None where a ledger file cannot be read: the page then says from which version its figures are.
    """
    try:
        rates = rates_now(queries.held_files("rates"))
        days = order_days(queries.held_files("orders"))
    except duckdb.Error as error:
        log.warning("coverage of data version %s not known: %s", version.number, error)
        return None
    if rates_changed:
        _replace_rates(rates)
    return Coverage.objects.create(version=version, currencies=_told(days, rates), pairs=pairs_told(rates))


def catch_up_coverage() -> Coverage | None:
    """What an older version of Clave did not keep with the latest data version; None where nothing is missing."""
    with transaction.atomic():
        latest = DataVersion.objects.select_for_update().first()
        if latest is None or Coverage.objects.exists():
            return None
        return remember_coverage(version=latest, rates_changed=True)


def _replace_rates(rates: list[DatedRate]) -> None:
    DailyRate.objects.all().delete()
    rows = (
        DailyRate(rate_date=day, base=base, quote=quote, rate=format(rate.normalize(), "f"))
        for day, base, quote, rate in rates
    )
    DailyRate.objects.bulk_create(rows, batch_size=CHUNK)


def _told(held: list[OrderDays], rates: list[DatedRate]) -> list[dict[str, Any]]:
    """Every currency of the orders, and the days it lacks a rate into each of the others."""
    dated = DatedRates.of(rates)
    return [
        {
            "currency": each.currency,
            "lines": each.lines,
            "days": len(each.days),
            "first": each.days[0].isoformat(),
            "last": each.days[-1].isoformat(),
            "missing": {
                other.currency: [_span(span) for span in uncovered(each.days, dated, each.currency, other.currency)]
                for other in held
                if other is not each
            },
        }
        for each in held
    ]


def _span(span: Span) -> dict[str, Any]:
    return {"first": span.first.isoformat(), "last": span.last.isoformat(), "days": span.days}
