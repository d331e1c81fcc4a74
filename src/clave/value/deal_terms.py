"""The terms of a deal as they are typed and kept, and what they mean to the draw. No Django here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from clave.analytics.deal_risk import Deal, Range, Scenario
from clave.kit.refusals import gettext_noop
from clave.value import deal_refusals as refusals

HUNDRED = Decimal(100)
SCENARIOS_MOST = 3
YEARS_MOST = 10
DRAWS = 100_000
SEED = 1

NAMES: dict[str, str] = {
    "years": gettext_noop("Term in years"),
    "list_price": gettext_noop("List price a unit"),
    "discount_percent": gettext_noop("Discounts on the invoice, per cent of list"),
    "rebate_percent": gettext_noop("Rebates afterwards, per cent of invoice"),
    "price": gettext_noop("Net price a unit"),
    "volume": gettext_noop("Units a year"),
    "cost": gettext_noop("Product cost a unit"),
    "correlation": gettext_noop("Volume and unit cost together"),
    "volume_growth_percent": gettext_noop("Volume changes a year, per cent"),
    "price_growth_percent": gettext_noop("Price changes a year, per cent"),
    "cost_growth_percent": gettext_noop("Costs change a year, per cent"),
    "payment_days": gettext_noop("Days until it is paid"),
    "capital_percent": gettext_noop("Cost of capital a year, per cent"),
    "discount_rate_percent": gettext_noop("Discount rate a year, per cent"),
    "kept_percent": gettext_noop("Chance a year that it goes on, per cent"),
    "exit_cost": gettext_noop("What an early end costs us"),
    "one_off_cost": gettext_noop("One-off cost at the start"),
    "currency": gettext_noop("Currency"),
    "scenarios": gettext_noop("Ways of serving it"),
    "products": gettext_noop("Products"),
}
"""Part of the terms -> how it is called on pages, in refusals and in comparisons."""

BOUNDS: dict[str, tuple[int, int]] = {
    "years": (1, YEARS_MOST),
    "list_price": (0, 10**12),
    "discount_percent": (0, 100),
    "rebate_percent": (0, 100),
    "correlation": (-90, 90),
    "volume_growth_percent": (-50, 100),
    "price_growth_percent": (-50, 100),
    "cost_growth_percent": (-50, 100),
    "payment_days": (0, 365),
    "capital_percent": (0, 100),
    "discount_rate_percent": (0, 100),
    "kept_percent": (0, 100),
    "exit_cost": (0, 10**12),
    "one_off_cost": (0, 10**12),
}


@dataclass(frozen=True)
class Serving:
    """One way of serving the deal: its name, its chance in per cent, what a unit then costs to serve."""

    name: str
    chance_percent: Decimal
    cost_per_unit: Decimal


@dataclass(frozen=True)
class Terms:
    """A deal on the table; amounts in one currency, each range low, likely, high in the first year."""

    currency: str
    years: int
    list_price: Decimal
    volume: tuple[Decimal, Decimal, Decimal]
    cost: tuple[Decimal, Decimal, Decimal]
    serving: tuple[Serving, ...]
    discount_percent: Decimal = Decimal(0)
    rebate_percent: Decimal = Decimal(0)
    price_low: Decimal | None = None
    price_high: Decimal | None = None
    correlation: Decimal = Decimal(0)
    volume_growth_percent: Decimal = Decimal(0)
    price_growth_percent: Decimal = Decimal(0)
    cost_growth_percent: Decimal = Decimal(0)
    payment_days: Decimal = Decimal(30)
    capital_percent: Decimal = Decimal(8)
    discount_rate_percent: Decimal = Decimal(10)
    kept_percent: Decimal = Decimal(100)
    exit_cost: Decimal = Decimal(0)
    one_off_cost: Decimal = Decimal(0)
    products: tuple[str, ...] = ()
    """The product codes or product groups that the deal is about; none: everything that the customer buys."""

    @property
    def invoice_price(self) -> Decimal:
        """List price less what is taken off on the invoice."""
        return self.list_price * (1 - self.discount_percent / HUNDRED)

    @property
    def net_price(self) -> Decimal:
        """What stays of the invoice after rebates."""
        return self.invoice_price * (1 - self.rebate_percent / HUNDRED)

    @property
    def price(self) -> tuple[Decimal, Decimal, Decimal]:
        """The net price as a range; its ends are the net price itself where none are given."""
        likely = self.net_price
        return (
            likely if self.price_low is None else self.price_low,
            likely,
            likely if self.price_high is None else self.price_high,
        )

    @property
    def discount_share(self) -> float:
        """Discounts and rebates together, as a share of the list price (0..1)."""
        return float(1 - self.net_price / self.list_price) if self.list_price else 0.0

    @property
    def serving_cost(self) -> Decimal:
        """What a unit is expected to cost to serve."""
        return sum((one.chance_percent * one.cost_per_unit / HUNDRED for one in self.serving), Decimal(0))

    def as_deal(self) -> Deal:
        """The deal as the draw takes it; raises what `refuse_unfit` does."""
        refuse_unfit(self)
        return Deal(
            years=self.years,
            volume=_range(self.volume),
            price=_range(self.price),
            product_cost=_range(self.cost),
            serving=[
                Scenario(one.name, float(one.chance_percent / HUNDRED), float(one.cost_per_unit))
                for one in self.serving
            ],
            discount_rate=_share(self.discount_rate_percent),
            payment_days=Range.exactly(float(self.payment_days)),
            cost_of_capital=_share(self.capital_percent),
            one_off_cost=float(self.one_off_cost),
            exit_cost=float(self.exit_cost),
            kept_each_year=_share(self.kept_percent),
            cost_correlation=_share(self.correlation),
            volume_growth=_share(self.volume_growth_percent),
            price_growth=_share(self.price_growth_percent),
            cost_growth=_share(self.cost_growth_percent),
        )

    def kept(self) -> dict[str, Any]:
        """The terms as they are kept: decimals as text; products only where some are named, as before there were any."""
        told: dict[str, Any] = json.loads(json.dumps(asdict(self), default=_plain))
        return told if self.products else {name: value for name, value in told.items() if name != "products"}


def terms_of(kept: Mapping[str, Any]) -> Terms:
    """The terms as they were kept."""
    serving = tuple(
        Serving(one["name"], Decimal(one["chance_percent"]), Decimal(one["cost_per_unit"])) for one in kept["serving"]
    )
    whole = {"currency": kept["currency"], "years": int(kept["years"]), "serving": serving}
    ranges = {name: tuple(map(Decimal, kept[name])) for name in ("volume", "cost")}
    whole["products"] = tuple(kept.get("products", ()))
    known = {each.name for each in fields(Terms)} - {*whole, *ranges}
    rest = {name: None if kept[name] is None else Decimal(kept[name]) for name in kept if name in known}
    return Terms(**whole, **ranges, **rest)  # type: ignore[arg-type]


def refuse_unfit(terms: Terms) -> None:
    """Terms without a meaning, each with what to do.

    Raises OutOfBounds, LowAboveHigh, NoVolume, NoScenario and ChancesDoNotAddUp.
    """
    for name, (low, high) in BOUNDS.items():
        value = getattr(terms, name)
        if not low <= value <= high:
            raise refusals.OutOfBounds(name=NAMES[name], value=_plain(value), low=low, high=high)
    for name in ("price", "volume", "cost"):
        _refuse_range(name, getattr(terms, name))
    if not terms.volume[2]:
        raise refusals.NoVolume
    _refuse_serving(terms.serving)


def _refuse_range(name: str, ends: tuple[Decimal, Decimal, Decimal]) -> None:
    low, likely, high = ends
    if not low <= likely <= high:
        low, likely, high = (round(end, 4).normalize() for end in ends)
        raise refusals.LowAboveHigh(name=NAMES[name], low=_plain(low), likely=_plain(likely), high=_plain(high))
    if low < 0 or high > 10**12:
        raise refusals.OutOfBounds(name=NAMES[name], value=_plain(low), low=0, high=10**12)


def _refuse_serving(serving: Sequence[Serving]) -> None:
    if not serving:
        raise refusals.NoScenario
    for one in serving:
        if not 0 <= one.chance_percent <= HUNDRED:
            raise refusals.OutOfBounds(name=one.name, value=_plain(one.chance_percent), low=0, high=100)
        if not 0 <= one.cost_per_unit <= 10**12:
            raise refusals.OutOfBounds(name=one.name, value=_plain(one.cost_per_unit), low=0, high=10**12)
    total = sum(one.chance_percent for one in serving)
    if total != HUNDRED:
        raise refusals.ChancesDoNotAddUp(sum=_plain(Decimal(total)))


def digest_of(*parts: Any) -> str:
    """SHA-256 over what was priced, what came out, or what was decided: the same parts give the same digest."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _share(percent: Decimal) -> float:
    return float(percent / HUNDRED)


def _range(ends: tuple[Decimal, Decimal, Decimal]) -> Range:
    return Range(*map(float, ends))
