"""A customer with a few people, and who of ours manages it, for the tests of relationships."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone

from clave.access.models import User
from clave.access.policy import Role
from clave.accounts.operations import relationships as operations
from clave.company.models import Person
from clave.ledger.models import Contact
from clave.portfolio.models import KeyAccount
from tests.cast import Cast, contact_at, key_account_of, our_person, person


class People:
    """Karla manages K1, Olga manages K2; Ana decides at K1, Ben buys there, Caro refused to be named."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.manager: User = person("kam", Role.KEY_ACCOUNT_MANAGER)
        self.other: User = person("olga", Role.KEY_ACCOUNT_MANAGER)
        self.karla: Person = our_person(self.manager, code="T-KAM", full_name="Karla Manager")
        self.otto: Person = our_person(code="T-OPS", full_name="Otto Ops")
        self.today = timezone.localdate()
        self.held: KeyAccount = key_account_of(self.manager, code="K1")
        self.theirs: KeyAccount = key_account_of(self.other, code="K2")
        self.ana = contact_at(
            self.held, "ana", full_name="Ana Alonso", role="Managing director", email="ana@k1.example"
        )
        self.ben = contact_at(self.held, "ben", full_name="Ben Bauer", role="Buyer", consent=None)

    @cached_property
    def caro(self) -> Contact:
        return contact_at(self.held, "caro", full_name="Caro Secret", role="Quality manager", consent=False)

    @cached_property
    def stranger(self) -> Contact:
        return contact_at(self.theirs, "zoe", full_name="Zoe Zamora", email="zoe@k2.example")

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def place(self, contact: Contact, part: str = "", boss: Contact | None = None, based_on: int = 0) -> Contact:
        return operations.place_person(
            by=self.manager,
            contact=contact,
            customer=contact.customer,
            part=part,
            reports_to=boss,
            based_on=based_on,
        )
