"""Customers and runs as the API tells them; a figure that the reader may not see is absent, one that nobody knows is null."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext
from pydantic import Field

from clave.kit.wire import Amount, Answer, Asked
from clave.value.columns import Kind
from clave.value.models import Run
from clave.value.queries.choosing import Selection
from clave.value.queries.customers import measured
from clave.value.rules import BASIS_POINTS, MONTHS_MOST

RATE = r"^(0(\.\d{1,4})?|1(\.0{1,4})?)$"


class CustomerTold(Answer):
    """One customer of a run: what is absent is not open to this token."""

    code: str
    members: int = 0
    name: str
    country: str | None = None
    segment: str | None = None
    lifetime_value: Amount | None = None
    lifetime_value_low: Amount | None = None
    lifetime_value_high: Amount | None = None
    method: str | None = None
    contribution: Amount | None = None
    costs: Amount | None = None
    product_cost: Amount | None = None
    freight: Amount | None = None
    discount: Amount | None = None
    revenue: Amount | None = None
    orders: int | None = None
    first_ordered_on: date | None = None
    last_ordered_on: date | None = None
    p_active: float | None = None
    on_time_share: float | None = None
    due_orders: int | None = None


class Customers(Answer):
    """A page of customers, all of one run."""

    run: str
    as_of: date
    items: list[CustomerTold]
    next_cursor: str | None


class CustomerInRun(CustomerTold):
    """One customer, and the run its figures come from."""

    run: str
    as_of: date


class Failure(Answer):
    """Why nothing came of it."""

    code: str
    detail: str


class RunTold(Answer):
    """One run: what went in, where it stands, and the digest of what came out."""

    code: str
    state: Literal["queued", "running", "done", "failed"]
    data_version: int
    as_of: date | None
    horizon_months: int
    discount_rate: str
    currency: str
    seed: int
    step: str
    rows_done: int
    rows_total: int
    result_digest: str
    queued_at: datetime
    finished_at: datetime | None
    failure: Failure | None


class Runs(Answer):
    """A page of runs, newest first."""

    items: list[RunTold]
    next_cursor: str | None


class RunAsked(Asked):
    """The parameters of a run; what is left out is as usual."""

    as_of: date | None = None
    horizon_months: int = Field(36, ge=1, le=MONTHS_MOST)
    discount_rate: str = Field("0.10", pattern=RATE, description="A share a year, as a decimal text.")
    currency: str = Field("", pattern=r"^([A-Z]{3})?$")
    seed: int = Field(1, ge=0, lt=2**63)

    @property
    def parameters(self) -> dict[str, Any]:
        """What was chosen, as the operation takes it."""
        given = self.dict()
        basis_points = int(Decimal(given.pop("discount_rate")) * BASIS_POINTS)
        return {**given, "discount_rate_basis_points": basis_points}


def customer_told(found: Selection, row: dict[str, Any]) -> dict[str, Any]:
    """One customer with the figures that are open on this row."""
    told = {"code": row["customer__code"], "members": row["members"], "name": row["customer__name"]}
    for column in found.columns:
        if column.id != "name" and row.get(f"open_{column.opens}", 1) is not None:
            value = measured(column, row[f"f_{column.id}"], found.run.currency)
            told[column.id] = Amount.of(value) if column.kind is Kind.MONEY else value
    return told


def in_run(run: Run) -> dict[str, Any]:
    """Which run, as of when."""
    return {"run": run.short_code, "as_of": run.as_of}


def run_told(run: Run) -> dict[str, Any]:
    """A run as the API tells it."""
    same = ("state", "as_of", "horizon_months", "currency", "seed", "step", "rows_done", "rows_total")
    times = ("result_digest", "queued_at", "finished_at")
    return {
        "code": run.short_code,
        "data_version": run.data_version.number,
        "discount_rate": str(Decimal(run.discount_rate_basis_points) / BASIS_POINTS),
        "failure": failure_told(run.failure),
        **{name: getattr(run, name) for name in (*same, *times)},
    }


def failure_told(failure: dict[str, Any] | None) -> dict[str, str] | None:
    """Why nothing came of it, in the reader's language."""
    if not failure:
        return None
    return {"code": failure["code"], "detail": gettext(failure["template"]) % failure.get("facts", {})}
