"""What drivers need of a ledger before they can be computed, and what is refused where it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from clave.analytics.cost_to_serve.drivers import DriverSet, Each
from clave.analytics.cost_to_serve.refusals import CostsColumnMissing, CostsCurrencyDiffers, CostsNeedActivities
from clave.analytics.currencies import DatedRates, rates_used
from clave.analytics.engines import Engine, date_literal

if TYPE_CHECKING:
    from clave.analytics.holdings import Holdings
    from clave.analytics.ledger import Ledger

ALWAYS_HELD = frozenset({"net_amount", "revenue", "returns_amount", "lines", "quantity", "is_return", "status"})
HELD_AS: Mapping[str, str] = MappingProxyType(
    {
        "list_revenue": "list_amount",
        "product_cost": "cost_amount",
        "freight": "freight_amount",
        "promised_days": "promised_on",
        "delivered_days": "delivered_on",
    }
)
"""Column of an equation -> the column of the ledger it comes from."""
DRIVEN_HOLDINGS = "contribution"


def with_drivers(engine: Engine, ledger: Ledger, holdings: Holdings) -> Holdings:
    """`holdings` with the drivers of the ledger, which make contribution known.

    Raises CostsCurrencyDiffers, CostsNeedActivities and CostsColumnMissing.
    """
    drivers = ledger.drivers
    if drivers is None:
        return holdings
    if drivers.currency != holdings.currency:
        raise CostsCurrencyDiffers(drivers=drivers.currency, results=holdings.currency)
    if drivers.reads_activities and not ledger.activities:
        raise CostsNeedActivities(driver=next(driver.name for _, driver in drivers.of(Each.ACTIVITY)))
    check_columns(engine, drivers)
    return replace(holdings, drivers=drivers, value_basis=DRIVEN_HOLDINGS)


def check_columns(engine: Engine, drivers: DriverSet) -> None:
    """Raises CostsColumnMissing for the first driver that reads a column of which the ledger holds nothing."""
    read = {
        (driver.name, HELD_AS.get(column, column)): driver.each
        for driver in drivers.drivers
        for column in sorted(drivers.columns_read(driver) - ALWAYS_HELD - drivers.attributes.keys())
    }
    for table, of_activity in (("order_lines", False), ("activities", True)):
        columns = sorted({column for (_, column), each in read.items() if (each is Each.ACTIVITY) is of_activity})
        if not columns:
            continue
        counts = engine.rows(f"SELECT {', '.join(f'COUNT({column})' for column in columns)} FROM {table}")[0]
        missing = {column for column, count in zip(columns, counts, strict=True) if not count}
        for (driver, column), each in read.items():
            if column in missing and (each is Each.ACTIVITY) is of_activity:
                raise CostsColumnMissing(driver=driver, column=column)


def keep_what_drivers_count(engine: Engine, ledger: Ledger, holdings: Holdings, lines: str) -> None:
    """Keep the customers of the counted `lines`, and the activities and months that drivers count."""
    drivers = holdings.drivers
    if drivers is None:
        return
    engine.keep(
        "customers_counted",
        f"SELECT customer_code, MIN(ordered_on) AS first_on, MIN(ordered_day) AS first_day "
        f"FROM ({lines}) counted GROUP BY customer_code",
    )
    if drivers.reads_activities:
        engine.keep("activities_counted", activities_sql(engine, ledger, holdings))
    if any(True for _ in drivers.of(Each.MONTH)):
        engine.keep("months_counted", months_sql(lines))


def activities_sql(engine: Engine, ledger: Ledger, holdings: Holdings) -> str:
    """Activities up to the day of the computation, with amounts in the currency of the results."""
    counted = f"activities.occurred_on <= {date_literal(holdings.as_of)}"
    kept = "customer_code, kind, occurred_on AS ordered_on, ordered_day, quantity, minutes"
    foreign = f"currency IS NOT NULL AND amount IS NOT NULL AND currency <> '{holdings.currency}'"
    wanted = engine.rows(
        f"SELECT DISTINCT currency, occurred_on FROM activities WHERE {counted} AND {foreign} ORDER BY 1, 2"
    )
    if not wanted:
        return f"SELECT {kept}, amount FROM activities WHERE {counted}"
    rates = engine.rows("SELECT rate_date, base, quote, rate FROM dated_rates ORDER BY file_no") if ledger.rates else []
    engine.register("activity_rates", rates_used(DatedRates.of(rates), wanted, holdings.currency))
    return (
        f"SELECT {kept}, CAST(amount * COALESCE(rate, 1) AS DECIMAL(18,4)) AS amount FROM activities "
        f"LEFT JOIN activity_rates ON activity_rates.currency = activities.currency "
        f"AND activity_rates.ordered_on = activities.occurred_on WHERE {counted}"
    )


def months_sql(lines: str) -> str:
    """Every calendar month that each customer has begun since its first order, on the first day the ledger has of it."""
    months = (
        f"SELECT MIN(ordered_on) AS month_on, MIN(ordered_day) AS month_day, "
        f"MAX(ordered_on) AS last_on FROM ({lines}) counted GROUP BY date_trunc('month', ordered_on)"
    )
    return (
        f"SELECT customer_code, GREATEST(month_on, first_on) AS ordered_on, "
        f"GREATEST(month_day, first_day) AS ordered_day FROM customers_counted "
        f"CROSS JOIN ({months}) months WHERE first_on <= last_on"
    )
