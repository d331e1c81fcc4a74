"""Key accounts. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from clave.client.asking import UNSET, Asking, segment
from clave.client.shared import Amount


@dataclass(frozen=True)
class KeyAccountTold:
    """One key account; what rests on value and cost is absent where the token does not read it."""

    customer_code: str = UNSET
    customer_name: str = UNSET
    admitted_on: date = UNSET
    admission: int = UNSET
    released_on: date | None = UNSET
    release: int | None = UNSET
    managers: list[str] = UNSET
    sponsors: list[str] = UNSET
    merged_into: str | None = UNSET
    score_thousandths: int | None = UNSET
    exit_line_thousandths: int | None = UNSET
    is_below: bool | None = UNSET
    may_leave: bool | None = UNSET
    yearly_costs: list[Amount] | None = UNSET
    unpriced: int | None = UNSET


class KeyAccountsApi:
    """Key accounts."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def key_accounts(self, *, limit: int = UNSET) -> Iterator[KeyAccountTold]:
        """The key accounts in the owner's reach, those that enter soon among them."""
        return self._asking.pages(KeyAccountTold, "/key-accounts", {"limit": limit})

    def key_account(self, code: str) -> KeyAccountTold:
        """One customer in the programme, or one that was; then as it was held last."""
        return cast("KeyAccountTold", self._asking.read(KeyAccountTold, f"/key-accounts/{segment(code)}", {}))
