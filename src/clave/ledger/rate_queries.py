"""What we can tell about rates, the currencies of the ledger, and the closed period; from stored facts alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Subquery

from clave.ledger.coverage_rules import Span
from clave.ledger.models import Coverage, DailyRate, DataVersion, PeriodLock

SHOWN_RATES = 20


@dataclass(frozen=True)
class Held:
    """One currency of the orders, and the days on which it cannot be converted into the chosen one."""

    currency: str
    lines: int
    days: int
    first: date
    last: date
    missing: tuple[Span, ...]

    @property
    def missing_days(self) -> int:
        return sum(span.days for span in self.missing)


@dataclass(frozen=True)
class Pair:
    """A pair of currencies with the rates that count."""

    base: str
    quote: str
    count: int
    first: date
    last: date
    latest: Decimal
    gaps: tuple[Span, ...]

    @property
    def name(self) -> str:
        return f"{self.base}-{self.quote}"


@dataclass(frozen=True)
class Currencies:
    """The currencies of the ledger seen from one of them, as of a data version; `latest` is the newest version."""

    into: str
    held: tuple[Held, ...]
    pairs: tuple[Pair, ...]
    version: int
    latest: int

    @property
    def lacking(self) -> tuple[Held, ...]:
        """The currencies with an order day that has no rate."""
        return tuple(each for each in self.held if each.missing)

    @property
    def others(self) -> tuple[Held, ...]:
        """The currencies that must be converted."""
        return tuple(each for each in self.held if each.currency != self.into)


def currencies(into: str = "") -> Currencies:
    """What the ledger holds, seen from currency `into`; from that of most lines where there are no orders in it."""
    newest = DataVersion.objects.order_by("-number").values("number")[:1]
    kept = Coverage.objects.select_related("version").annotate(newest=Subquery(newest)).first()
    if kept is None:
        return Currencies("", (), (), 0, DataVersion.objects.values_list("number", flat=True).first() or 0)
    codes = [each["currency"] for each in kept.currencies]
    chosen = into if into in codes else next(iter(codes), "")
    held = tuple(_held(each, chosen) for each in kept.currencies)
    return Currencies(chosen, held, tuple(map(_pair, kept.pairs)), kept.version.number, kept.newest)


def rates(pair: str = "") -> QuerySet[DailyRate]:
    """The rates that count now, the latest first; of one pair (`USD-EUR`) or of all."""
    base, _, quote = pair.partition("-")
    return DailyRate.objects.filter(base=base, quote=quote) if pair else DailyRate.objects.all()


def locks() -> QuerySet[PeriodLock]:
    """Every closing and opening of a period, the latest first."""
    return PeriodLock.objects.select_related("by")


def _held(told: dict[str, Any], into: str) -> Held:
    return Held(
        told["currency"],
        told["lines"],
        told["days"],
        date.fromisoformat(told["first"]),
        date.fromisoformat(told["last"]),
        _spans(told["missing"].get(into, ())),
    )


def _pair(told: dict[str, Any]) -> Pair:
    return Pair(
        told["base"],
        told["quote"],
        told["count"],
        date.fromisoformat(told["first"]),
        date.fromisoformat(told["last"]),
        Decimal(told["latest"]).normalize(),
        _spans(told["gaps"]),
    )


def _spans(told: Iterable[dict[str, Any]]) -> tuple[Span, ...]:
    return tuple(Span(date.fromisoformat(s["first"]), date.fromisoformat(s["last"]), s["days"]) for s in told)
