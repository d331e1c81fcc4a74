"""How often a delivery promise was kept, or would have been, on the orders of the ledger: count, interval, trend, failures.

The unit is the order, over its lines in scope. A line is on time when it was delivered by its limit, and has failed when it
came later or is missing while the limit has passed. The interval is Wilson's score interval (1927), JASA 22:209-212.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import exp, fsum, lgamma, sqrt
from statistics import NormalDist
from typing import Any

from clave.analytics.engines import Engine, date_literal, quoted
from clave.analytics.holdings import NOT_CANCELLED
from clave.analytics.ledger import Ledger
from clave.analytics.measures import RETURN_LINE
from clave.analytics.refusals import (
    DeliveryDaysMissing,
    LedgerEmpty,
    ParameterOutOfRange,
    PromisedDaysMissing,
    ScopeColumnMissing,
)
from clave.analytics.roll_up import opened_ledger
from clave.analytics.schema import ORDERS

LEVEL = 0.80
FEWEST_ORDERS, FEWEST_FAILURES = 10, 5
"""Nothing is said to be common to failures seen in fewer orders, beside fewer others, or with fewer failures."""
LONGEST_DAYS = 3_650
YEAR_DAYS = 365
SCOPES = ("product_code", "product_group", "site", "ship_mode")
SIZES = "CASE WHEN lines = 1 THEN '1' WHEN lines <= 3 THEN '2-3' WHEN lines <= 9 THEN '4-9' ELSE '10+' END"
ORDER_TRAITS: dict[str, str] = {
    "weekday": "CAST(isodow(ordered_on) AS VARCHAR)",
    "month": "CAST(month(ordered_on) AS VARCHAR)",
    "lines": SIZES,
}
"""What an order as a whole is like: day of the week (1 is Monday), month of the year, how many lines."""


@dataclass(frozen=True)
class DeliveryPromise:
    """What was promised: which orders, by when, and how much of each; `within_days` None means by its promised day."""

    customer_codes: tuple[str, ...]
    within_days: int | None = None
    lines_percent: int = 100
    """An order keeps the promise when this share of its lines in scope came in time."""
    since: date | None = None
    until: date | None = None
    past_days: int | None = None
    """Only the orders of so many days before the day of judging."""
    scope: dict[str, str] = field(default_factory=dict)
    """Columns of `SCOPES` that a line must equal: product, product group, site, shipping mode; one of several with ; between."""

    def __post_init__(self) -> None:
        if self.within_days is not None and not 0 <= self.within_days <= LONGEST_DAYS:
            raise ParameterOutOfRange(name="within_days", value=self.within_days, expected=f"0 to {LONGEST_DAYS}")
        if not 1 <= self.lines_percent <= 100:
            raise ParameterOutOfRange(name="lines_percent", value=self.lines_percent, expected="1 to 100")
        if unknown := set(self.scope) - set(SCOPES):
            raise ParameterOutOfRange(name="scope", value=", ".join(sorted(unknown)), expected=", ".join(SCOPES))


@dataclass(frozen=True)
class KeptRate:
    """So many kept of so many judged; the interval (0..1) holds 80 %, None where nothing was judged."""

    judged: int
    kept: int

    @property
    def share(self) -> float | None:
        """The share kept, 0..1."""
        return self.kept / self.judged if self.judged else None

    @property
    def low(self) -> float | None:
        """The lower end of the interval."""
        return wilson(self.kept, self.judged)[0] if self.judged else None

    @property
    def high(self) -> float | None:
        """The upper end of the interval."""
        return wilson(self.kept, self.judged)[1] if self.judged else None


@dataclass(frozen=True)
class FailedOrder:
    """An order that broke the promise: when its last line was due and came (None: not yet), and by how many days late."""

    order_id: str
    ordered_on: date
    due_on: date
    delivered_on: date | None
    days_late: int


@dataclass(frozen=True)
class WaitingOrder:
    """An order that is not complete and can still keep the promise: by when its last line is due."""

    order_id: str
    ordered_on: date
    due_on: date


@dataclass(frozen=True)
class Shared:
    """What the failing orders had in common: they are `lift` times as frequent with this trait as without it."""

    trait: str
    value: str
    orders: int
    failed: int
    others: int
    others_failed: int
    low: float
    high: float
    looked: int = 1
    """How many values of traits were looked at to find this one."""

    @property
    def chance(self) -> float:
        """The chance of a trait as bad as this among those looked at, were failures spread at random: hypergeometric, × looked."""
        every, failed = self.orders + self.others, self.failed + self.others_failed
        return min(1.0, self.looked * at_least(self.failed, self.orders, failed, every))

    @property
    def share(self) -> float:
        """The share of these orders that failed."""
        return self.failed / self.orders

    @property
    def others_share(self) -> float:
        """The share of the other orders that failed."""
        return self.others_failed / self.others

    @property
    def lift(self) -> float | None:
        """How many times as often these failed; None where none of the others did."""
        return self.share / self.others_share if self.others_failed else None


@dataclass(frozen=True)
class Freight:
    """What the freight of judged orders cost in the year before the day of judging, in one currency, over so many orders."""

    currency: str
    amount: Decimal
    orders: int


@dataclass(frozen=True)
class PromiseCheck:
    """How often the promise was kept as of a day; `pending` orders are not due yet and not judged."""

    rate: KeptRate
    pending: int
    as_of: date
    months: tuple[tuple[date, KeptRate], ...]
    failures: tuple[FailedOrder, ...]
    common: Shared | None
    waiting: tuple[WaitingOrder, ...] = ()
    freight: tuple[Freight, ...] = ()
    """Empty where the ledger holds no freight of these orders."""

    @property
    def halves(self) -> tuple[KeptRate, KeptRate]:
        """The six months up to that of the day, and the six months before them."""
        month = self.as_of.year * 12 + self.as_of.month - 1
        ages = [(month - (day.year * 12 + day.month - 1), rate) for day, rate in self.months]
        return _summed(rate for age, rate in ages if age < 6), _summed(rate for age, rate in ages if 6 <= age < 12)


def at_least(failed: int, drawn: int, bad: int, every: int) -> float:
    """The chance of `failed` or more bad ones among `drawn` of `every`, of which `bad` are: the hypergeometric tail."""

    def ways(of: int, some: int) -> float:
        return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)

    total = ways(every, drawn)
    most = min(drawn, bad)
    least = max(failed, drawn + bad - every)
    return min(1.0, fsum(exp(ways(bad, k) + ways(every - bad, drawn - k) - total) for k in range(least, most + 1)))


def _summed(rates: Iterable[KeptRate]) -> KeptRate:
    found = list(rates)
    return KeptRate(sum(each.judged for each in found), sum(each.kept for each in found))


def wilson(kept: int, judged: int, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's score interval of a share: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, square = kept / judged, z * z / judged
    middle = share + square / 2
    half = z * sqrt(share * (1 - share) / judged + square / (4 * judged))
    low, high = (middle - half) / (1 + square), (middle + half) / (1 + square)
    return (0.0 if kept == 0 else low, 1.0 if kept == judged else high)


def check_promise(
    ledger: Ledger, promise: DeliveryPromise, *, as_of: date | None = None, threads: int | None = None
) -> PromiseCheck:
    """How often one promise was kept; `as_of` defaults to the last day ordered on.

    Raises LedgerEmpty, DeliveryDaysMissing and PromisedDaysMissing.
    """
    return next(check_promises(ledger, [promise], as_of=as_of, threads=threads))


def check_promises(
    ledger: Ledger, promises: Sequence[DeliveryPromise], *, as_of: date | None = None, threads: int | None = None
) -> Iterator[PromiseCheck]:
    """How often each of these promises was kept, from one reading of the ledger; raises what `check_promise` does."""
    if not ledger.orders:
        raise LedgerEmpty
    with opened_ledger(ledger, threads=threads) as engine:
        day = _known_day(engine, promises, as_of)
        for promise in promises:
            engine.keep("promised_orders", orders_sql(promise, day))
            yield _checked(engine, day)


def _known_day(engine: Engine, promises: Sequence[DeliveryPromise], as_of: date | None) -> date:
    """The day as of which orders are judged, once the ledger is known to hold what the promises ask for."""
    told = "SELECT MAX(ordered_on), MAX(delivered_on), MAX(promised_on) FROM order_lines"
    ordered, delivered, promised = engine.rows(f"{told} WHERE {NOT_CANCELLED}")[0]
    if ordered is None:
        raise LedgerEmpty
    if delivered is None:
        raise DeliveryDaysMissing
    if promised is None and any(promise.within_days is None for promise in promises):
        raise PromisedDaysMissing
    _refuse_unknown_scopes(engine, promises)
    return as_of or ordered


def _refuse_unknown_scopes(engine: Engine, promises: Sequence[DeliveryPromise]) -> None:
    """A promise is narrowed only by a column that some order line carries."""
    asked = {name: value for promise in promises for name, value in promise.scope.items()}
    for name, value in sorted(asked.items()):
        if not engine.rows(f"SELECT 1 FROM order_lines WHERE {name} IS NOT NULL LIMIT 1"):
            raise ScopeColumnMissing(column=name, value=value, also=", ".join(ORDERS.column(name).also_called))


def lines_sql(promise: DeliveryPromise, as_of: date) -> str:
    """The lines in scope: one expression says which, by when each was due, and whether it was on time or failed."""
    limit = "promised_on" if promise.within_days is None else f"ordered_on + {promise.within_days}"
    day = date_literal(as_of)
    arrived = f"(delivered_on IS NOT NULL AND delivered_on <= {day})"
    return (
        f"SELECT customer_code, order_id, ordered_on, {', '.join(SCOPES)}, freight_amount, currency, {limit} AS due_on, "
        f"CASE WHEN {arrived} THEN delivered_on END AS came_on, "
        f"CASE WHEN {arrived} AND delivered_on <= {limit} THEN 1 ELSE 0 END AS on_time, "
        f"CASE WHEN ({arrived} AND delivered_on > {limit}) OR (NOT {arrived} AND {limit} < {day}) "
        f"THEN 1 ELSE 0 END AS failed, "
        f"date_diff('day', {limit}, CASE WHEN {arrived} THEN delivered_on ELSE {day} END) AS days_over "
        f"FROM order_lines WHERE {' AND '.join(_conditions(promise, limit, day))}"
    )


def _conditions(promise: DeliveryPromise, limit: str, day: str) -> Iterator[str]:
    codes = ", ".join(map(quoted, promise.customer_codes))
    yield f"customer_code IN ({codes})" if codes else "FALSE"
    yield f"{NOT_CANCELLED} AND NOT {RETURN_LINE} AND ordered_on <= {day} AND {limit} IS NOT NULL"
    for column, value in sorted(promise.scope.items()):
        yield f"{column} IN ({', '.join(map(quoted, one_of(value)))})"
    if promise.since:
        yield f"ordered_on >= {date_literal(promise.since)}"
    if promise.past_days is not None:
        yield f"ordered_on > {day} - {promise.past_days}"
    if promise.until:
        yield f"ordered_on <= {date_literal(promise.until)}"


def one_of(value: str) -> list[str]:
    """The values of which a line must have one: as it is written, and its parts where ; stands between."""
    parts = [part.strip() for part in value.split(";")]
    return list(dict.fromkeys(filter(None, [value, *parts])))


def known_values(ledger: Ledger, customer_codes: Sequence[str], most: int = 500) -> dict[str, list[str]]:
    """Column of `SCOPES` -> what the lines of these customers carry there, in order; empty without a ledger."""
    if not ledger.orders or not customer_codes:
        return {}
    codes = ", ".join(map(quoted, customer_codes))
    told = ", ".join(f"list_sort(list(DISTINCT {name}) FILTER ({name} IS NOT NULL))" for name in SCOPES)
    with opened_ledger(ledger) as engine:
        row = engine.rows(f"SELECT {told} FROM order_lines WHERE customer_code IN ({codes}) AND {NOT_CANCELLED}")[0]
    return {name: list(values or ())[:most] for name, values in zip(SCOPES, row, strict=True)}


def orders_sql(promise: DeliveryPromise, as_of: date) -> str:
    """One row per order: kept when enough of its lines were on time, broken when enough no longer can be, else pending.

    Its lines are read once; what they are like stands in the order as a list per column of `SCOPES`.
    """
    alike = ", ".join(
        f"CASE WHEN MIN({name}) = MAX({name}) THEN [MIN({name})] ELSE list_distinct(LIST({name})) END AS {name}"
        for name in SCOPES
    )
    needed = f"((COUNT(*) * {promise.lines_percent} + 99) // 100)"
    return (
        "SELECT customer_code, order_id, MIN(ordered_on) AS ordered_on, COUNT(*) AS lines, MAX(due_on) AS due_on, "
        "CASE WHEN COUNT(came_on) = COUNT(*) THEN MAX(came_on) END AS came_on, "
        f"CASE WHEN SUM(on_time) >= {needed} THEN 1 ELSE 0 END AS kept, "
        f"CASE WHEN COUNT(*) - SUM(failed) < {needed} THEN 1 ELSE 0 END AS broken, "
        "MAX(CASE WHEN failed = 1 THEN days_over ELSE 0 END) AS days_late, "
        f"CASE WHEN MIN(currency) = MAX(currency) THEN SUM(freight_amount) END AS freight, MIN(currency) AS currency, {alike} "
        f"FROM ({lines_sql(promise, as_of)}) promised_lines GROUP BY customer_code, order_id"
    )


def _checked(engine: Engine, day: date) -> PromiseCheck:
    months = engine.rows(
        "SELECT CAST(date_trunc('month', ordered_on) AS DATE) AS month, CAST(SUM(kept + broken) AS BIGINT), "
        "CAST(SUM(kept) AS BIGINT) FROM promised_orders GROUP BY month ORDER BY month"
    )
    failures = engine.rows(
        "SELECT order_id, ordered_on, due_on, came_on, days_late FROM promised_orders WHERE broken = 1 "
        "ORDER BY ordered_on DESC, order_id"
    )
    waiting = engine.rows(
        "SELECT order_id, ordered_on, due_on FROM promised_orders WHERE kept + broken = 0 ORDER BY due_on, order_id"
    )
    judged, kept = sum(row[1] for row in months), sum(row[2] for row in months)
    return PromiseCheck(
        rate=KeptRate(judged, kept),
        pending=len(waiting),
        as_of=day,
        months=tuple((row[0], KeptRate(row[1], row[2])) for row in months if row[1]),
        failures=tuple(FailedOrder(*row) for row in failures),
        common=_in_common(engine.rows(traits_sql()), judged, judged - kept) if failures else None,
        waiting=tuple(WaitingOrder(*row) for row in waiting),
        freight=tuple(Freight(*row) for row in engine.rows(freight_sql(day))),
    )


def traits_sql() -> str:
    """How many judged orders had each value of each trait, and how many of them failed."""
    of_lines = {name: f"UNNEST({name})" for name in SCOPES}
    each = (
        f"SELECT '{name}' AS trait, {value} AS value, broken FROM promised_orders WHERE kept + broken = 1"
        for name, value in (of_lines | ORDER_TRAITS).items()
    )
    counted = (
        f"SELECT trait, value, COUNT(*), CAST(SUM(broken) AS BIGINT) FROM ({one}) had WHERE value IS NOT NULL "
        "GROUP BY trait, value"
        for one in each
    )
    return " UNION ALL ".join(counted) + " ORDER BY trait, value"


def freight_sql(as_of: date) -> str:
    """What the freight of the orders judged in the past year cost, by currency; orders without any are not counted."""
    year = f"{date_literal(as_of)} - {YEAR_DAYS}"
    return (
        "SELECT currency, CAST(SUM(freight) AS DECIMAL(38,4)), COUNT(*) FROM promised_orders "
        f"WHERE freight IS NOT NULL AND kept + broken = 1 AND ordered_on > {year} GROUP BY currency ORDER BY currency"
    )


def _in_common(traits: Sequence[tuple[Any, ...]], judged: int, failed: int) -> Shared | None:
    """The trait with the largest lift among those that chance does not explain, None where chance explains them all.

    As many traits are looked at, each is held to 1 − 20 %/traits (Bonferroni), not to 80 %.
    """
    seen = [row for row in traits if row[2] >= FEWEST_ORDERS and judged - row[2] >= FEWEST_ORDERS]
    found = []
    for trait, value, orders, its in seen:
        strict = 1 - (1 - LEVEL) / len(seen)
        others, others_failed = judged - orders, failed - its
        apart = wilson(its, orders, strict)[0] > wilson(others_failed, others, strict)[1]
        if its >= FEWEST_FAILURES and apart:
            low, high = wilson(its, orders)
            found.append(Shared(trait, value, orders, its, others, others_failed, low, high, len(seen)))
    return max(found, key=lambda each: (each.lift or float("inf"), each.failed), default=None)
