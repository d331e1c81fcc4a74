"""One currency per result: amounts are converted at the dated rate of their own day, or the computation is refused."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from clave.analytics.engines import Engine
from clave.analytics.refusals import CurrenciesMixed, RateMissing

if TYPE_CHECKING:
    import pyarrow as pa

RATE_MAX_AGE_DAYS = 7
RATE_PLACES = Decimal("1e-14")
SHOWN_DATES = 5


@dataclass(frozen=True)
class DatedRates:
    """Rates by (base, quote), each a list of days in order and the rate of each day."""

    days: dict[tuple[str, str], list[date]]
    rates: dict[tuple[str, str], list[Decimal]]

    @classmethod
    def of(cls, rows: Iterable[tuple[date, str, str, Decimal]]) -> DatedRates:
        """From rows (day, base, quote, rate): one base is worth `rate` quote; a later row replaces the same day."""
        known: dict[tuple[str, str], dict[date, Decimal]] = defaultdict(dict)
        for day, base, quote, rate in rows:
            known[base, quote][day] = rate
        ordered = {pair: sorted(by_day.items()) for pair, by_day in known.items()}
        return cls(
            {pair: [day for day, _ in items] for pair, items in ordered.items()},
            {pair: [rate for _, rate in items] for pair, items in ordered.items()},
        )

    def latest(self, base: str, quote: str, day: date) -> tuple[date, Decimal] | None:
        """The last quoted rate from `base` to `quote` on or before `day`."""
        position = bisect_right(self.days.get((base, quote), []), day) - 1
        return None if position < 0 else (self.days[base, quote][position], self.rates[base, quote][position])

    def rate(self, base: str, quote: str, day: date, max_age_days: int = RATE_MAX_AGE_DAYS) -> Decimal | None:
        """What one `base` was worth in `quote` on `day`: the latest direct or inverse rate, direct on a tie.

        Returns 14 decimals, or None when no rate is at most `max_age_days` days old; never a cross rate.
        """
        direct = self.latest(base, quote, day)
        inverse = self.latest(quote, base, day)
        found = [(at, 1, rate) for at, rate in (direct,) if rate > 0] if direct else []
        found += [(at, 0, 1 / rate) for at, rate in (inverse,) if rate > 0] if inverse else []
        fresh = [entry for entry in found if (day - entry[0]).days <= max_age_days]
        return max(fresh)[2].quantize(RATE_PLACES) if fresh else None


def reporting_currency(wanted: str | None, currencies: Iterable[str]) -> str:
    """The currency of the results: the one wanted, or the only one there is; raises CurrenciesMixed."""
    held = sorted(set(currencies))
    if wanted is not None:
        return wanted
    if len(held) > 1:
        raise CurrenciesMixed(currencies=", ".join(held))
    return held[0]


def rates_used(rates: DatedRates, days: Iterable[tuple[str, date]], reporting: str) -> pa.Table:
    """One rate for every (currency, ordered_on) of the orders, as a table to join; raises RateMissing.

    Columns `currency`, `ordered_on`, `rate` DECIMAL(20,14).
    """
    import pyarrow as pa

    found = [(code, day, rates.rate(code, reporting, day) if code != reporting else Decimal(1)) for code, day in days]
    refuse_missing(found, reporting)
    return pa.table(
        {
            "currency": pa.array([code for code, _, _ in found], pa.string()),
            "ordered_on": pa.array([day for _, day, _ in found], pa.date32()),
            "rate": pa.array([rate for _, _, rate in found], pa.decimal128(20, 14)),
        }
    )


def refuse_missing(found: Iterable[tuple[str, date, Decimal | None]], reporting: str) -> None:
    """Raises RateMissing for the first currency without a rate on some day, naming the days."""
    missing: dict[str, list[date]] = defaultdict(list)
    for code, day, rate in found:
        if rate is None:
            missing[code].append(day)
    for code, days in sorted(missing.items()):
        shown = ", ".join(str(day) for day in sorted(days)[:SHOWN_DATES])
        more = f" … ({len(days)})" if len(days) > SHOWN_DATES else ""
        raise RateMissing(currency=code, reporting=reporting, dates=shown + more, max_age_days=RATE_MAX_AGE_DAYS)


def register_rates(engine: Engine, has_rates: bool, reporting: str, counted: str) -> None:
    """Make `rates_used` known to the engine for every currency and day of the lines that satisfy `counted`."""
    wanted = engine.rows(f"SELECT DISTINCT currency, ordered_on FROM order_lines WHERE {counted} ORDER BY 1, 2")
    rows = engine.rows("SELECT rate_date, base, quote, rate FROM dated_rates ORDER BY file_no") if has_rates else []
    engine.register("rates_used", rates_used(DatedRates.of(rows), wanted, reporting))
