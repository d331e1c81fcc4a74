"""What a ledger holds up to a day: rows, dates, currency, and which of the optional columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from clave.analytics.currencies import reporting_currency
from clave.analytics.engines import Engine, date_literal
from clave.analytics.refusals import AsOfBeforeData, LedgerEmpty

if TYPE_CHECKING:
    from clave.analytics.cost_to_serve.drivers import DriverSet
    from clave.analytics.measures import Total

OPTIONAL = ("list_amount", "cost_amount", "freight_amount", "promised_on", "delivered_on")
NOT_CANCELLED = "COALESCE(status, 'invoiced') <> 'cancelled'"
COSTS = {"cost_amount": "product_cost", "freight_amount": "freight"}


@dataclass(frozen=True)
class Holdings:
    """The survey of a ledger as of a day; `rows` counts lines: read, cancelled, later than the day, and counted."""

    as_of: date
    as_of_is_last_order: bool
    currency: str
    converted: bool
    columns: frozenset[str]
    first_ordered_on: date
    last_ordered_on: date
    rows: dict[str, int]
    value_basis: str
    """What lifetime value is made of: `contribution` where the ledger holds a cost, else `revenue`."""
    filled: frozenset[str] = frozenset()
    """Those of the optional columns that every counted line fills."""
    drivers: DriverSet | None = None
    """How cost to serve is traced beyond freight."""

    @property
    def knows_contribution(self) -> bool:
        """True when at least one kind of cost is known."""
        return bool(set(COSTS) & self.columns) or self.drivers is not None

    @property
    def counts_freight(self) -> bool:
        """True when freight of the order lines is part of cost to serve."""
        return "freight_amount" in self.columns and (self.drivers is None or self.drivers.ledger_freight)

    @property
    def knows_cost_to_serve(self) -> bool:
        """True when freight counts or drivers trace something."""
        return self.counts_freight or self.drivers is not None

    def knows(self, total: Total) -> bool:
        """True when the ledger holds what a measure rests on."""
        followed = {"cost_to_serve": self.knows_cost_to_serve, "contribution": self.knows_contribution}
        return not total.needs or followed.get(total.needs, total.needs in self.columns)

    @property
    def contribution_lacks(self) -> list[str]:
        """The costs that contribution does not contain because the ledger has none of them."""
        return [measure for column, measure in COSTS.items() if column not in self.columns]


def survey(engine: Engine, reporting: str | None, as_of: date | None) -> Holdings:
    """What `order_lines` holds, `as_of` defaulting to the last day ordered on.

    Raises LedgerEmpty, AsOfBeforeData and CurrenciesMixed.
    """
    first, last = engine.rows(f"SELECT MIN(ordered_on), MAX(ordered_on) FROM order_lines WHERE {NOT_CANCELLED}")[0]
    if last is None:
        raise LedgerEmpty
    day = as_of or last
    if day < first:
        raise AsOfBeforeData(as_of=day, first=first)
    found = engine.rows(survey_sql(day))
    counted = [row for row in found if row[2]]
    currency = reporting_currency(reporting, (row[0] for row in counted))
    cells = {name: sum(row[place] for row in counted) for place, name in enumerate(OPTIONAL, start=5)}
    columns, rows = frozenset(name for name, count in cells.items() if count), row_counts(found)
    return Holdings(
        as_of=day,
        as_of_is_last_order=as_of is None,
        currency=currency,
        converted=any(row[0] != currency for row in counted),
        columns=columns,
        first_ordered_on=first,
        last_ordered_on=max(row[4] for row in counted),
        rows=rows,
        value_basis="contribution" if set(COSTS) & columns else "revenue",
        filled=frozenset(name for name, count in cells.items() if count == rows["counted"]),
    )


def survey_sql(day: date) -> str:
    """One row per currency: lines, counted, cancelled, last counted day, filled cells of each optional column."""
    judged = f"SELECT *, {NOT_CANCELLED} AS stands, ordered_on <= {date_literal(day)} AS in_time FROM order_lines"
    counted = "FILTER (WHERE stands AND in_time)"
    held = ", ".join(f"COUNT({column}) {counted}" for column in OPTIONAL)
    return (
        f"SELECT currency, COUNT(*), COUNT(*) {counted}, COUNT(*) FILTER (WHERE NOT stands), "
        f"MAX(ordered_on) {counted}, {held} FROM ({judged}) judged GROUP BY currency ORDER BY currency"
    )


def row_counts(found: list[tuple[Any, ...]]) -> dict[str, int]:
    """How many lines were read, and why the others do not count."""
    lines, counted, cancelled = (sum(int(row[place]) for row in found) for place in (1, 2, 3))
    return {"lines": lines, "counted": counted, "cancelled": cancelled, "after_as_of": lines - counted - cancelled}
