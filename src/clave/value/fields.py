"""The third gate of the value pages: which figures of which customers one person reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Q, When

from clave.ledger.gates import OWN_CUSTOMERS, own_customers
from clave.value.columns import EVERY, OPENED_BY, WHOSE_OWN, Opens

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class Reach:
    """Whose figures a right opens: everybody's, or those of customers assigned in one of these capacities."""

    everyone: bool
    capacities: frozenset[str]

    def __bool__(self) -> bool:
        return self.everyone or bool(self.capacities)

    def covers(self, other: Reach) -> bool:
        """Whether this right opens at least the customers of the other."""
        return self.everyone or (not other.everyone and self.capacities >= other.capacities)


@dataclass(frozen=True)
class Reading:
    """What one person reads on one day: every right that opens something, with its reach; names are always there."""

    user: User
    on: date
    reaches: Mapping[Opens, Reach]

    @property
    def sees_everyone(self) -> bool:
        """Whether this person's list holds every customer."""
        return self.reaches[Opens.NAME].everyone

    def is_mixed(self, right: Opens) -> bool:
        """Whether the right opens only some of the customers that this person may name."""
        return not self.reaches[right].covers(self.reaches[Opens.NAME])

    def whose(self, right: Opens, path: str = "customer_id") -> Q:
        """The condition on customers (at `path`) that the right opens; nothing when it opens none."""
        reach = self.reaches.get(right)
        if not reach:
            return Q(pk__in=())
        if reach.everyone:
            return Q()
        return Q(**{f"{path}__in": own_customers(self.user, tuple(sorted(reach.capacities)), self.on)})

    def shown(self, expression: Any, right: Opens) -> Any:
        """The expression where the right opens it, null on every other row."""
        return Case(When(self.whose(right), then=expression)) if self.is_mixed(right) else expression


def reading(user: User, on: date) -> Reading:
    """What this person reads on a day, the union over the roles."""
    reaches = {right: _reach(user, right) for right in Opens}
    return Reading(user, on, {right: reach for right, reach in reaches.items() if reach or right is Opens.NAME})


def _reach(user: User, right: Opens) -> Reach:
    field_class, scopes = OPENED_BY[right]
    held = user.reading(field_class) & scopes
    capacities = {capacity for scope in held - EVERY for capacity in OWN_CUSTOMERS[WHOSE_OWN[scope]]}
    return Reach(everyone=bool(held & EVERY), capacities=frozenset(capacities))
