"""Deals. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from clave.client.asking import UNSET, Asking, named, segment


@dataclass(frozen=True)
class DealTold:
    """A deal with the terms of the version that counts and what the draw found, in the deal's currency."""

    number: int = UNSET
    customer: str = UNSET
    name: str = UNSET
    state: str = UNSET
    version: int = UNSET
    terms: dict[str, Any] = UNSET
    result: dict[str, Any] = UNSET
    run: str = UNSET
    book_currency: str = UNSET
    rate: str = UNSET
    digest: str = UNSET
    waits_for: list[str] = UNSET


class DealsApi:
    """Deals."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def deals(self, *, limit: int = UNSET) -> Iterator[DealTold]:
        """The deals in the owner's scope, newest first."""
        return self._asking.pages(DealTold, "/deals", {"limit": limit})

    def price(
        self,
        *,
        currency: str,
        years: int,
        list_price: float | str,
        volume: Mapping[str, Any],
        cost: Mapping[str, Any],
        serving: list[Mapping[str, Any]],
        customer: str,
        name: str,
        discount_percent: float | str = UNSET,
        rebate_percent: float | str = UNSET,
        price_low: float | str | None = UNSET,
        price_high: float | str | None = UNSET,
        correlation: int = UNSET,
        volume_growth_percent: float | str = UNSET,
        price_growth_percent: float | str = UNSET,
        cost_growth_percent: float | str = UNSET,
        payment_days: float | str = UNSET,
        capital_percent: float | str = UNSET,
        discount_rate_percent: float | str = UNSET,
        kept_percent: float | str = UNSET,
        exit_cost: float | str = UNSET,
        one_off_cost: float | str = UNSET,
        products: list[str] = UNSET,
    ) -> DealTold:
        """Put a deal with a customer one manages on the table; 422 says what its terms lack."""
        given = named(locals())
        return cast("DealTold", self._asking.write(DealTold, "POST", "/deals", given))

    def deal(self, number: int) -> DealTold:
        """One deal; its ETag is what putting it forward needs."""
        return cast("DealTold", self._asking.read(DealTold, f"/deals/{segment(number)}", {}))

    def change(
        self,
        number: int,
        *,
        currency: str,
        years: int,
        list_price: float | str,
        volume: Mapping[str, Any],
        cost: Mapping[str, Any],
        serving: list[Mapping[str, Any]],
        reason: str,
        discount_percent: float | str = UNSET,
        rebate_percent: float | str = UNSET,
        price_low: float | str | None = UNSET,
        price_high: float | str | None = UNSET,
        correlation: int = UNSET,
        volume_growth_percent: float | str = UNSET,
        price_growth_percent: float | str = UNSET,
        cost_growth_percent: float | str = UNSET,
        payment_days: float | str = UNSET,
        capital_percent: float | str = UNSET,
        discount_rate_percent: float | str = UNSET,
        kept_percent: float | str = UNSET,
        exit_cost: float | str = UNSET,
        one_off_cost: float | str = UNSET,
        products: list[str] = UNSET,
    ) -> DealTold:
        """Other terms as the next version; whatever was approved counts for the version before alone."""
        given = named(locals(), "number")
        return cast("DealTold", self._asking.write(DealTold, "PUT", f"/deals/{segment(number)}", given, versioned=True))

    def ask(self, number: int) -> DealTold:
        """Ask those whom the limits name to decide on the latest version."""
        return cast(
            "DealTold", self._asking.write(DealTold, "POST", f"/deals/{segment(number)}/ask", {}, versioned=True)
        )

    def end(
        self, number: int, *, outcome: Literal["won", "lost", "withdrawn"], reason: str, starts_on: date | None = UNSET
    ) -> DealTold:
        """Say that a deal was won, lost or withdrawn; what is over stays over."""
        return cast(
            "DealTold",
            self._asking.write(
                DealTold,
                "POST",
                f"/deals/{segment(number)}/end",
                {"outcome": outcome, "reason": reason, "starts_on": starts_on},
                versioned=True,
            ),
        )
