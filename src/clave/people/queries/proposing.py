"""What a proposal of managers is computed from: value of accounts, what people can do, sell and have time for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Max

from clave.access.policy import FieldClass, Scope
from clave.analytics.appointment import opportunity_cost
from clave.company.models import Person
from clave.kit.money import Money
from clave.ledger.gates import holding
from clave.ledger.models import Customer, CustomerAssignment
from clave.people.models import Proposal, ProposalAnswer
from clave.people.queries import skills
from clave.people.rules.proposing import Unit
from clave.portfolio.models import KeyAccount
from clave.value.models import BookRow, Run
from clave.value.queries.choosing import latest_run

if TYPE_CHECKING:
    from clave.access.models import User

HOURS_AN_ACCOUNT = 30
HOURS_A_MONTH = 140
DEFAULTS: dict[str, Any] = {
    "uplift_share_percent": 10,
    "ramp_up_months": 9,
    "replacement_share_percent": 60,
    "moving_cost": 0,
    "unit": Unit.ACCOUNTS.value,
    "hours_an_account": HOURS_AN_ACCOUNT,
}
"""What is assumed until somebody says otherwise."""
SELLS = ("manager", "sponsor")


@dataclass(frozen=True)
class Choosable:
    """A key account that may be part of a proposal; without a value it cannot."""

    customer: Customer
    lifetime_value: int | None
    manager: Person | None
    manager_login: str


@dataclass(frozen=True)
class Candidate:
    """One of our people as a candidate: skills known, accounts held, what taking them out of selling costs."""

    person: Person
    known: int
    asked: int
    held: int
    contribution: int
    cost: int
    currency: str

    @property
    def is_known(self) -> bool:
        """Whether every skill is known, so that they could be proposed at all."""
        return self.known == self.asked

    @property
    def brings(self) -> Money:
        """What the customers they sell to contribute a year."""
        return Money.from_minor(self.contribution, self.currency)

    @property
    def taken_out(self) -> Money:
        """What is lost by taking them out of selling."""
        return Money.from_minor(self.cost, self.currency)


def reads_money(user: User) -> bool:
    """Whether this person reads what every customer is worth and brings (F2); others see shares."""
    return Scope.ALL in user.reading(FieldClass.F2)


def run_in_use() -> Run | None:
    """The run whose values a new proposal takes."""
    return latest_run()


def choosable(user: User, run: Run | None, on: date) -> list[Choosable]:
    """The current key accounts with value and manager, by name."""
    held = list(KeyAccount.objects.visible_to(user).current(on).select_related("customer"))
    customers = [each.customer for each in held]
    values = lifetime_values(run, [each.pk for each in customers])
    managers = managers_on([each.pk for each in customers], on)
    people = people_of_logins([row.user_id for row in managers.values()])
    found = []
    for customer in customers:
        row = managers.get(customer.pk)
        person = people.get(row.user_id) if row else None
        found.append(Choosable(customer, values.get(customer.pk), person, str(row.user) if row else ""))
    return found


def lifetime_values(run: Run | None, customers: Collection[int]) -> dict[int, int]:
    """Customer -> lifetime value in minor units, with all that belongs to it where it heads a group."""
    rows = BookRow.objects.filter(run=run, customer_id__in=customers, lifetime_value__isnull=False)
    return dict(rows.order_by("is_group").values_list("customer_id", "lifetime_value"))


def managers_on(customers: Collection[int], on: date) -> dict[int, CustomerAssignment]:
    """Customer -> who manages it on a day; the first where several do."""
    rows = CustomerAssignment.objects.filter(holding(on), customer_id__in=customers, capacity="manager")
    found: dict[int, CustomerAssignment] = {}
    for row in rows.select_related("user").order_by("valid_from", "pk"):
        found.setdefault(row.customer_id, row)
    return found


def people_of_logins(users: Iterable[int]) -> dict[int, Person]:
    """Login -> our person."""
    return {each.user_id: each for each in Person.objects.filter(user_id__in=list(users)) if each.user_id}


def candidates(run: Run | None, assumed: Mapping[str, Any], on: date) -> list[Candidate]:
    """Everybody of ours from every function, by name, with what is known and what taking them out would cost."""
    people = list(Person.objects.filter(is_active=True).select_related("function", "user"))
    levels, keys = skills.levels([each.pk for each in people]), asked_skills()
    brings = contributions(run, people, on)
    found = []
    for person in people:
        known = sum(levels.get(person.pk, {}).get(key, skills.UNKNOWN).tenths is not None for key in keys)
        held, contribution = brings.get(person.pk, (0, 0))
        cost = cost_of(contribution, assumed)
        found.append(Candidate(person, known, len(keys), held, contribution, cost, run.currency if run else ""))
    return found


def cost_of(contribution: int, assumed: Mapping[str, Any]) -> int:
    """What is lost by taking somebody out of selling, in minor units."""
    kept = contribution * assumed["replacement_share_percent"] / 100
    return round(opportunity_cost(float(contribution), kept, float(assumed["ramp_up_months"])))


def contributions(run: Run | None, people: Iterable[Person], on: date) -> dict[int, tuple[int, int]]:
    """Person -> customers they sell to besides key accounts, and what these contributed in the twelve months of the run.

    Sells to a customer: answers for it as manager, or stands as its owner in the customer file.
    """
    emails = {each.email.lower(): each.pk for each in people if each.email}
    logins = {each.user_id: each.pk for each in people if each.user_id}
    key = set(KeyAccount.objects.current(on).values_list("customer_id", flat=True))
    owned: dict[int, set[int]] = defaultdict(set)
    for customer, email in Customer.objects.exclude(owner_email="").values_list("pk", "owner_email"):
        if customer not in key and email.lower() in emails:
            owned[customer].add(emails[email.lower()])
    held = CustomerAssignment.objects.filter(holding(on), capacity="manager")
    for customer, user in held.values_list("customer_id", "user_id"):
        if customer not in key and user in logins:
            owned[customer].add(logins[user])
    return _summed(owned, yearly_contributions(run))


def yearly_contributions(run: Run | None) -> dict[int, int]:
    """Customer -> contribution expected a year, in minor units, of its own orders."""
    if run is None:
        return {}
    rows = BookRow.objects.filter(run=run, is_group=False, expected_contribution__isnull=False)
    months = run.horizon_months
    return {
        customer: round(ahead * 12 / months)
        for customer, ahead in rows.values_list("customer_id", "expected_contribution")
    }


def asked_skills() -> list[str]:
    """The skills that the default profile asks for."""
    return [key for key, need in skills.profile_of(None).needs.items() if need.level]


def inputs_of(
    *,
    accounts: Iterable[Choosable],
    people: Iterable[tuple[Candidate, float, int | None]],
    assumed: Mapping[str, Any],
) -> dict[str, Any]:
    """Everything a proposal is computed from, as it is kept; each person with capacity and a cost of their own, if given."""
    chosen, taken = list(accounts), list(people)
    profiles = skills.profiles([each.customer.pk for each in chosen])
    levels = skills.levels([candidate.person.pk for candidate, _, _ in taken])
    by_hours = assumed["unit"] == Unit.HOURS
    return {
        "assumptions": dict(assumed),
        "accounts": [
            {
                "code": each.customer.code,
                "name": each.customer.name,
                "lifetime_value": each.lifetime_value,
                "hours": assumed["hours_an_account"] if by_hours else 1,
                "now": each.manager.person_code if each.manager else None,
                "needs": {
                    key: [need.level, need.floor, need.weight]
                    for key, need in (profiles.get(each.customer.pk) or profiles[None]).needs.items()
                },
            }
            for each in chosen
        ],
        "people": [_person(*each, assumed, levels) for each in taken],
    }


def proposals(user: User) -> list[Proposal]:
    """Every proposal, the newest first."""
    return list(Proposal.objects.visible_to(user).select_related("by", "run"))


def next_number() -> int:
    """The number of the next proposal."""
    return (Proposal.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def answers_of(proposal: Proposal) -> dict[str, ProposalAnswer]:
    """Code of the key account -> what was decided."""
    rows = ProposalAnswer.objects.filter(proposal=proposal).select_related("customer", "person", "by", "appointment")
    return {row.customer.code: row for row in rows}


def capacity_limit() -> int:
    """How many key accounts a manager has room for."""
    return int(settings.KEY_ACCOUNTS_PER_MANAGER)


def _summed(owned: Mapping[int, set[int]], brought: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for customer, people in owned.items():
        for person in people:
            held, total = found.get(person, (0, 0))
            found[person] = held + 1, total + brought.get(customer, 0)
    return found


def _person(
    candidate: Candidate, capacity: float, cost: int | None, assumed: Mapping[str, Any], levels: skills.Levels
) -> dict[str, Any]:
    """One candidate as a proposal keeps them: what they can do, have time for and bring; nothing that they are."""
    person = candidate.person
    known = levels.get(person.pk, {})
    return {
        "code": person.person_code,
        "name": person.full_name,
        "function": person.function.name,
        "levels": {key: each.tenths for key, each in sorted(known.items())},
        "capacity": capacity,
        "contribution": candidate.contribution,
        "replacement": round(candidate.contribution * assumed["replacement_share_percent"] / 100),
        "opportunity_cost": candidate.cost if cost is None else cost,
        "is_assumed": cost is not None,
    }
