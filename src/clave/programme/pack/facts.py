"""Everything the pack tells of, each read once, as far as its reader may read it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone

from clave.access.models import User
from clave.access.policy import Action
from clave.accounts.models import Risk
from clave.accounts.rules.risks import ALIVE
from clave.analytics.promise_check import KeptRate
from clave.portfolio.models import Decision, ExceptionRequest, KeyAccount
from clave.portfolio.queries.key_accounts import valued_by
from clave.programme.models import AgendaItem
from clave.programme.pack import rewound
from clave.programme.pack.quarters import Quarter
from clave.programme.queries.agenda import Item, items
from clave.programme.queries.known import Known
from clave.programme.queries.steps import StepShown, steps
from clave.programme.rules.agenda import ItemState
from clave.promises.queries.standing import Line, Rate, by_function, lines, rate_of
from clave.review.models import RelationshipReview
from clave.sponsorship.queries.sponsors import Sponsored, visits_standing
from clave.value.deal_models import Deal
from clave.value.deal_rules import DealState
from clave.value.fields import reading
from clave.value.models import BookRow, Run
from clave.value.queries.bridge import Change, why_it_changed
from clave.value.queries.deals import DealLine, deals_at_a_glance
from clave.value.queries.whale import WhaleFacts, whale
from clave.value.rules import Spread, together
from clave.value.series import Months, filled

YEAR_DAYS = 365
AT_STAKE = frozenset({DealState.DRAFT, DealState.ASKED, DealState.APPROVED})
"""The states of a deal in which it is not settled."""


@dataclass(frozen=True)
class Held:
    """One key account: its figures in the run of the pack, and what changed since the run before."""

    key_account: KeyAccount
    row: BookRow | None
    change: Change | None
    months: Months | None

    @property
    def name(self) -> str:
        return str(self.key_account.customer.name)

    @property
    def code(self) -> str:
        return str(self.key_account.customer.code)

    @property
    def value(self) -> int | None:
        """Its lifetime value in minor units."""
        return self.row.lifetime_value if self.row else None

    @property
    def spread(self) -> Spread | None:
        """The value with its ends; None where one of the three is not known."""
        row = self.row
        if row is None or row.lifetime_value is None or row.lifetime_value_low is None:
            return None
        return Spread(row.lifetime_value, row.lifetime_value_low, row.lifetime_value_high or row.lifetime_value)

    @property
    def moved(self) -> int | None:
        """By how much the value changed."""
        return self.change.bridge.end - self.change.bridge.start if self.change else None

    def contribution(self, years_ago: int = 0) -> int | None:
        """What twelve months brought, the last ones or those of years before."""
        if self.months is None or not self.months.has_year(years_ago=years_ago):
            return None
        return self.months.sum_of("contribution", years_ago=years_ago)


class Facts:
    """The records behind one pack: of one reader, one quarter, one day."""

    def __init__(self, user: User, quarter: Quarter, today: date) -> None:
        self.user, self.quarter, self.today = user, quarter, today
        self.on = min(quarter.last, today)

    @property
    def is_past(self) -> bool:
        """Whether the quarter is over, so that what stands today is not what stood at its end."""
        return self.on < self.today

    def may(self, action: Action) -> bool:
        """Whether the reader may."""
        return self.user.may(action)

    @cached_property
    def run(self) -> Run | None:
        """The newest run whose day is not after the quarter."""
        return self._run_until(self.on)

    @cached_property
    def before(self) -> Run | None:
        """The newest run of an earlier quarter, to compare with."""
        return self._run_until(self.quarter.first - timedelta(days=1), but=self.run)

    def _run_until(self, day: date, but: Run | None = None) -> Run | None:
        rows = Run.objects.filter(state="done", as_of__lte=day).exclude(pk=but.pk if but else None)
        found: Run | None = rows.select_related("data_version").order_by("-as_of", "-number").first()
        return found

    @property
    def has_own_run(self) -> bool:
        """Whether a run was made for a day of this quarter."""
        return self.run is not None and self.quarter.holds(self.run.as_of)

    @property
    def is_comparable(self) -> bool:
        """Whether the two runs look as far ahead, at the same rate, in the same money."""
        return bool(self.run and self.before and terms(self.run) == terms(self.before))

    @cached_property
    def members(self) -> list[KeyAccount]:
        """The key accounts of the day that the reader sees, by name."""
        seen = KeyAccount.objects.visible_to(self.user, self.today).current(self.on).select_related("customer")
        return list(seen.filter(admitted_on__lte=self.on).order_by("customer__name", "customer__code"))

    @cached_property
    def all_members(self) -> int:
        """How many key accounts there are in all."""
        return int(KeyAccount.objects.current(self.on).filter(admitted_on__lte=self.on).count())

    @cached_property
    def held(self) -> list[Held]:
        """The same with their figures where these are for the reader, the most valuable first."""
        valued = valued_by(self.user, [each.customer_id for each in self.members], self.today)
        rows: dict[tuple[int, int], BookRow] = {}
        runs = [each for each in (self.run, self.before) if each]
        found = BookRow.objects.filter(run__in=runs, customer__in=valued).with_run().select_related("series")
        for row in found.order_by("is_group"):
            rows[row.run_id, row.customer_id] = row
        every = [self._held(each, rows) for each in self.members]
        return sorted(every, key=lambda each: (each.value is None, -(each.value or 0), each.name))

    def _held(self, each: KeyAccount, rows: dict[tuple[int, int], BookRow]) -> Held:
        now = rows.get((self.run.pk, each.customer_id)) if self.run else None
        was = rows.get((self.before.pk, each.customer_id)) if self.before else None
        series = getattr(now, "series", None) if now else None
        as_of = self.run.as_of if self.run else None
        months = filled(vars(series), as_of) if series and series.month and as_of else None
        change = why_it_changed(now, was) if now and was and self.is_comparable else None
        return Held(each, now, change, months)

    @cached_property
    def total(self) -> Spread | None:
        """What all of them are worth together."""
        return together(each.spread for each in self.held if each.spread)

    @cached_property
    def changed(self) -> list[Held]:
        """Those of which both runs tell."""
        return [each for each in self.held if each.change]

    @cached_property
    def steps(self) -> list[StepShown]:
        """Where the seven steps stand today."""
        return steps(Known(self.today), frozenset())

    @cached_property
    def promises(self) -> list[Line]:
        """The promises the reader sees, with what was judged of each up to the day."""
        found = lines(self.user, self.on) if self.may(Action.SEE_PROMISES) else []
        return [replace(each, outcomes=[one for one in each.outcomes if one.period_on <= self.on]) for each in found]

    @cached_property
    def kept(self) -> KeptRate:
        """How many of the occasions of the year up to the day were kept."""
        return kept_of(self.promises, self.on)

    @cached_property
    def kept_in_quarter(self) -> KeptRate:
        """The same in the quarter alone."""
        every = [each for line in self.promises for each in line.outcomes if self.quarter.holds(each.period_on)]
        return rate_of(every, self.quarter.first)

    @cached_property
    def functions(self) -> list[Rate]:
        """How each function kept its promises, the poorest first."""
        rates = [each for each in by_function(self.promises, self.on) if each.year.judged]
        return sorted(rates, key=lambda each: (each.year.kept / each.year.judged, each.name))

    @cached_property
    def visits(self) -> dict[int, Sponsored]:
        """Key account -> how its visits stand."""
        if not self.may(Action.SEE_SPONSORS):
            return {}
        held = [each for each in self.members if each.released_on is None or each.released_on > self.today]
        return {each.key_account.pk: each for each in visits_standing(held, self.today)}

    @cached_property
    def reviews(self) -> dict[int, RelationshipReview]:
        """Key account -> its newest closed relationship review up to the day."""
        seen = RelationshipReview.objects.visible_to(self.user).filter(held_on__lte=self.on).exclude(closed_at=None)
        return {each.key_account_id: each for each in seen.order_by("held_on", "pk")}

    @cached_property
    def agenda(self) -> list[Item]:
        """What was brought before the executive committee, as it stood on the day; what was withdrawn left out."""
        rows = AgendaItem.objects.visible_to(self.user).exclude(state=ItemState.WITHDRAWN)
        found = items(self.user, self.today, rows)
        if not self.is_past:
            return found
        return [replace(each, on=self.on) for each in found if rewound.item_on(each.row, self.on)]

    @property
    def to_decide(self) -> list[Item]:
        """What waited for a decision on the day."""
        return [each for each in self.agenda if each.row.is_open]

    @property
    def to_do(self) -> list[Item]:
        """What was agreed and was not done on the day."""
        return [each for each in self.agenda if each.row.is_to_do]

    @cached_property
    def decisions(self) -> list[Decision]:
        """Proposals to admit or release: those open on the day, and those that took effect in the quarter."""
        if not self.may(Action.SEE_DECISIONS):
            return []
        seen = Decision.objects.visible_to(self.user).select_related("customer").exclude(state="withdrawn")
        then = [each for each in seen if not self.is_past or rewound.decision_on(each, self.on)]
        return [each for each in then if each.is_open or self.quarter.holds(day_of(each))]

    @cached_property
    def exceptions(self) -> list[ExceptionRequest]:
        """Who asked for a customer outside the criteria in the quarter."""
        if not self.may(Action.SEE_DECISIONS):
            return []
        seen = ExceptionRequest.objects.visible_to(self.user).select_related("customer", "asked_by")
        return [each for each in seen if self.quarter.holds(timezone.localdate(each.asked_at))]

    @cached_property
    def risks(self) -> list[Risk]:
        """The risks that still count, what costs most on average first."""
        if not self.may(Action.SEE_RISKS):
            return []
        rows = Risk.objects.visible_to(self.user).filter(state__in=ALIVE, key_account__in=self.members)
        found = rows.select_related("key_account__customer", "owner")
        return sorted(found, key=lambda each: -each.hit * each.likelihood)

    @cached_property
    def deals(self) -> list[DealLine]:
        """The deals that are not settled."""
        if not self.may(Action.SEE_DEALS):
            return []
        return deals_at_a_glance(Deal.objects.visible_to(self.user, self.today).filter(state__in=AT_STAKE))

    @cached_property
    def whale(self) -> WhaleFacts | None:
        """What all customers contribute, the best first."""
        if self.run is None or not self.may(Action.SEE_WHALE_CURVE):
            return None
        found = whale(self.run, reading(self.user, self.today))
        return found if found.customers else None

    @cached_property
    def _kept_for(self) -> dict[int, KeptRate]:
        held: dict[int, list[Line]] = defaultdict(list)
        for each in self.promises:
            held[each.promise.key_account_id].append(each)
        return {key_account: kept_of(found, self.on) for key_account, found in held.items()}

    def promises_of(self, key_account: KeyAccount) -> KeptRate:
        """How many promises to one key account were kept in the year up to the day."""
        return self._kept_for.get(key_account.pk, KeptRate(0, 0))


def terms(run: Run) -> tuple[object, ...]:
    """What two runs must share before their values can be compared."""
    return run.currency, run.horizon_months, run.discount_rate_basis_points


def kept_of(found: list[Line], on: date) -> KeptRate:
    """How many of the occasions of the year up to a day were kept."""
    since = on - timedelta(days=YEAR_DAYS)
    return rate_of((each for line in found for each in line.outcomes), since)


def day_of(decision: Decision) -> date | None:
    """The day a decision took effect, or was taken."""
    if decision.effective_on:
        day: date = decision.effective_on
        return day
    return timezone.localdate(decision.decided_at) if decision.decided_at else None
