"""The demo's proof of benefit: what Finance says the programme costs beside the offers, and a statement by the run of today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.review.models import BenefitStatement
from clave.review.operations.benefit import state_now
from clave.review.operations.programme_costs import enter_cost

COORDINATION = 30_000_00


def prove(*, users: Mapping[Role, User], started_on: date) -> BenefitStatement:
    """Enter what the programme costs as a whole, and state what it added."""
    finance = users[Role.FINANCE_PARTNER]
    enter_cost(
        by=finance,
        what=gettext("Coordination, training and the time of sponsors"),
        yearly_cost=COORDINATION,
        currency="EUR",
        starts_on=started_on,
    )
    return state_now(by=finance)
