"""What a run measured of every candidate, as the criteria read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from clave.kit.money import minor_digits
from clave.portfolio.rules.measured import COLUMNS, MEASURES, YEAR, Measure, suggested_anchors, value_of
from clave.value.models import BookRow, BookSeries, Run

Values = tuple[float | None, ...]
MONTHS = 2 * YEAR


@dataclass(frozen=True)
class Measured:
    """The candidates of a run in the order of its ranks, and per measure one value each; None where not known."""

    run: Run
    customers: tuple[int, ...]
    first_ordered_on: tuple[date | None, ...]
    values: dict[str, Values]


def measured(run: Run, measures: Collection[str] = tuple(MEASURES), who: Any | None = None) -> Measured:
    """The candidates of a run (each with all that belongs to it) and what these measures say of them.

    These are the active ones, or `who` among the rows of the run. One query, two where a measure reads months.
    """
    asked = [MEASURES[key] for key in measures]
    found = candidates(run) if who is None else in_order(who)
    rows = list(found.only("customer_id", "first_ordered_on", *COLUMNS))
    months = _months(run) if any(measure.by_month for measure in asked) else {}
    digits = minor_digits(run.currency)
    return Measured(
        run=run,
        customers=tuple(row.customer_id for row in rows),
        first_ordered_on=tuple(row.first_ordered_on for row in rows),
        values={measure.key: _values(measure, rows, months, digits) for measure in asked},
    )


def candidates(run: Run) -> Any:
    """The rows of everybody who may be chosen: active customers, each the widest unit it belongs to."""
    return in_order(BookRow.objects.filter(run=run, is_widest=True, customer__is_active=True))


def in_order(rows: Any) -> Any:
    """Rows of a run in the order of their ranks, those without one last."""
    return rows.order_by(F("rank").asc(nulls_last=True), "pk")


def anchors_for(run: Run | None, measures: Collection[str] = tuple(MEASURES)) -> dict[str, tuple[str, ...]]:
    """Measure -> suggested figures for 0, 5 and 10, where the run has enough customers to suggest some."""
    if run is None:
        return {}
    found = measured(run, measures)
    return {key: suggested_anchors(MEASURES[key], values) for key, values in found.values.items()}


def _values(measure: Measure, rows: Sequence[BookRow], months: dict[int, Sequence[int | None]], digits: int) -> Values:
    nothing: Sequence[int | None] = ()
    return tuple(value_of(measure, row, months.get(row.pk, nothing), digits) for row in rows)


def _months(run: Run) -> dict[int, Sequence[int | None]]:
    """Row -> its contribution of the last 24 months, newest last; only months since its first order are there."""
    if run.as_of is None:
        return {}
    series = BookSeries.objects.filter(row__run=run, row__is_widest=True)
    told = series.values_list("row_id", "month", "contribution")
    return {pk: recent_months(month, each, run.as_of) for pk, month, each in told}


def recent_months(month: Sequence[str], amounts: Sequence[int | None], on: date) -> Sequence[int | None]:
    """The last 24 months up to that of a day; a month without orders brought nothing."""
    if not month:
        return ()
    last = on.year * 12 + on.month - 1
    held = {int(day[:4]) * 12 + int(day[5:7]) - 1: value for day, value in zip(month, amounts, strict=True)}
    begin = max(min(held), last - MONTHS + 1)
    return [held.get(each, 0) for each in range(begin, last + 1)]
