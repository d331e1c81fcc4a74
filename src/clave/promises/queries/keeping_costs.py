"""What keeping delivery promises costs: the freight of their orders, for those who read costs of the customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clave.kit.money import Money
from clave.portfolio.queries.key_accounts import valued_by
from clave.promises.models import Judging
from clave.promises.queries.standing import Line

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class Freight:
    """What the freight of a promise's orders cost in a year, and one of them on average; `as_of` is the ledger's day."""

    line: Line
    total: Money
    orders: int
    as_of: date

    @property
    def each(self) -> Money:
        """The freight of one order on average."""
        return Money(self.total.amount / self.orders, self.total.currency)


def freight_of(found: Sequence[Line], user: User, on: date) -> list[Freight]:
    """Freight by promise and currency, the dearest first; only of customers whose costs this person reads."""
    lines = {line.promise.pk: line for line in found if line.promise.is_delivery and line.promise.is_alive}
    if not lines:
        return []
    opened = valued_by(user, {line.promise.key_account.customer_id for line in lines.values()}, on)
    readable = [pk for pk, line in lines.items() if line.promise.key_account.customer_id in opened]
    rows = Judging.objects.filter(promise__in=readable).exclude(freight=[])
    costs = [Freight(lines[row.promise_id], total, count, row.as_of) for row in rows for total, count in row.freights]
    return sorted(costs, key=lambda each: (each.total.currency, -each.total.amount))


def by_key_account(costs: Sequence[Freight]) -> list[Freight]:
    """One row per key account and currency: its widest promise, because promises on the same orders share their freight."""
    widest: dict[tuple[int, str], Freight] = {}
    for each in costs:
        widest.setdefault((each.line.promise.key_account_id, each.total.currency), each)
    return list(widest.values())
