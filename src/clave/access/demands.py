"""Who must have a second factor, and from which day on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from clave.access import rules
from clave.access.models import SecondFactorDemand, User


def demanded() -> SecondFactorDemand:
    """Who must have a second factor now."""
    return SecondFactorDemand.objects.filter(pk=SecondFactorDemand.ROW).first() or SecondFactorDemand()


def settle(users: Iterable[User]) -> None:
    """From which day on each of these people needs a second factor: grace begins when the need does."""
    found = demanded()
    due = timezone.localdate() + timedelta(days=found.grace_days)
    for user in users:
        needed = rules.demands_second_factor(rules.Demanded(found.whom), User.objects.get(pk=user.pk).roles)
        _set_due(user, (user.second_factor_due_on or due) if needed else None)


def _set_due(user: User, due_on: date | None) -> None:
    if user.second_factor_due_on != due_on:
        user.second_factor_due_on = due_on
        user.save(update_fields=["second_factor_due_on"])
