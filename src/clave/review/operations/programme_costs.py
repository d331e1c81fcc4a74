"""What the programme costs beside the offers: entered by Finance, for one key account or the whole, and withdrawn when wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.portfolio.models import KeyAccount
from clave.review.models import ProgrammeCost
from clave.review.rules.benefit import CostDaysReversed, CostUnfit, CostWithdrawn
from clave.value.operations.moves import refuse_unless
from clave.value.rules import is_currency_code

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def enter_cost(
    *,
    by: User,
    what: str,
    yearly_cost: int,
    currency: str,
    starts_on: date,
    ends_on: date | None = None,
    key_account: KeyAccount | None = None,
) -> ProgrammeCost:
    """Say what something of the programme costs a year, in minor units. Raises CostUnfit and CostDaysReversed."""
    refuse_unless(by, Action.CHANGE_PROGRAMME_COSTS)
    if not what.strip() or yearly_cost < 0 or not is_currency_code(currency):
        raise CostUnfit
    if ends_on is not None and ends_on < starts_on:
        raise CostDaysReversed
    made = ProgrammeCost.objects.create(
        what=what.strip(),
        key_account=key_account,
        yearly_cost=yearly_cost,
        currency=currency,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
    )
    told = {"what": made.what, "yearly_cost": yearly_cost, "currency": currency, "from": starts_on, "to": ends_on}
    after = {**told, "customer": key_account.customer.code if key_account else ""}
    journal.record(by=by, event="review.programme_cost.entered", subject=made, after=after, holds=FieldClass.F2)
    return made


@transaction.atomic
def withdraw_cost(*, by: User, cost: ProgrammeCost) -> ProgrammeCost:
    """Say that a cost was wrong: it counts no more, and stays to be seen. Raises CostWithdrawn."""
    refuse_unless(by, Action.CHANGE_PROGRAMME_COSTS)
    now = timezone.now()
    if not ProgrammeCost.objects.filter(pk=cost.pk, withdrawn_at=None).update(withdrawn_at=now, withdrawn_by=by):
        raise CostWithdrawn
    cost.withdrawn_at, cost.withdrawn_by = now, by
    before = {"what": cost.what, "yearly_cost": cost.yearly_cost, "currency": cost.currency}
    journal.record(by=by, event="review.programme_cost.withdrawn", subject=cost, before=before, holds=FieldClass.F2)
    return cost
