"""What serving every customer took, by driver, and what drives the losses: as the pages of a run keep it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clave.analytics.cost_to_serve.capacity import CENT, in_cents
from clave.analytics.cost_to_serve.right_hand_side import against_peers, usual_shares
from clave.analytics.cost_to_serve.waterfall import names_after_invoice
from clave.kit.money import Money, minor_digits

if TYPE_CHECKING:
    from clave.analytics import Book
    from clave.analytics.cost_to_serve.right_hand_side import LossMaker, Remedy

CENT_DIGITS = 2
IN_MONEY = frozenset({"minimum_order"})
Kept = dict[str, Any]
ByDriver = dict[str, list[tuple[str, Decimal | None]]]


def costs_of(book: Book) -> dict[str, Kept]:
    """Customer -> its cost by driver in minor units, and for a loss what drives it; the parts add up to the whole."""
    currency, after = book.holdings.currency, names_after_invoice(book.holdings.drivers)
    codes, wholes, revenues = (book.exact[name].to_pylist() for name in ("customer_code", "cost_to_serve", "revenue"))
    by_driver = _by_driver(book)
    found: dict[str, Kept] = {
        code: {"drivers": _drivers(by_driver.get(code, []), whole, currency, after), "loss": None}
        for code, whole in zip(codes, wholes, strict=True)
    }
    usual = usual_shares(_shares(by_driver, dict(zip(codes, revenues, strict=True))), len(codes))
    for maker in book.right_hand_side():
        found[maker.facts.customer_code]["loss"] = _loss(maker, usual, currency)
    return found


def drivers_together(members: Sequence[Any]) -> list[list[Any]] | None:
    """Cost by driver of several customers as one; not known as soon as it is not of one of them."""
    if any(one is None for one in members):
        return None
    found: dict[str, list[Any]] = {}
    for name, amount, after in (row for one in members for row in one):
        held = found.setdefault(name, [name, 0, after])
        held[1] = None if held[1] is None or amount is None else held[1] + amount
    return sorted(found.values(), key=_largest_first)


def _by_driver(book: Book) -> ByDriver:
    found: ByDriver = {}
    if book.cost_to_serve is None:
        return found
    for row in book.cost_to_serve.select(["customer_code", "driver", "amount"]).to_pylist():
        found.setdefault(row["customer_code"], []).append((row["driver"], row["amount"]))
    return found


def _drivers(
    amounts: Sequence[tuple[str, Decimal | None]], whole: Decimal | None, currency: str, after: frozenset[str]
) -> list[list[Any]]:
    """The drivers of one customer; cents left over by rounding go to the largest remainders."""
    known = [amount for _, amount in amounts if amount is not None]
    minor: list[int | None] = [None] * len(amounts)
    if whole is not None and len(known) == len(amounts):
        shift = minor_digits(currency) - CENT_DIGITS
        total = Money(whole, currency).to_minor() * CENT
        minor = [int(each / CENT) for each in in_cents([amount.scaleb(shift) for amount in known], total)]
    rows = [[name, amount, name in after] for (name, _), amount in zip(amounts, minor, strict=True)]
    return sorted((row for row in rows if row[1] != 0), key=_largest_first)


def _largest_first(row: Sequence[Any]) -> tuple[int, str]:
    return (-(row[1] or 0), str(row[0]))


def _shares(by_driver: ByDriver, revenues: Mapping[str, Decimal]) -> Iterator[tuple[str, Decimal]]:
    """Every driver of every customer as a share of its revenue."""
    for code, rows in by_driver.items():
        if revenues[code] > 0:
            yield from ((name, amount / revenues[code]) for name, amount in rows if amount is not None)


def _loss(maker: LossMaker, usual: Mapping[str, Decimal], currency: str) -> Kept:
    """What drives a loss and what would end it."""
    worst = against_peers(maker.facts, usual)
    return {
        "worst": worst and [worst[0], Money(worst[1], currency).to_minor(), Money(worst[2], currency).to_minor()],
        "remedies": [_remedy(each, currency) for each in maker.remedies],
    }


def _remedy(remedy: Remedy, currency: str) -> Kept:
    in_money = remedy.lever.value in IN_MONEY
    return {
        "lever": remedy.lever.value,
        "needed": Money(remedy.needed, currency).to_minor() if in_money else str(remedy.needed),
        "of": None if remedy.of is None else str(remedy.of),
        "suffices": remedy.suffices,
        "driver": remedy.driver,
        "worth": None if remedy.worth is None else Money(remedy.worth, currency).to_minor(),
    }
