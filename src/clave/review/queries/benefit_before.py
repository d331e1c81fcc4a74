"""What could be seen of a benefit before one is stated: how much a year moves by itself, learnt from the ledger."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from clave.access.policy import FieldClass, Scope
from clave.analytics.benefit.before import noise_of_a_year, smallest_benefit
from clave.analytics.refusals import ParameterOutOfRange
from clave.kit.money import Money
from clave.value.models import BookRow, Run
from clave.value.series import MEASURES, filled

if TYPE_CHECKING:
    from clave.access.models import User

LEARNT_FROM = 200
"""So many of the largest customers outside the programme tell how much a year moves by itself."""


@dataclass(frozen=True)
class Seeable:
    """The smallest benefit that could be detected: as a share, in money per account and year, and from how much data."""

    share: float
    money: Money
    accounts: int
    learnt_from: int
    run: str


def seeable(user: User, run: Run | None, members: Collection[int]) -> Seeable | None:
    """The smallest benefit that could be detected with so many key accounts; None where it is not known or not theirs."""
    if Scope.ALL not in user.reading(FieldClass.F2) or run is None or run.as_of is None or not members:
        return None
    rows = BookRow.objects.filter(run=run, is_widest=True, contribution__isnull=False, series__isnull=False)
    others = list(rows.exclude(customer_id__in=members).select_related("series").order_by("-revenue")[:LEARNT_FROM])
    mine = rows.filter(customer_id__in=members).values_list("contribution", flat=True)
    years = _years(others, run.as_of)
    try:
        noise = noise_of_a_year(years[:, 0], years[:, 1], years[:, 2])
    except ParameterOutOfRange:
        return None
    share = smallest_benefit(noise, len(members))
    size = sum(abs(each) for each in mine) / max(len(mine), 1)
    money = Money.from_minor(round(share * size), run.currency)
    return Seeable(share, money, len(members), len(years), run.short_code)


def _years(rows: Sequence[BookRow], until: date) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Customers × (contribution of the year, of the year before, mean size of a year), where both years are whole."""
    found = []
    for row in rows:
        held = {name: getattr(row.series, name) for name in ("month", *MEASURES)}
        months = filled(held, until)
        now, before = (months.sum_of("contribution", years_ago=ago) for ago in (0, 1))
        if months.has_year(years_ago=1) and now is not None and before is not None:
            found.append((now, before, (abs(now) + abs(before)) / 2))
    return np.array(found, dtype=np.float64).reshape(-1, 3)
