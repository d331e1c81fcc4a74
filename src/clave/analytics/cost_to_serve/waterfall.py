"""The way from list price to contribution: list, invoice, pocket, and what serving the customer took.

List price less discounts on the invoice is the invoice; less what is granted or borne after it (freight, rebates,
settlement discounts) is the pocket price; less product cost and the other drivers is contribution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from clave.analytics.cost_to_serve.drivers import FREIGHT, DriverSet

if TYPE_CHECKING:
    from clave.analytics.book import Book

Amount = Decimal | None


@dataclass(frozen=True)
class Step:
    """One line of the waterfall: a total, or what is added to reach the next one; None where it is not known."""

    name: str
    amount: Amount
    is_total: bool = False
    is_driver: bool = False


def waterfall(
    figures: Mapping[str, Amount], drivers: Sequence[tuple[str, Amount]], after_invoice: frozenset[str]
) -> list[Step]:
    """The steps of `figures` (list_revenue, discount, revenue, product_cost, contribution) and the cost of `drivers`.

    `after_invoice` names the drivers between invoice and pocket.
    """
    off, served = ([pair for pair in drivers if (pair[0] in after_invoice) is wanted] for wanted in (True, False))
    pocket = less(figures["revenue"], [amount for _, amount in off])
    return [
        Step("list_revenue", figures["list_revenue"], is_total=True),
        Step("discount", negative(figures["discount"])),
        Step("invoice", figures["revenue"], is_total=True),
        *(Step(name, negative(amount), is_driver=True) for name, amount in off),
        Step("pocket", pocket, is_total=True),
        Step("product_cost", negative(figures["product_cost"])),
        *(Step(name, negative(amount), is_driver=True) for name, amount in served),
        Step("contribution", figures["contribution"], is_total=True),
    ]


def negative(amount: Amount) -> Amount:
    """An amount that is taken away."""
    return None if amount is None else -amount


def less(amount: Amount, taken: Sequence[Amount]) -> Amount:
    """`amount` less what is taken; None as soon as one of them is."""
    for each in taken:
        amount = None if amount is None or each is None else amount - each
    return amount


def names_after_invoice(drivers: DriverSet | None) -> frozenset[str]:
    """The drivers that stand between invoice and pocket: freight, and those that say so."""
    return frozenset(
        {FREIGHT, *(driver.name for driver in drivers.drivers if driver.off_invoice)} if drivers else {FREIGHT}
    )


def waterfall_of(book: Book, customer_code: str | None) -> list[Step]:
    """See `Book.waterfall`; a driver that never occurred has no step."""
    import pyarrow.compute as pc

    rows, costs = book.exact, book.cost_to_serve
    if customer_code is not None:
        rows = rows.filter(pc.equal(rows["customer_code"], customer_code))
        costs = costs.filter(pc.equal(costs["customer_code"], customer_code)) if costs is not None else costs
    names = ("list_revenue", "discount", "revenue", "product_cost", "contribution")
    figures = {name: summed(rows[name].to_pylist()) for name in names}
    amounts: dict[str, list[Amount]] = {}
    for row in costs.select(["driver", "amount"]).to_pylist() if costs is not None else []:
        amounts.setdefault(row["driver"], []).append(row["amount"])
    drivers = [(name, summed(given)) for name, given in amounts.items()]
    return waterfall(figures, drivers, names_after_invoice(book.holdings.drivers))


def summed(amounts: Sequence[Amount]) -> Amount:
    """The sum; None as soon as one amount is not known, or where there is none."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None
