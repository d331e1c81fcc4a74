"""Work on imports that the worker does, so that a page answers at once and a closed tab stops nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from clave.ledger import queries, store
from clave.ledger.models import ImportJob
from clave.ledger.operations.commit import start_import, write_import
from clave.ledger.operations.moves import moved_on
from clave.ledger.operations.read import declare_stopped, read_import, start_reading
from clave.ledger.operations.receive import Sent, receive_files
from clave.ledger.rules import State

if TYPE_CHECKING:
    from clave.access.models import User


def bring_in_files(
    *, by: User, kind: str, sent: Sequence[Sent], key: UUID, profile: str = "", limit_mb: int | None = None
) -> ImportJob:
    """Keep what was sent and have the worker read it; the same form sent again starts nothing new."""
    job = receive_files(by=by, kind=kind, sent=sent, key=key, profile=profile, limit_mb=limit_mb)
    return read_in_background(by=by, job=job) if job.state == State.RECEIVED else job


def read_in_background(*, by: User, job: ImportJob, profile: str | None = None, look_again: bool = False) -> ImportJob:
    """Have the worker read a file (again)."""
    start_reading(by=by, job=job, profile=profile, look_again=look_again)
    read_import.enqueue(job.pk)
    return job


def import_in_background(
    *, by: User, job: ImportJob, good_rows_only: bool = False, confirmed: bool = False, known_on: date | None = None
) -> ImportJob:
    """Say yes to a preview and have the worker write it; saying yes twice writes once."""
    before = job.state
    start_import(by=by, job=job, good_rows_only=good_rows_only, confirmed=confirmed, known_on=known_on)
    if before != job.state:
        write_import.enqueue(job.pk, by.pk)
    return job


def repeat_work(*, by: User, job: ImportJob) -> ImportJob:
    """Begin again where the work has died or was never begun; refused while it goes on."""
    job = declare_stopped(by=by, job=job)
    if job.is_at_work:
        raise moved_on(job)
    return read_in_background(by=by, job=job)


def sweep_leftovers() -> list[str]:
    """Remove what a crash left behind: files no registry row knows, uploads nobody waits for; says which."""
    return store.sweep(registered=queries.registered_files(), waiting=queries.waiting_keys())
