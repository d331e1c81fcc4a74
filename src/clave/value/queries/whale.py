"""The whale curve: customers from the most to the least profitable, and what they contribute together so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from django.db.models import QuerySet, Sum

from clave.kit.money import Money
from clave.kit.tables import Cell as Exported
from clave.value.columns import Opens
from clave.value.fields import Reading
from clave.value.models import BookRow, Run
from clave.value.queries.choosing import in_scope

BEST_PERCENT = (1, 5, 10, 20, 50)


@dataclass(frozen=True)
class Mark:
    """One place on the curve: after how many customers, and what these contribute together."""

    customers: int
    contribution: int
    is_peak: bool = False


@dataclass(frozen=True)
class WhaleFacts:
    """The curve of one run in minor units, best customer first; groups count as one customer.

    `cumulated` holds what the first 1, 2, 3 … customers contribute together; `unknown` counts those left out because
    their contribution is not known.
    """

    run: Run
    cumulated: Sequence[int]
    revenue: int
    unknown: int

    @property
    def customers(self) -> int:
        """How many customers stand on the curve."""
        return len(self.cumulated)

    @property
    def total(self) -> int:
        """What all of them contribute together."""
        return self.cumulated[-1] if self.cumulated else 0

    @property
    def in_percent(self) -> bool:
        """False where all together bring nothing or a loss: shares of that mean nothing, so the curve is in money."""
        return self.total > 0

    @property
    def peak(self) -> Mark:
        """The fewest customers that together contribute the most."""
        at = max(range(self.customers + 1), key=[0, *self.cumulated].__getitem__)
        return Mark(at, self.cumulated[at - 1] if at else 0, is_peak=True)

    @property
    def erosion(self) -> int:
        """What the customers after the peak take away again."""
        return self.peak.contribution - self.total

    def marks(self) -> list[Mark]:
        """The places a reader asks about: the best one in a hundred, in twenty …, the peak, and all."""
        counts = {max(1, round(self.customers * percent / 100)) for percent in BEST_PERCENT} | {self.customers}
        peak = self.peak
        marks = [Mark(count, self.cumulated[count - 1]) for count in counts - {peak.customers}]
        return sorted([*marks, peak], key=lambda mark: mark.customers)


def whale(run: Run, reading: Reading) -> WhaleFacts:
    """The curve of all customers whose contribution is known and open to the reader."""
    rows = list(_ordered(run, reading).values_list("contribution", "revenue"))
    known = [(contribution, revenue or 0) for contribution, revenue in rows if contribution is not None]
    cumulated = list(accumulate(contribution for contribution, _ in known))
    return WhaleFacts(run, cumulated, sum(revenue for _, revenue in known), len(rows) - len(known))


def _ordered(run: Run, reading: Reading) -> QuerySet[BookRow]:
    """Every customer once, the most profitable first, equal ones in order of their code."""
    rows = in_scope(run, reading).filter(reading.whose(Opens.VALUE))
    return rows.order_by("-contribution", "customer__code")


def exported(run: Run, reading: Reading) -> Iterator[list[Exported]]:
    """Every customer of the curve as a row of a file: place, code, name, contribution, all so far, and its share."""
    rows = _ordered(run, reading).exclude(contribution=None)
    total = rows.order_by().aggregate(total=Sum("contribution"))["total"] or 0
    so_far = 0
    found = rows.values_list("customer__code", "customer__name", "contribution").iterator(chunk_size=2000)
    for place, (code, name, contribution) in enumerate(found, start=1):
        so_far += contribution or 0
        amounts = [Money.from_minor(amount, run.currency).amount for amount in (contribution or 0, so_far)]
        share = Decimal(so_far) / Decimal(int(total)) if total > 0 else None
        yield [place, code, name, *amounts, None if share is None else round(share, 6), run.currency]
