"""A company with a run and two key accounts, and people whose skills are known: ready to propose managers."""

from __future__ import annotations

from datetime import date, timedelta

from clave.access.models import User
from clave.access.policy import Role
from clave.ledger.models import Customer
from clave.people.models import Proposal
from clave.people.operations.proposing import Taken, propose_managers
from clave.portfolio.models import KeyAccount
from tests.cast import Cast, key_account_of, our_person, person
from tests.people.team import Team
from tests.value.book import Company

TODAY = date(2026, 4, 20)


class Managing:
    """`good` and `quiet` are key accounts; an engineer who fits, a seller who sells, somebody nobody assessed."""

    def __init__(self, company: Company) -> None:
        self.company, self.team = company, Team(company.cast)
        self.good = key_account_of(code=company.good.code)
        self.quiet = key_account_of(code=company.quiet.code)
        self.team.knows(self.team.engineer, 4)
        self.team.knows(self.team.seller, 4, planning=2, financial=2)
        self.stranger = our_person(
            person("stranger", Role.KEY_ACCOUNT_MANAGER), code="T-STRANGER", full_name="Nora New"
        )

    @property
    def cast(self) -> Cast:
        return self.company.cast

    @property
    def champion(self) -> User:
        return self.cast.champion

    def proposed(self, room: float = 5, cost: dict[str, int] | None = None) -> Proposal:
        """A proposal over both key accounts and everybody here."""
        codes = ("T-ENGINEER", "T-SELLER", "T-STRANGER")
        taken = [Taken(code, room, (cost or {}).get(code)) for code in codes]
        return propose_managers(by=self.champion, candidates=taken, today=TODAY)


def later(days: int) -> date:
    """A day after the one on which the tests stand."""
    return TODAY + timedelta(days=days)


def customer_of(held: KeyAccount) -> Customer:
    """The customer of a key account."""
    found: Customer = held.customer
    return found
