"""How promises stand: who answers for each, how often it was kept, what is wrong with it; kept-rates by account and function."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext

from clave.analytics.promise_check import KeptRate
from clave.company.models import Function, Person
from clave.kit.flags import Flag
from clave.ledger.models import Customer
from clave.portfolio.models import KeyAccount
from clave.promises.models import Escalation, Outcome, Promise
from clave.promises.rules.states import State, Verdict

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from clave.access.models import User

RECENT_DAYS, YEAR_DAYS = 90, 365
ABOUT = ("key_account__customer", "function__owner", "owner")
MONTHS_SHOWN = 12


@dataclass
class Line:
    """One promise as a list shows it."""

    promise: Promise
    on: date
    outcomes: list[Outcome] = field(default_factory=list)
    escalation: Escalation | None = None

    @property
    def answers(self) -> Person | None:
        """Who keeps it now: the owner, or the function's owner once the owner has left; None when nobody does."""
        owner, above = self.promise.owner, self.promise.function.owner
        if owner.is_active:
            return owner
        return above if above and above.is_active else None

    @property
    def rate(self) -> KeptRate:
        """How many of the occasions of the last year were kept."""
        return rate_of(self.outcomes, self.on - timedelta(days=YEAR_DAYS))

    @property
    def recent(self) -> KeptRate:
        """How many of those since the month 90 days ago."""
        return rate_of(self.outcomes, (self.on - timedelta(days=RECENT_DAYS)).replace(day=1))

    @property
    def latest(self) -> Outcome | None:
        """What came of it last."""
        return self.outcomes[-1] if self.outcomes else None

    @property
    def is_broken(self) -> bool:
        """Whether it was not kept last time it was judged, or can no longer be kept."""
        last = self.latest
        return self.promise.is_overdue(self.on) or bool(last and last.verdict != Verdict.KEPT)

    @property
    def waits(self) -> bool:
        """Whether it lies before the champion; an ended promise no longer does."""
        return self.escalation is not None and self.promise.state != State.ENDED

    @property
    def flags(self) -> list[Flag]:
        """What is wrong with it, the worst first."""
        found = []
        if self.answers is None:
            found.append(Flag("nobody", "bad", gettext("nobody keeps it")))
        elif not self.promise.owner.is_active:
            found.append(Flag("left", "warn", gettext("owner has left")))
        if self.promise.is_overdue(self.on) and self.promise.state == State.OPEN:
            found.append(Flag("overdue", "bad", gettext("overdue")))
        if self.waits:
            found.append(Flag("escalated", "warn", gettext("with the champion")))
        return found


@dataclass(frozen=True)
class Rate:
    """How well one key account or one function was served: open promises, kept-rates, month by month."""

    name: str
    open: int
    recent: KeptRate
    year: KeptRate
    months: Sequence[tuple[date, KeptRate]]


@dataclass(frozen=True)
class OpenAndBroken:
    """What a customer was promised and still waits for, and what was not kept."""

    open: Sequence[Line]
    broken: Sequence[Line]


def rate_of(outcomes: Iterable[Outcome], since: date) -> KeptRate:
    """How many occasions were kept from a day on; an occasion is an order, a due day or a month judged by hand."""
    counted = [each for each in outcomes if each.period_on >= since]
    return KeptRate(sum(each.judged for each in counted), sum(each.kept for each in counted))


def lines(user: User, on: date, which: QuerySet[Promise] | None = None) -> list[Line]:
    """The promises this person sees, newest first, with outcomes and open escalations; five queries at most, however many."""
    chosen = _every(user, on) if which is None else which.select_related(*ABOUT)
    found = {each.pk: Line(each, on) for each in chosen}
    for outcome in _outcomes(found.values()):
        found[outcome.promise_id].outcomes.append(outcome)
    for escalation in Escalation.objects.filter(promise__in=list(found), answered_at=None).select_related("by"):
        found[escalation.promise_id].escalation = escalation
    return list(found.values())


def _every(user: User, on: date) -> QuerySet[Promise]:
    """All of them; the few key accounts and functions that they share are read once instead of beside each."""
    shared = KeyAccount.objects.select_related("customer"), Function.objects.select_related("owner")
    parts = [Prefetch(name, rows) for name, rows in zip(("key_account", "function"), shared, strict=True)]
    found: QuerySet[Promise] = Promise.objects.visible_to(user, on).select_related("owner").prefetch_related(*parts)
    return found


