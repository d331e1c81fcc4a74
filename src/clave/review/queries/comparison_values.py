"""What every key account comes to on the measures of the comparison, each source read once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, QuerySet, Sum

from clave.accounts.models import FactorAnswer, Plan
from clave.accounts.queries.relationships import person_rows
from clave.analytics.plan_value import DEFAULT
from clave.analytics.promise_check import KeptRate
from clave.ledger.gates import lasting
from clave.ledger.models import Contact, CustomerAssignment
from clave.portfolio.models import KeyAccount
from clave.promises.models import Outcome, Promise
from clave.promises.queries.checking import rolled_up
from clave.review.rules.comparison import Value
from clave.sponsorship.models import Visit, VisitRhythm
from clave.sponsorship.rules.cadence import VISITS_A_YEAR
from clave.value.models import BookRow, BookSeries, Run
from clave.value.queries.bridge import why_it_changed

YEAR_DAYS = 365
Values = dict[int, Value]
"""Customer -> what it comes to."""


@dataclass(frozen=True)
class Books:
    """The two newest runs that can be compared, and the rows of some customers in them; a group stands for its head."""

    runs: Sequence[Run]
    rows: Mapping[int, BookRow]
    before: Mapping[int, BookRow]

    @property
    def run(self) -> Run | None:
        """The run that the figures come from."""
        return self.runs[0] if self.runs else None

    @property
    def run_before(self) -> Run | None:
        """The run with which it is compared; None where the two look ahead on other terms."""
        return self.runs[1] if len(self.runs) > 1 else None


def two_runs(on: date | None = None) -> list[Run]:
    """The newest finished run (of figures up to a day), and the one before it where both look ahead on the same terms."""
    done = Run.objects.filter(state="done")
    runs = list((done.filter(as_of__lte=on) if on else done).order_by("-number")[:2])
    terms = {(each.currency, each.horizon_months, each.discount_rate_basis_points) for each in runs}
    return runs if len(terms) <= 1 else runs[:1]


def books(customers: Sequence[int], runs: Sequence[Run]) -> Books:
    """The rows of these customers."""
    found: dict[int, dict[int, BookRow]] = defaultdict(dict)
    rows = BookRow.objects.filter(run__in=[each.pk for each in runs], customer_id__in=customers)
    for row in rows.with_run().order_by("is_group"):
        found[row.run_id][row.customer_id] = row
    return Books(runs, found[runs[0].pk] if runs else {}, found[runs[1].pk] if len(runs) > 1 else {})


def of_books(found: Books) -> dict[str, Values]:
    """What the run says: lifetime value and its change, contribution, cost to serve, punctuality."""
    told: dict[str, Values] = defaultdict(dict)
    for customer, row in found.rows.items():
        if row.lifetime_value is not None:
            ends = (row.lifetime_value_low, row.lifetime_value_high)
            told["lifetime_value"][customer] = Value(row.lifetime_value, *ends)
        if row.contribution is not None:
            told["contribution"][customer] = Value(row.contribution)
        if row.cost_to_serve is not None and row.revenue > 0:
            told["cost_to_serve"][customer] = Value(row.cost_to_serve / row.revenue)
        if row.due_orders and row.on_time_orders is not None:
            share = row.on_time_orders / row.due_orders
            told["on_time"][customer] = Value(share, part=row.on_time_orders, whole=row.due_orders)
        change = change_of(row, found.before.get(customer))
        if change is not None:
            told["value_change"][customer] = Value(change)
    return told


def change_of(now: BookRow, before: BookRow | None) -> float | None:
    """By which share the lifetime value changed; None where there was none to lose."""
    if before is None or now.lifetime_value is None or not before.lifetime_value or before.lifetime_value < 0:
        return None
    return float(now.lifetime_value / before.lifetime_value - 1)


def of_promises(held: Sequence[KeyAccount], promises: QuerySet[Promise], on: date) -> Values:
    """How often these promises were kept in a year."""
    since = on - timedelta(days=YEAR_DAYS)
    year = Outcome.objects.filter(promise__in=promises.values("pk"), period_on__gt=since, period_on__lte=on)
    rows = year.filter(promise__key_account__in=held).order_by().values_list("promise__key_account__customer_id")
    rates = {each: KeptRate(judged, kept) for each, judged, kept in rows.annotate(Sum("judged"), Sum("kept"))}
    return {
        customer: Value(rate.share, rate.low, rate.high, rate.kept, rate.judged)
        for customer, rate in rates.items()
        if rate.share is not None
    }


def of_visits(held: Sequence[KeyAccount], on: date) -> Values:
    """How many of the year's visits that the rhythm asks for took place; only those asked for since it was let in and has a sponsor."""
    since = on - timedelta(days=YEAR_DAYS)
    told = Visit.objects.filter(key_account__in=held, state=Visit.State.REPORTED, visit_on__gt=since, visit_on__lte=on)
    made = dict(told.order_by().values_list("key_account").annotate(Count("pk")))
    often = dict(VisitRhythm.objects.filter(key_account__in=held).values_list("key_account", "visits_a_year"))
    sponsors = CustomerAssignment.objects.filter(
        lasting(on), capacity="sponsor", customer__in=[each.customer_id for each in held]
    )
    sponsored = dict(sponsors.order_by().values_list("customer").annotate(Min("valid_from")))
    found = {}
    for each in held:
        begun = sponsored.get(each.customer_id)
        days = min((on - max(each.admitted_on, begun)).days, YEAR_DAYS) if begun else 0
        wanted = int(often.get(each.pk, VISITS_A_YEAR) * days / YEAR_DAYS)
        if wanted:
            kept = min(made.get(each.pk, 0), wanted)
            found[each.customer_id] = Value(kept / wanted, part=made.get(each.pk, 0), whole=wanted)
    return found


