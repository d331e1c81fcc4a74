"""The right-hand side of the whale curve: who loses money, through what, and the arithmetic of what would end it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from clave.analytics.cost_to_serve.drivers import FREIGHT, Each
from clave.analytics.engines import Engine

if TYPE_CHECKING:
    import pyarrow as pa

    from clave.analytics.holdings import Holdings

SHOWN_DRIVERS = 3
SHARE_PLACES = Decimal("1e-4")
CENT = Decimal("0.01")
ZERO = Decimal(0)


class Lever(StrEnum):
    """What can be changed."""

    PRICE = "price"
    FEWER_ORDERS = "fewer_orders"
    MINIMUM_ORDER = "minimum_order"
    FREIGHT_TERMS = "freight_terms"
    DRIVER = "driver"


@dataclass(frozen=True)
class Remedy:
    """One change: how much of it is needed for a contribution of zero, of how much there is, and whether it suffices.

    PRICE: share of revenue to add. FEWER_ORDERS: orders to save of those there are. MINIMUM_ORDER: the order value at
    which an order pays for its handling, `of` the orders that lost money. FREIGHT_TERMS and DRIVER: share of the cost
    that must go.
    """

    lever: Lever
    needed: Decimal
    of: Decimal | None
    suffices: bool
    driver: str = ""
    worth: Decimal | None = None
    """What the whole of it is worth: the amount that the lever can bring at most; None where it has no limit."""


@dataclass(frozen=True)
class LossFacts:
    """What is known of one customer that loses money; amounts in the currency of the book."""

    customer_code: str
    contribution: Decimal
    revenue: Decimal
    product_cost: Decimal | None
    orders: int
    losing_orders: int
    lost_in_them: Decimal
    """Contribution of the orders that lost money, below 0."""
    cost_of_an_order: Decimal
    """What the smallest of its orders took through drivers counted per order."""
    drivers: tuple[tuple[str, Decimal], ...]
    """Cost to serve by driver, the largest first."""


@dataclass(frozen=True)
class LossMaker:
    """A customer that loses money, its largest drivers, and what would bring it to zero."""

    facts: LossFacts
    remedies: tuple[Remedy, ...]

    @property
    def largest_drivers(self) -> tuple[tuple[str, Decimal], ...]:
        """The three drivers that cost most."""
        return self.facts.drivers[:SHOWN_DRIVERS]


def remedies(facts: LossFacts) -> tuple[Remedy, ...]:
    """Every lever that says something about this customer; those that suffice alone first."""
    found = (price(facts), fewer_orders(facts), minimum_order(facts), *less_of_drivers(facts))
    return tuple(sorted((each for each in found if each), key=lambda remedy: not remedy.suffices))


def price(facts: LossFacts) -> Remedy | None:
    """By how much prices would have to rise at the same volume."""
    if facts.revenue <= 0:
        return None
    return Remedy(Lever.PRICE, share(-facts.contribution, facts.revenue), None, suffices=True)


def fewer_orders(facts: LossFacts) -> Remedy | None:
    """How many orders fewer, for the same goods, would save the loss."""
    if facts.cost_of_an_order <= 0 or facts.orders < 2:
        return None
    needed = (-facts.contribution / facts.cost_of_an_order).to_integral_value(ROUND_CEILING)
    most = Decimal(facts.orders - 1)
    return Remedy(Lever.FEWER_ORDERS, needed, most, needed <= most, worth=to_cents(most * facts.cost_of_an_order))


def minimum_order(facts: LossFacts) -> Remedy | None:
    """The order value from which an order pays for its own handling, and what refusing the losing orders would bring."""
    if facts.product_cost is None or facts.revenue <= facts.product_cost or facts.cost_of_an_order <= 0:
        return None
    margin = (facts.revenue - facts.product_cost) / facts.revenue
    value = to_cents(facts.cost_of_an_order / margin)
    suffices = facts.contribution - facts.lost_in_them >= 0
    return Remedy(
        Lever.MINIMUM_ORDER, value, Decimal(facts.losing_orders), suffices, worth=to_cents(-facts.lost_in_them)
    )


def less_of_drivers(facts: LossFacts) -> Iterable[Remedy]:
    """Which part of each of the largest drivers would have to go."""
    for name, amount in facts.drivers[:SHOWN_DRIVERS]:
        if amount > 0:
            lever = Lever.FREIGHT_TERMS if name == FREIGHT else Lever.DRIVER
            needed = share(-facts.contribution, amount)
            yield Remedy(lever, needed, Decimal(1), needed <= 1, name, to_cents(amount))


def usual_shares(costs: Iterable[tuple[str, Decimal]], customers: int) -> dict[str, Decimal]:
    """Driver -> its share of revenue at the customer in the middle of all `customers`; those without it count as 0.

    `costs` holds the driver and its share of revenue for every customer that has it.
    """
    found: dict[str, list[Decimal]] = {}
    for name, part in costs:
        found.setdefault(name, []).append(part)
    return {name: middle(parts, customers) for name, parts in found.items()}


def middle(parts: Sequence[Decimal], customers: int) -> Decimal:
    """The median of `parts` and of as many zeros as are missing to `customers`."""
    ordered = sorted([*parts, *[ZERO] * max(customers - len(parts), 0)])
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def against_peers(facts: LossFacts, usual: Mapping[str, Decimal]) -> tuple[str, Decimal, Decimal] | None:
    """The driver that takes most beyond what is usual for this revenue: its name, amount and usual amount."""
    revenue = max(facts.revenue, ZERO)
    beyond = [(name, amount, to_cents(usual.get(name, ZERO) * revenue)) for name, amount in facts.drivers]
    worst = max(beyond, key=lambda each: each[1] - each[2], default=None)
    return worst if worst and worst[1] > worst[2] else None


def share(part: Decimal, whole: Decimal) -> Decimal:
    """A part of a whole with four decimals, rounded up: less would not suffice."""
    return (part / whole).quantize(SHARE_PLACES, rounding=ROUND_CEILING)


def to_cents(amount: Decimal) -> Decimal:
    """An amount with two decimals."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def loss_makers(engine: Engine, holdings: Holdings, costs: pa.Table | None) -> list[LossMaker]:
    """Every customer of `order_roll_up` whose contribution is below zero, the largest loss first."""
    rows = engine.rows(loss_sql(holdings))
    by_customer = costs_of(costs, {row[0] for row in rows})
    facts = (facts_of(row, by_customer) for row in rows)
    return [LossMaker(each, remedies(each)) for each in facts]


