"""What was forecast of key accounts, what came of it, and how honest that was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clave.company.models import Person
from clave.ledger.models import Customer
from clave.people.gates import scorecards_seen
from clave.people.models import Forecast, ForecastYear
from clave.people.rules.honesty import Forecasted, Honesty, honesty
from clave.portfolio.models import KeyAccount
from clave.value.models import BookRow, Run

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class Outcome:
    """The last forecast before a year, and what came; None while the year lasts or where it cannot be told."""

    forecast: ForecastYear
    customer: Customer
    actual: int | None
    is_over: bool
    other_currency: str = ""
    """The currency of the run, where it is not that of the forecast."""

    @property
    def compared(self) -> Forecasted | None:
        """The forecast beside what came."""
        if self.actual is None:
            return None
        return Forecasted(self.forecast.low, self.forecast.likely, self.forecast.high, self.actual)


@dataclass(frozen=True)
class Judged:
    """Somebody or a key account, and how honest the forecasts were."""

    subject: Person | Customer
    honesty: Honesty


def latest_run() -> Run | None:
    """The run that tells what came: the finished one of the latest day."""
    return Run.objects.filter(state="done").order_by("-as_of", "-number").first()


def latest(key_account: KeyAccount) -> Forecast | None:
    """The forecast of a key account that stands; None where nobody made one."""
    return Forecast.objects.filter(key_account=key_account).select_related("by").first()


def history(key_account: KeyAccount) -> list[Forecast]:
    """Every version of the forecast of a key account, the newest first."""
    return list(Forecast.objects.filter(key_account=key_account).select_related("by").order_by("-number"))


def outcomes(user: User, run: Run | None, only: KeyAccount | None = None) -> list[Outcome]:
    """The last forecast before every year of the key accounts that a person sees, beside what came,
    the years that are over first; three queries. What was said once the year had begun does not count."""
    rows = Forecast.objects.visible_to(user).select_related("key_account__customer", "by")
    if only:
        rows = rows.filter(key_account=only)
    last: dict[tuple[int, int], ForecastYear] = {}
    for row in rows.order_by("number"):
        for each in row.years:
            if each.is_before_its_year:
                last[row.key_account_id, each.year] = each
    came = contributions(run, {each.version.key_account.customer_id for each in last.values()}) if run else {}
    found = [_outcome(each, run, came) for each in last.values()]
    return sorted(found, key=lambda each: (not each.is_over, -each.forecast.year, each.customer.name))


def contributions(run: Run, customers: Collection[int]) -> dict[tuple[int, int], int]:
    """Customer and year -> what it contributed, for the whole years of a run whose every month is known; one query."""
    rows = BookRow.objects.filter(run=run, customer__in=customers, series__isnull=False).select_related("series")
    found: dict[tuple[int, int], int] = {}
    for row in rows.order_by("is_group"):
        sums: dict[int, list[int | None]] = defaultdict(list)
        for month, amount in zip(row.series.month, row.series.contribution, strict=True):
            sums[date.fromisoformat(month).year].append(amount)
        years = range(min(sums, default=1), (run.as_of or date.min).year + 1)
        for year in (year for year in years if _is_over(year, run)):
            amounts = [amount for amount in sums[year] if amount is not None]
            if len(amounts) == len(sums[year]):
                found[row.customer_id, year] = sum(amounts)
    return found


def overall(found: Iterable[Outcome]) -> Honesty:
    """How honest all of these forecasts were."""
    return honesty([each.compared for each in found if each.compared])


def by_key_account(found: Iterable[Outcome]) -> list[Judged]:
    """How honest the forecasts of each key account were, by name."""
    sorted_by: dict[Customer, list[Outcome]] = defaultdict(list)
    for each in found:
        sorted_by[each.customer].append(each)
    return [Judged(customer, overall(sorted_by[customer])) for customer in sorted(sorted_by, key=lambda one: one.name)]


def by_manager(user: User, found: Iterable[Outcome]) -> list[Judged]:
    """How honest each manager's forecasts were, for the people whose scorecard one sees; one query."""
    made: dict[int, list[Outcome]] = defaultdict(list)
    for each in found:
        if each.forecast.version.by_id:
            made[each.forecast.version.by_id].append(each)
    people = scorecards_seen(user).filter(user__in=list(made)).order_by("full_name")
    return [Judged(person, overall(made[person.user_id])) for person in people if person.user_id]


def _outcome(row: ForecastYear, run: Run | None, came: dict[tuple[int, int], int]) -> Outcome:
    customer = row.version.key_account.customer
    if run is None:
        return Outcome(row, customer, None, False)
    other = run.currency if run.currency != row.currency else ""
    actual = None if other else came.get((customer.pk, row.year))
    return Outcome(row, customer, actual, _is_over(row.year, run), other)


def _is_over(year: int, run: Run) -> bool:
    """Whether a run knows a year to its end."""
    return run.as_of is not None and run.as_of >= date(year, 12, 31)
