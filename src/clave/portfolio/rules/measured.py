"""Measured criteria: which figures of the run may be one, and how a figure becomes a score along its anchors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clave.kit.refusals import gettext_noop

Floats = NDArray[np.float64]
BASIS_POINTS, THOUSANDTHS = 10_000, 1_000
ANCHOR_SCORES = (0.0, 5.0, 10.0)
YEAR = 12


class Unit(StrEnum):
    """In what a measure is told, and in what its anchors are written."""

    MONEY = "money"  # whole units of the run's currency; `of` gives minor units
    SHARE = "share"  # of one: 0.35 is 35 %
    NUMBER = "number"


@dataclass(frozen=True)
class Measure:
    """A figure of the run that may be a criterion.

    `of` takes the `columns` of a BookRow in their order, or for a measure `by_month` the last 24 months of contribution,
    newest last. It gives None where the figure cannot be known.
    """

    key: str
    name: str
    says: str
    unit: Unit
    of: Callable[..., float | None]
    columns: tuple[str, ...] = ()
    by_month: bool = False
    more_is_better: bool = True


def _itself(value: int | None) -> float | None:
    return None if value is None else float(value)


def _basis_points(value: int | None) -> float | None:
    return None if value is None else value / BASIS_POINTS


def _thousandths(value: int | None) -> float | None:
    return None if value is None else value / THOUSANDTHS


def _share(part: int | None, whole: int | None) -> float | None:
    """A part of a whole above zero; not known otherwise."""
    return None if part is None or whole is None or whole <= 0 else part / whole


def _last_year(months: Sequence[int | None]) -> float | None:
    """The sum of the last twelve months; None where one of them is not known."""
    known = [month for month in months[-YEAR:] if month is not None]
    return float(sum(known)) if len(known) == YEAR else None


def _growth(months: Sequence[int | None]) -> float | None:
    """The last twelve months against the twelve before; None without two whole years or after a year without gain."""
    now, before = _last_year(months), _last_year(months[:-YEAR])
    return None if now is None or before is None or before <= 0 else (now - before) / before


_ALL = (
    Measure(
        "lifetime_value",
        gettext_noop("Lifetime value"),
        gettext_noop("What the customer is expected to bring from now on, adjusted for risk and discounted."),
        Unit.MONEY,
        _itself,
        ("lifetime_value",),
    ),
    Measure(
        "contribution_last_year",
        gettext_noop("Contribution of the last 12 months"),
        gettext_noop("What was left of the orders of the last twelve months after product cost and cost to serve."),
        Unit.MONEY,
        _last_year,
        by_month=True,
    ),
    Measure(
        "contribution_growth",
        gettext_noop("Growth of contribution"),
        gettext_noop("The contribution of the last twelve months against the twelve before."),
        Unit.SHARE,
        _growth,
        by_month=True,
    ),
    Measure(
        "contribution_share",
        gettext_noop("Contribution share"),
        gettext_noop("How much of each unit of revenue is left as contribution."),
        Unit.SHARE,
        _basis_points,
        ("contribution_share_basis_points",),
    ),
    Measure(
        "cost_to_serve_share",
        gettext_noop("Cost to serve share"),
        gettext_noop("How much of each unit of revenue serving the customer takes; less is better."),
        Unit.SHARE,
        _share,
        ("cost_to_serve", "revenue"),
        more_is_better=False,
    ),
    Measure(
        "discount_share",
        gettext_noop("Discount share"),
        gettext_noop("How much of the list price is given away; less is better."),
        Unit.SHARE,
        _share,
        ("discount", "list_revenue"),
        more_is_better=False,
    ),
    Measure(
        "returns_share",
        gettext_noop("Returns share"),
        gettext_noop("How much of the revenue came back; less is better."),
        Unit.SHARE,
        _share,
        ("returns_amount", "revenue"),
        more_is_better=False,
    ),
    Measure(
        "p_active",
        gettext_noop("Chance of still buying"),
        gettext_noop("How likely the customer still orders from us."),
        Unit.SHARE,
        _basis_points,
        ("p_active_basis_points",),
    ),
    Measure(
        "regularity",
        gettext_noop("Regularity of orders"),
        gettext_noop("How even the time between orders is: 1 is chance, more is more even, so easier to plan."),
        Unit.NUMBER,
        _thousandths,
        ("regularity_thousandths",),
    ),
    Measure(
        "on_time_share",
        gettext_noop("On-time share"),
        gettext_noop("How often we delivered when we said: how well we can serve this customer."),
        Unit.SHARE,
        _basis_points,
        ("on_time_share_basis_points",),
    ),
)
MEASURES: dict[str, Measure] = {measure.key: measure for measure in _ALL}
"""Key of a measure -> what it is and how it is read; length of relationship and revenue are not among them on purpose."""

COLUMNS: tuple[str, ...] = tuple(dict.fromkeys(name for measure in _ALL for name in measure.columns))
"""Every column of a BookRow that some measure reads."""


def value_of(measure: Measure, row: Any, months: Sequence[int | None] = (), minor_digits: int = 2) -> float | None:
    """The figure of one customer in the unit of the anchors; `row` has the columns as attributes."""
    read = measure.of(months) if measure.by_month else measure.of(*(getattr(row, name) for name in measure.columns))
    if read is None or measure.unit is not Unit.MONEY:
        return read
    return float(read / 10**minor_digits)


def anchors_of(texts: Sequence[str]) -> tuple[float, ...]:
    """The figures that score 0, 5 and 10; nothing where they are not three numbers that only rise or only fall."""
    try:
        found = [Decimal(text) for text in texts]
    except InvalidOperation:
        return ()
    if len(found) != len(ANCHOR_SCORES) or not all(number.is_finite() for number in found):
        return ()
    zero, five, ten = found
    return (float(zero), float(five), float(ten)) if zero < five < ten or zero > five > ten else ()


def scored_along(values: Sequence[float | None] | Floats, anchors: Sequence[float]) -> Floats:
    """Scores 0 to 10 on the line through the anchors, never beyond it; NaN where a value is not known."""
    given = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    sign = 1.0 if anchors[0] < anchors[-1] else -1.0
    scores: Floats = np.interp(sign * given, [sign * anchor for anchor in anchors], ANCHOR_SCORES)
    return scores


QUANTILES = {Unit.MONEY: (0.5, 0.9, 0.99), Unit.SHARE: (0.1, 0.5, 0.95), Unit.NUMBER: (0.1, 0.5, 0.95)}
"""Where among all customers the anchors 0, 5 and 10 are suggested: money is uneven, so its 5 lies at the best tenth."""
FEWEST_FOR_ANCHORS = 10


def suggested_anchors(measure: Measure, values: Sequence[float | None]) -> tuple[str, ...]:
    """Anchors from the customers of the run, to two figures; nothing where they are too few or too alike."""
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    if len(known) < FEWEST_FOR_ANCHORS:
        return ()
    places = QUANTILES[measure.unit]
    wanted = places if measure.more_is_better else tuple(1 - place for place in places)
    texts = tuple(_two_figures(float(value)) for value in np.quantile(known, wanted))
    return texts if anchors_of(texts) else ()


def _two_figures(value: float) -> str:
    """12,345.6 as 12000, 0.1234 as 0.12."""
    return format(Decimal(f"{value:.1e}").normalize() + 0, "f")
