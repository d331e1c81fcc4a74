"""Cost drivers tried out before they count: what they trace, and whose contribution they change."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django_tasks import task

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.cost_to_serve.files import drivers_from_bytes
from clave.analytics.refusals import CannotCompute
from clave.kit.refusals import Refusal
from clave.ledger import queries as ledger
from clave.value.models import DriverTrial
from clave.value.operations.moves import UNEXPECTED, refuse_unless, told
from clave.value.queries import drivers as queries
from clave.value.queries import runs
from clave.value.refusals import NothingToCompute
from clave.value.rules import State

if TYPE_CHECKING:
    from clave.access.models import User
    from clave.analytics.cost_to_serve.drivers import DriverSet
    from clave.analytics.ledger import Ledger

log = logging.getLogger(__name__)
SHOWN_MOVERS = 10
Contributions = dict[str, Decimal | None]


def try_drivers(*, by: User, text: str, reason: str, based_on: int) -> DriverTrial:
    """Have it computed what these drivers would change; raises DriversRefused and NothingToCompute."""
    refuse_unless(by, Action.CHANGE_DRIVERS)
    drivers_from_bytes(text.encode(), "DRIVERS.toml")
    if runs.data_version() is None:
        raise NothingToCompute
    with transaction.atomic():
        trial = DriverTrial.objects.create(text=text, reason=reason.strip(), based_on=based_on, by=by)
        after = {"trial": trial.pk, "based_on": based_on}
        journal.record(by=by, event="value.drivers.tried", subject=trial, after=after, holds=FieldClass.F0)
        compute_trial.enqueue(trial.pk)
    return trial


@task()
def compute_trial(pk: int) -> None:
    """The job that the worker does."""
    finish_trial(trial=DriverTrial.objects.get(pk=pk))


def finish_trial(*, trial: DriverTrial) -> DriverTrial:
    """Compute a waiting trial; what cannot be computed fails with why."""
    if not DriverTrial.objects.filter(pk=trial.pk, state=State.QUEUED).update(state=State.RUNNING):
        return trial
    try:
        trial.found, trial.state = _compared(trial), State.DONE
    except (Refusal, CannotCompute) as refusal:
        trial.failure, trial.state = told(refusal), State.FAILED
    except Exception:
        log.exception("trial of drivers %s failed", trial.pk)
        trial.failure, trial.state = UNEXPECTED, State.FAILED
    trial.save(update_fields=["found", "failure", "state"])
    return trial


def _compared(trial: DriverTrial) -> dict[str, Any]:
    """Where the costs would go, and the customers whose contribution would change most."""
    currency = runs.usual_parameters()["currency"] or None
    held = ledger.current_ledger(None, currency)
    before, _ = _contributions(held, queries.drivers_of(queries.latest_number() or None))
    after, costs = _contributions(held, drivers_from_bytes(trial.text.encode(), "DRIVERS.toml"))
    return {**changes(before, after), "costs": costs}


def _contributions(held: Ledger, drivers: DriverSet | None) -> tuple[Contributions, dict[str, Any] | None]:
    from clave.analytics.cost_to_serve.reconciling import reconcile
    from clave.analytics.cost_to_serve.telling import costs_as_json
    from clave.analytics.roll_up import customers_sql, opened_ledger, roll_up

    driven = replace(held, drivers=drivers)
    with opened_ledger(driven) as engine:
        holdings = roll_up(engine, driven)
        rows = engine.rows(f"SELECT customer_code, contribution FROM ({customers_sql(holdings)}) customers")
        return dict(rows), costs_as_json(drivers, reconcile(engine, holdings))


def changes(before: Contributions, after: Contributions) -> dict[str, Any]:
    """The largest changes of contribution, how many customers begin and how many cease to lose money; amounts as text."""
    known = [code for code in after if before.get(code) is not None and after[code] is not None]
    moved = sorted(known, key=lambda code: (-abs(_change(before, after, code)), code))
    flips = [code for code in known if (before[code] or 0) >= 0 > (after[code] or 0)]
    was, becomes = places(before, known), places(after, known)
    return {
        "movers": [
            {
                "code": code,
                "before": f"{before[code]:.2f}",
                "after": f"{after[code]:.2f}",
                "was": was[code],
                "becomes": becomes[code],
            }
            for code in moved[:SHOWN_MOVERS]
            if _change(before, after, code)
        ],
        "customers": len(known),
        "places": sum(was[code] != becomes[code] for code in known),
        "flips": len(flips),
        "recoveries": sum((before[code] or 0) < 0 <= (after[code] or 0) for code in known),
        "change": f"{sum((_change(before, after, code) for code in known), Decimal(0)):.2f}",
        "unknown": sum(after[code] is None for code in after),
    }


def places(contributions: Contributions, known: Sequence[str]) -> dict[str, int]:
    """The place of every customer by contribution, the most first; equal ones in order of their code."""
    ordered = sorted(known, key=lambda code: (-(contributions[code] or Decimal(0)), code))
    return {code: place for place, code in enumerate(ordered, start=1)}


def _change(before: Contributions, after: Contributions, code: str) -> Decimal:
    return (after[code] or Decimal(0)) - (before[code] or Decimal(0))
