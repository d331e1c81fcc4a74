"""A run: asked for once for the same inputs, computed whole or not at all, and final once it is done."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_tasks import task

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.code_version import code_version
from clave.analytics.refusals import CannotCompute
from clave.kit.refusals import Refusal
from clave.ledger import queries as ledger
from clave.ledger.models import DataVersion
from clave.value import rules, store
from clave.value.models import BookRow, Run
from clave.value.operations.costs import costs_of
from clave.value.operations.freezing import Frozen, freeze
from clave.value.operations.moves import STOPPED, UNEXPECTED, has_died, moved, next_step, refuse_unless, told
from clave.value.operations.rows import drop_rows, write_rows
from clave.value.queries import deal_book, drivers, runs
from clave.value.refusals import NothingToCompute, ParameterOutOfRange, RunIsFinal
from clave.value.rules import State
from clave.value.signals import run_done

if TYPE_CHECKING:
    from clave.access.models import User
    from clave.analytics import Book

log = logging.getLogger(__name__)
MOST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Parameters:
    """What a person chooses of a run; `as_of` None is the last day ordered on, an empty currency the only one there."""

    as_of: date | None
    horizon_months: int
    discount_rate_basis_points: int
    currency: str
    seed: int

    def __post_init__(self) -> None:
        checks = (
            ("horizon_months", self.horizon_months, 1, rules.MONTHS_MOST),
            ("discount_rate_basis_points", self.discount_rate_basis_points, 0, rules.BASIS_POINTS),
            ("seed", self.seed, 0, MOST_SEED),
        )
        for name, value, least, most in checks:
            if not least <= value <= most:
                raise ParameterOutOfRange(name=name, value=value, expected=f"{least} .. {most}")
        if self.currency and not rules.is_currency_code(self.currency):
            raise ParameterOutOfRange(name="currency", value=self.currency, expected="EUR, USD, GBP …")

    def as_json(self) -> dict[str, Any]:
        """The parameters as the run keeps them."""
        return {**asdict(self), "as_of": self.as_of.isoformat() if self.as_of else None}


def start_run(
    *,
    by: User | None,
    as_of: date | None = None,
    horizon_months: int = 36,
    discount_rate_basis_points: int = 1000,
    currency: str = "",
    seed: int = 1,
) -> Run:
    """Ask for a run on the latest data version; the same inputs give the run there is, unless it failed or died."""
    refuse_unless(by, Action.START_RUN)
    wanted = Parameters(as_of, horizon_months, discount_rate_basis_points, currency.strip().upper(), seed)
    with transaction.atomic():
        journal.lock()
        found = runs.data_version()
        if found is None:
            raise NothingToCompute
        inputs = _inputs(found, wanted)
        held = runs.same_run(rules.inputs_digest(inputs))
        if held and has_died(held, timezone.now()):
            declare_stopped(by=by, run=held)
            held = None
        return held or _new_run(by, found, wanted, inputs)


def queue_run(*, by: User | None, **parameters: Any) -> Run:
    """Ask for a run and leave it to the worker: the job stands in the database with the run, or neither does."""
    sweep_runs()
    with transaction.atomic():
        run = start_run(by=by, **parameters)
        if run.state == State.QUEUED and not run.started_at:
            compute_run.enqueue(run.pk, by.pk if by else None)
    return run


def run_now(*, by: User | None, **parameters: Any) -> Run:
    """Ask for a run and compute it at once (the command line)."""
    sweep_runs()
    return finish_run(by=by, run=start_run(by=by, **parameters))


def finish_run(*, by: User | None, run: Run) -> Run:
    """Do the work of a waiting run; any other is given back as it stands. What cannot be computed fails with why."""
    with store.working_on(run.short_code) as is_mine:
        if not is_mine or not moved(run, State.RUNNING, step="reading", started_at=timezone.now()):
            return run
        try:
            _compute(by, run)
        except (Refusal, CannotCompute) as refusal:
            _fail(by, run, told(refusal))
        except BaseException:
            log.exception("run %s failed", run.short_code)
            _fail(by, run, UNEXPECTED)
            raise
    if run.is_done:
        deal_book.year_of(run)
        run_done.send_robust(sender=Run, run=run)
    return run


@task()
def compute_run(pk: int, by_pk: int | None) -> None:
    """The job that the worker does."""
    run = Run.objects.select_related("by").get(pk=pk)
    finish_run(by=run.by if run.by_id == by_pk else None, run=run)


@transaction.atomic
def declare_stopped(*, by: User | None, run: Run) -> Run:
    """Say that the process working on a run has died, so that the same run can be started again."""
    refuse_unless(by, Action.START_RUN)
    if run.is_done:
        raise RunIsFinal(run=run.short_code)
    if has_died(run, timezone.now()):
        _end_failed(by, run, STOPPED)
    return run


def sweep_runs() -> list[str]:
    """Clear away what runs left whose process has died: files and rows of all that is not done; says which."""
    for run in Run.objects.filter(state=State.RUNNING):
        declare_stopped(by=None, run=run)
    for run in Run.objects.filter(Exists(BookRow.objects.filter(run=OuterRef("pk"))), state=State.FAILED):
        drop_rows(run)
    return store.sweep(set(Run.objects.filter(state=State.DONE).values_list("short_code", flat=True)))


def _inputs(found: DataVersion, wanted: Parameters) -> dict[str, Any]:
    """Everything that decides the figures of a run."""
    return {
        **wanted.as_json(),
        "ledger": found.digest,
        "version": found.number,
        "groups": runs.groups_digest(ledger.memberships()),
        "code": code_version(),
        "time_zone": settings.TIME_ZONE,
        **_segments(),
        **_costs(),
    }


def _segments() -> dict[str, Any]:
    """The segments of the customers, among which a way of choosing is looked for; nothing where none is named."""
    found = ledger.segments()
    return {"segments": runs.segments_digest(found)} if found else {}


def _costs() -> dict[str, Any]:
    """The version of the cost drivers that counts now; nothing where freight alone does."""
    found = drivers.in_use()
    return {"costs": {"version": found.number, "digest": found.digest}} if found else {}


def _new_run(by: User | None, found: DataVersion, wanted: Parameters, inputs: dict[str, Any]) -> Run:
    number = (Run.objects.values_list("number", flat=True).first() or 0) + 1
    digest = rules.inputs_digest(inputs)
    run = Run.objects.create(
        number=number,
        short_code=rules.short_code(number, digest),
        data_version=found,
        as_of=wanted.as_of,
        horizon_months=wanted.horizon_months,
        discount_rate_basis_points=wanted.discount_rate_basis_points,
        currency=wanted.currency,
        seed=wanted.seed,
        parameters=inputs,
        inputs_digest=digest,
        code_version=code_version(),
        time_zone=settings.TIME_ZONE,
        by=by,
    )
    after = {"run": run.short_code, "version": found.number, **wanted.as_json()}
    journal.record(by=by, event="value.run.started", subject=run, after=after, holds=FieldClass.F0)
    return run


def scored(run: Run, on: date | None = None) -> Book:
    """The book of this run's data version and parameters, computed now; as of an earlier day where one is given."""
    from clave.analytics import score

    asked = on.isoformat() if on else run.parameters["as_of"]
    held = ledger.current_ledger(run.data_version.number, run.parameters["currency"] or None)
    return score(
        replace(held, segments=ledger.segments()),
        as_of=date.fromisoformat(asked) if asked else None,
        horizon_months=run.horizon_months,
        discount_rate=run.discount_rate_basis_points / rules.BASIS_POINTS,
        seed=run.seed,
        engine=settings.ENGINE,
        costs=drivers.drivers_of((run.parameters.get("costs") or {}).get("version")),
    )


