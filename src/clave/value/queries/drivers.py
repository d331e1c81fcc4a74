"""What we can tell about cost drivers: the versions, the one that counts, and what the latest run made of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from clave.analytics.cost_to_serve.drivers import DriverSet
from clave.ledger.models import Customer
from clave.value.models import CostDrivers, DriverTrial, Run

if TYPE_CHECKING:
    from clave.access.models import User

SHOWN_VERSIONS = 50
SHOWN_TRIALS = 5


def in_use() -> CostDrivers | None:
    """The newest version; None where freight alone counts."""
    return CostDrivers.objects.first()


def latest_number() -> int:
    """The number of the newest version; 0 where there is none."""
    found = CostDrivers.objects.values_list("number", flat=True).first()
    return found or 0


def drivers_of(number: int | None) -> DriverSet | None:
    """The drivers of a version; None where freight alone counts."""
    return CostDrivers.objects.get(number=number).drivers if number else None


def versions(user: User) -> list[CostDrivers]:
    """The versions this person may see, newest first."""
    return list(CostDrivers.objects.visible_to(user).select_related("by")[:SHOWN_VERSIONS])


def own_trials(user: User) -> list[DriverTrial]:
    """What this person has tried out lately, the newest first."""
    return list(
        DriverTrial.objects.visible_to(user).filter(by=user).only("pk", "state", "asked_at", "reason")[:SHOWN_TRIALS]
    )


def names_of(codes: Collection[str]) -> dict[str, str]:
    """Code -> name of these customers."""
    return dict(Customer.objects.filter(code__in=codes).values_list("code", "name"))


def latest_costs(user: User) -> tuple[Run, dict[str, Any]] | None:
    """The latest finished run that used drivers, and where their costs went."""
    run = Run.objects.visible_to(user).latest_done()
    costs = run.manifest.get("costs") if run else None
    return (run, costs) if run and costs else None
