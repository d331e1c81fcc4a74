"""The columns of the lists of customers: what each is called, what it counts, and which right opens it. No Django."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from clave.access.policy import FieldClass, Scope
from clave.kit.refusals import gettext_noop


class Opens(StrEnum):
    """The right that a figure of a customer needs, from the widest known to the closest kept."""

    NAME = "name"
    MASTER = "master"
    COUNTS = "counts"
    MONEY = "money"
    VALUE = "value"
    PRICES = "prices"


EVERY = frozenset({Scope.ALL, Scope.NAMES, Scope.AFTER_AWARD})
"""Scopes that reach every customer: what was invoiced has been awarded."""
WHOSE_OWN = {
    Scope.OWN: Scope.OWN,
    Scope.OWN_BIDS: Scope.OWN,
    Scope.QUANTITIES: Scope.QUANTITIES,
    Scope.ASSIGNED: Scope.ASSIGNED,
}
"""Scope -> the scope that says whose customers it reaches; a scope in neither table reaches nobody's figures."""

OPENED_BY: dict[Opens, tuple[FieldClass, frozenset[Scope]]] = {
    Opens.NAME: (FieldClass.F0, frozenset({Scope.ALL, Scope.NAMES, Scope.OWN, Scope.ASSIGNED})),
    Opens.MASTER: (FieldClass.F0, frozenset({Scope.ALL, Scope.OWN, Scope.ASSIGNED})),
    Opens.COUNTS: (FieldClass.F1, frozenset({Scope.ALL, Scope.OWN, Scope.ASSIGNED, Scope.QUANTITIES})),
    Opens.MONEY: (FieldClass.F1, frozenset({Scope.ALL, Scope.OWN, Scope.ASSIGNED})),
    Opens.VALUE: (FieldClass.F2, frozenset({Scope.ALL, Scope.OWN})),
    Opens.PRICES: (FieldClass.F3, frozenset({Scope.ALL, Scope.AFTER_AWARD, Scope.OWN, Scope.OWN_BIDS})),
}
"""Right -> the class of the field, and the scopes of that class that open it."""


class Kind(StrEnum):
    """What a column counts, so that pages and files write it alike."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    DAY = "day"
    THOUSANDTHS = "thousandths"


@dataclass(frozen=True)
class Column:
    """One column: its name for machines and in addresses, its heading, its right, and the field it is read from."""

    id: str
    heading: str
    opens: Opens
    kind: Kind
    field: str
    is_on_page: bool = True

    @property
    def begins_with(self) -> str:
        """How a list begins that is sorted by this column for the first time: texts from A, figures from the top."""
        return self.id if self.kind is Kind.TEXT else f"-{self.id}"


_MONEY, _SHARE = Kind.MONEY, Kind.SHARE
COLUMNS: tuple[Column, ...] = (
    Column("name", gettext_noop("Customer"), Opens.NAME, Kind.TEXT, "customer__name"),
    Column("country", gettext_noop("Country"), Opens.MASTER, Kind.TEXT, "customer__country"),
    Column("segment", gettext_noop("Segment"), Opens.MASTER, Kind.TEXT, "customer__segment"),
    Column("lifetime_value", gettext_noop("Lifetime value"), Opens.VALUE, _MONEY, "lifetime_value"),
    Column("lifetime_value_low", gettext_noop("Interval from"), Opens.VALUE, _MONEY, "lifetime_value_low", False),
    Column("lifetime_value_high", gettext_noop("Interval to"), Opens.VALUE, _MONEY, "lifetime_value_high", False),
    Column("method", gettext_noop("Method"), Opens.VALUE, Kind.TEXT, "method", False),
    Column("contribution", gettext_noop("Contribution"), Opens.VALUE, _MONEY, "contribution"),
    Column("costs", gettext_noop("Costs"), Opens.VALUE, _MONEY, "costs"),
    Column("product_cost", gettext_noop("Product cost"), Opens.VALUE, _MONEY, "product_cost", False),
    Column("freight", gettext_noop("Freight"), Opens.VALUE, _MONEY, "freight", False),
    Column("discount", gettext_noop("Discounts"), Opens.PRICES, _MONEY, "discount", False),
    Column("revenue", gettext_noop("Revenue"), Opens.MONEY, _MONEY, "revenue"),
    Column("orders", gettext_noop("Orders"), Opens.COUNTS, Kind.COUNT, "orders"),
    Column("first_ordered_on", gettext_noop("First order"), Opens.COUNTS, Kind.DAY, "first_ordered_on", False),
    Column("last_ordered_on", gettext_noop("Last order"), Opens.COUNTS, Kind.DAY, "last_ordered_on"),
    Column("p_active", gettext_noop("Chance still buying"), Opens.COUNTS, _SHARE, "p_active_basis_points", False),
    Column("on_time_share", gettext_noop("On time"), Opens.COUNTS, _SHARE, "on_time_share_basis_points"),
    Column("due_orders", gettext_noop("Orders due"), Opens.COUNTS, Kind.COUNT, "due_orders", False),
)
"""Every column of the customer list, value before contribution before revenue."""


def open_columns(rights: Collection[Opens]) -> tuple[Column, ...]:
    """The columns that these rights open; the others do not exist for the reader."""
    return tuple(column for column in COLUMNS if column.opens in rights)


def sorting(asked: str, columns: Collection[Column]) -> tuple[Column, bool] | None:
    """The column a list is asked to be sorted by and whether from the top; None when it is not one of `columns`."""
    found = next((column for column in columns if column.id == asked.removeprefix("-") and column.is_on_page), None)
    return None if found is None else (found, asked.startswith("-"))


def usual_sorting(columns: Collection[Column]) -> str:
    """How a list is sorted unless asked otherwise: by lifetime value, or by name for who does not read it."""
    return "-lifetime_value" if any(column.id == "lifetime_value" for column in columns) else "name"