def loss_sql(holdings: Holdings) -> str:
    """One row per customer that loses money."""
    per_order = [
        f"amount_{place}" for place, _ in (holdings.drivers.of(Each.ORDER) if holdings.drivers is not None else ())
    ]
    order_cost = " + ".join(per_order) or "0"
    product_cost = "SUM(product_cost)" if "cost_amount" in holdings.columns else "CAST(NULL AS DECIMAL(38,4))"
    losing = "is_order = 1 AND contribution < 0"
    return (
        f"SELECT customer_code, SUM(contribution), SUM(revenue), {product_cost}, SUM(is_order), "
        f"SUM(CASE WHEN {losing} THEN 1 ELSE 0 END), "
        f"SUM(CASE WHEN {losing} THEN contribution ELSE CAST(0 AS DECIMAL(38,4)) END), "
        f"MIN(CASE WHEN is_order = 1 THEN {order_cost} END) "
        f"FROM order_roll_up GROUP BY customer_code "
        f"HAVING COUNT(contribution) = COUNT(*) AND SUM(contribution) < 0 ORDER BY 2, 1"
    )


def facts_of(row: Sequence[Any], costs: Mapping[str, tuple[tuple[str, Decimal], ...]]) -> LossFacts:
    """The facts of one row."""
    code, contribution, revenue, product_cost, orders, losing, lost, order_cost = row
    return LossFacts(
        customer_code=code,
        contribution=contribution,
        revenue=revenue,
        product_cost=product_cost,
        orders=int(orders),
        losing_orders=int(losing),
        lost_in_them=lost,
        cost_of_an_order=Decimal(order_cost or 0),
        drivers=costs.get(code, ()),
    )


def costs_of(costs: pa.Table | None, codes: set[str]) -> dict[str, tuple[tuple[str, Decimal], ...]]:
    """The drivers of these customers, the largest first."""
    found: dict[str, list[tuple[str, Decimal]]] = {}
    columns = ("customer_code", "driver", "amount")
    for row in costs.select(columns).to_pylist() if costs is not None else []:
        if row["customer_code"] in codes and row["amount"] is not None:
            found.setdefault(row["customer_code"], []).append((row["driver"], row["amount"]))
    return {code: tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))) for code, pairs in found.items()}
