"""The right-hand side of the whale curve: who loses money, through what, and what would end it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from clave.value.columns import Opens
from clave.value.fields import Reading
from clave.value.models import Run
from clave.value.queries.choosing import in_scope


@dataclass(frozen=True)
class RemedyKept:
    """One change that would bring a customer to zero: how much of it is needed, of how much there is."""

    lever: str
    needed: Decimal
    of: Decimal | None
    suffices: bool
    driver: str
    worth: int | None


@dataclass(frozen=True)
class LossKept:
    """What drives a loss: the driver that takes most beyond the usual, with both amounts, and the remedies."""

    driver: str
    amount: int
    usual: int
    remedies: Sequence[RemedyKept]

    @classmethod
    def of(cls, kept: dict[str, Any] | None) -> Self | None:
        """As a run keeps it; None where it keeps nothing."""
        if kept is None:
            return None
        worst = kept["worst"] or ["", 0, 0]
        remedies = [_remedy(each) for each in kept["remedies"]]
        return cls(worst[0], worst[1], worst[2], remedies)

    @property
    def beyond(self) -> int:
        """What the driver takes beyond the usual."""
        return self.amount - self.usual


@dataclass(frozen=True)
class Loss:
    """A customer that loses money, and what is kept about it."""

    code: str
    name: str
    contribution: int
    revenue: int
    kept: LossKept | None
    is_group: bool = False


SORTS = {
    "contribution": lambda loss: (loss.contribution, loss.code),
    "customer": lambda loss: (loss.name.casefold(), loss.code),
    "driver": lambda loss: (loss.kept.driver.casefold() if loss.kept else "\uffff", loss.contribution),
    "beyond": lambda loss: (-(loss.kept.beyond if loss.kept else 0), loss.contribution),
}
"""Order of the table -> what decides it."""


def losses(run: Run, reading: Reading, sort: str = "contribution") -> list[Loss]:
    """Every customer with a negative contribution that is open to the reader."""
    rows = in_scope(run, reading).filter(reading.whose(Opens.VALUE), contribution__lt=0)
    fields = ("customer__code", "customer__name", "contribution", "revenue", "series__loss", "is_group")
    found = [
        Loss(code, name or code, contribution or 0, revenue, LossKept.of(kept), is_group)
        for code, name, contribution, revenue, kept, is_group in rows.values_list(*fields)
    ]
    return sorted(found, key=SORTS[sort])


def mended(found: Sequence[Loss]) -> int:
    """What contribution would gain if each of them came to zero."""
    return -sum(loss.contribution for loss in found)


def _remedy(kept: dict[str, Any]) -> RemedyKept:
    of = None if kept["of"] is None else Decimal(kept["of"])
    needed = Decimal(kept["needed"])
    return RemedyKept(kept["lever"], needed, of, kept["suffices"], kept["driver"], kept["worth"])
