"""The standing delivery promises made to key accounts when the programme began, and the orders that broke them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.chance import Flags, Ints
from clave.demo.delivery import EXPRESS, NOT_YET, Deliveries
from clave.demo.history import History
from clave.demo.ordering import Lines, Orders
from clave.demo.population import Population

KEPT_BEFORE = 0.93
"""A promise within so many days was made where it would have been kept for this share of earlier orders."""
ENOUGH_URGENT_ORDERS = 12


@dataclass(frozen=True)
class Promise:
    """One promise to one key account, with how it was kept since."""

    promise_id: str
    head: int
    measure: str
    """`by_promised_day`, `express_on_time` (urgent orders by their promised day) or `within_days` (calendar days)."""
    within_days: int | None
    since_day: int
    judged: Ints
    broken: Ints
    """Indices of the orders that could be judged, and of those that failed."""


@dataclass(frozen=True)
class OrderRecord:
    """Per order, over its lines that were not cancelled: when it was complete and whether all of it has come."""

    counted: Flags
    complete: Flags
    last_day: Ints
    """Day of the latest arrival so far; -1 when nothing has come."""


def order_record(orders: Orders, lines: Lines, deliveries: Deliveries) -> OrderRecord:
    """What happened to every order as a whole."""
    counted_line = ~deliveries.cancelled
    counted = np.bincount(lines.order, weights=counted_line, minlength=orders.count) > 0
    missing = (
        np.bincount(lines.order, weights=counted_line & (deliveries.delivered == NOT_YET), minlength=orders.count) > 0
    )
    last = np.full(orders.count, NOT_YET, dtype=np.int64)
    np.maximum.at(last, lines.order[counted_line], deliveries.delivered[counted_line])
    return OrderRecord(counted=counted, complete=counted & ~missing, last_day=last)


def make_promises(
    *, history: History, population: Population, heads: Ints, orders: Orders, lines: Lines, deliveries: Deliveries
) -> list[Promise]:
    """Two or three promises per key account, each judged on every order since the programme began."""
    record = order_record(orders, lines, deliveries)
    account = population.account[orders.customer]
    made: list[Promise] = []
    for head in heads.tolist():
        mine = (account == head) & record.counted
        since = mine & (orders.day >= history.programme_day)
        urgent = since & (deliveries.mode == EXPRESS)
        days = promised_days(orders, record, mine & record.complete & (orders.day < history.programme_day))
        scopes = [
            ("by_promised_day", None, since, deliveries.promised),
            ("within_days", days, since, orders.day + days),
        ]
        if urgent.sum() >= ENOUGH_URGENT_ORDERS:
            scopes.append(("express_on_time", None, urgent, deliveries.promised))
        for measure, within, scope, limit in scopes:
            judged, broken = judge(history, record, scope, limit)
            made.append(
                Promise(f"PR-{len(made) + 1:03d}", head, measure, within, history.programme_day, judged, broken)
            )
    return made


def promised_days(orders: Orders, record: OrderRecord, earlier: Flags) -> int:
    """Within how many calendar days nearly all earlier orders were complete."""
    return int(np.ceil(np.quantile(record.last_day[earlier] - orders.day[earlier], KEPT_BEFORE)))


def judge(history: History, record: OrderRecord, scope: Flags, limit: Ints) -> tuple[Ints, Ints]:
    """Orders in scope that can be judged on the last day of the history, and those that failed.

    An order fails when a line came after its limit or is missing while the limit has passed; it is pending while a line
    is missing and the limit has not passed.
    """
    failed = scope & ((record.last_day > limit) | (~record.complete & (limit < history.days - 1)))
    return np.flatnonzero(scope & (failed | record.complete)), np.flatnonzero(failed)
