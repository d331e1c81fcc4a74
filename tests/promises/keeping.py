"""A function with its people, a key account, and promises to it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from clave.access.policy import Role
from clave.company.models import Person
from clave.kit.money import Money
from clave.portfolio.models import KeyAccount
from clave.promises.models import Promise
from clave.promises.operations import make_promise
from tests.cast import Cast, customer_of, key_account_of, our_person

TODAY = date(2026, 3, 18)
"""A Wednesday."""
COST = Money.from_minor(987_654_00, "EUR")
AMOUNT = re.compile(r"987\D{0,2}654")
"""That cost in any notation: six figures in a row do not stand in a token by chance."""


class Keeping:
    """Operations with its owner and its function member, a key account of the manager, and one of nobody."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.account: KeyAccount = key_account_of(
            cast[Role.KEY_ACCOUNT_MANAGER], cast[Role.EXECUTIVE_SPONSOR], code="C1"
        )
        self.other: KeyAccount = key_account_of(code="C2")
        customer_of(code="LAST")
        self.head: Person = our_person(code="HEAD", full_name="Hedda Head")
        self.member: Person = our_person(cast[Role.FUNCTION_MEMBER], code="MEMBER", full_name="Mona Member")
        self.finance: Person = our_person(code="FIN", function="Finance", full_name="Fiona Finance")
        self.member.function.owner = self.head
        self.member.function.save(update_fields=["owner"])

    def promise(self, what: str = "A named engineer visits", **more: Any) -> Promise:
        """A promise to the key account, kept by the function member, due on the Friday of this week."""
        given = {"key_account": self.account, "owner": self.member, "due_on": date(2026, 3, 20), **more}
        return make_promise(
            by=self.cast.champion, what=what, starts_on=given.pop("starts_on", date(2026, 1, 1)), **given
        )

    def monthly(self, **more: Any) -> Promise:
        """A standing promise that a person judges."""
        return self.promise("Stock is kept for them", due_on=None, **more)
