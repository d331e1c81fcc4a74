"""A file is read and set beside the ledger; nothing is changed yet."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from clave.access import journal
from clave.access.policy import FieldClass
from clave.analytics.sources import Profile, ProfileRefused
from clave.analytics.sources.intake import SHOWN_PROBLEMS
from clave.kit.refusals import Refusal
from clave.ledger import queries, reading, store
from clave.ledger.models import ImportJob
from clave.ledger.operations.moves import as_problem, move, refuse_unless, sign_of_life
from clave.ledger.operations.preview import NotTaken, previewed
from clave.ledger.operations.receive import safe_name
from clave.ledger.operations.tables import known_besides
from clave.ledger.reading import Heard
from clave.ledger.refusals import ProfileInvalid
from clave.ledger.rules import State

if TYPE_CHECKING:
    from clave.access.models import User

SECONDS_BETWEEN_NOTES = 1.0
log = logging.getLogger(__name__)


def start_reading(
    *, by: User | None, job: ImportJob, profile: str | None = None, look_again: bool = False
) -> ImportJob:
    """Have a file read (again), with the mapping given or the one it has; `look_again` proposes its columns anew."""
    refuse_unless(by, job.kind)
    values: dict[str, Any] = {"rows_done": 0, "rows_total": 0, "preview": None}
    if look_again:
        values["inspection"] = None
    if profile is not None:
        values["profile"] = uploadable(profile)
    with transaction.atomic():
        move(job, State.READING, **values)
        journal.record(by=by, event="ledger.import.reading", subject=job, holds=FieldClass.F0)
    return job


def finish_reading(
    *,
    job: ImportJob,
    sheet: str | None = None,
    today: date | None = None,
    heard: Heard | None = None,
    limits: Mapping[str, int | None] | None = None,
) -> ImportJob:
    """Read the file in the child process and move the import to where its content leads; `heard` is told how far.

    `limits` stand in the place of those of uploads.
    """
    try:
        _read(job, sheet, today or timezone.localdate(), heard, limits or {})
    except Exception:
        log.exception("reading import %s failed", job.pk)
        move(job, State.FAILED)
    return job


@task()
def read_import(pk: int) -> None:
    """The job that the worker does."""
    job = ImportJob.objects.get(pk=pk)
    if job.state == State.READING:
        finish_reading(job=job)


@transaction.atomic
def declare_stopped(*, by: User | None, job: ImportJob) -> ImportJob:
    """Say that the work on an import has died, so that it can be repeated."""
    refuse_unless(by, job.kind)
    if job.is_silent(timezone.now()):
        move(job, State.FAILED)
        journal.record(by=by, event="ledger.import.stopped", subject=job, holds=FieldClass.F0)
    return job


def uploadable(toml: str) -> str:
    """The profile for uploaded files: it says how to read these, never which other one."""
    try:
        profile = Profile.from_toml(toml)
    except ProfileRefused as refused:
        raise ProfileInvalid(reason=refused.problem.sentence()) from refused
    names = (profile.source.lines, profile.source.orders)
    if profile.source.url or any(name and not _is_plain(name) for name in names):
        raise ProfileInvalid(reason="[source]")
    return toml


def _is_plain(name: str) -> bool:
    """Whether this names a file beside the others that were sent, and nothing else."""
    return name == safe_name(name) and "[" not in name


def _read(
    job: ImportJob, sheet: str | None, today: date, listener: Heard | None, limits: Mapping[str, int | None]
) -> None:
    heard = _noting(job, listener)
    request = {
        "path": job.source,
        "kind": job.kind,
        "profile": job.profile,
        "sheet": sheet,
        "settings": {**queries.intake_settings(job, today), **known_besides(job.kind), **limits},
    }
    land_in = store.work_dir(job.key) / "landed"
    if job.source_is_ours and job.inspection is None:
        looked = reading.ask({**request, "ask": "inspect"}, land_in, heard)
        ImportJob.objects.filter(pk=job.pk).update(inspection=looked)
        if not Profile.from_toml(job.profile).columns and _needs_a_person(looked):
            move(job, State.MAPPING, inspection=looked)
            return
    _answered(job, reading.ask({**request, "ask": "take_in"}, land_in, heard), today)


def _needs_a_person(looked: dict[str, Any]) -> bool:
    """Whether every needed column may have been found, but not surely enough to go on without asking."""
    if looked["problems"] or looked.get("missing"):
        return False
    sure = set(Profile.from_toml(looked["profile"]).columns)
    return any(proposal["ours"] not in sure for proposal in looked["proposals"])


def _answered(job: ImportJob, answer: dict[str, Any], today: date) -> None:
    """Keep what the child found, with the preview where there is something to see."""
    values = {
        "profile": answer["profile"] or job.profile,
        "content_sha256": answer["content_sha256"],
        "landed": answer["landed"] or "",
        "rows": answer["rows"],
        "accepted": answer["accepted"],
        "refused_count": answer["refused_count"],
        "refused_file": answer["refused_file"],
        "problems": answer["refused"],
        "warnings": answer["warnings"],
        "needs_confirmation": answer["needs_confirmation"],
        "totals": answer["totals"],
    }
    for name, value in values.items():
        setattr(job, name, value)
    if job.landed:
        values |= _looked_ahead(job, today)
    refused = values["refused_file"] or values["refused_count"] or not values["landed"]
    move(job, State.REFUSED if refused else State.READY, **values)


def _looked_ahead(job: ImportJob, today: date) -> dict[str, Any]:
    """What the import would change; what only shows beside the ledger refuses the file as a whole."""
    try:
        return {"preview": previewed(job, today)}
    except NotTaken as refused:
        against = refused.against
    except Refusal as refusal:
        against = [("", refusal)]
    found = [as_problem(job, refusal, subject) for subject, refusal in against[:SHOWN_PROBLEMS]]
    return {"problems": found, "refused_count": len(against), "refused_file": True, "landed": ""}


def _noting(job: ImportJob, listener: Heard | None) -> Heard:
    """Note progress in the database, once a second at most, and tell who listens besides."""
    noted = 0.0

    def heard(done: int, total: int) -> None:
        nonlocal noted
        if time.monotonic() - noted >= SECONDS_BETWEEN_NOTES:
            noted = time.monotonic()
            sign_of_life(job, done, total)
            if listener:
                listener(done, total)

    return heard
