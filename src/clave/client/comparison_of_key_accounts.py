"""Comparison of key accounts. Written by `make client` from the schema of the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from clave.client.asking import UNSET, Asking


@dataclass(frozen=True)
class ComparedTold:
    """One key account, and the customers outside that are like it as far as the reader may name them."""

    customer: str = UNSET
    name: str = UNSET
    similar: list[str] = UNSET
    similar_count: int = UNSET
    measures: list[MeasureTold] = UNSET


@dataclass(frozen=True)
class ComparisonTold:
    """The key accounts in scope, by name, with the run that the figures come from."""

    run: str | None = UNSET
    as_of: date | None = UNSET
    currency: str | None = UNSET
    in_all: int = UNSET
    items: list[ComparedTold] = UNSET


@dataclass(frozen=True)
class MeasureTold:
    """One measure of one key account: decimal texts in `unit`, a currency or what is counted; shares are 0 to 1.
    Medians are null where they would tell too much.
    """

    measure: str = UNSET
    unit: str = UNSET
    value: str | None = UNSET
    low: str | None = UNSET
    high: str | None = UNSET
    part: int | None = UNSET
    whole: int | None = UNSET
    median: str | None = UNSET
    similar_median: str | None = UNSET


class ComparisonOfKeyAccountsApi:
    """Comparison of key accounts."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def comparison(self) -> ComparisonTold:
        """Every key account in scope on the measures that the token reads, beside the medians."""
        return cast("ComparisonTold", self._asking.read(ComparisonTold, "/comparison", {}))
