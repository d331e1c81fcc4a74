"""Who bought which of our offerings in the past year: revenue and contribution by customer and product group, exact."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clave.analytics.engines import Engine, date_literal, quoted
from clave.analytics.holdings import Holdings, survey
from clave.analytics.ledger import Ledger
from clave.analytics.measures import EXACT_MONEY, RETURN_LINE, exact_sum, known_sum
from clave.analytics.refusals import LedgerEmpty
from clave.analytics.roll_up import convert, counted_lines, opened_ledger

YEAR_DAYS = 365


@dataclass(frozen=True)
class Sold:
    """What one customer bought of one offering; `contribution` is None where a sold line has no cost."""

    revenue: Decimal
    contribution: Decimal | None


@dataclass(frozen=True)
class SoldByOffering:
    """By (customer code, offering), over the 365 days up to `as_of`; `offerings` are all that anybody bought then."""

    currency: str
    as_of: date
    offerings: tuple[str, ...]
    sold: dict[tuple[str, str], Sold]
    ungrouped: Decimal
    """What these customers bought on lines without a product group."""


def sold_by_offering(ledger: Ledger, codes: Collection[str], *, as_of: date | None = None) -> SoldByOffering:
    """What these customers bought of each product group, returns taken off; contribution is revenue less product cost and freight.

    Raises LedgerEmpty, AsOfBeforeData, CurrenciesMixed and RateMissing.
    """
    if not ledger.orders:
        raise LedgerEmpty
    plain = replace(ledger, drivers=None)
    with opened_ledger(plain) as engine:
        holdings = survey(engine, plain.reporting_currency, as_of)
        convert(engine, plain, holdings)
        rows = engine.rows(sold_sql(holdings, codes)) if codes else []
        offerings = _offerings(engine, holdings)
    grouped = {(code, group): Sold(revenue, gained) for code, group, revenue, gained in rows if group is not None}
    ungrouped = sum((row[2] for row in rows if row[1] is None), Decimal(0))
    return SoldByOffering(holdings.currency, holdings.as_of, offerings, grouped, ungrouped)


def sold_sql(holdings: Holdings, codes: Collection[str]) -> str:
    """One row per customer and product group, in the currency of the results."""
    columns = ["net_amount", *(name for name in ("cost_amount", "freight_amount") if name in holdings.columns)]
    rate = " * rate" if holdings.converted else ""
    amounts = ", ".join(f"CAST({name}{rate} AS DECIMAL(18,4)) AS {name}" for name in columns)
    rates = "rates_used.currency = order_lines.currency AND rates_used.ordered_on = order_lines.ordered_on"
    joined = f" JOIN rates_used ON {rates}" if holdings.converted else ""
    marked = f"CASE WHEN {RETURN_LINE} THEN 1 ELSE 0 END AS is_return"
    whose = f"customer_code IN ({', '.join(map(quoted, sorted(codes)))})"
    lines = f"SELECT customer_code, product_group, {amounts}, {marked} FROM order_lines{joined} WHERE {whose} AND {_year(holdings)}"
    revenue = exact_sum("net_amount", EXACT_MONEY)
    cost = (
        known_sum("cost_amount", "cost_amount IS NULL AND is_return = 0", EXACT_MONEY)
        if "cost_amount" in columns
        else ""
    )
    freight = f" - {exact_sum('COALESCE(freight_amount, 0)', EXACT_MONEY)}" if "freight_amount" in columns else ""
    gained = f"CAST({revenue} - {cost}{freight} AS DECIMAL(38,4))" if cost else "NULL"
    return f"SELECT customer_code, product_group, {revenue}, {gained} FROM ({lines}) sold GROUP BY customer_code, product_group"


def _offerings(engine: Engine, holdings: Holdings) -> tuple[str, ...]:
    found = engine.rows(
        f"SELECT DISTINCT product_group FROM order_lines WHERE product_group IS NOT NULL AND {_year(holdings)} ORDER BY 1"
    )
    return tuple(row[0] for row in found)


def _year(holdings: Holdings) -> str:
    counted = f"{counted_lines(holdings)} AND ordered_on > {date_literal(holdings.as_of)} - {YEAR_DAYS}"
    return counted.replace("ordered_on", "order_lines.ordered_on")
