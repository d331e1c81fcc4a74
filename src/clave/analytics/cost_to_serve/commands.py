"""`clave costs`: where the cost of every group went, and drivers to begin with."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from clave.analytics.commands import DAY, aligned, answering, day_of, opened, shown, told, with_sources

if TYPE_CHECKING:
    from clave.analytics.cost_to_serve.reconciling import Reconciliation

FIGURES = ("cost", "traced", "unused", "untraced")


class Money(click.ParamType[Decimal]):
    """An amount such as 0.62."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            amount = Decimal(value)
        except InvalidOperation:
            amount = Decimal(-1)
        if not (amount.is_finite() and amount >= 0):
            self.fail(f"{value} is no amount of 0 or more with a decimal point.", param, ctx)
        return amount


@click.command()
@click.argument("ledger")
@with_sources
@click.option("--as-of", type=DAY, help="The last day that counts; the last day ordered on when absent.")
@click.option("--minute-rate", type=Money(), help="What a minute costs, for the drivers to begin with.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@answering
def costs(
    ledger: str,
    as_of: datetime | None,
    minute_rate: Decimal | None,
    as_json: bool,
    **sources: Any,
) -> None:
    """Where the costs of --costs went: to customers, into unused capacity, or untraced.

    Without --costs, prints a DRIVERS.toml to begin with, made of what the activities of LEDGER hold.
    """
    checked = opened(ledger, **sources)
    if checked.drivers is None:
        from clave.analytics.cost_to_serve.suggesting import suggested_drivers

        click.echo(suggested_drivers(checked, minute_rate).to_toml(), nl=False)
        return
    from clave.analytics.cost_to_serve.reconciling import reconcile
    from clave.analytics.cost_to_serve.telling import cost_warnings, costs_as_json
    from clave.analytics.roll_up import opened_ledger, roll_up

    with told("Computing …"), opened_ledger(checked) as engine:
        holdings = roll_up(engine, checked, day_of(as_of))
        found = reconcile(engine, holdings)
    warnings = list(cost_warnings(holdings, found))
    if as_json:
        click.echo(json.dumps({**(costs_as_json(checked.drivers, found) or {}), "warnings": warnings}))
    elif found:
        click.echo("\n".join([statement(found), *(warning["template"] % warning["facts"] for warning in warnings)]))


def statement(found: Reconciliation) -> str:
    """The groups with their sums, and the drivers."""
    days = f"{found.observed.first} to {found.observed.last}" if found.observed else "no days observed"
    groups = [
        [total.group.name if total.group else "direct", *(shown(getattr(total, name)) for name in FIGURES), used(total)]
        for total in found.groups
    ]
    sums = ["together", *(shown(found.sum_of(name)) for name in FIGURES), ""]
    drivers = [
        [
            total.driver.name,
            f"{total.times:,} {total.driver.each}",
            shown(total.minutes),
            shown(total.amount),
            shown(total.unit_cost),
            shown(total.traditional_unit_cost),
        ]
        for total in found.drivers
    ]
    header = ["driver", "counted", "minutes", "traced", "each", "each, idle time included"]
    return "\n".join(
        [
            f"{days}, amounts in {found.currency}",
            "",
            aligned([["group", *FIGURES, "used"], *groups, sums]),
            "",
            aligned([header, *drivers]),
            "",
        ]
    )


def used(total: Any) -> str:
    """The part of the capacity that was used."""
    return "–" if total.utilisation is None else f"{100 * total.utilisation:.1f} %"
