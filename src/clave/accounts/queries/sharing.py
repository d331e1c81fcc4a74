"""A plan as the customer may read it: only the chosen sections, no notes, no lifetime value, money only where chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clave.accounts.models import Goal, Plan, PlanAction, PlanShare
from clave.accounts.queries.plans import Progress, plan_page
from clave.accounts.rules.plans import MONEY, Measure
from clave.accounts.rules.sharing import Section
from clave.promises.models import Promise
from clave.promises.rules.states import ALIVE


@dataclass(frozen=True)
class Shared:
    """What stands on the page of the customer; None where a section was not chosen."""

    plan: Plan
    goals: Sequence[Goal] | None
    objectives: Sequence[Progress] | None
    actions: Sequence[PlanAction] | None
    promises: Sequence[Promise] | None


def shared(share: PlanShare, on: date) -> Shared:
    """The chosen sections of the plan as they are now."""
    plan: Plan = Plan.objects.select_related("key_account__customer").get(pk=share.plan_id)
    page, chosen = plan_page(share.by, plan, on), {Section(each) for each in share.sections}
    told = [each for each in page.objectives if Section.MONEY in chosen or Measure(each.objective.measure) not in MONEY]
    promises = Promise.objects.filter(key_account=plan.key_account, state__in=ALIVE, audience="programme")
    return Shared(
        plan,
        [each for each in page.goals if each.holds and each.is_confirmed] if Section.GOALS in chosen else None,
        told if Section.OBJECTIVES in chosen else None,
        [each for each in page.actions if each.state != "dropped"] if Section.ACTIONS in chosen else None,
        list(promises.order_by("number")) if Section.PROMISES in chosen else None,
    )


def shares_of(plan: Plan) -> list[PlanShare]:
    """Every link to a plan with when it was read, the newest first."""
    return list(PlanShare.objects.filter(plan=plan).select_related("by").prefetch_related("seen"))
