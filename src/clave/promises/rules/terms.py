"""What a delivery promise says: within how many days, how much of an order, how many of the orders, which lines."""

from __future__ import annotations

from dataclasses import dataclass, fields

USUAL_LEAST = 95


@dataclass(frozen=True)
class Delivery:
    """Terms of a standing delivery promise; `within_days` None means by the promised day of each order.

    An order keeps it when `lines_percent` of its lines came in time; a month when `least_percent` of its orders did.
    """

    within_days: int | None = None
    lines_percent: int = 100
    least_percent: int = USUAL_LEAST
    product_code: str = ""
    product_group: str = ""
    site: str = ""
    ship_mode: str = ""
    country: str = ""
    """Only the orders of the customer's members in this country."""


TERMS = tuple(each.name for each in fields(Delivery))
"""The terms by name, as a promise keeps them."""


def month_is_kept(kept: int, judged: int, least_percent: int) -> bool:
    """Whether enough orders of a month were in time; exact, so that 19 of 20 are 95 percent."""
    return kept * 100 >= least_percent * judged
