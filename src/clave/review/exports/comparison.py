"""The comparison as a table that leaves Clave: one row a key account and measure."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from clave.kit.tables import Cell, Column, Table
from clave.review.queries.comparison import Compared, Comparison
from clave.review.rules.comparison import Measure


def comparison(found: Comparison) -> Table:
    """Value, interval, count, the median of all and of similar customers outside; money in the currency of the run."""
    columns = [
        Column("customer_code", gettext("Code")),
        Column("customer", gettext("Customer")),
        Column("measure", gettext("Measure")),
        Column("unit", gettext("Unit")),
        Column("value", gettext("Value")),
        Column("low", gettext("Interval from")),
        Column("high", gettext("Interval to")),
        Column("part", gettext("Counted")),
        Column("whole", gettext("Of how many")),
        Column("median", gettext("Median of the key accounts")),
        Column("median_of", gettext("Key accounts in the median")),
        Column("similar_median", gettext("Median of similar customers outside")),
        Column("similar_count", gettext("Similar customers")),
    ]
    run = found.run.short_code if found.run else ""
    return Table(
        gettext("Comparison"), columns, _rows(found), run=run, as_of=found.run.as_of if found.run else found.on
    )


def _rows(found: Comparison) -> Iterator[list[Cell]]:
    currency = found.run.currency if found.run else "EUR"
    for account in found.accounts:
        for measure in found.measures:
            yield _row(found, account, measure, currency)


def _row(found: Comparison, account: Compared, measure: Measure, currency: str) -> list[Cell]:
    def told(value: float | None) -> Cell:
        return measure.exact(value, currency)

    value, usual = account.told.get(measure.key), found.medians.get(measure.key)
    outside = account.outside.medians.get(measure.key) if account.outside and measure.is_outside else None
    own: list[Cell] = (
        [told(value.value), told(value.low), told(value.high), value.part, value.whole] if value else [None] * 5
    )
    medians: list[Cell] = [told(usual.value) if usual else None, usual.count if usual else None]
    similar: list[Cell] = [told(outside.value) if outside else None, outside.count if outside else None]
    return [account.code, account.name, gettext(measure.name), measure.unit(currency), *own, *medians, *similar]
