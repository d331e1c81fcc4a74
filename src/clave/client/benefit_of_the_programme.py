"""Benefit of the programme. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class BenefitTold:
    """What the programme added, a year; null where nothing can be said."""

    estimate: str | None = UNSET
    low: str | None = UNSET
    high: str | None = UNSET
    currency: str = UNSET
    per: str = UNSET
    methods: list[MethodTold] = UNSET
    minimum_detectable: str | None = UNSET
    is_claimed: bool = UNSET
    cost: str | None = UNSET
    net: str | None = UNSET
    payback_months: float | None = UNSET
    key_accounts: int = UNSET
    donors: int = UNSET
    warning: str | None = UNSET
    warnings: list[str] = UNSET
    statement: str = UNSET
    run: str = UNSET
    as_of: date = UNSET
    digest: str = UNSET


@dataclass(frozen=True)
class MethodTold:
    """One estimate with its 80 % interval, a year."""

    name: str = UNSET
    estimate: str | None = UNSET
    low: str | None = UNSET
    high: str | None = UNSET


@dataclass(frozen=True)
class StatementTold:
    """One statement, whatever became of it; `benefit` once it is done."""

    code: str = UNSET
    state: str = UNSET
    run: str = UNSET
    queued_at: datetime = UNSET
    finished_at: datetime | None = UNSET
    benefit: BenefitTold | None = UNSET


class BenefitOfTheProgrammeApi:
    """Benefit of the programme."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def benefit(self, *, method: str = UNSET) -> BenefitTold:
        """The newest finished statement; a bare before-and-after figure is refused (422)."""
        return cast("BenefitTold", self._asking.read(BenefitTold, "/benefit", {"method": method}))

    def statements(self, *, limit: int = UNSET) -> Iterator[StatementTold]:
        """Every statement, whatever became of it."""
        return self._asking.pages(StatementTold, "/benefit/statements", {"limit": limit})

    def state(self) -> StatementTold:
        """Have the benefit stated from the latest run; the same inputs give the statement there is."""
        return cast("StatementTold", self._asking.write(StatementTold, "POST", "/benefit/statements", {}))

    def one_statement(self, statement: str) -> StatementTold:
        """One statement."""
        return cast("StatementTold", self._asking.read(StatementTold, f"/benefit/statements/{segment(statement)}", {}))
