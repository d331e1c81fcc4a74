"""What the form of a deal begins with: the customer's last years from the ledger, and usual terms for the rest."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from clave.kit.templatetags import figures
from clave.value.queries.deal_book import Book
from clave.value.queries.deal_history import History

USUAL = {
    "years": 3,
    "price_growth_percent": "0",
    "volume_growth_percent": "0",
    "cost_growth_percent": "2",
    "correlation": 0,
    "payment_days": "30",
    "kept_percent": "90",
    "exit_cost": "0",
    "one_off_cost": "0",
    "discount_percent": "0",
    "rebate_percent": "0",
}
AROUND = Decimal("0.01")
"""Ends of the price lie a little outside what was paid, so that rounding never puts the likely one beyond them."""
WIDER = Decimal("0.15")
FURTHEST = 2
"""A first year that had just begun says nothing of the years to come: ends lie within half and twice the likely."""
COST_WIDER = Decimal("0.05")
CENT = Decimal("0.01")


def beginning(held: Book, found: History | None) -> dict[str, Any]:
    """The fields as they stand when nobody has typed yet."""
    rate = _plain(held.discount_percent)
    begun: dict[str, Any] = {**USUAL, "currency": held.currency, "discount_rate_percent": rate, "capital_percent": rate}
    return begun if found is None else begun | _price(found) | _ranges(found) | _serving(found.served)


def told(found: History | None, currency: str) -> str:
    """Where the fields come from, in one sentence."""
    if found is None:
        return gettext(
            "The ledger holds no orders of this customer in the last twelve months: every field is yours to fill."
        )
    last = found.last
    facts = {
        "units": figures.number(last.units),
        "day": figures.day(found.as_of),
        "price": _price_words(last.net_price, currency),
    }
    return (
        gettext(
            "Filled from the ledger: in the twelve months up to %(day)s it took %(units)s units at %(price)s net. Chances, ends "
            "and terms of payment are assumptions: change what you know better."
        )
        % facts
    )


def _price(found: History) -> dict[str, str]:
    last = found.last
    net = last.net_price or Decimal(0)
    listed = last.list_revenue / last.units if last.list_revenue else net
    off = max(Decimal(0), (1 - net / listed) * 100) if listed > 0 else Decimal(0)
    paid = [year.net_price for year in found.sold if year.net_price]
    ends = (
        {"price_low": _money(min(paid) * (1 - AROUND)), "price_high": _money(max(paid) * (1 + AROUND))}
        if len(paid) > 1
        else {}
    )
    return {"list_price": _money(listed if off else net), "discount_percent": _money(off), **ends}


def _ranges(found: History) -> dict[str, str]:
    units, likely = [year.units for year in found.sold], found.last.units
    ranges = _ends("volume", units, likely, WIDER, Decimal(1))
    costs = [year.unit_cost for year in found.sold if year.unit_cost is not None]
    return ranges | (_ends("cost", costs, costs[0], COST_WIDER, CENT) if costs and found.last.unit_cost else {})


def _ends(name: str, known: Iterable[Decimal], likely: Decimal, wider: Decimal, step: Decimal) -> dict[str, str]:
    """The widest of what was and a little around what is likely."""
    low, high = min([*known, likely * (1 - wider)]), max([*known, likely * (1 + wider)])
    low, high = max(low, likely / FURTHEST), min(high, likely * FURTHEST)
    ends = {"low": low, "likely": likely, "high": high}
    return {f"{name}_{end}": _plain(value.quantize(step)) for end, value in ends.items()}


def _serving(served: Decimal | None) -> dict[str, str]:
    """As now, and two ways beside it; nothing where nobody knows what serving costs."""
    if served is None:
        return {"way_1": gettext("As now"), "chance_1": "100"}
    ways = (
        (gettext("As now"), "60", served),
        (gettext("More urgent and smaller orders"), "25", served * Decimal("1.4")),
        (gettext("Fewer, larger orders"), "15", served * Decimal("0.8")),
    )
    found: dict[str, str] = {}
    for at, (name, chance, cost) in enumerate(ways, start=1):
        found |= {f"way_{at}": name, f"chance_{at}": chance, f"served_{at}": _money(cost)}
    return found


def _price_words(price: Decimal | None, currency: str) -> str:
    from clave.value.queries.deals import money

    return figures.money_full(money(price, currency))


def _money(amount: Decimal) -> str:
    return _plain(amount.quantize(CENT))


def _plain(value: Decimal) -> str:
    return format(value, "f")
