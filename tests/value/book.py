"""Builds runs and figures as the pages read them, a few customers at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from clave.ledger.models import Customer, DataVersion
from clave.value.models import BookRow, BookSeries, Run
from tests.cast import Cast, customer_of

AS_OF = date(2026, 3, 31)
FIGURES: dict[str, Any] = {
    "orders": 12,
    "first_ordered_on": date(2024, 4, 2),
    "last_ordered_on": date(2026, 3, 10),
    "revenue": 500_000_00,
    "list_revenue": 560_000_00,
    "discount": 60_000_00,
    "returns_amount": 4_000_00,
    "product_cost": 300_000_00,
    "freight": 20_000_00,
    "cost_to_serve": 20_000_00,
    "contribution": 180_000_00,
    "contribution_share_basis_points": 3_600,
    "units_thousandths": 2_400_000,
    "due_orders": 10,
    "on_time_orders": 9,
    "on_time_share_basis_points": 9_000,
    "regularity_thousandths": 2_500,
    "p_active_basis_points": 9_300,
    "expected_orders_thousandths": 14_500,
    "expected_contribution": 210_000_00,
    "lifetime_value": 190_000_00,
    "lifetime_value_low": 120_000_00,
    "lifetime_value_high": 260_000_00,
    "method": "mbg_nbd",
}
"""One ordinary customer."""


def run_with(rows: Iterable[dict[str, Any]], *, as_of: date = AS_OF, currency: str = "EUR", **more: Any) -> Run:
    """A finished run with these rows: each a customer and what differs from FIGURES."""
    number = Run.objects.count() + 1
    version, _ = DataVersion.objects.get_or_create(number=number, defaults={"reason": "test", "digest": "0" * 64})
    run = Run.objects.create(
        number=number,
        short_code=f"R{number}-7f3a",
        state="running",
        data_version=version,
        as_of=as_of,
        horizon_months=36,
        discount_rate_basis_points=1000,
        currency=currency,
        seed=1,
        inputs_digest=f"{number:064d}",
        code_version="test",
        time_zone="Europe/Berlin",
        **more,
    )
    for row in rows:
        months = row.get("months")
        made = BookRow.objects.create(run=run, **{**FIGURES, **{name: row[name] for name in row if name != "months"}})
        if months:
            BookSeries.objects.create(row=made, **months)
    Run.objects.filter(pk=run.pk).update(state="done", result_digest="0" * 64)
    run.refresh_from_db()
    return run


def months(last: date, *, count: int, **measures: int) -> dict[str, list[Any]]:
    """The same figures in each of so many months up to the last one."""
    ends = last.year * 12 + last.month - 1
    days = [date(month // 12, month % 12 + 1, 1).isoformat() for month in range(ends - count + 1, ends + 1)]
    usual = {"revenue": 20_000_00, "product_cost": 12_000_00, "freight": 1_000_00, "contribution": 7_000_00}
    usual |= {"list_revenue": 22_000_00, "discount": 2_000_00, "returns": 0, "orders": 2, "due": 2, "on_time": 1}
    return {"month": days, **{name: [value] * count for name, value in {**usual, **measures}.items()}}


def customer(code: str, name: str = "", **more: Any) -> Customer:
    """A customer of the master file."""
    return Customer.objects.create(code=code, name=name or f"Customer {code}", origin="master", **more)


class Company:
    """Four customers and a group: a good one, a quiet one, one that loses money, one without a known value."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.good = customer("GOOD", "Alder Foods", country="Spain", segment="Retail")
        self.quiet = customer("QUIET", "Birch Stores", country="France", segment="Retail")
        self.losing = customer("LOSS", "Cedar Trading", country="Spain", segment="Industry")
        self.unknown = customer("NEW", "Dogwood Labs", country="Italy", segment="Industry")
        self.group = customer("GROUP", "Elm Group", country="Germany", segment="Industry")
        self.member = customer("MEMBER", "Fir Branch", country="Germany", segment="Industry")
        self.run = run_with(self.rows())

    def rows(self) -> list[dict[str, Any]]:
        """The figures, in the order of lifetime value."""
        worth = ("lifetime_value", "lifetime_value_low", "lifetime_value_high")
        nothing = dict.fromkeys((*worth, "p_active_basis_points", "regularity_thousandths", "expected_contribution"))
        return [
            {"customer": self.good, "rank": 1, "months": months(AS_OF, count=24)},
            {"customer": self.quiet, "rank": 3, **_worth(40_000), "p_active_basis_points": 1_200, "orders": 7},
            {"customer": self.losing, "rank": 4, **_worth(-9_000), "contribution": -15_000_00},
            {"customer": self.unknown, "method": "no_repeats", "orders": 1, **nothing},
            {"customer": self.group, "is_widest": False, "orders": 2, "parent": None, **_worth(5_000)},
            {"customer": self.member, "is_widest": False, "parent": self.group, "orders": 3, **_worth(60_000)},
            {"customer": self.group, "is_group": True, "members": 2, "rank": 2, "orders": 5, **_worth(65_000)},
        ]

    def assign(self, *roles: Any) -> None:
        """Make the good customer and the group the own ones of the people in these roles."""
        for role in roles:
            for own in (self.good, self.group):
                customer_of(self.cast[role], code=own.code)


def _worth(euros: int) -> dict[str, int]:
    return {
        "lifetime_value": euros * 100,
        "lifetime_value_low": euros * 100 - 10_000_00,
        "lifetime_value_high": euros * 100 + 20_000_00,
    }
