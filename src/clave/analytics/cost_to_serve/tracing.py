"""From drivers to SQL: what every order, and every day between orders, took and cost.

Equations over lines are summed per order beside the other order measures; activities and months come in as rows without
an order, one per customer and day, so that every sum over orders contains them. Amounts are rounded in a chain: of each
driver and customer, amount n is the rounded cost of all minutes up to n less the rounded cost up to n - 1, so that orders
add up to the customer to the last decimal and no rounding error ever accumulates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from clave.analytics.cost_to_serve.drivers import COLUMNS, LINE_COLUMNS, Attribute, Driver, DriverSet, Each
from clave.analytics.cost_to_serve.equation_sql import SqlOf, known, number_literal, text_literal
from clave.analytics.engines import date_literal
from clave.analytics.measures import COUNTED, MONEY, ORDER_MEASURES, How, Total

LINE_SQL: Mapping[str, str] = {
    **{name: name for name in LINE_COLUMNS},
    "quantity": "COALESCE(quantity, 1)",
    "promised_days": "CAST((promised_on - ordered_on) AS INT)",
    "delivered_days": "CAST((delivered_on - ordered_on) AS INT)",
}
ACTIVITY_SQL: Mapping[str, str] = {
    **{name: name for name in COLUMNS[Each.ACTIVITY]},
    "quantity": "COALESCE(quantity, 1)",
}
ORDER_SQL: Mapping[str, str] = {name: name for name in COLUMNS[Each.ORDER]}
ALWAYS_IN_LINES = frozenset({"net_amount", "list_amount", "cost_amount", "freight_amount", "is_return"})
DAYS = ("ordered_on", "ordered_day")
NO_AMOUNT = "CAST(0 AS DECIMAL(38,6))"


@dataclass(frozen=True)
class Tracing:
    """The drivers of one computation, as SQL."""

    drivers: DriverSet

    @cached_property
    def places(self) -> range:
        """The number of each driver; its columns are `times_N`, `base_N` (minutes or money) and `amount_N`."""
        return range(len(self.drivers.drivers))

    @cached_property
    def line_columns(self) -> list[str]:
        """The columns of order lines that the equations read beyond those every roll-up reads."""
        read = frozenset().union(*(self.drivers.columns_read(each) for each in self.drivers.drivers))
        days = {"promised_days", "delivered_days"}
        return sorted((read & LINE_COLUMNS.keys()) - ALWAYS_IN_LINES - days)

    @cached_property
    def order_figures(self) -> SqlOf:
        """Writes the equations of orders, collecting what must be computed over their lines."""
        attributes = attribute_sql(self.drivers.attributes)
        return SqlOf({**ORDER_SQL, **attributes}, {**LINE_SQL, **attributes})

    @cached_property
    def _order_columns(self) -> str:
        """Times and base of every driver in one order; orders and lines count in it, activities and months do not."""
        return ", ".join(
            self._counted(place, driver, self.order_figures, alone=True)
            if driver.each is Each.ORDER
            else nothing(place)
            if driver.each in (Each.ACTIVITY, Each.MONTH)
            else f"times_{place}, base_{place}"
            for place, driver in enumerate(self.drivers.drivers)
        )

    def line_figures(self) -> list[str]:
        """What is computed over the lines of each order: the drivers per line, and what orders ask of their lines."""
        of_line = SqlOf({**LINE_SQL, **attribute_sql(self.drivers.attributes)})
        per_line = [self._counted(place, driver, of_line) for place, driver in self.drivers.of(Each.LINE, Each.RETURN)]
        _ = self._order_columns
        return per_line + [f"{sql} AS {alias}" for alias, sql in self.order_figures.over_lines.items()]

    def order_rows(self, rolled: str) -> str:
        """Orders, activities and months as one list of rows with the columns of every driver."""
        measures = ", ".join(("customer_code", "order_id", *(measure.name for measure in ORDER_MEASURES)))
        parts = [f"SELECT {measures}, {self._order_columns} FROM ({rolled}) rolled"]
        if self.drivers.reads_activities:
            parts.append(self._activity_rows())
        if any(True for _ in self.drivers.of(Each.MONTH)):
            parts.append(self._month_rows())
        return " UNION ALL ".join(parts)

    def priced(self, rows: str) -> str:
        """`rows` with the amount of every driver and their sum, exact to four decimals."""
        window = "OVER (PARTITION BY customer_code ORDER BY ordered_day, order_id ROWS UNBOUNDED PRECEDING)"
        up_to = ", ".join(
            f"CAST(SUM(COALESCE(base_{n}, {NO_AMOUNT})) {window} AS DECIMAL(19,6)) AS up_to_{n}" for n in self.places
        )
        amounts = ", ".join(f"{self._amount(n)} AS amount_{n}" for n in self.places)
        if not self.places:
            return f"SELECT *, CAST(0 AS DECIMAL(38,4)) AS driven FROM ({rows}) every"
        total = " + ".join(f"amount_{n}" for n in self.places)
        chained = f"SELECT *, {amounts} FROM (SELECT *, {up_to} FROM ({rows}) every) chained"
        return f"SELECT *, CAST({total} AS DECIMAL(38,4)) AS driven FROM ({chained}) priced"

    def _amount(self, place: int) -> str:
        rate = self.drivers.rate_of(self.drivers.drivers[place]) or Decimal(1)
        own = f"COALESCE(base_{place}, {NO_AMOUNT})"
        up_to = cost_sql(f"up_to_{place}", rate)
        before = cost_sql(f"CAST(up_to_{place} - {own} AS DECIMAL(19,6))", rate)
        return f"CASE WHEN base_{place} IS NOT NULL THEN {up_to} - {before} END"

    def customer_totals(self) -> list[Total]:
        """Times, minutes or money, and amount of every driver, summed."""
        return [
            total
            for n in self.places
            for total in (
                Total(f"times_{n}", "times", How.SUM, f"times_{n}", "How often.", kind=COUNTED),
                Total(f"base_{n}", "minutes or money", How.KNOWN, f"base_{n}", "How much.", kind="DECIMAL(38,6)"),
                Total(f"amount_{n}", MONEY, How.KNOWN, f"amount_{n}", "What it cost."),
            )
        ]

    def _activity_rows(self) -> str:
        figures = SqlOf({**ACTIVITY_SQL, **attribute_sql(self.drivers.attributes)})
        columns = ", ".join(
            self._counted(n, driver, figures) if driver.each is Each.ACTIVITY else nothing(n)
            for n, driver in enumerate(self.drivers.drivers)
        )
        return (
            f"SELECT customer_code, '' AS order_id, {blank_measures()}, {columns} "
            f"FROM activities_counted WHERE customer_code IN (SELECT customer_code FROM customers_counted) "
            f"GROUP BY customer_code, ordered_on, ordered_day"
        )

    def elsewhere_sql(self) -> str:
        """Minutes or money of activities at customers without an order: nobody in the book can bear them."""
        figures = SqlOf({**ACTIVITY_SQL, **attribute_sql(self.drivers.attributes)})
        columns = ", ".join(self._counted(n, driver, figures) for n, driver in self.drivers.of(Each.ACTIVITY))
        return (
            f"SELECT ordered_on, {columns} FROM activities_counted "
            f"WHERE customer_code NOT IN (SELECT customer_code FROM customers_counted) GROUP BY ordered_on"
        )

    def _month_rows(self) -> str:
        figures = SqlOf(attribute_sql(self.drivers.attributes))
        columns = ", ".join(
            self._counted(n, driver, figures, alone=True) if driver.each is Each.MONTH else nothing(n)
            for n, driver in enumerate(self.drivers.drivers)
        )
        return f"SELECT customer_code, '' AS order_id, {blank_measures()}, {columns} FROM months_counted"

    def _counted(self, place: int, driver: Driver, sql: SqlOf, *, alone: bool = False) -> str:
        """Times and base of one driver: over the rows of a group, or of one row `alone`."""
        condition = " AND ".join(self._conditions(driver, sql)) or "TRUE"
        value = sql.number(self.drivers.equation(driver))
        times = f"CASE WHEN {condition} THEN 1 ELSE 0 END"
        base = f"CASE WHEN {condition} THEN {value} ELSE {number_literal(Decimal(0))} END"
        if alone:
            return f"{times} AS times_{place}, CAST({base} AS DECIMAL(38,6)) AS base_{place}"
        total = f"CAST(SUM({base}) AS DECIMAL(38,6))"
        return f"SUM({times}) AS times_{place}, {known(total, base)} AS base_{place}"

    def _conditions(self, driver: Driver, sql: SqlOf) -> Iterable[str]:
        """What must hold for a row to count."""
        if driver.each in RETURNED:
            yield f"is_return = {RETURNED[driver.each]}"
        if driver.each is Each.ORDER:
            yield "is_order = 1"
        if driver.kinds:
            yield f"kind IN ({', '.join(map(text_literal, driver.kinds))})"
        if driver.customers:
            yield f"customer_code IN ({', '.join(map(text_literal, driver.customers))})"
        if driver.first:
            yield f"ordered_on >= {date_literal(driver.first)}"
        if driver.last:
            yield f"ordered_on <= {date_literal(driver.last)}"
        condition = self.drivers.condition(driver)
        if condition is not None:
            yield sql.truth(condition)


RETURNED: Mapping[Each, int] = {Each.LINE: 0, Each.RETURN: 1}


def cost_sql(minutes: str, rate: Decimal) -> str:
    """Minutes at a rate of twelve decimals, rounded to four."""
    return f"CAST({minutes} * CAST({rate:f} AS DECIMAL(18,12)) AS DECIMAL(38,4))"


def nothing(place: int) -> str:
    """The columns of a driver in a row that it does not count."""
    return f"0 AS times_{place}, {NO_AMOUNT} AS base_{place}"


def blank_measures() -> str:
    """The order measures of a row that is no order: its day, and zero of everything."""
    zero = "CAST(0 AS DECIMAL(38,4))"
    return ", ".join(
        measure.name if measure.name in DAYS else f"{zero if measure.unit == MONEY else '0'} AS {measure.name}"
        for measure in ORDER_MEASURES
    )


def attribute_sql(attributes: Mapping[str, Attribute]) -> dict[str, str]:
    """The number of each customer; not known where neither the customer nor a default has one."""
    return {name: one_attribute(attribute) for name, attribute in attributes.items()}


def one_attribute(attribute: Attribute) -> str:
    """One attribute as SQL over `customer_code`."""
    default = "CAST(NULL AS DECIMAL(18,6))" if attribute.default is None else number_literal(attribute.default)
    if not attribute.customers:
        return default
    cases = " ".join(
        f"WHEN {text_literal(code)} THEN {number_literal(value)}" for code, value in attribute.customers.items()
    )
    return f"CASE customer_code {cases} ELSE {default} END"
