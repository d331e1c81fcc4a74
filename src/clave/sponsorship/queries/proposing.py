"""Who of the top team is proposed as the sponsor of which key account, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from clave.company.models import Person
from clave.ledger.gates import lasting
from clave.ledger.models import CustomerAssignment
from clave.portfolio.models import KeyAccount
from clave.portfolio.queries.answering import limit_of
from clave.sponsorship.queries.holders import top_team
from clave.sponsorship.queries.sponsors import Sponsored, bosses_of, sponsored
from clave.sponsorship.rules.fit import GROUND_WORDS, POINTS, Account, Candidate, Fit, Ground, propose

if TYPE_CHECKING:
    from clave.access.models import User

SHOWN = 3


@dataclass(frozen=True)
class Suggested:
    """Somebody proposed for a key account, with the reasons in words."""

    person: Person
    fit: Fit

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Each reason in words with its points."""
        told = []
        for ground in self.fit.grounds:
            points = POINTS[ground] * (self.fit.held if ground is Ground.LOAD else 1)
            told.append((gettext(GROUND_WORDS[ground]), points))
        return told


@dataclass(frozen=True)
class Proposed:
    """A key account and who is proposed for it, the best first."""

    row: Sponsored
    people: list[Suggested]


def proposed_sponsors(user: User, on: date, every: bool = False) -> list[Proposed]:
    """For key accounts without a sponsor (or with `every` for all): the best of the top team, with reasons."""
    rows = [row for row in sponsored(user, on) if every or not row.sponsors]
    people = {person.pk: person for person in top_team()}
    found = propose([_account(row) for row in rows], _candidates(people, on), limit_of("sponsor"))
    return [
        Proposed(row, [Suggested(people[fit.candidate], fit) for fit in found[row.customer.pk][:SHOWN]]) for row in rows
    ]


def _account(row: Sponsored) -> Account:
    managers = [holder.person for holder in row.managers]
    own = frozenset(person.pk for person in managers if person)
    return Account(row.customer.pk, row.customer.country, row.customer.segment, frozenset(bosses_of(managers)), own)


def _candidates(people: dict[int, Person], on: date) -> list[Candidate]:
    members = KeyAccount.objects.current(on).values("customer_id")
    rows = CustomerAssignment.objects.filter(lasting(on), capacity="sponsor", customer_id__in=members)
    held: dict[int, set[tuple[int, str, str]]] = defaultdict(set)
    for row in rows.select_related("customer"):
        held[row.user_id].add((row.customer_id, row.customer.country, row.customer.segment))
    return [
        Candidate(
            pk,
            len(held[person.user_id or 0]),
            {country for _, country, _ in held[person.user_id or 0] if country},
            {segment for _, _, segment in held[person.user_id or 0] if segment},
        )
        for pk, person in people.items()
    ]