def _outcomes(found: Collection[Line]) -> list[Outcome]:
    """What came of them, the earliest first, each with the function that answered then."""
    rows = list(Outcome.objects.filter(promise__in=[line.promise.pk for line in found]).order_by("period_on"))
    known = {line.promise.function_id: line.promise.function for line in found}
    if others := {row.function_id for row in rows if row.function_id} - known.keys():
        known |= Function.objects.in_bulk(others)
    for row in rows:
        row.function = known[row.function_id] if row.function_id else None
    return rows


def open_and_broken(customer: Customer, user: User, on: date) -> OpenAndBroken:
    """What this person may read of a customer's promises: those to keep, and those not kept in the last year."""
    held = Promise.objects.visible_to(user, on).filter(key_account__customer=customer)
    found, year = lines(user, on, held), on - timedelta(days=YEAR_DAYS)
    recent = [each for each in found if each.latest is None or each.latest.period_on >= year]
    broken = [each for each in recent if each.is_broken]
    return OpenAndBroken([each for each in found if each.promise.is_alive and each not in broken], broken)


@dataclass(frozen=True)
class Broken:
    """One time a promise was not kept: when, how many of how many were kept, and the orders that failed."""

    line: Line
    outcome: Outcome


def broken_of_late(found: Sequence[Line], on: date) -> list[Broken]:
    """Every month and day of the last year in which a promise was not kept, the latest first."""
    year = on - timedelta(days=YEAR_DAYS)
    every = [Broken(line, each) for line in found for each in line.outcomes if each.period_on >= year]
    rows = [each for each in every if each.outcome.verdict != Verdict.KEPT]
    return sorted(rows, key=lambda each: (each.outcome.period_on, each.line.promise.number), reverse=True)


def escalated(found: Sequence[Line]) -> list[Line]:
    """The promises that wait for the champion, those that have waited longest first."""
    return sorted((each for each in found if each.waits), key=lambda each: each.escalation.at)  # type: ignore[union-attr]


def unowned_functions(found: Sequence[Line]) -> list[tuple[Function, int]]:
    """Functions that nobody answers for while promises lie with them, and how many do."""
    orphans = [each.promise.function for each in found if each.promise.is_alive and each.promise.function.owner is None]
    return sorted(Counter(orphans).items(), key=lambda pair: str(pair[0]))


def by_month(found: Sequence[Line]) -> list[tuple[date, KeptRate]]:
    """How much of all that was due in each of the last twelve months was kept."""
    return months_of(outcome for line in found for outcome in line.outcomes)[-MONTHS_SHOWN:]


def by_function(found: Sequence[Line], on: date) -> list[Rate]:
    """How well each function keeps its promises; an outcome counts for the function that answered then."""
    outcomes = [each for line in found for each in line.outcomes]
    of = {each.promise.pk: each.promise.function.name for each in found}
    return _rates(found, outcomes, on, _function_of, lambda each: str(each.function or of[each.promise_id]))


def by_key_account(found: Sequence[Line], on: date) -> list[Rate]:
    """How well each key account is served."""
    outcomes = [each for line in found for each in line.outcomes]
    of = {each.promise.pk: each.promise.key_account.customer.name for each in found}
    return _rates(found, outcomes, on, lambda line: of[line.promise.pk], lambda each: of[each.promise_id])


def _function_of(line: Line) -> str:
    return str(line.promise.function.name)


def _rates(
    found: Sequence[Line],
    outcomes: Sequence[Outcome],
    on: date,
    name_of: Callable[[Line], str],
    counts_for: Callable[[Outcome], str],
) -> list[Rate]:
    held: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        held[counts_for(outcome)].append(outcome)
    alive = Counter(name_of(line) for line in found if line.promise.is_alive)
    names = {name_of(line) for line in found} | held.keys()
    return [_rate(name, alive[name], held[name], on) for name in sorted(names)]


def _rate(name: str, alive: int, outcomes: Sequence[Outcome], on: date) -> Rate:
    first = (on - timedelta(days=RECENT_DAYS)).replace(day=1)
    year = rate_of(outcomes, on - timedelta(days=YEAR_DAYS))
    return Rate(name, alive, rate_of(outcomes, first), year, months_of(outcomes)[-MONTHS_SHOWN:])


def months_of(outcomes: Iterable[Outcome]) -> list[tuple[date, KeptRate]]:
    """Kept-rates month by month."""
    found: dict[date, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        found[each.period_on.replace(day=1)].append(each)
    return [(month, rate_of(found[month], month)) for month in sorted(found)]
