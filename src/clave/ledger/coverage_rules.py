"""Whether the rates there are cover the orders there are: decisions without a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clave.analytics.currencies import RATE_MAX_AGE_DAYS, DatedRates
from clave.ledger.rules import gaps

Json = dict[str, object]


@dataclass(frozen=True)
class Span:
    """Order days without a rate, with no covered order day between them."""

    first: date
    last: date
    days: int


def uncovered(days: Sequence[date], rates: DatedRates, base: str, quote: str) -> list[Span]:
    """The order days on which no rate from `base` to `quote` is in force, neighbours together; `days` in order."""
    spans: list[Span] = []
    together = False
    for day in days:
        if rates.rate(base, quote, day) is not None:
            together = False
            continue
        last = spans.pop() if together else None
        spans.append(Span(last.first if last else day, day, last.days + 1 if last else 1))
        together = True
    return spans


def pairs_told(rates: Iterable[tuple[date, str, str, object]]) -> list[Json]:
    """Every pair of currencies with its number of rates, first and last day, latest rate and the days without one."""
    by_pair: dict[tuple[str, str], list[tuple[date, object]]] = defaultdict(list)
    for day, base, quote, rate in rates:
        by_pair[base, quote].append((day, rate))
    return [
        {
            "base": base,
            "quote": quote,
            "count": len(held),
            "first": min(held)[0].isoformat(),
            "last": max(held)[0].isoformat(),
            "latest": str(max(held)[1]),
            "gaps": [
                {
                    "first": (gap.after + timedelta(days=1)).isoformat(),
                    "last": (gap.before - timedelta(days=1)).isoformat(),
                    "days": gap.days,
                }
                for gap in gaps((day for day, _ in held), RATE_MAX_AGE_DAYS)
            ],
        }
        for (base, quote), held in sorted(by_pair.items())
    ]