def _compute(by: User | None, run: Run) -> None:
    """Read, freeze, write every row, and only then say that the run is done."""
    book = scored(run)
    groups = runs.parents_on(ledger.memberships(), book.holdings.as_of)
    next_step(run, "choice", book.exact.num_rows)
    log.debug("run %s chooses customers by %s", run.short_code, book.choice_record.chosen)
    next_step(run, "freezing", book.exact.num_rows)
    frozen = freeze(run, book, groups)
    next_step(run, "rows", book.exact.num_rows)
    write_rows(run, frozen.book, frozen.months, groups, costs_of(book))
    _close(by, run, frozen)


@transaction.atomic
def _close(by: User | None, run: Run, frozen: Frozen) -> None:
    done = moved(
        run,
        State.DONE,
        as_of=frozen.as_of,
        currency=frozen.currency,
        step="",
        rows_done=run.rows_total,
        manifest=frozen.manifest,
        warnings=frozen.manifest["warnings"],
        result_digest=frozen.manifest["result_digest"],
        finished_at=timezone.now(),
    )
    if not done:
        raise RunIsFinal(run=run.short_code)
    after = {"run": run.short_code, "digest": run.result_digest, "customers": run.rows_total}
    journal.record(by=by, event="value.run.done", subject=run, after=after, holds=FieldClass.F0)


def _fail(by: User | None, run: Run, failure: dict[str, Any]) -> None:
    """Nothing of a failed run is kept but why."""
    _end_failed(by, run, failure)
    if not run.is_done:
        store.drop(run.short_code)
        drop_rows(run)


@transaction.atomic
def _end_failed(by: User | None, run: Run, failure: dict[str, Any]) -> None:
    if moved(run, State.FAILED, failure=failure, finished_at=timezone.now()):
        after = {"run": run.short_code, "code": failure["code"]}
        journal.record(by=by, event="value.run.failed", subject=run, after=after, holds=FieldClass.F0)
