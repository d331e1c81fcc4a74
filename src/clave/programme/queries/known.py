"""What Clave's own records say about the programme on a day, each read once."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count, Q, Sum

from clave.accounts.models import Plan
from clave.company.models import Function, Person
from clave.ledger.gates import holding
from clave.ledger.models import CustomerAssignment
from clave.people.queries.training import trained
from clave.portfolio.models import AccountOffer, Charter, KeyAccount, Ranking
from clave.portfolio.queries.key_accounts import given_on
from clave.programme.models import AgendaItem, ChampionTerm, PayAnswer, ProgrammeCharter
from clave.programme.queries.communication import places, reached_places
from clave.programme.rules.agenda import DECIDES_WITHIN_DAYS, ItemState
from clave.programme.rules.findings import PLAN_DAYS
from clave.programme.rules.warnings import PaidOn
from clave.promises.models import Outcome
from clave.review.models import BenefitStatement
from clave.review.queries.benefit import latest_told
from clave.sponsorship.models import Visit, VisitRhythm
from clave.sponsorship.rules.cadence import VISITS_A_YEAR, Rhythm, Standing, standing
from clave.value.models import Run

AS_PLANNED = frozenset({Standing.PLANNED, Standing.IN_RHYTHM, Standing.TO_PLAN})
"""How the visits of a key account stand where its sponsor visits as planned."""


class Known:
    """The records of the whole programme: counts of them, never a customer's name or figure."""

    def __init__(self, on: date) -> None:
        self.on = on

    @cached_property
    def charter(self) -> ProgrammeCharter | None:
        """Why the programme exists, in its newest version."""
        found: ProgrammeCharter | None = ProgrammeCharter.objects.order_by("-number").first()
        return found

    @cached_property
    def champions(self) -> list[ChampionTerm]:
        """Who leads the programme now and is still one of us."""
        rows = ChampionTerm.objects.filter(starts_on__lte=self.on, ends_on__gte=self.on, person__is_active=True)
        return list(rows.select_related("person", "reports_to"))

    @cached_property
    def paid_on(self) -> PaidOn | None:
        """What managers are paid on, as last said."""
        newest = PayAnswer.objects.order_by("-at", "-pk").first()
        return PaidOn(newest.answer) if newest else None

    @cached_property
    def criteria(self) -> tuple[str, int] | None:
        """The state and number of the criteria that count: locked ones before any draft."""
        rows: list[tuple[str, int]] = list(Charter.objects.exclude(state="withdrawn").values_list("state", "number"))
        locked = [row for row in rows if row[0] == "locked"]
        return next(iter(locked or rows), None)

    @cached_property
    def run(self) -> Run | None:
        """The newest finished run."""
        return Run.objects.latest_done()

    @cached_property
    def days_since_run(self) -> int | None:
        """How old its figures are."""
        return (self.on - self.run.as_of).days if self.run and self.run.as_of else None

    @cached_property
    def admitted(self) -> list[tuple[int, int, date]]:
        """Customer, key account and since when, of those in the programme now."""
        return list(KeyAccount.objects.current(self.on).values_list("customer_id", "pk", "admitted_on"))

    @cached_property
    def members(self) -> dict[int, int]:
        """Customer -> its key account, of those in the programme now."""
        return {customer: held for customer, held, _ in self.admitted}

    @cached_property
    def answering(self) -> list[tuple[int, str, int | None, date]]:
        """Customer, capacity, our person and since when, for everybody who answers for a key account now."""
        rows = CustomerAssignment.objects.filter(holding(self.on), customer_id__in=self.members)
        return list(rows.values_list("customer_id", "capacity", "user__person", "valid_from"))

    @property
    def assignments(self) -> list[tuple[int, str, int | None]]:
        """The same without the day."""
        return [row[:3] for row in self.answering]

    def held_as(self, capacity: str) -> set[int]:
        """The key accounts that somebody answers for in a capacity."""
        return {customer for customer, held, _ in self.assignments if held == capacity}

    @cached_property
    def managed_by_trained(self) -> set[int]:
        """The key accounts of which every manager holds what managers need."""
        managers = [(customer, who) for customer, held, who in self.assignments if held == "manager"]
        able = trained({who for _, who in managers if who}, self.on)
        return self.held_as("manager") - {customer for customer, who in managers if who not in able}

    @cached_property
    def functions(self) -> list[Function]:
        """Our functions with the number of their people; empty ones do not count."""
        active = Count("people", filter=Q(people__is_active=True))
        rows = Function.objects.select_related("owner").annotate(size=active)
        return list(rows.filter(size__gt=0).order_by("name"))

    @cached_property
    def owned(self) -> list[Function]:
        """The functions whose owner is still one of us."""
        return [each for each in self.functions if each.owner and each.owner.is_active]

    @cached_property
    def people_trained(self) -> dict[int, int]:
        """Function -> how many of its people hold a course that has not run out."""
        valid = Q(trainings__completed_on__isnull=False) & (
            Q(trainings__expires_on=None) | Q(trainings__expires_on__gte=self.on)
        )
        rows = Person.objects.filter(valid, is_active=True).values("function").annotate(held=Count("pk", distinct=True))
        return {row["function"]: row["held"] for row in rows}

    @cached_property
    def with_offer(self) -> int:
        """How many key accounts get something that others do not."""
        rows = AccountOffer.objects.filter(given_on(self.on), key_account_id__in=self.members.values())
        return rows.values("key_account").distinct().count()

    @cached_property
    def last_review(self) -> Ranking | None:
        """The newest look at the whole portfolio."""
        found: Ranking | None = Ranking.objects.filter(is_review=True, state="done").order_by("-as_of").first()
        return found

    @cached_property
    def benefit(self) -> BenefitStatement | None:
        """The newest finished statement of the benefit."""
        return latest_told()

    @cached_property
    def days_since_review(self) -> int | None:
        """How long ago that was."""
        return (self.on - self.last_review.as_of).days if self.last_review else None

    @cached_property
    def promises_kept(self) -> tuple[int, int]:
        """Of the last year's occasions of promises to key accounts: how many were kept, of how many judged."""
        year = Outcome.objects.filter(period_on__gt=self.on - timedelta(days=365), period_on__lte=self.on)
        found = year.filter(promise__key_account__in=self.members.values()).aggregate(
            kept=Sum("kept"), all=Sum("judged")
        )
        return found["kept"] or 0, found["all"] or 0

    @cached_property
    def plans_fresh(self) -> int:
        """How many key accounts have a plan for today that somebody touched lately."""
        rows = Plan.objects.filter(key_account__in=self.members.values())
        current = rows.filter(starts_on__lte=self.on, ends_on__gte=self.on)
        return sum(each.days_untouched(self.on) <= PLAN_DAYS for each in current)

    @cached_property
    def visited_as_planned(self) -> int:
        """How many key accounts have a sponsor whose visits are neither overdue nor untold."""
        begun: dict[int, date] = {}
        for customer, capacity, _, since in self.answering:
            if capacity == "sponsor":
                begun[customer] = min(since, begun.get(customer, since))
        visits = self._visits
        often = dict(VisitRhythm.objects.values_list("key_account", "visits_a_year"))
        found = [
            self._rhythm(visits[held], often.get(held, VISITS_A_YEAR), max(admitted, begun[customer]))
            for customer, held, admitted in self.admitted
            if customer in begun
        ]
        return sum(standing(each, self.on) in AS_PLANNED for each in found)

    @property
    def _visits(self) -> dict[int, list[tuple[date, str]]]:
        """Key account -> the day and state of its visits, those called off left out."""
        rows = Visit.objects.filter(key_account__in=self.members.values()).exclude(state=Visit.State.CALLED_OFF)
        found: dict[int, list[tuple[date, str]]] = defaultdict(list)
        for held, day, state in rows.order_by("visit_on").values_list("key_account", "visit_on", "state"):
            found[held].append((day, state))
        return found

    def _rhythm(self, visits: list[tuple[date, str]], a_year: int, since: date) -> Rhythm:
        told = [day for day, state in visits if state != Visit.State.PLANNED]
        planned = [day for day, state in visits if state == Visit.State.PLANNED]
        ahead = [day for day in planned if day >= self.on]
        untold = [day for day in planned if day < self.on]
        return Rhythm(a_year, since, told[-1] if told else None, ahead[0] if ahead else None, untold)

    @cached_property
    def brought(self) -> list[tuple[str, date]]:
        """State and due day of what was brought before the top team in the last year, what was withdrawn left out."""
        since = self.on - timedelta(days=DECIDES_WITHIN_DAYS)
        rows = AgendaItem.objects.exclude(state=ItemState.WITHDRAWN).filter(due_on__gt=since)
        return list(rows.values_list("state", "due_on"))

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Every function at each of its sites."""
        return places()

    @cached_property
    def reached(self) -> set[tuple[int, int]]:
        """The functions at sites that heard a message within a year."""
        return reached_places(self.on) if self.places else set()
