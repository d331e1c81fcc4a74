"""The past of everybody who manages key accounts, as ways of paying are tried on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from clave.access.models import User
from clave.access.policy import FieldClass, Scope
from clave.company.models import Person
from clave.kit.money import Money
from clave.ledger.models import Customer
from clave.people import hooks
from clave.people.hooks import Stretch
from clave.people.models import PayPlan
from clave.people.queries import pay
from clave.people.queries.scorecards import holdings
from clave.people.queries.valuations import AccountMoved, Pair, accounts_moved
from clave.people.rules.holding import days_of
from clave.people.rules.pay import FEWEST_IN_A_GROUP, Measure
from clave.people.rules.scorecards import DAYS_A_YEAR
from clave.people.rules.simulating import SIMULATED, Attained, Curve, Past, added, attained, only, paid
from clave.value.models import BookRow

ALONE = SIMULATED[:3]
"""The measures on which a pay is tried that rests on nothing else."""


@dataclass(frozen=True)
class Tried:
    """A way of paying: the weight of each measure, and the curve."""

    weights: Mapping[Measure, int]
    curve: Curve


@dataclass(frozen=True)
class PersonPaid:
    """What one person would have been paid for the same past, as shares of base pay."""

    person: Person
    attained: Mapping[Measure, Attained]
    alone: Mapping[Measure, float]
    mixed: float
    plan: PayPlan | None

    def money(self, share: float) -> Money | None:
        """The share of the base, where a base is registered."""
        if self.plan is None or self.plan.base is None:
            return None
        return Money.from_minor(round(self.plan.base * share), self.plan.currency)

    @property
    def gain(self) -> float:
        """What value pays more than revenue."""
        return self.alone[Measure.LIFETIME_VALUE] - self.alone[Measure.REVENUE]


@dataclass(frozen=True)
class Split:
    """A key account whose revenue and value went different ways."""

    customer: Customer
    grew_in_revenue: bool


@dataclass(frozen=True)
class Group:
    """What may be told of a group: its size, the mean pay under each way, who gains and who loses."""

    size: int
    alone: Mapping[Measure, float]
    mixed: float
    gain: int
    lose: int


@dataclass(frozen=True)
class Simulated:
    """The same past under several ways of paying, as far as the reader may know."""

    rows: Sequence[PersonPaid]
    group: Group | None
    split: Sequence[Split]


def simulated(*, reader: User, pair: Pair, tried: Tried, today: date) -> Simulated:
    """What everybody would have been paid, cut down to what this person may know of pay."""
    pasts = _pasts(pair)
    scopes = reader.reading(FieldClass.F6)
    everybody = _people(pasts.keys())
    found = [_paid(person, pasts[person.user_id or 0], pair, tried) for person in everybody]
    found.sort(key=lambda row: (-row.gain, row.person.full_name))
    own = [row for row in found if Scope.ALL in scopes or (Scope.SELF in scopes and row.person.user_id == reader.pk)]
    plans = pay.bases([row.person for row in own], today)
    rows = [PersonPaid(row.person, row.attained, row.alone, row.mixed, plans.get(row.person.pk)) for row in own]
    told = _group(found) if scopes & {Scope.ALL, Scope.GROUPS} and len(found) >= FEWEST_IN_A_GROUP else None
    return Simulated(rows, told, _split(pasts, {row.person.user_id for row in rows}, all_of_them=told is not None))


def _paid(person: Person, parts: Mapping[Customer, Past], pair: Pair, tried: Tried) -> PersonPaid:
    reached = attained(added(parts.values()), tried.curve, pair.days / DAYS_A_YEAR)
    alone = {measure: paid(only(measure), reached, tried.curve) for measure in ALONE}
    return PersonPaid(person, reached, alone, paid(tried.weights, reached, tried.curve), None)


def _group(found: Sequence[PersonPaid]) -> Group:
    alone = {measure: fmean(row.alone[measure] for row in found) for measure in ALONE}
    return Group(
        len(found),
        alone,
        fmean(row.mixed for row in found),
        sum(row.gain > 0 for row in found),
        sum(row.gain < 0 for row in found),
    )


def _split(pasts: Mapping[int, Mapping[Customer, Past]], logins: set[int | None], *, all_of_them: bool) -> list[Split]:
    """The key accounts whose revenue grew while their value fell, and the other way round."""
    found = {}
    for login, parts in pasts.items():
        for customer, past in parts.items() if all_of_them or login in logins else ():
            grew = past.revenue > past.revenue_before
            if past.new_value is not None and past.revenue_before and grew != (past.new_value > 0):
                found[customer] = Split(customer, grew)
    return sorted(found.values(), key=lambda each: (not each.grew_in_revenue, each.customer.name))


def _people(logins: Iterable[int]) -> list[Person]:
    rows = Person.objects.filter(user__in=list(logins)).select_related("function")
    return list(rows.order_by("full_name"))


def _pasts(pair: Pair) -> dict[int, dict[Customer, Past]]:
    """Login -> key account -> what came of it in the days that count for them."""
    held = holdings()
    customers = Customer.objects.in_bulk(list(held))
    moved = accounts_moved(pair, list(held))
    before = _time_before(pair, list(held))
    kept = hooks.kept_rates(list(held), Stretch(None, pair.after, pair.until))
    found: dict[int, dict[Customer, Past]] = {}
    for customer, holders in held.items():
        for login, days in days_of(holders, pair.after, pair.until).items():
            rate = kept.get(customer)
            past = _past(moved[customer], before.get(customer), float(days / pair.days), rate.share if rate else None)
            if past:
                found.setdefault(login, {})[customers[customer]] = past
    return found


def _past(account: AccountMoved, before: tuple[int, int | None] | None, part: float, kept: float | None) -> Past | None:
    first, last, moved = account.before, account.now, account.moved
    if first is None or last is None or before is None:
        return None
    came = moved.whole.received * part if moved else None
    return Past(
        revenue_before=before[0] * part,
        revenue=(last.revenue - first.revenue) * part,
        contribution_before=None if before[1] is None or came is None else before[1] * part,
        contribution=came,
        value=(first.lifetime_value or 0) * part if moved else None,
        new_value=moved.whole.new_value * part if moved else None,
        kept=kept,
    )


def _time_before(pair: Pair, customers: list[int]) -> dict[int, tuple[int, int | None]]:
    """Customer -> revenue and contribution of as many months before the earlier run as lie between the runs; one query."""
    rows = BookRow.objects.filter(run=pair.before, customer__in=customers, series__isnull=False)
    last = _month(pair.after)
    first = last - (_month(pair.until) - last)
    found: dict[int, tuple[int, int | None]] = {}
    for row in rows.select_related("series").order_by("is_group"):
        months = [_month(date.fromisoformat(month)) for month in row.series.month]
        inside = [at for at, month in enumerate(months) if first < month <= last]
        came = [row.series.contribution[at] for at in inside]
        known = None if any(amount is None for amount in came) else sum(came)
        found[row.customer_id] = (sum(row.series.revenue[at] or 0 for at in inside), known)
    return found


def _month(day: date) -> int:
    return day.year * 12 + day.month
