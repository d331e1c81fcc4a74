"""A portfolio of several key accounts with figures, and customers outside that are like them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from clave.access.models import User
from clave.access.policy import Role
from clave.ledger.models import Customer
from clave.portfolio.models import KeyAccount
from clave.value.models import Run
from tests.cast import Cast, customer_of, key_account_of, person
from tests.value.book import run_with


class Portfolio:
    """Key accounts K1 … Kn of about the same size, K1 with a cost to serve far above the others; five customers outside."""

    def __init__(self, cast: Cast, count: int = 7) -> None:
        self.cast = cast
        self.today = timezone.localdate()
        self.manager: User = person("kam", Role.KEY_ACCOUNT_MANAGER)
        held = [key_account_of(*([self.manager] if each == 1 else []), code=f"K{each}") for each in range(1, count + 1)]
        self.held: list[KeyAccount] = held
        outside = [customer_of(code=f"OUT{number}") for number in range(1, 6)]
        rows = [self.row(each.customer, 40 if each.customer.code == "K1" else 10) for each in self.held]
        self.run: Run = run_with([*rows, *(self.row(each, 9) for each in outside)])

    def row(self, customer: Customer, share: int) -> dict[str, Any]:
        """One customer whose cost to serve is so many hundredths of what it buys, nearly all of it express orders."""
        served, number = share * 5_000_00, int(customer.code.strip("KOUT")) * 100
        drivers = [["express orders", served - 1_000_00, False], ["small orders", 1_000_00, False]]
        worth = {"lifetime_value": 190_000_00 + number, "contribution": 200_000_00 - number}
        return {"customer": customer, "cost_to_serve": served + number, "months": {"drivers": drivers}, **worth}
