"""A plan as its page shows it: progress of every objective from the books, and what is known that belongs into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from clave.accounts.models import Goal, Objective, Plan, PlanAction
from clave.accounts.rules.plans import PACE_MARKS, Measure, Pace, pace_of, share_of_way
from clave.portfolio.models import KeyAccount
from clave.portfolio.queries.key_accounts import valued_by
from clave.promises.models import Outcome, Promise
from clave.promises.queries.standing import Line, lines, rate_of
from clave.sponsorship.models import FollowUp
from clave.sponsorship.queries.visits import open_follow_ups
from clave.value.models import BookRow, BookSeries, Run
from clave.value.series import Months, filled

if TYPE_CHECKING:
    from clave.access.models import User

WHOLE = 10_000


@dataclass(frozen=True)
class Books:
    """What the latest run keeps of a key account: its months, and the run they come from."""

    run: Run | None
    months: Months | None

    def sum_in(self, measure: str, starts_on: date, ends_on: date) -> int | None:
        """The sum of one figure over the months of a period that the run knows; None where one is not known."""
        if self.months is None:
            return None
        pairs = zip(self.months.months, self.months.figures[measure], strict=True)
        held = [value for month, value in pairs if starts_on <= month <= ends_on]
        return None if any(value is None for value in held) else sum(value or 0 for value in held)


@dataclass(frozen=True)
class Reading:
    """What an objective has come to: the figure in the unit of its measure, as of when, and from where."""

    value: int | None
    as_of: date | None
    source: str
    """The run's code, the data version, `hand`, or empty where nothing can be read."""


@dataclass(frozen=True)
class Progress:
    """One objective with what it has come to and how that compares with the time that has passed."""

    objective: Objective
    reading: Reading
    elapsed: Decimal
    actions: Sequence[PlanAction]

    @property
    def share(self) -> Decimal | None:
        """Which share of the way is gone."""
        row = self.objective
        if self.reading.value is None:
            return None
        return share_of_way(Measure(row.measure), self.reading.value, row.target, row.start)

    @property
    def pace(self) -> Pace:
        """How it does."""
        row = self.objective
        if row.state == "done":
            return Pace.REACHED
        return pace_of(Measure(row.measure), self.reading.value, row.target, row.start, self.elapsed)

    @property
    def mark(self) -> str:
        """How that is marked."""
        return "none" if self.objective.state == "dropped" else PACE_MARKS[self.pace]

    @cached_property
    def next_action(self) -> PlanAction | None:
        """What is done for it next."""
        found = [each for each in self.actions if each.is_open]
        return min(found, key=lambda each: each.due_on, default=None)


@dataclass(frozen=True)
class Known:
    """What Clave knows already and a plan begins with: the year's figures, open promises, what came of visits."""

    books: Books
    is_valued: bool
    promises: Sequence[Line]
    follow_ups: Sequence[FollowUp]


@dataclass(frozen=True)
class Page:
    """A plan with everything in it."""

    plan: Plan
    goals: Iterable[Goal]
    """Asked for by who shows them."""
    objectives: Sequence[Progress]
    actions: Sequence[PlanAction]
    is_valued: bool
    """Whether the reader is told money of this customer (F2)."""

    def late(self, on: date) -> list[PlanAction]:
        """Actions whose day has passed."""
        return [each for each in self.actions if each.is_late(on)]

    @property
    def open(self) -> list[Progress]:
        """Objectives still to be reached."""
        return [each for each in self.objectives if each.objective.is_open]

    @property
    def on_track(self) -> list[Progress]:
        """Those of them that keep pace."""
        return [each for each in self.open if each.mark == "good"]


def plans_of(user: User, held: KeyAccount) -> list[Plan]:
    """The plans of a key account that one reads, the last one first."""
    found = Plan.objects.visible_to(user).filter(key_account__customer=held.customer_id)
    return list(found.select_related("key_account__customer", "made_by", "carried_from").order_by("-starts_on"))


def latest_plan(held: KeyAccount) -> Plan | None:
    """The last plan of a key account, whoever asks."""
    found: Plan | None = Plan.objects.filter(key_account=held).order_by("-starts_on").first()
    return found


