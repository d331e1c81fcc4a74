"""What the ledger holds that cost drivers can count, looked up once per state of the ledger."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from clave.analytics.cost_to_serve.drivers import DriverSet
from clave.analytics.cost_to_serve.held import Held, held_by
from clave.ledger import queries as ledger
from clave.value.queries import runs


def held() -> Held | None:
    """What the latest data version holds; None where there are no order lines yet."""
    batches = list(ledger.active_batches().exclude(ledger_file=""))
    if not any(batch.kind == "orders" for batch in batches):
        return None
    return _held_by(ledger.digest_of(batches))


def suggested(minute_rate: str = "") -> DriverSet:
    """Drivers to begin with, from what the ledger holds."""
    from clave.analytics.cost_to_serve.suggesting import suggested_drivers

    currency = runs.usual_parameters()["currency"] or None
    return suggested_drivers(ledger.current_ledger(None, currency), Decimal(minute_rate) if minute_rate else None)


@lru_cache(maxsize=4)
def _held_by(digest: str) -> Held:
    """The same files hold the same: a ledger is named by the digest of all of them."""
    return held_by(ledger.current_ledger())
