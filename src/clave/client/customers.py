"""Customers. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from clave.client.asking import UNSET, Asking, segment
from clave.client.shared import Amount


@dataclass(frozen=True)
class CustomerInRun:
    """One customer, and the run its figures come from."""

    code: str = UNSET
    members: int = UNSET
    name: str = UNSET
    country: str | None = UNSET
    segment: str | None = UNSET
    lifetime_value: Amount | None = UNSET
    lifetime_value_low: Amount | None = UNSET
    lifetime_value_high: Amount | None = UNSET
    method: str | None = UNSET
    contribution: Amount | None = UNSET
    costs: Amount | None = UNSET
    product_cost: Amount | None = UNSET
    freight: Amount | None = UNSET
    discount: Amount | None = UNSET
    revenue: Amount | None = UNSET
    orders: int | None = UNSET
    first_ordered_on: date | None = UNSET
    last_ordered_on: date | None = UNSET
    p_active: float | None = UNSET
    on_time_share: float | None = UNSET
    due_orders: int | None = UNSET
    run: str = UNSET
    as_of: date = UNSET


@dataclass(frozen=True)
class CustomerTold:
    """One customer of a run: what is absent is not open to this token."""

    code: str = UNSET
    members: int = UNSET
    name: str = UNSET
    country: str | None = UNSET
    segment: str | None = UNSET
    lifetime_value: Amount | None = UNSET
    lifetime_value_low: Amount | None = UNSET
    lifetime_value_high: Amount | None = UNSET
    method: str | None = UNSET
    contribution: Amount | None = UNSET
    costs: Amount | None = UNSET
    product_cost: Amount | None = UNSET
    freight: Amount | None = UNSET
    discount: Amount | None = UNSET
    revenue: Amount | None = UNSET
    orders: int | None = UNSET
    first_ordered_on: date | None = UNSET
    last_ordered_on: date | None = UNSET
    p_active: float | None = UNSET
    on_time_share: float | None = UNSET
    due_orders: int | None = UNSET


class CustomersApi:
    """Customers."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def customers(self, *, limit: int = UNSET) -> Iterator[CustomerTold]:
        """Every customer in the owner's scope. All pages of one list are of the same run."""
        return self._asking.pages(CustomerTold, "/customers", {"limit": limit})

    def customer(self, code: str) -> CustomerInRun:
        """One customer in the owner's scope, with all that rolls up into it."""
        return cast("CustomerInRun", self._asking.read(CustomerInRun, f"/customers/{segment(code)}", {}))
