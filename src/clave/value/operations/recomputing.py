"""A finished run computed again: the same figures to the last digit, or which customers and columns differ."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django_tasks import task

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.code_version import code_version
from clave.value import store
from clave.value.models import Recomputation, Run
from clave.value.operations.beside import finish, has_died, write_end
from clave.value.operations.comparing import differences
from clave.value.operations.freezing import EXACT_PLACES, months_digest
from clave.value.operations.moves import STOPPED, UNEXPECTED, refuse_unless
from clave.value.operations.running import scored
from clave.value.refusals import RunFilesDamaged, RunNotDone
from clave.value.rules import AT_WORK, State

if TYPE_CHECKING:
    import pyarrow as pa

    from clave.access.models import User


@transaction.atomic
def start_recomputation(*, by: User | None, run: Run) -> Recomputation:
    """Ask for a finished run to be computed again; one that is under way already is given back."""
    refuse_unless(by, Action.START_RUN)
    if not run.is_done:
        raise RunNotDone(run=run.short_code)
    journal.lock()
    held = run.recomputations.filter(state__in=AT_WORK).first()
    if held and has_died(held, _claim(held)):
        _end(by, held, State.FAILED, failure=STOPPED)
        held = None
    if held:
        return held
    again = Recomputation.objects.create(run=run, code_version=code_version(), by=by)
    after = {"run": run.short_code}
    journal.record(by=by, event="value.run.recomputing", subject=again, after=after, holds=FieldClass.F0)
    return again


def queue_recomputation(*, by: User | None, run: Run) -> Recomputation:
    """Ask for it and leave it to the worker."""
    with transaction.atomic():
        again = start_recomputation(by=by, run=run)
        if again.state == State.QUEUED:
            compute_again.enqueue(again.pk, by.pk if by else None)
    return again


def recompute_run(*, by: User | None, run: Run) -> Recomputation:
    """Compute a finished run again at once (the command line)."""
    return finish_recomputation(by=by, again=start_recomputation(by=by, run=run))


def finish_recomputation(*, by: User | None, again: Recomputation) -> Recomputation:
    """Do the work of a waiting recomputation; the run itself stays as it is, whatever comes out."""
    finish(
        again,
        claim=_claim(again),
        work=lambda: _compared(again.run),
        end=partial(_end, by, again),
        unexpected=UNEXPECTED,
    )
    return again


def _claim(again: Recomputation) -> str:
    return f"{again.run.short_code}-again"


@task()
def compute_again(pk: int, by_pk: int | None) -> None:
    """The job that the worker does."""
    again = Recomputation.objects.select_related("run__data_version", "by").get(pk=pk)
    finish_recomputation(by=again.by if again.by_id == by_pk else None, again=again)


def _compared(run: Run) -> dict[str, Any]:
    """The digest found now, and what differs from what was frozen."""
    was = {name: frozen_table(run, name) for name in (store.BOOK, store.MONTHS)}
    book = scored(run)
    now = {store.BOOK: book.to_arrow(), store.MONTHS: book.months(EXACT_PLACES)}
    same = (book.digest, months_digest(now[store.MONTHS])) == (run.result_digest, run.manifest["months_digest"])
    found = [] if same else [each for name in was for each in differences(was[name], now[name])]
    digest = run.result_digest if same else book.digest
    if not same and digest == run.result_digest:
        digest = months_digest(now[store.MONTHS])
    return {"result_digest": digest, "difference": found}


def frozen_table(run: Run, name: str) -> pa.Table:
    """A frozen table of a run; refused when its file is missing or not what was frozen."""
    import pyarrow.parquet

    path = store.folder_of(run.short_code) / name
    if not path.is_file() or store.sha256_of(path) != run.manifest["frozen"][name]:
        raise RunFilesDamaged(run=run.short_code, file=name)
    return pyarrow.parquet.read_table(path)


def _end(by: User | None, again: Recomputation, state: State, **values: Any) -> None:
    with transaction.atomic():
        write_end(again, state, **values)
        after = {"run": again.run.short_code, "state": state, "same": again.is_same}
        journal.record(by=by, event="value.run.recomputed", subject=again, after=after, holds=FieldClass.F0)
