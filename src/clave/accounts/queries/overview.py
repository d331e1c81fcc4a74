"""One key account at a glance: its worth in the last two runs, its promises, its visits and its plan, as far as one reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from clave.access.policy import Action
from clave.accounts.gates import reads_plans_of, writes_notes_of, writes_plans_of
from clave.accounts.models import Plan
from clave.accounts.queries.plans import Books, Page, plan_page, plans_of
from clave.accounts.queries.relationships import Circle, circle_of
from clave.accounts.relationship_gates import seen, written
from clave.accounts.rules.plans import STALE_AFTER_DAYS
from clave.analytics.promise_check import KeptRate
from clave.ledger.queries import groups_on
from clave.portfolio.models import KeyAccount
from clave.portfolio.queries.key_accounts import answering, valued
from clave.promises.models import Promise
from clave.promises.queries.checking import rolled_up
from clave.promises.queries.standing import Line, lines
from clave.sponsorship.queries.sponsors import Sponsored, visits_standing
from clave.value.deal_models import Deal
from clave.value.models import BookRow, Run
from clave.value.queries.bridge import Change, why_it_changed
from clave.value.queries.deals import DealLine, deals_at_a_glance, priced
from clave.value.series import Months, filled

if TYPE_CHECKING:
    from clave.access.models import User

DEALS_SHOWN = 3


@dataclass(frozen=True)
class Rights:
    """What one reader may do with one key account."""

    reads_value: Any
    reads_plan: Any
    reads_people: Any
    writes_people: Any
    writes_notes: Any
    prices_deals: Any


@dataclass(frozen=True)
class Worth:
    """What a key account is worth: its row of the latest run, its months, and how it came there from the run before."""

    row: BookRow
    run: Run
    months: Months | None
    change: Change | None


@dataclass(frozen=True)
class Overview:
    """Everything that the page of one key account shows; None and empty where it is not for the reader or not known."""

    held: KeyAccount
    rights: Rights
    is_current: bool
    people: Mapping[str, Sequence[str]]
    """Capacity -> who answers for it, while it is a key account."""
    worth: Worth | None
    promises: Sequence[Line]
    sees_promises: bool
    visits: Sponsored | None
    plan: Page | None
    circle: Circle | None = None
    deals: Sequence[DealLine] = ()

    @property
    def is_valued(self) -> bool:
        """Whether the reader is told what it is worth."""
        return self.is_current and self.rights.reads_value

    @property
    def kept(self) -> KeptRate:
        """How many promises of the last ninety days were kept."""
        rates = [each.recent for each in self.promises]
        return KeptRate(sum(each.judged for each in rates), sum(each.kept for each in rates))

    @property
    def broken(self) -> list[Line]:
        """Promises somebody still has to keep that are not being kept."""
        return [each for each in self.promises if each.promise.is_alive and each.is_broken]


def seen_key_account(user: User, code: str, on: date) -> tuple[KeyAccount, Rights] | None:
    """A key account, or one that was, with what this reader may do with it; None where it is not for them; one query."""
    rows = KeyAccount.objects.visible_to(user).filter(customer__code=code).select_related("customer", "admission")
    stays, path = Q(pk__in=KeyAccount.objects.current(on).values("pk")), "customer_id"
    asked = Rights(
        reads_value=valued(user, on, path),
        reads_plan=reads_plans_of(user, path, on),
        reads_people=stays & seen(user, path),
        writes_people=stays & written(user, path),
        writes_notes=stays & writes_notes_of(user, path),
        prices_deals=priced(user, on, path),
    )
    found = rows.annotate(**{name: _whether(q) for name, q in vars(asked).items()}).order_by("-admitted_on").first()
    return (found, Rights(**{name: getattr(found, name) for name in vars(asked)})) if found else None


def _whether(condition: Any) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def overview(user: User, held: KeyAccount, rights: Rights, on: date) -> Overview:
    """One key account that the reader sees, as far as the rights they have to it let them."""
    is_current = held.released_on is None or held.released_on > on
    sees_promises = user.may(Action.SEE_PROMISES)
    promised = Promise.objects.visible_to(user, on).filter(key_account=held)
    visits = visits_standing([held], on) if is_current and user.may(Action.SEE_SPONSORS) else []
    plans = plans_of(user, held) if rights.reads_plan else []
    books, worth = worth_of(held)
    tops = groups_on(on) if rights.reads_people or user.may(Action.SEE_DEALS) else {}
    return Overview(
        held=held,
        rights=rights,
        is_current=is_current,
        people=_people(held, visits[0] if visits else None, on) if is_current else {},
        worth=worth if is_current and rights.reads_value else None,
        promises=lines(user, on, promised) if sees_promises else [],
        sees_promises=sees_promises,
        visits=visits[0] if visits else None,
        plan=plan_page(user, plans[0], on, books, reads_value=rights.reads_value) if plans else None,
        circle=circle_of(user, held, on, tops) if rights.reads_people else None,
        deals=_deals(user, rolled_up(held.customer.code, tops), on),
    )


def _people(held: KeyAccount, visits: Sponsored | None, on: date) -> Mapping[str, Sequence[str]]:
    """Capacity -> who answers for it; whoever knows the visits knows that too."""
    if visits is None:
        return answering([held.customer_id], on)[held.customer_id]
    known = {"manager": visits.managers, "sponsor": visits.sponsors}
    return {capacity: [str(each.assignment.user) for each in found] for capacity, found in known.items()}


def worth_of(held: KeyAccount) -> tuple[Books, Worth | None]:
    """The months of a key account in the latest run, its value, and the bridge from the run before where both look alike ahead."""
    runs = list(Run.objects.filter(state="done").light().order_by("-number")[:2])
    rows: dict[int, BookRow] = {}
    for row in BookRow.objects.filter(run__in=runs, customer=held.customer_id).select_related("series"):
        if row.run_id not in rows or row.is_group:
            rows[row.run_id] = row
            row.run = next(each for each in runs if each.pk == row.run_id)
    now = rows.get(runs[0].pk) if runs else None
    if now is None or now.run.as_of is None:
        return Books(runs[0] if runs else None, None), None
    series = getattr(now, "series", None)
    months = filled(vars(series), now.run.as_of) if series and series.month else None
    before = rows.get(runs[1].pk) if len(runs) > 1 else None
    alike = before is not None and _terms(now.run) == _terms(before.run)
    change = why_it_changed(now, before) if before and alike else None
    return Books(now.run, months), Worth(now, now.run, months, change)


def _deals(user: User, codes: Sequence[str], on: date) -> list[DealLine]:
    """The newest deals with the customer and what rolls up into it that one sees, one more than the page shows."""
    if not user.may(Action.SEE_DEALS):
        return []
    return deals_at_a_glance(Deal.objects.visible_to(user, on).filter(customer__code__in=codes), DEALS_SHOWN + 1)


def _terms(run: Run) -> tuple[object, ...]:
    """What two runs must share before their values can be compared."""
    return run.currency, run.horizon_months, run.discount_rate_basis_points


def planless(user: User, on: date) -> QuerySet[KeyAccount]:
    """The key accounts whose plan one writes that have none for today or later."""
    return _planned_by(user, on).filter(~Exists(Plan.objects.filter(key_account=OuterRef("pk"), ends_on__gte=on)))


def left_alone(user: User, on: date) -> QuerySet[Plan]:
    """The newest plans that one writes in which nothing was touched for too long."""
    later = Plan.objects.filter(key_account=OuterRef("key_account"), starts_on__gt=OuterRef("starts_on"))
    stale = timezone.make_aware(datetime.combine(on - timedelta(days=STALE_AFTER_DAYS), time.min))
    rows = Plan.objects.filter(~Exists(later), ends_on__gte=on, touched_at__lt=stale)
    return rows.filter(key_account__in=_planned_by(user, on).values("pk"))


def _planned_by(user: User, on: date) -> QuerySet[KeyAccount]:
    """The key accounts whose plan one writes on a day."""
    held: QuerySet[KeyAccount] = KeyAccount.objects.current(on).filter(writes_plans_of(user, "customer_id"))
    return held.filter(admitted_on__lte=on)
