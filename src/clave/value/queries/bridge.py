"""Why the lifetime value of a customer changed between two runs, as far as both of them tell."""

from __future__ import annotations

from dataclasses import dataclass

from clave.analytics.bridge import Bridge, Worth, bridge
from clave.value.models import BookRow, Run
from clave.value.rules import BASIS_POINTS

THOUSAND = 1_000


@dataclass(frozen=True)
class Change:
    """The steps from the value in one run to that in a later one."""

    before: Run
    now: Run
    bridge: Bridge


def why_it_changed(now: BookRow, before: BookRow) -> Change | None:
    """The bridge between two rows of one customer; None unless both have a value, in the same currency."""
    worths = [worth_of(row) for row in (before, now)]
    if before.run.currency != now.run.currency or None in worths:
        return None
    first, last = worths
    return Change(before.run, now.run, bridge(first, last)) if first and last else None


def worth_of(row: BookRow) -> Worth | None:
    """What the value of a row is made of, in minor units; None without a value."""
    if row.lifetime_value is None:
        return None
    active = row.p_active_basis_points
    return Worth(
        lifetime_value=row.lifetime_value,
        expected_contribution=row.expected_contribution,
        expected_orders=(row.expected_orders_thousandths or 0) / THOUSAND,
        p_active=1.0 if active is None else active / BASIS_POINTS,
        horizon_months=row.run.horizon_months,
        orders=row.orders,
        units=None if row.units_thousandths is None else row.units_thousandths / THOUSAND,
        revenue=row.revenue,
        product_cost=row.product_cost,
        cost_to_serve=row.cost_to_serve,
    )


def row_in(run: Run, code: str) -> BookRow | None:
    """The row that stands for a customer in a run: that of its whole group where it leads one."""
    rows = BookRow.objects.filter(run=run, customer__code=code).with_run()
    return rows.order_by("is_group").last()


def run_before(run: Run) -> Run | None:
    """The run that was done before this one."""
    return Run.objects.filter(state="done", number__lt=run.number).order_by("-number").first()
