"""Runs. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, cast

from clave.client.asking import UNSET, Asking, segment
from clave.client.shared import Failure


@dataclass(frozen=True)
class RunTold:
    """One run: what went in, where it stands, and the digest of what came out."""

    code: str = UNSET
    state: Literal["queued", "running", "done", "failed"] = UNSET
    data_version: int = UNSET
    as_of: date | None = UNSET
    horizon_months: int = UNSET
    discount_rate: str = UNSET
    currency: str = UNSET
    seed: int = UNSET
    step: str = UNSET
    rows_done: int = UNSET
    rows_total: int = UNSET
    result_digest: str = UNSET
    queued_at: datetime = UNSET
    finished_at: datetime | None = UNSET
    failure: Failure | None = UNSET


class RunsApi:
    """Runs."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def runs(self, *, limit: int = UNSET) -> Iterator[RunTold]:
        """Every run, whatever became of it."""
        return self._asking.pages(RunTold, "/runs", {"limit": limit})

    def start_run(
        self,
        *,
        as_of: date | None = UNSET,
        horizon_months: int = UNSET,
        discount_rate: str = UNSET,
        currency: str = UNSET,
        seed: int = UNSET,
    ) -> RunTold:
        """Have what every customer is worth computed; the same inputs give the run there is, at once."""
        return cast(
            "RunTold",
            self._asking.write(
                RunTold,
                "POST",
                "/runs",
                {
                    "as_of": as_of,
                    "horizon_months": horizon_months,
                    "discount_rate": discount_rate,
                    "currency": currency,
                    "seed": seed,
                },
            ),
        )

    def run(self, code: str) -> RunTold:
        """One run: what went in, where it stands, what came out."""
        return cast("RunTold", self._asking.read(RunTold, f"/runs/{segment(code)}", {}))
