"""Risks and value. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from clave.client.asking import UNSET, Asking, named, segment
from clave.client.shared import Amount


@dataclass(frozen=True)
class RiskTold:
    """One risk, and what it costs in a year on average."""

    number: int = UNSET
    customer: str = UNSET
    what: str = UNSET
    state: str = UNSET
    likelihood: int = UNSET
    hit: Amount = UNSET
    expected: Amount = UNSET
    owner: str = UNSET
    mitigation: str = UNSET
    mitigation_cost: Amount | None = UNSET
    likelihood_after: int | None = UNSET
    factor: str = UNSET
    due_on: date | None = UNSET
    version: int = UNSET


@dataclass(frozen=True)
class WorthTold:
    """What a key account is worth by its plan, beside what its orders say; null where it is not known."""

    customer: str = UNSET
    run: str | None = UNSET
    discount_rate: float = UNSET
    horizon_months: int = UNSET
    plan_value: Amount | None = UNSET
    unadjusted: Amount | None = UNSET
    at_risk: Amount | None = UNSET
    statistical_value: Amount | None = UNSET
    statistical_low: Amount | None = UNSET
    statistical_high: Amount | None = UNSET
    score: float | None = UNSET
    retention: float | None = UNSET
    missing: list[str] = UNSET
    expected_loss_a_year: Amount = UNSET
    years: list[YearTold] = UNSET


@dataclass(frozen=True)
class YearTold:
    """One calendar year of the plan; shares 0 to 1, null while they are not known. `share` of it lies within the
    horizon.
    """

    year: int = UNSET
    amount: Amount = UNSET
    low: Amount | None = UNSET
    high: Amount | None = UNSET
    share: float = UNSET
    chance: float | None = UNSET
    source: str = UNSET
    survival: float | None = UNSET
    is_counted: bool = UNSET


class RisksAndValueApi:
    """Risks and value."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def risks(self, *, limit: int = UNSET, customer: str = UNSET) -> Iterator[RiskTold]:
        """The risks to key accounts in scope, newest first; of one customer where `customer` names it."""
        return self._asking.pages(RiskTold, "/risks", {"limit": limit, "customer": customer})

    def put(
        self,
        *,
        what: str,
        likelihood: int,
        hit_minor: int,
        owner: str,
        customer: str,
        mitigation: str = UNSET,
        mitigation_cost_minor: int | None = UNSET,
        likelihood_after: int | None = UNSET,
        factor: str = UNSET,
        due_on: date | None = UNSET,
    ) -> RiskTold:
        """Put down what could happen to a key account in scope."""
        given = named(locals())
        return cast("RiskTold", self._asking.write(RiskTold, "POST", "/risks", given))

    def risk(self, number: int) -> RiskTold:
        """One risk; its ETag is what a change of it needs."""
        return cast("RiskTold", self._asking.read(RiskTold, f"/risks/{segment(number)}", {}))

    def change(
        self,
        number: int,
        *,
        what: str,
        likelihood: int,
        hit_minor: int,
        owner: str,
        state: Literal["open", "treated", "accepted", "happened", "over"],
        mitigation: str = UNSET,
        mitigation_cost_minor: int | None = UNSET,
        likelihood_after: int | None = UNSET,
        factor: str = UNSET,
        due_on: date | None = UNSET,
    ) -> RiskTold:
        """Say differently what could happen, or how it stands."""
        given = named(locals(), "number")
        return cast("RiskTold", self._asking.write(RiskTold, "PUT", f"/risks/{segment(number)}", given, versioned=True))

    def worth_page(self, code: str) -> WorthTold:
        """Plan value, statistical value, chance of keeping the customer, and the years of the forecast."""
        return cast("WorthTold", self._asking.read(WorthTold, f"/key-accounts/{segment(code)}/worth", {}))

    def forecast(self, code: str) -> WorthTold:
        """The same; its ETag is what a newer forecast needs."""
        return cast("WorthTold", self._asking.read(WorthTold, f"/key-accounts/{segment(code)}/forecast", {}))

    def forecast_saved(
        self,
        code: str,
        *,
        amounts_minor: list[int | None],
        currency: str,
        reason: str,
        first_year: int | None = UNSET,
        lows_minor: list[int | None] = UNSET,
        highs_minor: list[int | None] = UNSET,
        chances: list[int | None] = UNSET,
    ) -> WorthTold:
        """A newer version of the forecast; those before it stay."""
        return cast(
            "WorthTold",
            self._asking.write(
                WorthTold,
                "PUT",
                f"/key-accounts/{segment(code)}/forecast",
                {
                    "first_year": first_year,
                    "amounts_minor": amounts_minor,
                    "lows_minor": lows_minor,
                    "highs_minor": highs_minor,
                    "chances": chances,
                    "currency": currency,
                    "reason": reason,
                },
                versioned=True,
            ),
        )

    def scorecard(self, code: str) -> WorthTold:
        """The same; its ETag is what answers need."""
        return cast("WorthTold", self._asking.read(WorthTold, f"/key-accounts/{segment(code)}/scorecard", {}))

    def scorecard_answered(
        self, code: str, *, answers: dict[str, Mapping[str, Any]], answered_on: date | None = UNSET
    ) -> WorthTold:
        """Answer some of its factors, each with a reason."""
        return cast(
            "WorthTold",
            self._asking.write(
                WorthTold,
                "PUT",
                f"/key-accounts/{segment(code)}/scorecard",
                {"answers": answers, "answered_on": answered_on},
                versioned=True,
            ),
        )
