"""One definition of each measure: a name, a unit, and an expression that DuckDB and Spark both run unchanged.

Two grains. `ORDER_MEASURES` roll the counted lines of one order up to one row; `CUSTOMER_MEASURES` bring those rows
together to one customer, in SQL or over sorted rows (`runs.py`). `{as_of}` is the day of the computation as a date
literal. A line counts unless it is cancelled; it is a return when its status is `credit`, or its quantity or net amount
is negative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Measure:
    """One measure: what it is called, its unit, the expression, the ledger columns it needs and what it means.

    `filled` is the same figure where every counted line has all that is needed: nothing can be unknown then.
    """

    name: str
    unit: str
    sql: str
    meaning: str
    needs: tuple[str, ...] = ()
    filled: str = ""


class How(Enum):
    """How the values of many rows come together, in SQL; what is not known is left out."""

    SUM = "CAST(SUM({0}) AS {1})"
    KNOWN = "CASE WHEN COUNT({0}) = COUNT(*) THEN CAST(SUM({0}) AS {1}) END"
    """The sum, null as soon as one value is not known."""


COUNTED, EXACT_MONEY, MONEY_OF_ORDER = "BIGINT", "DECIMAL(38,4)", "DECIMAL(18,4)"


@dataclass(frozen=True)
class Total:
    """A measure of many rows: how the values of one expression over each row come together, and of which SQL type.

    `needs` names what the ledger must hold for it (`Holdings.knows`).
    """

    name: str
    unit: str
    how: How
    of: str
    meaning: str
    needs: str = ""
    kind: str = EXACT_MONEY

    @property
    def sql(self) -> str:
        """The measure over the rows of a group."""
        return self.how.value.format(self.of, self.kind)

    @property
    def kind_of_one(self) -> str:
        """The type of one value; what has no room in it is refused."""
        return {COUNTED: "INT", EXACT_MONEY: MONEY_OF_ORDER}.get(self.kind, self.kind)

    @property
    def unknown(self) -> str:
        """The same where the ledger does not hold what it needs."""
        return f"CAST(NULL AS {self.kind})"


MONEY = "reporting currency"


def exact(expression: str, kind: str = MONEY_OF_ORDER) -> str:
    """The SQL of money that keeps four decimals exactly, whatever the engine and the number of threads."""
    return f"CAST({expression} AS {kind})"


def exact_sum(expression: str, kind: str = MONEY_OF_ORDER) -> str:
    """The SQL of an exact sum of money, as of one order unless `kind` leaves more room."""
    return exact(f"SUM({expression})", kind)


def known_sum(column: str, unknown: str, kind: str = MONEY_OF_ORDER) -> str:
    """The SQL of an exact sum that is null as soon as one row satisfies `unknown`: unknown is never taken as 0."""
    known = exact_sum(f"COALESCE({column}, 0)", kind)
    return f"CASE WHEN SUM(CASE WHEN {unknown} THEN 1 ELSE 0 END) = 0 THEN {known} END"


RETURN_LINE = "(COALESCE(status, 'invoiced') = 'credit' OR COALESCE(quantity, 1) < 0 OR net_amount < 0)"
SHIPPED = "(delivered_on IS NOT NULL AND delivered_on <= {as_of})"
PROMISED = "(is_return = 0 AND promised_on IS NOT NULL)"
LATE = f"CASE WHEN {SHIPPED} THEN delivered_on > promised_on ELSE promised_on < {{as_of}} END"
ON_TIME, PENDING_LINE, LATE_LINE = 1, 2, 3
DELIVERY = (
    f"MAX(CASE WHEN NOT {PROMISED} THEN 0 WHEN {LATE} THEN {LATE_LINE} WHEN {SHIPPED} THEN {ON_TIME} "
    f"ELSE {PENDING_LINE} END)"
)
"""How delivery of an order stands: as its worst promised line; 0 where nothing was promised."""

ORDER_MEASURES: tuple[Measure, ...] = (
    Measure(
        "ordered_on",
        "date",
        "DATE '1970-01-01' + CAST(MIN(ordered_day) AS INT)",
        "The day of the order: the earliest of its lines.",
    ),
    Measure("ordered_day", "days since 1970-01-01", "MIN(ordered_day)", "The same day as a number."),
    Measure(
        "is_order",
        "0 or 1",
        "1 - MIN(is_return)",
        "1 unless every counted line is a return: a pure credit note is no order.",
    ),
    Measure("lines", "lines", "COUNT(*)", "Counted lines of the order."),
    Measure("revenue", MONEY, exact_sum("net_amount"), "Net amount of all counted lines, credits included."),
    Measure("units", "units", exact_sum("units"), "Units of all counted lines, what came back taken off."),
    Measure(
        "returns_amount",
        MONEY,
        exact_sum("CASE WHEN is_return = 1 THEN -net_amount ELSE 0 END"),
        "What was credited, as a positive amount.",
    ),
    Measure(
        "list_revenue",
        MONEY,
        known_sum("list_amount", "list_amount IS NULL"),
        "The counted lines at list price; null when one of them has none.",
        ("list_amount",),
        exact_sum("list_amount"),
    ),
    Measure(
        "product_cost",
        MONEY,
        known_sum("cost_amount", "cost_amount IS NULL AND is_return = 0"),
        "Product cost of the counted lines; null when a sold line has none. A return without a cost gives none back.",
        ("cost_amount",),
        exact_sum("cost_amount"),
    ),
    Measure(
        "freight",
        MONEY,
        f"CASE WHEN COUNT(freight_amount) > 0 OR MIN(is_return) = 1 "
        f"THEN {exact_sum('COALESCE(freight_amount, 0)')} END",
        "Freight borne by us; null when no line of an order has one.",
        ("freight_amount",),
        exact_sum("freight_amount"),
    ),
    Measure(
        "due_order",
        "0 or 1",
        f"CASE WHEN {DELIVERY} IN ({ON_TIME}, {LATE_LINE}) THEN 1 ELSE 0 END",
        "1 when a delivery day was promised and the order has arrived in full or a promised day has passed.",
        ("promised_on",),
    ),
    Measure(
        "on_time_order",
        "0 or 1",
        f"CASE WHEN {DELIVERY} = {ON_TIME} THEN 1 ELSE 0 END",
        "1 when the order was due and every line came on or before its promised day.",
        ("promised_on",),
    ),
)
"""Per order, over its counted lines."""

CONTRIBUTION = "revenue - {product_cost} - {cost_to_serve}"

CUSTOMER_MEASURES: tuple[Total, ...] = (
    Total(
        "orders",
        "orders",
        How.SUM,
        "is_order",
        "Orders that are not cancelled and not pure credit notes.",
        kind=COUNTED,
    ),
    Total("revenue", MONEY, How.SUM, "revenue", "Net amount of all counted lines, credits included."),
    Total(
        "list_revenue",
        MONEY,
        How.KNOWN,
        "list_revenue",
        "Value at list price; null when unknown for one order.",
        "list_amount",
    ),
    Total(
        "product_cost",
        MONEY,
        How.KNOWN,
        "product_cost",
        "Product cost; null when unknown for one order.",
        "cost_amount",
    ),
    Total(
        "freight",
        MONEY,
        How.KNOWN,
        "freight",
        "Freight borne by us; null when unknown for one order.",
        "freight_amount",
    ),
    Total(
        "cost_to_serve",
        MONEY,
        How.KNOWN,
        "cost_to_serve",
        "Freight and whatever the cost drivers trace; null when unknown for one order.",
        "cost_to_serve",
    ),
    Total(
        "contribution",
        MONEY,
        How.KNOWN,
        "contribution",
        "Revenue less the costs that are known; null when one of these is unknown for one order.",
        "contribution",
    ),
    Total("returns_amount", MONEY, How.SUM, "returns_amount", "What was credited, as a positive amount."),
    Total("units", "units", How.SUM, "units", "Units of all its orders, what came back taken off."),
    Total(
        "due_orders",
        "orders",
        How.SUM,
        "due_order",
        "Orders whose delivery can be judged.",
        "promised_on",
        COUNTED,
    ),
    Total(
        "on_time_orders",
        "orders",
        How.SUM,
        "on_time_order",
        "Of these, delivered in full on or before the promised day.",
        "promised_on",
        COUNTED,
    ),
)
"""Per customer (and per customer and month), over its orders."""


def selected(
    measures: tuple[Measure, ...], held: frozenset[str], as_of: str, filled: frozenset[str] = frozenset()
) -> str:
    """The select list of `measures`; one whose columns the ledger does not hold is null."""
    return ",\n  ".join(f"{expression(m, held, as_of, filled)} AS {m.name}" for m in measures)


def of_one_row(sql: str) -> str:
    """`sql` over a single row: what its aggregates come to then."""
    counted = re.sub(r"COUNT\((\w+)\)", r"CASE WHEN \1 IS NULL THEN 0 ELSE 1 END", sql.replace("COUNT(*)", "1"))
    return re.sub(r"\b(SUM|MIN|MAX)\(", "(", counted)


def expression(measure: Measure, held: frozenset[str], as_of: str, filled: frozenset[str] = frozenset()) -> str:
    """The SQL of one measure for a ledger that holds the columns `held`, some of them `filled` on every line."""
    if not set(measure.needs) <= held:
        return UNKNOWN_MONEY if measure.unit == MONEY else "CAST(NULL AS BIGINT)"
    shorter = measure.filled and set(measure.needs) <= filled
    return (measure.filled if shorter else measure.sql).replace("{as_of}", as_of)


UNKNOWN_MONEY = exact("NULL")


def cost_to_serve_sql(counts_freight: bool, driven: str = "") -> str:
    """Cost to serve of one row: its freight where that counts, and what drivers trace (`driven`); null without either."""
    parts = [*(["freight"] if counts_freight else []), *([driven] if driven else [])]
    return exact(" + ".join(parts)) if parts else UNKNOWN_MONEY


def contribution_sql(knows_product_cost: bool, knows_cost_to_serve: bool) -> str:
    """Contribution of one row over the costs that are known; null when none is."""
    known = {"product_cost": knows_product_cost, "cost_to_serve": knows_cost_to_serve}
    if not any(known.values()):
        return UNKNOWN_MONEY
    return exact(CONTRIBUTION.format(**{name: name if held else "0" for name, held in known.items()}))
