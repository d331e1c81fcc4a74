"""Two runs beside each other: which can be compared, and how the value of each key account moved between them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from clave.analytics.refusals import ParameterOutOfRange
from clave.people.rules.scorecards import (
    Difference,
    Moved,
    Terms,
    Valued,
    differences,
    moved,
    nearest_to_a_year,
)
from clave.value.models import BookRow, Run
from clave.value.queries.bridge import Change, why_it_changed
from clave.value.rules import BASIS_POINTS


@dataclass(frozen=True)
class Pair:
    """Two finished runs: an earlier and the latest, and why their values cannot be compared, where they cannot."""

    before: Run
    now: Run
    differences: list[Difference]
    others: list[Run]
    """Every earlier run that can be compared with the latest one, the newest first."""

    @property
    def is_comparable(self) -> bool:
        return not self.differences

    @property
    def after(self) -> date:
        """The last day before the time between the runs."""
        return day_of(self.before)

    @property
    def until(self) -> date:
        """The last day of the time between the runs."""
        return day_of(self.now)

    @property
    def days(self) -> int:
        """How many days lie between the runs."""
        return (self.until - self.after).days


@dataclass(frozen=True)
class AccountMoved:
    """How the value of one key account moved; without parts where a run does not know it."""

    before: BookRow | None
    now: BookRow | None
    moved: Moved | None
    change: Change | None


def terms_of(run: Run) -> Terms:
    """By what a run values."""
    costs = (run.parameters.get("costs") or {}).get("digest", "")
    return Terms(run.currency, costs, run.discount_rate_basis_points, run.horizon_months)


def day_of(run: Run) -> date:
    """The day of a finished run, which always has one."""
    return run.as_of or date.min


def runs_beside(asked: str = "") -> Pair | None:
    """The latest run beside the earlier one asked for, else the comparable one nearest to a year before it.

    None where there are no two runs of different days. One query.
    """
    done = list(Run.objects.filter(state="done").order_by("-number"))
    now = max(done, key=lambda run: (day_of(run), run.number), default=None)
    earlier = [run for run in done if now and day_of(run) < day_of(now)]
    if now is None or not earlier:
        return None
    comparable = [run for run in earlier if not differences(terms_of(run), terms_of(now))]
    chosen = next((run for run in earlier if run.short_code == asked), None) or _usual(comparable or earlier, now)
    return Pair(chosen, now, differences(terms_of(chosen), terms_of(now)), comparable)


def accounts_moved(pair: Pair, customers: Collection[int]) -> dict[int, AccountMoved]:
    """Customer -> how its value moved between two runs; where it leads a group, that of the whole group. One query."""
    rows = BookRow.objects.filter(run__in=[pair.before, pair.now], customer__in=customers).with_run()
    found: dict[tuple[int, int], BookRow] = {}
    for row in rows.order_by("is_group"):
        found[row.customer_id, row.run_id] = row
    return {
        customer: _moved(pair, found.get((customer, pair.before.pk)), found.get((customer, pair.now.pk)))
        for customer in customers
    }


def _usual(runs: list[Run], now: Run) -> Run:
    day = nearest_to_a_year(map(day_of, runs), day_of(now))
    return next(run for run in runs if day_of(run) == day)


def _moved(pair: Pair, before: BookRow | None, now: BookRow | None) -> AccountMoved:
    one, other = _valued(before), _valued(now)
    is_same = before is not None and now is not None and before.is_group == now.is_group
    if not (pair.is_comparable and is_same and one and other and before and now):
        return AccountMoved(before, now, None, None)
    try:
        found = moved(one, other, pair.now.discount_rate_basis_points / BASIS_POINTS, pair.days)
    except ParameterOutOfRange:
        return AccountMoved(before, now, None, None)
    return AccountMoved(before, now, found, why_it_changed(now, before))


def _valued(row: BookRow | None) -> Valued | None:
    if row is None or row.lifetime_value is None or row.contribution is None:
        return None
    low, high = row.lifetime_value_low, row.lifetime_value_high
    value = row.lifetime_value
    return Valued(value, value if low is None else low, value if high is None else high, row.contribution)
