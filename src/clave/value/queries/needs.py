"""What the latest runs say needs somebody: figures that are not there, runs that failed, customers that slip away."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from clave.kit.money import Money
from clave.ledger.gates import own_customers
from clave.value.columns import Opens
from clave.value.fields import Reading
from clave.value.models import BookRow, Run
from clave.value.queries.choosing import LOSING, QUIET, in_scope
from clave.value.rules import QUIET_BELOW_BASIS_POINTS

ANSWERS = ("manager", "sponsor", "deputy", "function")
"""Capacities in which somebody must act for a customer; a reader only looks."""
FALL_BASIS_POINTS = 1_000
"""An on-time record has fallen when it lost ten points of a hundred since the run before."""
FEWEST_DUE = 5
"""Of fewer orders due a record says nothing."""
MOST_OWN = 40


@dataclass(frozen=True)
class RunState:
    """Where the runs stand: the latest that is done, the one done before it, and what came after."""

    done: Run | None
    before: Run | None
    at_work: Run | None
    failed: Run | None


@dataclass(frozen=True)
class Slipping:
    """One of somebody's own customers that needs them; a figure that is not for them, or not known, is None."""

    row: BookRow
    is_losing: bool
    is_quiet: bool
    has_fallen: bool
    contribution: Money | None
    lifetime_value: Money | None
    low: Money | None
    high: Money | None
    on_time: int | None
    on_time_before: int | None


@dataclass(frozen=True)
class Programme:
    """How many customers of everybody's lose money, what that comes to, and how many have gone quiet."""

    losing: int
    lost: Money | None
    quiet: int


def runs() -> RunState:
    """The latest two finished runs, and the latest of all where it was started after them; one query."""
    newest, finished = Run.objects.order_by("-number").values("pk"), Run.objects.filter(state="done")
    asked = Q(pk__in=finished.order_by("-number").values("pk")[:2]) | Q(pk__in=newest[:1])
    rows = list(Run.objects.filter(asked).select_related("data_version").order_by("-number"))
    done = [each for each in rows if each.state == "done"]
    latest = rows[0] if rows and rows[0] not in done else None
    return RunState(
        done=done[0] if done else None,
        before=done[1] if len(done) > 1 else None,
        at_work=latest if latest and latest.is_at_work else None,
        failed=latest if latest and latest.state == "failed" else None,
    )


def slipping(*, state: RunState, reading: Reading) -> list[Slipping]:
    """The customers this person answers for that lose money, have gone quiet or are served less well than before."""
    if state.done is None:
        return []
    own = own_customers(reading.user, ANSWERS, reading.on)
    rows = _with_rights(in_scope(state.done, reading).filter(customer_id__in=own), reading)
    before = BookRow.objects.filter(run=state.before, customer=OuterRef("customer"), is_group=OuterRef("is_group"))
    rows = rows.annotate(
        before=Subquery(before.filter(due_orders__gte=FEWEST_DUE).values("on_time_share_basis_points"))
    )
    fallen = Q(before__gte=F("on_time_share_basis_points") + FALL_BASIS_POINTS, due_orders__gte=FEWEST_DUE)
    needed = Q(LOSING, may_value=True) | Q(QUIET | fallen, may_count=True)
    found = rows.filter(needed).select_related("customer").order_by("customer__name")[:MOST_OWN]
    return sorted((_slipping(row, state.done.currency) for row in found), key=_consequence)


def programme(*, state: RunState, reading: Reading) -> Programme | None:
    """What all customers together need; None for who does not read the value of every one."""
    if state.done is None or not reading.reaches.get(Opens.VALUE) or reading.is_mixed(Opens.VALUE):
        return None
    if not reading.sees_everyone:
        return None
    counted = in_scope(state.done, reading).aggregate(
        losing=Count("pk", filter=LOSING), lost=Sum("contribution", filter=LOSING), quiet=Count("pk", filter=QUIET)
    )
    lost = counted["lost"]
    money = None if lost is None else Money.from_minor(lost, state.done.currency)
    return Programme(counted["losing"], money, counted["quiet"])


def _with_rights(rows: QuerySet[BookRow], reading: Reading) -> QuerySet[BookRow]:
    """Every row with whether this person reads its value and its counts."""
    value, counts = reading.whose(Opens.VALUE), reading.whose(Opens.COUNTS)
    return rows.annotate(may_value=_told(value), may_count=_told(counts))


def _told(condition: Q) -> Any:
    if not condition:
        return Value(True, output_field=BooleanField())
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _consequence(each: Slipping) -> tuple[bool, Decimal]:
    """Losing customers first, the greatest loss first; of the others the one that is worth most."""
    if each.is_losing and each.contribution:
        return False, each.contribution.amount
    return True, -each.lifetime_value.amount if each.lifetime_value else Decimal(0)


def _is_quiet(row: Any) -> bool:
    return row.p_active_basis_points is not None and row.p_active_basis_points < QUIET_BELOW_BASIS_POINTS


def _slipping(row: Any, currency: str) -> Slipping:
    fallen = (
        row.before is not None
        and row.on_time_share_basis_points is not None
        and (row.due_orders or 0) >= FEWEST_DUE
        and row.before >= row.on_time_share_basis_points + FALL_BASIS_POINTS
    )

    def money(minor: int | None) -> Money | None:
        return Money.from_minor(minor, currency) if row.may_value and minor is not None else None

    return Slipping(
        row=row,
        is_losing=row.may_value and row.contribution is not None and row.contribution < 0,
        is_quiet=row.may_count and _is_quiet(row),
        has_fallen=bool(row.may_count and fallen),
        contribution=money(row.contribution),
        lifetime_value=money(row.lifetime_value),
        low=money(row.lifetime_value_low),
        high=money(row.lifetime_value_high),
        on_time=row.on_time_share_basis_points if row.may_count else None,
        on_time_before=row.before if row.may_count else None,
    )
