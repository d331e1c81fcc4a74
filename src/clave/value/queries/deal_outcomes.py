"""What came of deals that were won: year by year from the ledger, against what was said when they were priced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from clave.analytics.ledger import Ledger
from clave.analytics.promise_check import wilson
from clave.analytics.refusals import CannotCompute
from clave.analytics.takings import Asked, Taken, Takings, takings
from clave.kit.dates import year_on
from clave.ledger.queries import current_ledger, groups_on
from clave.value.queries.deal_book import book
from clave.value.queries.deal_history import codes_under, served_units
from clave.value.queries.deals import DealLine

MEASURES = ("volume", "price", "cost", "contribution")


@dataclass(frozen=True)
class Against:
    """One measure of one year: low, likely and high as priced, and what came; None where the ledger cannot tell."""

    measure: str
    low: Decimal
    likely: Decimal
    high: Decimal
    came: Decimal | None

    @property
    def is_within(self) -> bool | None:
        """Whether it came within low and high, to the cent; None where it is not known."""
        if self.came is None:
            return None
        step = Decimal("0.005")
        return self.low - step <= self.came <= self.high + step


@dataclass(frozen=True)
class YearCame:
    """One year of a deal; `is_whole` once the ledger holds all of it, else it is told and not judged."""

    number: int
    first: date
    last: date
    is_whole: bool
    measures: tuple[Against, ...]


@dataclass(frozen=True)
class Outcome:
    """The years of a won deal that have begun, in the book's currency."""

    line: DealLine
    currency: str
    as_of: date
    years: tuple[YearCame, ...]


@dataclass(frozen=True)
class Calibration:
    """How well one measure was foreseen over whole years: how many came within, of how many, and come over likely."""

    measure: str
    within: int
    judged: int
    ratio: float | None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 80 % interval of the share within."""
        return wilson(self.within, self.judged) if self.judged else None


def outcomes(lines: Sequence[DealLine]) -> list[Outcome]:
    """What came of these deals, from one reading of the ledger; nothing where it cannot be read in the book's currency."""
    if not lines:
        return []
    held = book()
    tops = groups_on(held.as_of)
    asked = tuple(
        Asked(codes_under(line.deal.customer.code, tops), tuple(_spans(line)), tuple(line.terms.products))
        for line in lines
    )
    try:
        found = _read(current_ledger(reporting_currency=held.currency), asked)
    except CannotCompute:
        return []
    served = served_units({line.deal.customer_id for line in lines}, held)
    return [
        Outcome(line, held.currency, found.as_of, _years(line, taken, found, served.get(line.deal.customer_id)))
        for line, taken in zip(lines, found.taken, strict=True)
        if line.version.book_currency == held.currency
    ]


@lru_cache(maxsize=64)
def _read(ledger: Ledger, asked: tuple[Asked, ...]) -> Takings:
    """The ledger's answer, read once: its files never change, and another version is another ledger."""
    return takings(ledger, asked)


def calibration(found: Sequence[Outcome]) -> list[Calibration]:
    """How well each measure was foreseen, over every whole year of these deals."""
    told = []
    for measure in MEASURES:
        known = [
            one
            for outcome in found
            for year in outcome.years
            for one in year.measures
            if year.is_whole and one.measure == measure and one.came is not None
        ]
        likely = sum((one.likely for one in known), Decimal(0))
        came = sum((one.came or Decimal(0) for one in known), Decimal(0))
        ratio = float(came / likely) if likely > 0 else None
        told.append(Calibration(measure, sum(bool(one.is_within) for one in known), len(known), ratio))
    return told


def _spans(line: DealLine) -> list[tuple[date, date]]:
    start = line.deal.starts_on
    if start is None:
        return []
    return [(year_on(start, at), year_on(start, at + 1) - timedelta(days=1)) for at in range(line.terms.years)]


def _years(line: DealLine, taken: Sequence[Taken], found: Takings, served: Decimal | None) -> tuple[YearCame, ...]:
    spans = _spans(line)
    return tuple(
        YearCame(at + 1, first, last, last <= found.as_of, _measures(line, at, taken[at], served))
        for at, (first, last) in enumerate(spans)
        if first <= found.as_of
    )


def _measures(line: DealLine, at: int, taken: Taken, served: Decimal | None) -> tuple[Against, ...]:
    terms, rate = line.terms, Decimal(line.version.rate)
    grown = [
        _growth(each, at)
        for each in (terms.volume_growth_percent, terms.price_growth_percent, terms.cost_growth_percent)
    ]
    told = [
        _against("volume", terms.volume, grown[0], taken.units),
        _against("price", terms.price, grown[1] * rate, taken.net_price),
        _against("cost", terms.cost, grown[2] * rate, taken.unit_cost),
    ]
    by_year = line.version.result["by_year"]
    if at < len(by_year):
        ends = [Decimal(str(by_year[at][name])) for name in ("low", "middle", "high")]
        told.append(_against("contribution", ends, rate, _contribution(taken, served)))
    return tuple(told)


def _against(measure: str, ends: Sequence[Decimal], times: Decimal, came: Decimal | None) -> Against:
    low, likely, high = (each * times for each in ends)
    return Against(measure, low, likely, high, came)


def _contribution(taken: Taken, served: Decimal | None) -> Decimal | None:
    """Revenue less product cost and the latest run's cost to serve a unit; None where one of them is not known."""
    if taken.product_cost is None or served is None:
        return None
    return taken.revenue - taken.product_cost - served * taken.units


def _growth(percent: Decimal, years: int) -> Decimal:
    return (1 + percent / 100) ** years
