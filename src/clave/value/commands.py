"""`clave run`, `clave recompute` and `clave value`: what customers are worth, whether it comes out again, why it changed."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import click
from django.utils.translation import gettext

from clave.kit.money import Money
from clave.kit.starting import BUSY, give_up, on_the_database
from clave.value.models import BookRow, Recomputation, Run
from clave.value.operations.recomputing import recompute_run
from clave.value.operations.running import run_now
from clave.value.queries import bridge as bridges
from clave.value.queries import runs
from clave.value.queries.choosing import latest_run
from clave.value.refusals import CustomerUnknown, NoRunYet, ParameterOutOfRange, RunUnknown
from clave.value.rules import BASIS_POINTS, State
from clave.value.views import bridge_words
from clave.value.views.recomputation_words import why_it_differs

DIFFERS = 2


@click.command("run")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day of the run; the last day ordered on unless told.")
@click.option("--horizon-months", default=36, show_default=True, type=int, help="Months ahead.")
@click.option("--discount-rate", default="0.10", show_default=True, help="A year: 0.10 is 10 %.")
@click.option("--currency", default="", help="Of every figure, such as EUR; needed where orders are in several.")
@click.option("--seed", default=1, show_default=True, type=int, help="Drives the simulation of the interval.")
@click.option("--json", "as_json", is_flag=True, help="Print the record of the run as one JSON object.")
@on_the_database
def run(
    as_of: datetime | None, horizon_months: int, discount_rate: str, currency: str, seed: int, as_json: bool
) -> None:
    """Compute what every customer contributed and is worth, and keep it with all that went into it.

    The same inputs give the run that is there already.
    """
    done = run_now(
        by=None,
        as_of=as_of.date() if as_of else None,
        horizon_months=horizon_months,
        discount_rate_basis_points=basis_points(discount_rate),
        currency=currency,
        seed=seed,
    )
    if done.failure:
        give_up(failed(done.failure), DIFFERS)
    if not done.is_done:
        give_up(gettext("Run %(run)s is being computed by another process.") % {"run": done.short_code}, BUSY)
    click.echo(json.dumps(told(done), ensure_ascii=False) if as_json else summary(done))


@click.command()
@click.argument("run", metavar="RUN")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@on_the_database
def recompute(run: str, as_json: bool) -> None:
    """Compute RUN again from its data version; exit 2 when its figures come out differently, and say which."""
    found = runs.run_named(run)
    if found is None:
        raise RunUnknown(run=run)
    again = recompute_run(by=None, run=found)
    if again.failure:
        give_up(failed(again.failure), DIFFERS)
    if again.state != State.DONE:
        give_up(gettext("Run %(run)s is being computed by another process.") % {"run": found.short_code}, BUSY)
    click.echo(json.dumps(compared(again), ensure_ascii=False) if as_json else outcome(again))
    if not again.is_same:
        raise SystemExit(DIFFERS)


@click.command()
@click.argument("customer", metavar="CUSTOMER")
@click.option("--since", metavar="RUN", help="Compare with this run; with the run before unless told.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@on_the_database
def value(customer: str, since: str | None, as_json: bool) -> None:
    """What CUSTOMER is worth in the latest run, how sure that is, and why it changed since another run."""
    now = worth_now(customer)
    change = change_of(now, since)
    facts = worth_told(now, change)
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else bridge_words.as_lines(now, change))


def worth_now(customer: str) -> BookRow:
    """The figures of a customer in the latest run; refuses when there is no run or no such customer in it."""
    latest = latest_run()
    if latest is None:
        raise NoRunYet()
    row = bridges.row_in(latest, customer)
    if row is None:
        raise CustomerUnknown(customer=customer)
    return row


def change_of(now: BookRow, since: str | None) -> bridges.Change | None:
    """Why its value changed since a run, the one before unless told; None where that run cannot say."""
    other = runs.run_named(since) if since else bridges.run_before(now.run)
    if since and other is None:
        raise RunUnknown(run=since)
    if other is None or not other.is_done:
        return None
    before = bridges.row_in(other, now.customer.code)
    return bridges.why_it_changed(now, before) if before else None


def worth_told(now: BookRow, change: bridges.Change | None) -> dict[str, Any]:
    """Value, interval and bridge as JSON; null where not known."""
    currency = now.run.currency

    def told(minor: int | None) -> str | None:
        return None if minor is None else str(Money.from_minor(minor, currency).amount)

    steps = change and {
        "from": told(change.bridge.start),
        **{name: told(amount) for name, amount in change.bridge.steps.items()},
        "to": told(change.bridge.end),
    }
    return {
        "customer_code": now.customer.code,
        "run": now.run.short_code,
        "as_of": now.run.as_of and now.run.as_of.isoformat(),
        "currency": currency,
        "lifetime_value": told(now.lifetime_value),
        "low": told(now.lifetime_value_low),
        "high": told(now.lifetime_value_high),
        "since": change and change.before.short_code,
        "bridge": steps,
    }


def basis_points(rate: str) -> int:
    """A yearly rate such as 0.10 in hundredths of a percent."""
    expected = "0 .. 1, at most 4 decimals"
    try:
        points = Decimal(rate) * BASIS_POINTS
    except ArithmeticError as error:
        raise ParameterOutOfRange(name="discount_rate", value=rate, expected=expected) from error
    if not points.is_finite() or points != int(points) or not 0 <= points <= BASIS_POINTS:
        raise ParameterOutOfRange(name="discount_rate", value=rate, expected=expected)
    return int(points)


def told(done: Run) -> dict[str, Any]:
    """The record of a run: its manifest, under its name and with its state."""
    return {**done.manifest, "run": done.short_code, "state": done.state, "digest": done.result_digest}


def summary(done: Run) -> str:
    """A run in one line."""
    facts = {"run": done.short_code, "customers": done.rows_done, "as_of": done.as_of, "digest": done.result_digest}
    return gettext("Run %(run)s: %(customers)d customers as of %(as_of)s, digest %(digest)s") % facts


def compared(again: Recomputation) -> dict[str, Any]:
    """A recomputation: whether it is the same, both digests, and what differs."""
    return {
        "run": again.run.short_code,
        "same": again.is_same,
        "digest": again.run.result_digest,
        "recomputed": again.result_digest,
        "code_version": again.code_version,
        "code_version_of_run": again.run.code_version,
        "differences": again.difference,
    }


def outcome(again: Recomputation) -> str:
    """A recomputation in words: one line when it is the same, else also why and a line for each figure that differs."""
    facts = {"run": again.run.short_code, "digest": again.run.result_digest, "other": again.result_digest}
    if again.is_same:
        return gettext("Run %(run)s comes out the same: digest %(digest)s") % facts
    head = gettext("Run %(run)s comes out differently: digest %(digest)s, now %(other)s") % facts
    lines = (f"{one['customer']}\t{one['column']}\t{one['was']}\t{one['now']}" for one in again.difference)
    return "\n".join([head, why_it_differs(again), *lines])


def failed(failure: dict[str, Any]) -> str:
    """Why it failed, and what to do."""
    return f"{failure['code']}: {gettext(failure['template']) % failure['facts']}"
