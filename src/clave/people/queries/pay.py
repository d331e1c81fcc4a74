"""Who is paid on what, as far as one person may know, and where that works against key accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clave.access.policy import FieldClass, Role, Scope
from clave.access.queries import in_role
from clave.company.models import Person
from clave.people.models import PayPlan
from clave.people.rules.pay import FEWEST_IN_A_GROUP, Conflict, Measure, Paid, conflicts

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from clave.access.models import User


@dataclass(frozen=True)
class PlanShown:
    """One pay plan and what is wrong with it."""

    plan: PayPlan
    conflicts: list[Conflict]
    counts: bool
    """Whether it counts today."""


@dataclass(frozen=True)
class GroupTotals:
    """What may be told of a group: how many plans rest on each measure, how many work against key accounts."""

    plans: int
    measures: list[tuple[Measure, int]]
    in_conflict: int


def plans(user: User, today: date) -> list[PlanShown]:
    """The pay plans this person may see, those that count first; four queries."""
    return _shown(PayPlan.objects.visible_to(user), today)


def totals(user: User, today: date) -> GroupTotals | None:
    """Totals over all plans of persons that count today, for who reads groups; None where these are fewer than five."""
    if Scope.GROUPS not in user.reading(FieldClass.F6):
        return None
    found = [each for each in _shown(PayPlan.objects.filter(person__isnull=False), today) if each.counts]
    if len(found) < FEWEST_IN_A_GROUP:
        return None
    counted = Counter(Measure(part.measure) for each in found for part in each.plan.components.all())
    return GroupTotals(len(found), counted.most_common(), sum(bool(each.conflicts) for each in found))


def bases(people: Iterable[Person], today: date) -> dict[int, PayPlan]:
    """Person -> the plan with a base that counts on a day; one query."""
    rows = PayPlan.objects.filter(person__in=list(people), valid_from__lte=today, base__isnull=False)
    return {row.person_id: row for row in rows if row.person_id and (row.valid_to is None or row.valid_to >= today)}


def _shown(rows: QuerySet[PayPlan], today: date) -> list[PlanShown]:
    chosen = rows.select_related("person__function", "by").prefetch_related("components")
    found: list[PlanShown] = []
    every = list(chosen)
    roles = _roles({plan.person.user_id for plan in every if plan.person and plan.person.user_id})
    for plan in every:
        held = roles.get(plan.person.user_id or 0, set()) if plan.person else {Role(plan.role)}
        weights = {Measure(part.measure): part.weight_percent for part in plan.components.all()}
        counts = plan.valid_from <= today and (plan.valid_to is None or plan.valid_to >= today)
        found.append(PlanShown(plan, conflicts(Paid(held, weights, plan.approves_discounts)), counts))
    return sorted(found, key=lambda each: (not each.counts, not each.conflicts, each.plan.payee, -each.plan.number))


JUDGED_ROLES = (Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR, Role.FUNCTION_MEMBER)


def _roles(logins: Collection[int]) -> dict[int, set[Role]]:
    """Login -> the roles that decide about conflicts; one query for each role."""
    found: dict[int, set[Role]] = {login: set() for login in logins}
    for role in JUDGED_ROLES if logins else ():
        for login in in_role(role, logins):
            found[login].add(role)
    return found
