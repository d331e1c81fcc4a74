"""Promises. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from clave.client.asking import UNSET, Asking, named, segment


@dataclass(frozen=True)
class CheckTold:
    """How often a promise would have been kept on past orders."""

    rate: RateTold = UNSET
    as_of: date = UNSET
    pending: int = UNSET
    six_months: RateTold = UNSET
    six_before: RateTold = UNSET
    months: list[MonthTold] = UNSET
    failures: list[FailedTold] = UNSET
    common: SharedTold | None = UNSET


@dataclass(frozen=True)
class FailedTold:
    """An order that would have failed."""

    order_id: str = UNSET
    ordered_on: date = UNSET
    due_on: date = UNSET
    delivered_on: date | None = UNSET
    days_late: int = UNSET


@dataclass(frozen=True)
class MonthTold:
    """One month of a check."""

    judged: int = UNSET
    kept: int = UNSET
    share: float | None = UNSET
    low: float | None = UNSET
    high: float | None = UNSET
    month: date = UNSET


@dataclass(frozen=True)
class PromiseTold:
    """One promise: to whom, who keeps it, what it is judged by, where it stands, and how often it was kept in a
    year.
    """

    number: int = UNSET
    customer: str = UNSET
    what: str = UNSET
    function: str = UNSET
    owner: str = UNSET
    owner_is_active: bool = UNSET
    kind: str = UNSET
    state: str = UNSET
    audience: str = UNSET
    starts_on: date = UNSET
    ends_on: date | None = UNSET
    due_on: date | None = UNSET
    delivery: dict[str, Any] | None = UNSET
    version: int = UNSET
    is_broken: bool = UNSET
    is_escalated: bool = UNSET
    year: RateTold = UNSET


@dataclass(frozen=True)
class RateTold:
    """How many occasions were kept of how many judged; the 80 % interval is null where nothing was judged."""

    judged: int = UNSET
    kept: int = UNSET
    share: float | None = UNSET
    low: float | None = UNSET
    high: float | None = UNSET


@dataclass(frozen=True)
class SharedTold:
    """What failing orders had in common, and the chance of it were failures spread at random."""

    trait: str = UNSET
    value: str = UNSET
    orders: int = UNSET
    failed: int = UNSET
    lift: float | None = UNSET
    chance: float = UNSET


class PromisesApi:
    """Promises."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def promises(self, *, limit: int = UNSET, customer: str = UNSET) -> Iterator[PromiseTold]:
        """The promises in scope, newest first; of one customer where `customer` names it."""
        return self._asking.pages(PromiseTold, "/promises", {"limit": limit, "customer": customer})

    def make(
        self,
        *,
        customer: str,
        what: str,
        owner: str,
        due_on: date | None = UNSET,
        ends_on: date | None = UNSET,
        delivery: Mapping[str, Any] | None = UNSET,
        audience: Literal["programme", "team"] = UNSET,
    ) -> PromiseTold:
        """Promise something to a key account in scope."""
        return cast(
            "PromiseTold",
            self._asking.write(
                PromiseTold,
                "POST",
                "/promises",
                {
                    "customer": customer,
                    "what": what,
                    "owner": owner,
                    "due_on": due_on,
                    "ends_on": ends_on,
                    "delivery": delivery,
                    "audience": audience,
                },
            ),
        )

    def promise(self, number: int) -> PromiseTold:
        """One promise; its ETag is what a change of it needs."""
        return cast("PromiseTold", self._asking.read(PromiseTold, f"/promises/{segment(number)}", {}))

    def change(
        self,
        number: int,
        *,
        what: str,
        owner: str,
        audience: Literal["programme", "team"],
        reason: str,
        due_on: date | None = UNSET,
        ends_on: date | None = UNSET,
        delivery: Mapping[str, Any] | None = UNSET,
    ) -> PromiseTold:
        """Give a promise to somebody else, move its day or its terms, for a reason."""
        return cast(
            "PromiseTold",
            self._asking.write(
                PromiseTold,
                "PUT",
                f"/promises/{segment(number)}",
                {
                    "what": what,
                    "owner": owner,
                    "due_on": due_on,
                    "ends_on": ends_on,
                    "delivery": delivery,
                    "audience": audience,
                    "reason": reason,
                },
                versioned=True,
            ),
        )

    def end(self, number: int, *, reason: str) -> PromiseTold:
        """Say that a promise no longer stands, and why."""
        return cast(
            "PromiseTold",
            self._asking.write(
                PromiseTold, "POST", f"/promises/{segment(number)}/end", {"reason": reason}, versioned=True
            ),
        )

    def speak(self, number: int, *, word: Literal["done", "late", "cannot"], reason: str = UNSET) -> PromiseTold:
        """Say done, late or cannot, as the desk does."""
        return cast(
            "PromiseTold",
            self._asking.write(
                PromiseTold, "POST", f"/promises/{segment(number)}/say", {"word": word, "reason": reason}
            ),
        )

    def ask_champion(self, number: int, *, reason: str) -> PromiseTold:
        """Ask the champion about a promise, as the desk does; it waits there until it is answered."""
        return cast(
            "PromiseTold",
            self._asking.write(
                PromiseTold, "POST", f"/promises/{segment(number)}/escalate", {"reason": reason}, versioned=True
            ),
        )

    def check_one(
        self,
        *,
        customer: str,
        within_days: int | None = UNSET,
        lines_percent: int = UNSET,
        product_code: str = UNSET,
        product_group: str = UNSET,
        site: str = UNSET,
        ship_mode: str = UNSET,
        country: str = UNSET,
        since: date | None = UNSET,
    ) -> CheckTold:
        """How often a delivery promise would have been kept; answers with 422 and what is missing where nothing can be
        said.
        """
        given = named(locals())
        return cast("CheckTold", self._asking.read(CheckTold, "/promise-check", given))
