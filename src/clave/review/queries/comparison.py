"""The key accounts that one person sees beside the medians of all and of similar customers outside, on what they read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, Q, QuerySet, When

from clave.access.policy import Action, FieldClass, Scope
from clave.accounts.gates import reads_plans_of
from clave.accounts.relationship_gates import seen as people_seen
from clave.accounts.worth_gates import of_worth
from clave.ledger.gates import EVERY_CUSTOMER
from clave.ledger.queries import groups_on
from clave.portfolio.models import KeyAccount
from clave.portfolio.queries.key_accounts import valued_by
from clave.promises.models import Promise
from clave.promises.queries.checking import rolled_up
from clave.review.queries import comparison_values as values
from clave.review.queries.comparison_outside import Similar, similar
from clave.review.rules.comparison import MEASURES, Measure, Middle, Opens, Value, is_far, largest_difference, middle
from clave.value.models import Run

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class Compared:
    """One key account with what the reader reads of it, and the customers outside that are like it."""

    held: KeyAccount
    told: Mapping[str, Value]
    outside: Similar | None

    @property
    def code(self) -> str:
        """The code of its customer."""
        return str(self.held.customer.code)

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.held.customer.name)


@dataclass(frozen=True)
class Outlier:
    """One measure of one key account that lies far from the others, and the part that makes the difference, if known."""

    account: Compared
    measure: Measure
    value: Value
    usual: Middle
    cause: str = ""
    own: float = 0.0
    others: float = 0.0

    @property
    def is_good(self) -> bool:
        """Whether it lies on the better side."""
        return (self.value.value > self.usual.value) is self.measure.more_is_better


@dataclass(frozen=True)
class Comparison:
    """The key accounts by name, with the medians that may be told."""

    measures: Sequence[Measure]
    accounts: Sequence[Compared]
    medians: Mapping[str, Middle]
    outliers: Sequence[Outlier]
    run: Run | None
    before: Run | None
    on: date
    in_all: int = field(default=0)

    def beside(self, codes: Collection[str]) -> list[Compared]:
        """The key accounts with these codes."""
        return [each for each in self.accounts if each.code in codes]


def comparison(user: User, on: date) -> Comparison:
    """Every key account this person sees, on every measure that they read; a fixed number of queries."""
    entering = list(KeyAccount.objects.current(on).select_related("customer"))
    current = [each for each in entering if each.admitted_on <= on]
    mine = KeyAccount.objects.visible_to(user, on).current(on).filter(admitted_on__lte=on)
    seen = set(mine.values_list("customer_id", flat=True))
    opened = _opened(user, seen, on)
    measures = [each for each in MEASURES if each.opens in opened]
    books = values.books([each.customer_id for each in current], values.two_runs())
    tops = groups_on(on)
    told = _told(user, current, books, opened, on, tops)
    shown = sorted((each for each in current if each.customer_id in seen), key=_by_name)
    valued = [each for each in shown if each.customer_id in opened.get(Opens.VALUE, ())]
    inside = {code for each in entering for code in rolled_up(each.customer.code, tops)}
    outside = similar(user, valued, books, on, inside)
    accounts = [
        Compared(each, _of(each.customer_id, measures, told, opened), outside.get(each.customer_id)) for each in shown
    ]
    medians = _medians(measures, told, opened)
    outliers = _outliers(accounts, measures, told, medians, books)
    return Comparison(measures, accounts, medians, outliers, books.run, books.run_before, on, len(current))


def _by_name(held: KeyAccount) -> tuple[str, str]:
    return str(held.customer.name).casefold(), str(held.customer.code)


def _opened(user: User, seen: Collection[int], on: date) -> dict[Opens, set[int]]:
    """Right -> the customers whose measures it opens to this person."""
    found = {Opens.VALUE: valued_by(user, seen, on)}
    if user.may(Action.SEE_PROMISES):
        found[Opens.PROMISES] = set(seen)
    if user.may(Action.SEE_SPONSORS):
        found[Opens.VISITS] = set(seen)
    conditions = {
        Opens.PLANS: reads_plans_of(user, "customer_id", on),
        Opens.PEOPLE: people_seen(user, "customer_id"),
        Opens.RISKS: of_worth(user, "customer_id"),
    }
    return {right: whose for right, whose in (found | _narrowed(seen, conditions)).items() if whose}


def _narrowed(seen: Collection[int], conditions: Mapping[Opens, Q]) -> dict[Opens, set[int]]:
    """Right -> those of these customers that its condition lets through, in one query."""
    told = [Case(When(each, then=True), default=False, output_field=BooleanField()) for each in conditions.values()]
    rows = list(KeyAccount.objects.filter(customer_id__in=seen).order_by().values_list("customer_id", *told))
    return {right: {row[0] for row in rows if row[at]} for at, right in enumerate(conditions, start=1)}


def _told(
    user: User,
    current: Sequence[KeyAccount],
    books: values.Books,
    opened: Mapping[Opens, set[int]],
    on: date,
    tops: Mapping[str, str],
) -> dict[str, values.Values]:
    """Measure -> what every key account comes to, of the measures that the reader reads at all."""
    told = dict(values.of_books(books))
    if Opens.PROMISES in opened:
        told["promises_kept"] = values.of_promises(current, _promises(user, on), on)
    if Opens.VISITS in opened:
        told["visits_kept"] = values.of_visits(current, on)
    if Opens.PLANS in opened:
        told["plan_days"] = values.of_plans(current, on)
    if Opens.PEOPLE in opened:
        told["coverage"] = values.of_people(current, on, tops)
    if Opens.RISKS in opened:
        told["retention"] = values.of_risks(current)
    return told


def _promises(user: User, on: date) -> QuerySet[Promise]:
    """Who reads every key account counts the promises they see; who reads own ones sees all of those, beside all."""
    every = user.reading(FieldClass.F0) & (EVERY_CUSTOMER | {Scope.ROUND})
    found: QuerySet[Promise] = Promise.objects.visible_to(user, on) if every else Promise.objects.all()
    return found


def _of(
    customer: int,
    measures: Sequence[Measure],
    told: Mapping[str, values.Values],
    opened: Mapping[Opens, set[int]],
) -> dict[str, Value]:
    return {
        each.key: told[each.key][customer]
        for each in measures
        if customer in opened[each.opens] and customer in told.get(each.key, {})
    }


def _medians(
    measures: Sequence[Measure], told: Mapping[str, values.Values], opened: Mapping[Opens, set[int]]
) -> dict[str, Middle]:
    found = {}
    for each in measures:
        known = told.get(each.key, {})
        own = sum(customer in opened[each.opens] for customer in known)
        if usual := middle([value.value for value in known.values()], own):
            found[each.key] = usual
    return found


def _outliers(
    accounts: Sequence[Compared],
    measures: Sequence[Measure],
    told: Mapping[str, values.Values],
    medians: Mapping[str, Middle],
    books: values.Books,
) -> list[Outlier]:
    found = []
    shares = values.driver_shares(books)
    for account in accounts:
        for each in measures:
            value = account.told.get(each.key)
            if value is None or each.key not in medians:
                continue
            if is_far(value.value, [one.value for one in told[each.key].values()]):
                outlier = Outlier(account, each, value, medians[each.key])
                found.append(_explained(outlier, books, shares))
    return found


def _explained(outlier: Outlier, books: values.Books, shares: Mapping[int, Mapping[str, float]]) -> Outlier:
    """The same with the cost driver, or the step of the bridge, that makes the difference."""
    customer, above = outlier.account.held.customer_id, 1 if outlier.value.value > outlier.usual.value else -1
    if outlier.measure.key in ("lifetime_value", "value_change"):
        step = values.largest_step(books, customer, above) if outlier.measure.key == "value_change" else None
        return Outlier(*_head(outlier), step[0], step[1]) if step else outlier
    if outlier.measure.key not in ("cost_to_serve", "contribution"):
        return outlier
    sign = above if outlier.measure.key == "cost_to_serve" else -above
    names = {name for each in shares.values() for name in each}
    usual = {name: median([each.get(name, 0.0) for each in shares.values()]) for name in names}
    part = largest_difference(shares.get(customer, {}), usual, sign)
    return Outlier(*_head(outlier), *part) if part else outlier


def _head(outlier: Outlier) -> tuple[Compared, Measure, Value, Middle]:
    return outlier.account, outlier.measure, outlier.value, outlier.usual
