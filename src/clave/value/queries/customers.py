"""The list of customers: what each contributes and is worth, as far as the reader's rights go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, FloatField, QuerySet, Sum
from django.db.models.functions import Cast

from clave.kit.money import Money
from clave.kit.tables import Cell as Exported
from clave.ledger.models import Customer
from clave.value.columns import Column, Kind, Opens
from clave.value.fields import Reading
from clave.value.models import BookRow
from clave.value.queries.choosing import LOSING, QUIET, Selection
from clave.value.rules import BASIS_POINTS, QUIET_BELOW_BASIS_POINTS, spread_of

MOST_CHOICES = 200


@dataclass(frozen=True)
class Cell:
    """One figure of one customer, or one sum; `low` and `high` where it is estimated.

    `is_open` is False where it is not for the reader, `unknown` says how many figures a sum lacks.
    """

    column: Column
    value: Any
    low: Money | None = None
    high: Money | None = None
    is_open: bool = True
    unknown: int = 0


@dataclass(frozen=True)
class Line:
    """One customer of the list, or a group with all its members."""

    code: str
    name: str
    members: int
    is_quiet: bool
    is_losing: bool
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Totals:
    """What the customers found have together; a sum over known figures says how many were unknown."""

    customers: int
    quiet: int
    losing: int
    sums: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    low: Money | None = None
    high: Money | None = None

    def cell(self, column: Column) -> Cell:
        """The sum of a column; a column that does not add up has none."""
        value = self.sums.get(column.id, "")
        if column.id == "lifetime_value" and value is not None:
            return Cell(column, value, self.low, self.high, unknown=self.unknown[column.id])
        return Cell(column, value, unknown=self.unknown.get(column.id, 0))


def lines(found: Selection, start: int = 0, stop: int | None = None) -> list[Line]:
    """The customers from one place to another, with their figures."""
    return [_line(found, row) for row in figures_of(found, found.shown)[start:stop]]


def figures_of(found: Selection, columns: Sequence[Column]) -> QuerySet[BookRow, dict[str, Any]]:
    """Every row as the named figures that are open to the reader, and which rights open something on it."""
    reading = found.reading
    given = {f"f_{column.id}": reading.shown(F(column.field), column.opens) for column in columns}
    if Opens.VALUE in reading.reaches:
        given |= {
            f"f_{name}": reading.shown(F(name), Opens.VALUE)
            for name in ("lifetime_value_low", "lifetime_value_high", "contribution")
        }
    if Opens.COUNTS in reading.reaches:
        given["f_p_active"] = reading.shown(F("p_active_basis_points"), Opens.COUNTS)
    mixed = {f"open_{right}": reading.shown(F("id"), right) for right in reading.reaches if reading.is_mixed(right)}
    kept = ("customer__code", "customer__name", "members", *given, *mixed)
    rows: QuerySet[BookRow, dict[str, Any]] = found.rows.annotate(**given, **mixed).values(*kept)
    return rows


def _line(found: Selection, row: dict[str, Any]) -> Line:
    contribution, chance = row.get("f_contribution"), row.get("f_p_active")
    return Line(
        code=row["customer__code"],
        name=row["customer__name"],
        members=row["members"],
        is_quiet=chance is not None and chance < QUIET_BELOW_BASIS_POINTS,
        is_losing=contribution is not None and contribution < 0,
        cells=[_cell(found, column, row) for column in found.shown if column.id != "name"],
    )


def _cell(found: Selection, column: Column, row: dict[str, Any]) -> Cell:
    if row.get(f"open_{column.opens}", 1) is None:
        return Cell(column, None, is_open=False)
    value, currency = row[f"f_{column.id}"], found.run.currency
    if column.id == "lifetime_value" and value is not None:
        low, high = (Money.from_minor(row[f"f_{column.id}_{end}"], currency) for end in ("low", "high"))
        return Cell(column, Money.from_minor(value, currency), low, high)
    return Cell(column, measured(column, value, currency))


def measured(column: Column, value: Any, currency: str) -> Any:
    """A stored figure in its own unit: money with its currency, a share of one, a day, a count; None stays None."""
    if value is None or column.kind in (Kind.TEXT, Kind.COUNT, Kind.DAY):
        return value
    if column.kind is Kind.MONEY:
        return Money.from_minor(value, currency)
    return value / (BASIS_POINTS if column.kind is Kind.SHARE else 1000)


def totals(found: Selection) -> Totals:
    """How many customers were found, and what they have together, in one query."""
    reading = found.reading
    summed = [column for column in found.shown if column.kind in (Kind.MONEY, Kind.COUNT)]
    asked: dict[str, Any] = {"customers": Count("pk")}
    for column in summed:
        figure = reading.shown(F(column.field), column.opens)
        asked |= {f"s_{column.id}": Sum(figure), f"n_{column.id}": Count(figure)}
    if Opens.COUNTS in reading.reaches:
        asked |= {name: Sum(reading.shown(F(name), Opens.COUNTS)) for name in ("due_orders", "on_time_orders")}
        asked["quiet"] = Count("pk", filter=reading.whose(Opens.COUNTS) & QUIET)
    if Opens.VALUE in reading.reaches:
        asked |= {f"squares_{end}": Sum(_square(reading, end)) for end in ("low", "high")}
        asked["losing"] = Count("pk", filter=reading.whose(Opens.VALUE) & LOSING)
    return _summed_up(found, summed, found.rows.order_by().aggregate(**asked))


def _square(reading: Reading, end: str) -> Any:
    """The square of the distance from a lifetime value to one end of its interval."""
    distance = Cast(F("lifetime_value") - F(f"lifetime_value_{end}"), FloatField())
    return reading.shown(distance * distance, Opens.VALUE)


def _summed_up(found: Selection, summed: Sequence[Column], got: dict[str, Any]) -> Totals:
    sums: dict[str, Any] = {}
    for column in summed:
        total = got[f"s_{column.id}"]
        sums[column.id] = None if total is None else measured(column, int(total), found.run.currency)
    if got.get("due_orders"):
        sums["on_time_share"] = int(got["on_time_orders"]) / int(got["due_orders"])
    low = high = None
    if got.get("s_lifetime_value") is not None:
        spread = spread_of(int(got["s_lifetime_value"]), got["squares_low"], got["squares_high"])
        low, high = (Money.from_minor(end, found.run.currency) for end in (spread.low, spread.high))
    return Totals(
        customers=got["customers"],
        quiet=got.get("quiet", 0),
        losing=got.get("losing", 0),
        sums=sums,
        unknown={column.id: got["customers"] - got[f"n_{column.id}"] for column in summed},
        low=low,
        high=high,
    )


def choices(reading: Reading) -> dict[str, list[str]]:
    """The countries and segments among the customers whose master record is open to the reader, in order."""
    if Opens.MASTER not in reading.reaches:
        return {"country": [], "segment": []}
    customers = Customer.objects.visible_to(reading.user, reading.on).filter(reading.whose(Opens.MASTER, "pk"))
    pairs = list(customers.order_by().values_list("country", "segment").distinct())
    found = ({pair[at] for pair in pairs} - {""} for at in range(2))
    return {name: sorted(each)[:MOST_CHOICES] for name, each in zip(("country", "segment"), found, strict=True)}


def exported(found: Selection) -> Iterator[list[Exported]]:
    """Every customer found as a row of a file: its code, its figures, and the currency of the amounts."""
    for row in figures_of(found, found.columns).iterator(chunk_size=2000):
        figures = (_plain(column, row[f"f_{column.id}"], found.run.currency) for column in found.columns)
        yield [row["customer__code"], *figures, row["members"], found.run.currency]


def _plain(column: Column, value: Any, currency: str) -> Exported:
    given = measured(column, value, currency)
    return given.amount if isinstance(given, Money) else given
