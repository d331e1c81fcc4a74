"""A statement of the benefit: asked for once for the same inputs, computed whole or not at all, and final once it is done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django_tasks import task

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.code_version import code_version
from clave.review.models import BenefitCheck, BenefitStatement
from clave.review.operations.benefit_result import stated
from clave.review.queries import benefit as queries
from clave.review.rules.benefit import (
    DRAWS,
    MOST_DONORS,
    SEED,
    STOPPED,
    UNEXPECTED,
    BenefitNeedsRun,
    NoKeyAccountsYet,
    StatementNotDone,
    last_whole_month,
)
from clave.value.models import Run
from clave.value.operations.beside import finish, has_died, write_end
from clave.value.operations.moves import refuse_unless
from clave.value.rules import State, inputs_digest

if TYPE_CHECKING:
    from clave.access.models import User


def start_statement(*, by: User | None, seed: int = SEED, draws: int = DRAWS) -> BenefitStatement:
    """Ask what the programme added by the latest run; the same inputs give the statement there is, unless it failed or died.

    Raises NoKeyAccountsYet and BenefitNeedsRun.
    """
    refuse_unless(by, Action.STATE_BENEFIT)
    with transaction.atomic():
        journal.lock()
        run = Run.objects.latest_done()
        if run is None:
            raise BenefitNeedsRun
        inputs = inputs_of(run, seed, draws)
        if not inputs["members"]:
            raise NoKeyAccountsYet
        digest = inputs_digest(inputs)
        held = BenefitStatement.objects.filter(inputs_digest=digest).exclude(state=State.FAILED).first()
        if held and held.is_at_work and has_died(held, _claim(held)):
            _end(by, held, State.FAILED, failure=STOPPED)
            held = None
        return held or _new(by, run, inputs, digest)


def queue_statement(*, by: User, seed: int = SEED) -> BenefitStatement:
    """Ask for it and leave it to the worker: the job stands in the database with the statement, or neither does."""
    with transaction.atomic():
        found = start_statement(by=by, seed=seed)
        if found.state == State.QUEUED:
            compute_statement.enqueue(found.pk, by.pk)
    return found


def state_now(*, by: User | None, seed: int = SEED) -> BenefitStatement:
    """Ask for it and compute it at once (the command line)."""
    return finish_statement(by=by, found=start_statement(by=by, seed=seed))


@task()
def compute_statement(pk: int, by_pk: int) -> None:
    """The job that the worker does."""
    found = BenefitStatement.objects.select_related("run", "by").get(pk=pk)
    finish_statement(by=found.by if found.by_id == by_pk else None, found=found)


def finish_statement(*, by: User | None, found: BenefitStatement) -> BenefitStatement:
    """Do the work of one that waits; any other is given back as it stands."""
    finish(
        found, claim=_claim(found), work=partial(_computed, found), end=partial(_end, by, found), unexpected=UNEXPECTED
    )
    return found


@dataclass(frozen=True)
class Again:
    """A finished statement computed once more, and the figures that came out differently."""

    check: BenefitCheck
    differences: tuple[str, ...]


def check_statement(*, by: User | None, statement: BenefitStatement) -> Again:
    """Compute a finished statement again from what went into it; the statement itself stays as it is."""
    refuse_unless(by, Action.STATE_BENEFIT)
    if not statement.is_done:
        raise StatementNotDone(statement=statement.short_code)
    result = stated(statement.run, statement.inputs)
    was = statement.result or {}
    with transaction.atomic():
        check = BenefitCheck.objects.create(
            statement=statement, result_digest=inputs_digest(result), code_version=code_version(), by=by
        )
        after = {"statement": statement.short_code, "same": check.is_same}
        journal.record(by=by, event="review.benefit.checked", subject=check, after=after, holds=FieldClass.F0)
    return Again(check, tuple(name for name in sorted(was.keys() | result.keys()) if was.get(name) != result.get(name)))


def inputs_of(run: Run, seed: int, draws: int) -> dict[str, Any]:
    """Everything that decides the figures: the run, who entered when and by which ranking, what it costs, draws and seed."""
    if run.as_of is None:
        raise BenefitNeedsRun
    members = [
        {"code": code, "entered_on": since.isoformat(), "left_on": until and until.isoformat(), "ranking": ranking}
        for code, since, until, ranking in queries.entries()
    ]
    costs = [
        {
            "what": what,
            "customer": code,
            "yearly": cost.yearly,
            "currency": cost.currency,
            "from": cost.starts_on.isoformat(),
            "to": cost.ends_on and cost.ends_on.isoformat(),
        }
        for what, code, cost in queries.costs_known()
    ]
    return {
        "run": run.short_code,
        "run_digest": run.result_digest,
        "data_version": run.data_version.number,
        "as_of": run.as_of.isoformat(),
        "last_month": last_whole_month(run.as_of),
        "most_donors": MOST_DONORS,
        "members": members,
        "costs": costs,
        "seed": seed,
        "draws": draws,
        "code": code_version(),
    }


def _new(by: User | None, run: Run, inputs: dict[str, Any], digest: str) -> BenefitStatement:
    number = (BenefitStatement.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    found = BenefitStatement.objects.create(
        number=number,
        short_code=f"B{number}-{digest[:4]}",
        run=run,
        currency=run.currency,
        inputs=inputs,
        inputs_digest=digest,
        code_version=code_version(),
        by=by,
    )
    after = {"statement": found.short_code, "run": run.short_code, "seed": inputs["seed"]}
    journal.record(by=by, event="review.benefit.started", subject=found, after=after, holds=FieldClass.F0)
    return found


def _computed(found: BenefitStatement) -> dict[str, Any]:
    """What came out, with the digest that a computation of the same inputs must meet."""
    result = stated(found.run, found.inputs, partial(_step, found))
    return {"result": result, "result_digest": inputs_digest(result), "step": ""}


def _step(found: BenefitStatement, step: str) -> None:
    """Note what is done now, so that everybody sees that the work goes on."""
    BenefitStatement.objects.filter(pk=found.pk, state=State.RUNNING).update(step=step)


def _claim(found: BenefitStatement) -> str:
    return f"{found.short_code}-benefit"


def _end(by: User | None, found: BenefitStatement, state: State, **values: Any) -> None:
    with transaction.atomic():
        write_end(found, state, **values)
        after = {"statement": found.short_code, "state": state, "digest": found.result_digest}
        journal.record(by=by, event="review.benefit.done", subject=found, after=after, holds=FieldClass.F0)