def plan_page(user: User, plan: Plan, on: date, books: Books | None = None, *, reads_value: bool | None = None) -> Page:
    """A plan that the reader sees, with the progress of its objectives; a fixed number of queries.

    Who asked already hands in the months and whether the reader is told money of this customer.
    """
    held = plan.key_account
    is_valued = held.customer_id in valued_by(user, [held.customer_id], on) if reads_value is None else reads_value
    actions = list(plan.actions.select_related("owner__function", "objective"))
    objectives = list(plan.objectives.select_related("goal", "reading__data_version"))
    kept = books or books_of(held)
    rate = _promises_kept(plan) if any(each.measure == Measure.PROMISES for each in objectives) else None
    progress = [
        _progress(each, [one for one in actions if one.objective_id == each.pk], plan, kept, rate, on)
        for each in objectives
    ]
    order = {"open": 0, "done": 1, "dropped": 2}
    progress.sort(key=lambda each: (order[each.objective.state], -(each.objective.worth or 0), each.objective.pk))
    return Page(
        plan=plan,
        goals=plan.goals.all(),
        objectives=progress,
        actions=sorted(actions, key=lambda each: (order[each.state], each.due_on)),
        is_valued=is_valued,
    )


def known_of(user: User, held: KeyAccount, on: date, books: Books | None = None) -> Known:
    """What is known of a key account and belongs into its plan, as far as one reads it."""
    seen = Promise.objects.visible_to(user, on).filter(key_account=held)
    alive = [each for each in lines(user, on, seen) if each.promise.is_alive]
    is_valued = held.customer_id in valued_by(user, [held.customer_id], on)
    return Known(books or books_of(held), is_valued, alive, list(open_follow_ups(user, held)))


def books_of(held: KeyAccount) -> Books:
    """The months of a key account, with its whole group, in the latest run."""
    run = Run.objects.latest_done()
    if run is None or run.as_of is None:
        return Books(run, None)
    row = BookRow.objects.filter(run=run, customer=held.customer_id).order_by("is_group").last()
    series = BookSeries.objects.filter(row=row).first() if row else None
    return Books(run, filled(vars(series), run.as_of) if series and series.month else None)


def finishable(user: User) -> QuerySet[PlanAction]:
    """The actions that this person may call done: their own, and those of the plans they write."""
    written = PlanAction.objects.written_by(user).values("pk")
    return PlanAction.objects.filter(Q(owner__user=user) | Q(pk__in=written)).select_related(
        "plan__key_account__customer"
    )


def own_actions(user: User) -> QuerySet[PlanAction]:
    """What this person has to do for plans, what is open first."""
    found = PlanAction.objects.filter(owner__user=user).select_related("plan__key_account__customer")
    return found.exclude(state="dropped").order_by(F("done_on").desc(nulls_first=True), "due_on")


def _progress(
    row: Objective, actions: Sequence[PlanAction], plan: Plan, books: Books, promises: int | None, on: date
) -> Progress:
    found = _reading(row, plan, books, promises, on)
    return Progress(row, found, plan.period.elapsed(found.as_of or on), actions)


def _reading(row: Objective, plan: Plan, books: Books, promises: int | None, on: date) -> Reading:
    measure = Measure(row.measure)
    if measure is Measure.TYPED:
        return Reading(row.typed, row.typed_on, "hand")
    if measure is Measure.PROMISES:
        return Reading(promises, on, "promises")
    if measure is Measure.GROUP_REVENUE:
        kept = getattr(row, "reading", None)
        return Reading(kept.value, kept.as_of, str(kept.data_version)) if kept else Reading(None, None, "")
    if books.run is None or books.months is None or books.run.as_of is None or books.run.as_of < plan.starts_on:
        return Reading(None, None, "")
    return Reading(_booked(row, plan, books), books.run.as_of, books.run.short_code)


def _booked(row: Objective, plan: Plan, books: Books) -> int | None:
    """What the months of the plan's period say; a share only where something was due."""
    days = (plan.starts_on, plan.ends_on)
    if row.measure == Measure.ON_TIME:
        kept, due = books.sum_in("on_time", *days), books.sum_in("due", *days)
        return round(WHOLE * kept / due) if due and kept is not None else None
    if row.measure == Measure.CONTRIBUTION and books.run and books.run.currency != row.currency:
        return None
    return books.sum_in(row.measure, *days)


def _promises_kept(plan: Plan) -> int | None:
    """The share of promises kept in the period, over all promises to the key account, in hundredths of a per cent."""
    rows = Outcome.objects.filter(promise__key_account=plan.key_account_id, period_on__lte=plan.ends_on)
    rate = rate_of(rows.filter(period_on__gte=plan.starts_on), plan.starts_on)
    return round(WHOLE * rate.kept / rate.judged) if rate.judged else None
