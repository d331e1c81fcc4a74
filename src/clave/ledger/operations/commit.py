"""The rows enter the ledger: one file, one registry row, one data version, in one transaction, or nothing at all."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from clave.access import journal
from clave.access.models import User as Person
from clave.access.policy import FieldClass
from clave.ledger import queries, rules, store
from clave.ledger.models import Batch, BatchImage, BatchOverlap, DataVersion, ImportJob
from clave.ledger.operations.coverage import COVERED_BY, remember_coverage
from clave.ledger.operations.customers import create_from_orders
from clave.ledger.operations.moves import as_problem, move, moved_on, refuse_unless, sign_of_life
from clave.ledger.operations.preview import beside_the_ledger, landed_path, previewed, stated
from clave.ledger.operations.receive import clear
from clave.ledger.operations.tables import TABLES, Change, changes_of
from clave.ledger.refusals import (
    ConfirmationNeeded,
    FileAlreadyImported,
    KnownInLockedPeriod,
    PeriodLocked,
    ReadAgain,
    RowsRefused,
    WholeFileRefused,
)
from clave.ledger.rules import FILE_KINDS, State
from clave.ledger.signals import data_arrived

if TYPE_CHECKING:
    from clave.access.models import User

CHUNK = 500
LOOK_AGAIN = (ReadAgain, PeriodLocked, KnownInLockedPeriod)
"""What sends an import back to its preview: ledger or locked period have moved since."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entering:
    """What is about to enter the ledger, worked out against one data version."""

    version: int
    added: int
    changed: int
    unchanged: int
    overlaps: dict[int, tuple[int, int]] = field(default_factory=dict)
    new_codes: list[str] = field(default_factory=list)
    locked_until: date | None = None
    kept: store.Kept | None = None
    changes: list[Change] = field(default_factory=list)


def start_import(
    *,
    by: User | None,
    job: ImportJob,
    good_rows_only: bool = False,
    confirmed: bool = False,
    known_on: date | None = None,
) -> ImportJob:
    """Say yes to a preview: refused while rows are refused, a warning is not confirmed or the period is locked.

    Saying yes a second time changes nothing.
    """
    refuse_unless(by, job.kind)
    if job.state in (State.IMPORTING, State.IMPORTED):
        return job
    _refuse_unfit(job, good_rows_only=good_rows_only, confirmed=confirmed)
    if job.preview is not None:
        locked = queries.locked_until()
        rows = job.preview["in_locked_period"]
        rules.refuse_locked(rows=rows, locked_until=locked, known_on=known_on)
    with transaction.atomic():
        move(job, State.IMPORTING, known_on=known_on)
        journal.record(by=by, event="ledger.import.started", subject=job, holds=FieldClass.F0)
    return job


def finish_import(*, by: User | None, job: ImportJob) -> Batch | None:
    """Write the rows; None when the ledger held every row before. A refusal leaves the ledger as it was."""
    try:
        with store.one_writer():
            return _enter(by, job)
    except LOOK_AGAIN:
        move(job, State.READY, preview=previewed(job, timezone.localdate()))
        raise
    except FileAlreadyImported as refusal:
        move(job, State.REFUSED, problems=[as_problem(job, refusal)], refused_file=True, refused_count=1)
        raise
    except Exception:
        move(job, State.FAILED)
        raise


@task()
def write_import(pk: int, by_pk: int | None) -> None:
    """The job that the worker does."""
    job = ImportJob.objects.get(pk=pk)
    if job.state != State.IMPORTING:
        return
    try:
        finish_import(by=None if by_pk is None else Person.objects.get(pk=by_pk), job=job)
    except (*LOOK_AGAIN, FileAlreadyImported) as refusal:
        log.info("import %s: %s", pk, refusal.code)


def import_batch(
    *,
    by: User | None,
    job: ImportJob,
    good_rows_only: bool = False,
    confirmed: bool = False,
    known_on: date | None = None,
) -> Batch | None:
    """Say yes and write at once (the command line); an import that was written before gives its batch back."""
    if job.state == State.IMPORTED:
        return job.batch
    start_import(by=by, job=job, good_rows_only=good_rows_only, confirmed=confirmed, known_on=known_on)
    return finish_import(by=by, job=job)


def _refuse_unfit(job: ImportJob, *, good_rows_only: bool, confirmed: bool) -> None:
    """Rows that were refused, and warnings nobody confirmed, keep a file out."""
    if job.state not in (State.READY, State.REFUSED, State.FAILED) or (job.preview is None and not job.refused_count):
        raise moved_on(job)
    if job.refused_file or not job.landed:
        raise WholeFileRefused(refused=job.refused_count, file=job.file_name)
    if job.refused_count and not good_rows_only:
        raise RowsRefused(refused=job.refused_count, file=job.file_name)
    if job.needs_confirmation and not confirmed:
        raise ConfirmationNeeded(codes=", ".join(job.needs_confirmation))


def _enter(by: User | None, job: ImportJob) -> Batch | None:
    entering = _entering(job)
    try:
        if _differs(entering, job.preview or {}):
            raise ReadAgain
        sign_of_life(job, 1, 2)
        with transaction.atomic():
            return _register(by, job, entering)
    except BaseException:
        if entering.kept:
            store.drop(entering.kept.name)
        raise


