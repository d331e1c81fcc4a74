"""The limits beyond which others decide on a deal too."""

from __future__ import annotations

from clave.value.deal_models import DealLimits
from clave.value.deal_rules import USUAL_LIMITS

Limits = dict[str, tuple[float, float]]


def limits_in_force() -> tuple[Limits, DealLimits | None]:
    """The limits that count now, and the version they stand in; None where they are the usual ones."""
    kept: DealLimits | None = DealLimits.objects.order_by("-number").first()
    return (dict(USUAL_LIMITS) if kept is None else limits_of(kept)), kept


def limits_of(kept: DealLimits) -> Limits:
    """The limits of a version."""
    return {name: (float(kept.limits[name][0]), float(kept.limits[name][1])) for name in USUAL_LIMITS}
