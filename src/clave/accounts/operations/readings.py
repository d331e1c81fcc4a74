"""Reading from the ledger what objectives about a product group have come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clave.accounts.models import Objective, ObjectiveReading
from clave.accounts.rules.plan_refusals import GroupUnknown
from clave.accounts.rules.plans import Measure
from clave.analytics.group_revenue import GroupSales, group_revenue, groups_known
from clave.kit.money import Money
from clave.ledger.models import DataVersion
from clave.ledger.queries import current_ledger, current_version, groups_on


def read_after_import(**_: object) -> None:
    """What a new data version asks for: the objectives of plans that still run are read again."""
    today = timezone.localdate()
    rows = Objective.objects.filter(measure=Measure.GROUP_REVENUE, plan__ends_on__gte=today)
    _read(list(rows.select_related("plan__key_account__customer")), today)


def read_objective(*, objective: Objective, today: date | None = None) -> None:
    """Read one objective; raises GroupUnknown where no order line names its product group."""
    if not current_version():
        return
    if objective.product_group not in groups_known(current_ledger()):
        raise GroupUnknown(group=objective.product_group)
    _read([objective], today or timezone.localdate())


def _read(objectives: Sequence[Objective], today: date) -> None:
    if not objectives or not current_version():
        return
    tops, version = groups_on(today), DataVersion.objects.get(number=current_version())
    asked = [_asked(each, tops) for each in objectives]
    last, found = group_revenue(current_ledger(version.number), asked)
    for objective, sums in zip(objectives, found, strict=True):
        told: dict[str, Any] = {"data_version": version, "as_of": last or today, "at": timezone.now()}
        told["value"] = _in_one(sums, objective.currency)
        ObjectiveReading.objects.update_or_create(objective=objective, defaults=told)


def _asked(objective: Objective, tops: dict[str, str]) -> GroupSales:
    code, plan = objective.plan.key_account.customer.code, objective.plan
    codes = (code, *sorted(below for below, top in tops.items() if top == code))
    return GroupSales(codes, objective.product_group, plan.starts_on, plan.ends_on)


def _in_one(sums: dict[str, Decimal], currency: str) -> int | None:
    """The sum in minor units; None where some of it was sold in another currency."""
    if set(sums) - {currency}:
        return None
    return Money(sums.get(currency, Decimal(0)), currency).to_minor()
