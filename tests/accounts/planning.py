"""A key account with its manager, one of another manager, people, and plans."""

from __future__ import annotations

from datetime import date
from typing import Any

from clave.access.models import User
from clave.access.policy import Role
from clave.accounts.models import Goal, Objective, Plan, PlanAction
from clave.accounts.operations import plans
from clave.accounts.rules.plans import GoalKind, Measure, Period, period_of
from clave.company.models import Person
from clave.portfolio.models import KeyAccount
from tests.cast import Cast, key_account_of, our_person, person

TODAY = date(2026, 7, 15)
YEAR = period_of(date(2026, 1, 1), 12)


class Planning:
    """The manager plans with C1; another manager has C2."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.manager: User = cast[Role.KEY_ACCOUNT_MANAGER]
        self.sponsor: User = cast[Role.EXECUTIVE_SPONSOR]
        self.other_manager: User = person("other_manager", Role.KEY_ACCOUNT_MANAGER)
        self.held: KeyAccount = key_account_of(self.manager, self.sponsor, code="C1")
        self.other: KeyAccount = key_account_of(self.other_manager, code="C2")
        self.keeper: Person = our_person(cast[Role.FUNCTION_MEMBER], code="MEMBER", full_name="Mona Member")

    def plan(self, period: Period = YEAR, held: KeyAccount | None = None) -> Plan:
        """A plan, begun by the champion."""
        return plans.begin_plan(by=self.cast.champion, key_account=held or self.held, period=period, today=TODAY)

    def goal(self, plan: Plan, **more: Any) -> Goal:
        """What the customer wants, as its manager assumes."""
        told = {"kind": GoalKind.GOAL, "words": "A second line before summer", **more}
        return plans.put_goal(by=self.cast.champion, plan=plan, today=TODAY, **told)

    def objective(self, plan: Plan, **more: Any) -> Objective:
        """Something to reach, measured by hand unless said otherwise."""
        told: dict[str, Any] = {"words": "A weekly drop", "measure": Measure.TYPED, "target": 60_000, "unit": "%"}
        return plans.put_objective(by=self.cast.champion, plan=plan, currency="EUR", today=TODAY, **(told | more))

    def action(self, plan: Plan, **more: Any) -> PlanAction:
        """Something that somebody of Operations does by August."""
        told: dict[str, Any] = {"words": "Agree the drop", "owner": self.keeper, "due_on": date(2026, 8, 1), **more}
        return plans.put_action(by=self.cast.champion, plan=plan, today=TODAY, **told)
