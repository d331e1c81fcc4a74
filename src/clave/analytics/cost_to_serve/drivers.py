"""What a set of cost drivers says: resource groups with their cost and capacity, and how customers use them up.

Time-driven activity-based costing: a group of people or machines costs C in a period and can work Q minutes in it, so a
minute costs C / Q. A time equation says how many minutes a transaction takes. Kaplan and Anderson (2004), Harvard
Business Review 82(11):131-138.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType

from clave.analytics.cost_to_serve.equations import Node, Type, Vocabulary, names_in, parse_condition, parse_number

RATE_PLACES = Decimal("1e-12")
MINUTES_IN: Mapping[str, Decimal] = MappingProxyType({"minutes": Decimal(1), "hours": Decimal(60)})
"""Unit of capacity -> minutes."""
FREIGHT = "freight"
"""The driver that every ledger with freight has, without anybody writing it down."""


class Each(StrEnum):
    """What a driver counts."""

    ORDER = "order"
    LINE = "line"
    RETURN = "return"
    ACTIVITY = "activity"
    MONTH = "month"


@dataclass(frozen=True)
class Period:
    """The days for which the groups cost what they cost; both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Its length in days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Group:
    """A resource group: people, machines or a budget.

    With `capacity` its minutes are charged at cost / capacity and the rest is unused; with `minute_rate` alone only the
    rate is known; with `cost` alone it is a budget, of which what no driver traces stays untraced.
    """

    name: str
    cost: Decimal | None = None
    capacity: Decimal | None = None
    unit: str = "minutes"
    practical_share: Decimal | None = None
    minute_rate: Decimal | None = None
    note: str = ""

    @property
    def practical_minutes(self) -> Decimal | None:
        """Practical capacity of the period in minutes: what is left of the theoretical one where a share is given."""
        if self.capacity is None:
            return None
        return self.capacity * MINUTES_IN[self.unit] * (self.practical_share or Decimal(1))

    @property
    def rate(self) -> Decimal | None:
        """What a minute costs, with 12 decimals; None for a budget without capacity."""
        minutes = self.practical_minutes
        if self.cost is None or minutes is None:
            return self.minute_rate
        return (self.cost / minutes).quantize(RATE_PLACES, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Driver:
    """One cause of cost: what it counts, and the minutes or the money each takes.

    `minutes` is a time equation charged at the rate of `group`; `amount` an equation in money, taken from the budget of
    `group` where one is named. `by_revenue` says why revenue decides an amount: `credit` (money tied up) or `spread` (a
    share of revenue for want of a better driver).
    """

    name: str
    each: Each
    group: str = ""
    minutes: str = ""
    amount: str = ""
    where: str = ""
    kinds: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    by_revenue: str = ""
    off_invoice: bool = False
    """True for what is granted after the invoice (rebates, settlement discounts): it lowers the pocket price."""
    note: str = ""

    @property
    def equation(self) -> str:
        """The equation, in minutes or in money."""
        return self.minutes or self.amount


@dataclass(frozen=True)
class Attribute:
    """A number that differs from customer to customer, such as payment days."""

    default: Decimal | None
    customers: Mapping[str, Decimal]


@dataclass(frozen=True)
class DriverSet:
    """All drivers together, in one currency; what `DRIVERS.toml` says."""

    currency: str
    drivers: tuple[Driver, ...]
    groups: tuple[Group, ...] = ()
    period: Period | None = None
    constants: Mapping[str, Decimal] = field(default_factory=dict)
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    name: str = ""
    note: str = ""
    ledger_freight: bool = True
    """Whether freight of the order lines counts as it stands."""

    @classmethod
    def from_toml(cls, text: str, where: str = "drivers") -> DriverSet:
        """The drivers written in `text`; DriversRefused lists every line that is wrong."""
        from clave.analytics.cost_to_serve.reading import drivers_from_toml

        return drivers_from_toml(text, where)

    def to_toml(self) -> str:
        """The drivers as text that `from_toml` reads back to an equal set."""
        from clave.analytics.cost_to_serve.writing import drivers_as_toml

        return drivers_as_toml(self)

    @property
    def digest(self) -> str:
        """SHA-256 of the drivers as they are written: every change of a word or a digit changes it."""
        return hashlib.sha256(self.to_toml().encode()).hexdigest()

    def group_of(self, driver: Driver) -> Group | None:
        """The group whose minutes or budget a driver uses."""
        return next((group for group in self.groups if group.name == driver.group), None)

    def rate_of(self, driver: Driver) -> Decimal | None:
        """What a minute of a driver costs; None where it is counted in money."""
        group = self.group_of(driver)
        return group.rate if driver.minutes and group else None

    def vocabulary(self, each: Each) -> Vocabulary:
        """The words that equations of drivers counted per `each` may use."""
        of_customer = dict.fromkeys(self.attributes, Type.NUMBER)
        over_lines = {**LINE_COLUMNS, **of_customer} if each is Each.ORDER else {}
        return Vocabulary({**COLUMNS[each], **of_customer}, over_lines, self.constants)

    def equation(self, driver: Driver) -> Node:
        """The parsed equation of a driver; raises EquationRefused."""
        return parse_number(driver.equation, self.vocabulary(driver.each))

    def condition(self, driver: Driver) -> Node | None:
        """The parsed condition of a driver, if it has one; raises EquationRefused."""
        return parse_condition(driver.where, self.vocabulary(driver.each)) if driver.where else None

    def columns_read(self, driver: Driver) -> frozenset[str]:
        """The columns that a driver's equation and condition read."""
        condition = self.condition(driver)
        return frozenset(names_in(self.equation(driver))) | frozenset(names_in(condition) if condition else ())

    def of(self, *each: Each) -> Iterator[tuple[int, Driver]]:
        """The drivers counted per `each`, with their places."""
        return ((place, driver) for place, driver in enumerate(self.drivers) if driver.each in each)

    @property
    def reads_activities(self) -> bool:
        """Whether any driver counts activities."""
        return any(True for _ in self.of(Each.ACTIVITY))


NUMBER, TEXT, TRUTH = Type.NUMBER, Type.TEXT, Type.TRUTH
LINE_COLUMNS: Mapping[str, Type] = MappingProxyType(
    {
        "quantity": NUMBER,
        "net_amount": NUMBER,
        "list_amount": NUMBER,
        "cost_amount": NUMBER,
        "freight_amount": NUMBER,
        "product_code": TEXT,
        "product_group": TEXT,
        "ship_mode": TEXT,
        "site": TEXT,
        "seller_code": TEXT,
        "status": TEXT,
        "is_return": TRUTH,
        "promised_days": NUMBER,
        "delivered_days": NUMBER,
    }
)
"""Columns of one order line; days are counted from the day of the order."""
COLUMNS: Mapping[Each, Mapping[str, Type]] = MappingProxyType(
    {
        Each.LINE: LINE_COLUMNS,
        Each.RETURN: LINE_COLUMNS,
        Each.ORDER: MappingProxyType(
            {
                "lines": NUMBER,
                "revenue": NUMBER,
                "list_revenue": NUMBER,
                "product_cost": NUMBER,
                "freight": NUMBER,
                "returns_amount": NUMBER,
            }
        ),
        Each.ACTIVITY: MappingProxyType({"quantity": NUMBER, "minutes": NUMBER, "amount": NUMBER, "kind": TEXT}),
        Each.MONTH: MappingProxyType({}),
    }
)
"""What a driver counts -> the columns its equations may read."""
REVENUE_COLUMNS = frozenset({"net_amount", "list_amount", "revenue", "list_revenue"})
BY_REVENUE = ("credit", "spread")
