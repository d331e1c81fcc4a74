"""What a customer took within some spans of days: units, list price, revenue, product cost and freight, as booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.analytics.engines import Engine
from clave.analytics.engines.seam import date_literal, quoted
from clave.analytics.holdings import survey
from clave.analytics.ledger import Ledger
from clave.analytics.measures import EXACT_MONEY, exact_sum, known_sum
from clave.analytics.refusals import LedgerEmpty
from clave.analytics.roll_up import convert, lines_sql, opened_ledger

Span = tuple[date, date]
"""The first and the last day of a span, both in it."""


@dataclass(frozen=True)
class Taken:
    """One span: amounts in the currency of the results; None where one line lacks the figure; credits are taken off."""

    units: Decimal
    revenue: Decimal
    list_revenue: Decimal | None
    product_cost: Decimal | None
    freight: Decimal | None

    @property
    def net_price(self) -> Decimal | None:
        """What a unit brought; None where nothing was sold."""
        return self.revenue / self.units if self.units > 0 else None

    @property
    def unit_cost(self) -> Decimal | None:
        """What a unit cost to make or buy; None where that is not known."""
        return self.product_cost / self.units if self.units > 0 and self.product_cost is not None else None


NOTHING = Taken(Decimal(0), Decimal(0), Decimal(0), Decimal(0), Decimal(0))
PRODUCTS = ("product_code", "product_group")
"""The columns by which lines are limited to what a deal names."""
_KNOWN = ("list_amount", "cost_amount", "freight_amount")


@dataclass(frozen=True)
class Takings:
    """The spans of several askings as of the last day of the ledger, in one currency."""

    as_of: date
    currency: str
    taken: tuple[tuple[Taken, ...], ...]


@dataclass(frozen=True)
class Asked:
    """Whose takings are asked for, in which spans, and of which products or product groups; of all where none is named."""

    codes: Sequence[str]
    spans: Sequence[Span]
    products: Sequence[str] = ()


def takings(ledger: Ledger, asked: Sequence[Asked]) -> Takings:
    """What customers took in spans: each asking names codes that count as one customer, its spans, and products.

    Amounts are in the ledger's reporting currency, lines in others at the rate of their day. Raises LedgerEmpty,
    CurrenciesMixed and RateMissing.
    """
    if not ledger.orders:
        raise LedgerEmpty
    with opened_ledger(ledger) as engine:
        holdings = survey(engine, ledger.reporting_currency, None)
        convert(engine, ledger, holdings)
        lines = lines_sql(holdings, PRODUCTS if any(one.products for one in asked) else ())
        taken = tuple(tuple(_taken(engine, lines, one, span) for span in one.spans) for one in asked)
    return Takings(holdings.as_of, holdings.currency, taken)


def _taken(engine: Engine, lines: str, asked: Asked, span: Span) -> Taken:
    if not asked.codes:
        return NOTHING
    row = engine.rows(taken_sql(lines, asked, span))[0]
    if row[0] is None:
        return NOTHING
    units, revenue, *known = row
    return Taken(Decimal(units), Decimal(revenue), *(None if each is None else Decimal(each) for each in known))


def taken_sql(lines: str, asked: Asked, span: Span) -> str:
    """One row: units and amounts of the lines of these codes and products in the span."""
    sums = ", ".join(
        (
            exact_sum("units", EXACT_MONEY),
            exact_sum("net_amount", EXACT_MONEY),
            *(known_sum(name, f"{name} IS NULL", EXACT_MONEY) for name in _KNOWN),
        )
    )
    whose = f"customer_code IN ({', '.join(map(quoted, asked.codes))})"
    days = f"ordered_on BETWEEN {date_literal(span[0])} AND {date_literal(span[1])}"
    named = ", ".join(map(quoted, asked.products))
    which = f" AND ({' OR '.join(f'{column} IN ({named})' for column in PRODUCTS)})" if named else ""
    return f"SELECT {sums} FROM ({lines}) counted WHERE {whose} AND {days}{which}"
