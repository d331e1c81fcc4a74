"""A customer of the manager with a deal on the table, and those who decide on it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from clave.access.policy import Role
from clave.ledger.models import Customer
from clave.value.deal_forms import typed
from clave.value.deal_models import Deal
from clave.value.deal_rules import DealState
from clave.value.deal_terms import Serving, Terms
from clave.value.operations.dealing import ask_approval, end_deal, price_deal
from clave.value.operations.deciding_deals import decide_deal
from tests.cast import Cast, customer_of
from tests.value.book import Company

TERMS = Terms(
    currency="EUR",
    years=3,
    list_price=Decimal(2_000),
    volume=(Decimal(80), Decimal(100), Decimal(130)),
    cost=(Decimal(1_350), Decimal(1_420), Decimal(1_500)),
    serving=(Serving("as now", Decimal(70), Decimal(260)), Serving("more urgent orders", Decimal(30), Decimal(310))),
)
LOSING = replace(TERMS, list_price=Decimal(1_500))
"""Every future of it loses: a unit costs 1,610 at the least."""


class Dealing:
    """The good customer is the manager's and the sponsor's; a second manager answers for it as deputy."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.company = Company(cast)
        self.company.assign(Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR)
        self.customer: Customer = self.company.good
        self.manager, self.champion = cast[Role.KEY_ACCOUNT_MANAGER], cast.champion
        self.finance, self.sponsor = cast.finance_partner, cast[Role.EXECUTIVE_SPONSOR]

    def price(self, terms: Terms = TERMS, **more: Any) -> Deal:
        """A deal that the manager priced."""
        given = {"by": self.manager, "customer": self.customer, "name": "Three years of all plants", **more}
        return price_deal(terms=terms, **given)

    def asked(self, terms: Terms = TERMS) -> Deal:
        """A deal that was put forward."""
        made = self.price(terms)
        ask_approval(by=self.manager, deal=made, based_on=1)
        made.refresh_from_db()
        return made

    def approved(self, terms: Terms = TERMS) -> Deal:
        """A deal that everybody who is asked has approved."""
        made = self.asked(terms)
        for who in (self.champion, self.finance, self.sponsor):
            if made.state == DealState.ASKED and made.askings.get().seats:
                self.decide(made, who)
                made.refresh_from_db()
        return made

    def decide(self, made: Deal, who: Any, approves: bool | None = True, reason: str = "It holds.") -> Any:
        """One decision about the version that counts."""
        return decide_deal(by=who, deal=made, version=made.version, approves=approves, reason=reason)

    def won(self, terms: Terms = TERMS, **more: Any) -> Deal:
        """A deal that was approved and won."""
        made = self.approved(terms)
        return end_deal(by=self.manager, deal=made, outcome=DealState.WON, reason="Signed.", **more)

    def form(self, terms: Terms = TERMS, **more: Any) -> dict[str, Any]:
        """What a person types for these terms."""
        told = {name: value for name, value in typed(terms).items() if value is not None}
        return {**told, "name": "Three years of all plants", **more}


def other_customer() -> Customer:
    """A customer of nobody in the cast."""
    return customer_of(code="OTHER")
