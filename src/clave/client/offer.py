"""Offer. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from clave.client.asking import UNSET, Asking, segment
from clave.client.shared import Amount


@dataclass(frozen=True)
class ElementTold:
    """One element; its cost is absent where the token does not read it."""

    id: int = UNSET
    name: str = UNSET
    description: str = UNSET
    function: str | None = UNSET
    is_active: bool = UNSET
    version: int = UNSET
    yearly_cost: Amount | None = UNSET


@dataclass(frozen=True)
class GiftTold:
    """One element given to one key account; its cost is absent where the token does not read it."""

    id: int = UNSET
    element: int = UNSET
    name: str = UNSET
    note: str = UNSET
    given_from: date = UNSET
    given_to: date | None = UNSET
    yearly_cost: Amount | None = UNSET


class OfferApi:
    """Offer."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def elements(self, *, limit: int = UNSET) -> Iterator[ElementTold]:
        """Every element, those not offered any more among them."""
        return self._asking.pages(ElementTold, "/offers", {"limit": limit})

    def offer(
        self,
        *,
        name: str,
        description: str = UNSET,
        function: str = UNSET,
        yearly_cost: Mapping[str, Any] | None = UNSET,
    ) -> ElementTold:
        """Name a new element."""
        return cast(
            "ElementTold",
            self._asking.write(
                ElementTold,
                "POST",
                "/offers",
                {"name": name, "description": description, "function": function, "yearly_cost": yearly_cost},
            ),
        )

    def element(self, pk: int) -> ElementTold:
        """One element; its ETag is what a change of it needs."""
        return cast("ElementTold", self._asking.read(ElementTold, f"/offers/{segment(pk)}", {}))

    def change(
        self,
        pk: int,
        *,
        name: str,
        description: str = UNSET,
        function: str = UNSET,
        yearly_cost: Mapping[str, Any] | None = UNSET,
        is_active: bool = UNSET,
    ) -> ElementTold:
        """Replace what is said of an element; who has it keeps it."""
        return cast(
            "ElementTold",
            self._asking.write(
                ElementTold,
                "PUT",
                f"/offers/{segment(pk)}",
                {
                    "name": name,
                    "description": description,
                    "function": function,
                    "yearly_cost": yearly_cost,
                    "is_active": is_active,
                },
                versioned=True,
            ),
        )

    def gifts(self, code: str, *, limit: int = UNSET) -> Iterator[GiftTold]:
        """What the key account gets that others do not, and what it got before."""
        return self._asking.pages(GiftTold, f"/key-accounts/{segment(code)}/offers", {"limit": limit})

    def give(
        self, code: str, *, element: int, given_from: date, note: str = UNSET, yearly_cost: float | str | None = UNSET
    ) -> GiftTold:
        """Give a key account an element from a day on."""
        return cast(
            "GiftTold",
            self._asking.write(
                GiftTold,
                "POST",
                f"/key-accounts/{segment(code)}/offers",
                {"element": element, "given_from": given_from, "note": note, "yearly_cost": yearly_cost},
            ),
        )

    def end(self, pk: int, *, given_to: date) -> GiftTold:
        """Say on which day a key account last gets an element; said once."""
        return cast(
            "GiftTold",
            self._asking.write(GiftTold, "POST", f"/account-offers/{segment(pk)}/end", {"given_to": given_to}),
        )
