"""Two runs a year apart, two key accounts, and managers who held them for some of the days."""

from __future__ import annotations

from datetime import date
from typing import Any

from clave.access.models import User
from clave.access.policy import Role
from clave.company.models import Person
from clave.ledger.models import Customer
from clave.people.queries.scorecards import Scorecard, scorecards
from clave.people.queries.valuations import Pair, runs_beside
from tests.cast import Cast, customer_of, key_account_of, our_person, person
from tests.value.book import run_with

BEFORE, NOW = date(2025, 3, 31), date(2026, 3, 31)
LEFT = date(2025, 9, 29)
"""The last of the first 182 days of 365."""


def worth(value: int, contribution: int, spread: int = 10_000) -> dict[str, Any]:
    """A value in euros with an interval of so much to both sides, and the contribution so far."""
    ends = {"lifetime_value": value, "lifetime_value_low": value - spread, "lifetime_value_high": value + spread}
    return {name: amount * 100 for name, amount in {**ends, "contribution": contribution}.items()}


class Scoring:
    """Ana held Alder until the end of September and Birch all year, Bob holds Alder since; Cid stood in."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.champion = cast, cast.champion
        self.alder, self.birch = self.key_account("ALDER"), self.key_account("BIRCH")
        self.ana, self.bob = self.hire("ana"), self.hire("bob")
        self.hold(self.ana, self.alder, until=LEFT)
        self.hold(self.ana, self.birch)
        self.hold(self.bob, self.alder, since=date(2025, 9, 30))

    def key_account(self, code: str) -> Customer:
        found: Customer = key_account_of(code=code).customer
        return found

    def hire(self, name: str) -> Person:
        return our_person(person(name, Role.KEY_ACCOUNT_MANAGER), code=f"S-{name}", full_name=name.title())

    def hold(
        self,
        who: Person,
        customer: Customer,
        capacity: str = "manager",
        since: date = date(2020, 1, 1),
        until: date | None = None,
    ) -> None:
        customer.assignments.create(user=who.user, capacity=capacity, valid_from=since, valid_to=until)

    def runs(self, **later: Any) -> None:
        """Alder was worth 500,000, brought 90,000 and is worth 640,000; Birch lost money and value."""
        first = [{"customer": self.alder, **worth(500_000, 100_000)}, {"customer": self.birch, **worth(50_000, 0)}]
        last = [
            {"customer": self.alder, **worth(640_000, 190_000)},
            {"customer": self.birch, **worth(-20_000, -15_000)},
        ]
        run_with(first, as_of=BEFORE)
        run_with(last, as_of=NOW, **later)

    def pair(self) -> Pair:
        found = runs_beside()
        assert found is not None
        return found

    def card(self, who: Person, reader: User | None = None) -> Scorecard:
        """The scorecard of somebody, as the champion or another reader sees it."""
        return scorecards(reader=reader or self.cast.champion, pair=self.pair(), of=[who])[0]

    def sponsor(self, customer: Customer) -> User:
        """The sponsor of the cast, to whom this key account was given."""
        found = self.cast[Role.EXECUTIVE_SPONSOR]
        customer_of(found, code=customer.code)
        return found
