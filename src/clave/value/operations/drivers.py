"""Cost drivers: saved as a new version with a reason, never over somebody else's change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.cost_to_serve.files import drivers_from_bytes
from clave.value.models import CostDrivers
from clave.value.operations.moves import refuse_unless
from clave.value.queries import drivers as queries
from clave.value.refusals import DriversNeedReason, DriversStale, DriversUnchanged

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def save_drivers(*, by: User, text: str, reason: str, based_on: int) -> CostDrivers:
    """Make these drivers the ones that count from the next run on; `based_on` is the version that was edited.

    Raises DriversRefused, DriversNeedReason, DriversStale and DriversUnchanged.
    """
    refuse_unless(by, Action.CHANGE_DRIVERS)
    drivers = drivers_from_bytes(text.encode(), "DRIVERS.toml")
    if not reason.strip():
        raise DriversNeedReason
    journal.lock()
    before = queries.in_use()
    latest = before.number if before else 0
    if latest != based_on:
        raise DriversStale(latest=latest, based_on=based_on)
    if before and before.text == text:
        raise DriversUnchanged(number=latest)
    made = CostDrivers.objects.create(number=latest + 1, text=text, digest=drivers.digest, reason=reason.strip(), by=by)
    journal.record(
        by=by,
        event="value.drivers.saved",
        subject=made,
        before={"version": latest, "digest": before.digest if before else ""},
        after={"version": made.number, "digest": made.digest, "reason": made.reason},
        holds=FieldClass.F2,
    )
    return made