def _differs(entering: Entering, preview: dict[str, Any]) -> bool:
    """Whether the ledger moved so that something else would happen than what was said yes to."""
    return any(getattr(entering, name) != preview[name] for name in ("added", "changed", "unchanged"))


def _entering(job: ImportJob) -> Entering:
    """What would enter, with its ledger file written but not yet registered."""
    version = queries.current_version()
    if job.kind in FILE_KINDS:
        return _file_entering(job, version)
    changes = changes_of(job.kind, landed_path(job), stated(job), timezone.localdate())
    for _, refusal in TABLES[job.kind].against(changes):
        raise refusal
    added = sum(change.before is None for change in changes)
    unchanged = sum(change.before == change.after for change in changes)
    counts = (added, len(changes) - added - unchanged, unchanged)
    return Entering(version, *counts, locked_until=queries.locked_until(), changes=changes)


def _file_entering(job: ImportJob, version: int) -> Entering:
    locked = queries.locked_until()
    with beside_the_ledger(job) as rows:
        found = rows.comparison(locked)
        rules.refuse_locked(rows=found.in_locked_period, locked_until=locked, known_on=job.known_on)
        new = rows.new_customers(queries.known_customers("customers") or ())
        kept = store.keep(job.kind, rows.write) if found.news else None
    return Entering(version, found.added, found.changed, found.unchanged, found.overlaps, new, locked, kept)


def _register(by: User | None, job: ImportJob, entering: Entering) -> Batch | None:
    """The registry row, the data version and everything that goes with them; the caller holds the transaction."""
    journal.lock()
    if queries.current_version() != entering.version or queries.locked_until() != entering.locked_until:
        raise ReadAgain
    _refuse_known_content(job)
    batch = None
    if entering.added or entering.changed:
        batch = _new_batch(by, job, entering)
        _remember(by, batch, entering)
        new_version(batch, reason="import", number=entering.version + 1)
    move(job, State.IMPORTED, batch=batch, inspection=None, rows_done=job.accepted, rows_total=job.accepted)
    after = {"batch": batch and batch.number, "file": job.file_name, "kind": job.kind}
    counts = {"added": entering.added, "changed": entering.changed, "unchanged": entering.unchanged}
    journal.record(by=by, event="ledger.import.done", subject=job, after={**after, **counts}, holds=FieldClass.F0)
    transaction.on_commit(lambda: clear(job))
    return batch


def _refuse_known_content(job: ImportJob) -> None:
    first = queries.active_batches().filter(kind=job.kind, content_sha256=job.content_sha256).first()
    if first:
        at = f"{first.imported_at:%Y-%m-%d %H:%M} UTC"
        raise FileAlreadyImported(file=job.file_name, first=first.file_name, at=at, number=first.number)


def _new_batch(by: User | None, job: ImportJob, entering: Entering) -> Batch:
    last = Batch.objects.values_list("number", flat=True).first() or 0
    return Batch.objects.create(
        number=last + 1,
        kind=job.kind,
        file_name=job.file_name,
        content_sha256=job.content_sha256,
        rows=entering.added + entering.changed + entering.unchanged,
        added=entering.added,
        changed=entering.changed,
        unchanged=entering.unchanged,
        ledger_file=entering.kept.name if entering.kept else "",
        ledger_sha256=entering.kept.sha256 if entering.kept else "",
        active_from_version=entering.version + 1,
        known_on=job.known_on,
        imported_by=by,
    )


def _remember(by: User | None, batch: Batch, entering: Entering) -> None:
    """What undo needs: which batches this one rests on, and how every touched row stood before."""
    earlier = Batch.objects.in_bulk(list(entering.overlaps), field_name="number")
    BatchOverlap.objects.bulk_create(
        BatchOverlap(later=batch, earlier=earlier[number], changed=changed, unchanged=unchanged)
        for number, (changed, unchanged) in entering.overlaps.items()
    )
    touched = [change for change in entering.changes if change.before != change.after]
    if touched:
        after = {change.subject: change.after for change in touched}
        TABLES[batch.kind].put(images=after, by=by, subject=("ledger.batch", str(batch.number)))
    images = [BatchImage(batch=batch, subject=c.subject, before=c.before, after=c.after) for c in touched]
    created = create_from_orders(entering.new_codes)
    images += [BatchImage(batch=batch, subject=code, before=None, after=after) for code, after in created.items()]
    BatchImage.objects.bulk_create(images, batch_size=CHUNK)


def new_version(batch: Batch, *, reason: str, number: int) -> DataVersion:
    """The next data version, with the digest of the files that count in it."""
    digest = queries.digest_of(queries.active_batches(number))
    version = DataVersion.objects.create(number=number, reason=reason, batch=batch, digest=digest)
    if batch.kind in COVERED_BY:
        remember_coverage(version=version, rates_changed=batch.kind == "rates")
    transaction.on_commit(lambda: data_arrived.send_robust(sender=DataVersion, version=version))
    return version