def of_plans(held: Sequence[KeyAccount], on: date) -> Values:
    """For how many days each newest plan was left alone."""
    plans = Plan.objects.filter(key_account__in=held).order_by("starts_on").select_related("key_account")
    return {each.key_account.customer_id: Value(each.days_untouched(on)) for each in plans}


def of_people(held: Sequence[KeyAccount], on: date, tops: Mapping[str, str]) -> Values:
    """Of the people at each key account who can turn the decision, how many somebody of ours knows."""
    heads = {code: each.customer_id for each in held for code in rolled_up(each.customer.code, tops)}
    contacts = Contact.objects.filter(customer__code__in=list(heads)).select_related("customer")
    counts: dict[int, list[bool]] = defaultdict(list)
    for row in person_rows(contacts, on, tops):
        if row.known.is_weighty:
            counts[heads[row.contact.customer.code]].append(bool(row.knowers))
    return {head: Value(sum(known) / len(known), part=sum(known), whole=len(known)) for head, known in counts.items()}


def of_risks(held: Sequence[KeyAccount]) -> Values:
    """The chance of keeping each key account for a year, where every factor of its scorecard is answered."""
    scores: dict[int, dict[str, int]] = defaultdict(dict)
    rows = FactorAnswer.objects.filter(key_account__in=held).order_by("pk")
    for customer, factor, score in rows.values_list("key_account__customer_id", "factor", "score"):
        scores[customer][factor] = score
    whole = len(DEFAULT.weights)
    return {pk: Value(DEFAULT.retention(found)) for pk, found in scores.items() if len(found) == whole}


def driver_shares(found: Books) -> dict[int, dict[str, float]]:
    """Customer -> cost driver -> its share of what the customer buys; nothing in runs before drivers were kept."""
    sizes = {row.pk: row for row in found.rows.values() if row.revenue > 0}
    rows = BookSeries.objects.filter(row__in=list(sizes)).exclude(drivers=None).values_list("row_id", "drivers")
    return {
        sizes[pk].customer_id: {
            name: amount / sizes[pk].revenue for name, amount, _ in drivers or () if amount is not None
        }
        for pk, drivers in rows
    }


def largest_step(found: Books, customer: int, sign: int) -> tuple[str, int] | None:
    """The step that moved the lifetime value most in the direction of its change: its name and by how much."""
    now, before = found.rows.get(customer), found.before.get(customer)
    change = why_it_changed(now, before) if now and before else None
    steps = {name: amount for name, amount in change.bridge.steps.items() if amount} if change else {}
    name = max(steps, key=lambda each: sign * steps[each], default=None)
    return (name, steps[name]) if name and sign * steps[name] > 0 else None


def regularity_of(row: BookRow) -> float | None:
    """How regularly a customer orders."""
    return None if row.regularity_thousandths is None else row.regularity_thousandths / 1_000
