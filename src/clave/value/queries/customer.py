"""One customer: its figures in the latest run and the one before, its months, its group, its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.utils.translation import gettext

from clave.access.models import User
from clave.kit.refusals import gettext_noop
from clave.ledger.gates import holding
from clave.ledger.models import Contact, Customer, CustomerParent
from clave.value.columns import Opens
from clave.value.fields import Reading
from clave.value.models import BookRow, Run
from clave.value.queries.choosing import Selection, members_of
from clave.value.queries.customers import Line, lines
from clave.value.queries.losses import LossKept
from clave.value.series import Months, filled

MOST_MEMBERS = 50
CAPACITY_NAMES = {
    "manager": gettext_noop("key account manager"),
    "sponsor": gettext_noop("executive sponsor"),
    "deputy": gettext_noop("deputy of the manager"),
    "function": gettext_noop("works for it in a function"),
}
"""How those who answer for a customer are called, in this order."""


@dataclass(frozen=True)
class Position:
    """A customer in one run: the run, the row that stands for it, and its months where they are kept."""

    run: Run
    row: BookRow
    months: Months | None
    drivers: Sequence[tuple[str, int | None, bool]] | None = None
    """Cost to serve by driver: name, amount, whether it stands between invoice and pocket; None where not kept."""
    loss: LossKept | None = None


@dataclass(frozen=True)
class Answerable:
    """Somebody of ours who answers for the customer, and as what."""

    user: User
    role: str


@dataclass(frozen=True)
class CustomerPage:
    """Everything the page of one customer shows, as far as the reader's rights go."""

    customer: Customer
    rights: frozenset[Opens]
    run: Run | None
    now: Position | None
    before: Position | None
    group: Customer | None
    members: Selection | None
    member_lines: Sequence[Line]
    answer_for_it: Sequence[Answerable]
    contacts: Sequence[Contact]


def customer_page(customer: Customer, reading: Reading) -> CustomerPage:
    """All about a customer that is visible to the reader (from `visible_customers`)."""
    rights = frozenset(right for right in reading.reaches if getattr(customer, f"opens_{right}"))
    runs = list(Run.objects.filter(state="done").order_by("-number")[:2])
    rows = {row.run_id: row for row in _rows(customer, runs)}
    positions = [_position(run, rows.get(run.pk)) for run in runs]
    now, before = (*positions, None, None)[:2]
    members = members_of(now.run, reading, customer) if now and now.row.is_group else None
    is_open = Opens.MASTER in rights
    return CustomerPage(
        customer=customer,
        rights=rights,
        run=runs[0] if runs else None,
        now=now,
        before=before,
        group=_group(customer, now, reading) if is_open else None,
        members=members,
        member_lines=lines(members, 0, MOST_MEMBERS) if members else [],
        answer_for_it=_answer_for_it(customer, reading) if is_open else [],
        contacts=list(Contact.objects.visible_to(reading.user, reading.on).filter(customer=customer)[:MOST_MEMBERS]),
    )


def visible_customers(reading: Reading) -> QuerySet[Customer]:
    """The customers this person may name, each saying which rights open something of it."""
    customers: QuerySet[Customer] = Customer.objects.visible_to(reading.user, reading.on)
    return customers.annotate(**{f"opens_{right}": _opens(reading, right) for right in reading.reaches})


def _opens(reading: Reading, right: Opens) -> Any:
    if reading.reaches[right].everyone:
        return Value(True, output_field=BooleanField())
    return Case(When(reading.whose(right, "pk"), then=Value(True)), default=Value(False), output_field=BooleanField())


def _rows(customer: Customer, runs: Sequence[Run]) -> QuerySet[BookRow]:
    """The rows of the customer in these runs, that of its whole group last, so that it is the one kept."""
    rows: QuerySet[BookRow] = BookRow.objects.filter(customer=customer, run__in=runs)
    return rows.select_related("series").order_by("is_group")


def _position(run: Run, row: BookRow | None) -> Position | None:
    if row is None or run.as_of is None:
        return None
    row.run = run
    series = getattr(row, "series", None)
    kept = filled(vars(series), run.as_of) if series and series.month else None
    drivers = series.drivers if series else None
    return Position(run, row, kept, drivers or None, LossKept.of(series.loss) if series else None)


def _group(customer: Customer, now: Position | None, reading: Reading) -> Customer | None:
    """The group the customer belongs to on the day of the run, or today where it is in no run; only if visible."""
    visible: QuerySet[Customer] = Customer.objects.visible_to(reading.user, reading.on)
    if now is not None:
        return visible.filter(pk=now.row.parent_id).first() if now.row.parent_id else None
    parents = CustomerParent.objects.filter(holding(reading.on), customer=customer).values("parent_id")
    return visible.filter(pk__in=parents).first()


def _answer_for_it(customer: Customer, reading: Reading) -> list[Answerable]:
    """Who answers for the customer today, in the order of the capacities; who only reads it does not."""
    found = customer.assignments.filter(holding(reading.on), capacity__in=CAPACITY_NAMES).select_related("user")
    given = sorted(found, key=lambda one: (list(CAPACITY_NAMES).index(one.capacity), one.user.full_name))
    return [Answerable(one.user, gettext(CAPACITY_NAMES[one.capacity])) for one in given]
