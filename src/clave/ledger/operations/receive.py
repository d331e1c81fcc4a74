"""A file comes in, waits, and may be sent away again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction

from clave.access import journal
from clave.access.policy import FieldClass
from clave.ledger import store
from clave.ledger.models import ImportJob
from clave.ledger.operations.moves import move, refuse_unless
from clave.ledger.refusals import FileEmpty, FileMissing, FileNotOne, FileTooLarge, FormSent
from clave.ledger.rules import State

if TYPE_CHECKING:
    from clave.access.models import User

LONGEST_NAME = 150


@dataclass(frozen=True)
class Sent:
    """A file as a person sends it."""

    name: str
    content: Iterable[bytes]


def receive_file(
    *,
    by: User | None,
    kind: str,
    file_name: str,
    content: Iterable[bytes],
    key: UUID,
    profile: str = "",
    limit_mb: int | None = None,
) -> ImportJob:
    """Keep an uploaded file until it is read; the same key again gives the first import back."""
    sent = [Sent(file_name, content)]
    return receive_files(by=by, kind=kind, sent=sent, key=key, profile=profile, limit_mb=limit_mb)


def receive_files(
    *, by: User | None, kind: str, sent: Sequence[Sent], key: UUID, profile: str = "", limit_mb: int | None = None
) -> ImportJob:
    """Keep files that belong together, several as one folder; the same key again gives the first import back.

    `profile` may name them by their names in `names_of`.
    """
    refuse_unless(by, kind)
    first: ImportJob | None = ImportJob.objects.filter(key=key).first()
    if first is not None and first.by != by:
        raise FormSent
    if first is not None:
        return first
    if not sent:
        raise FileNotOne(count=0)
    names, folder = names_of([file.name for file in sent]), store.work_dir(key) / "sent"
    try:
        _keep_all(folder, names, sent, limit_mb)
    except BaseException:
        shutil.rmtree(folder.parent, ignore_errors=True)
        raise
    source = folder / names[0] if len(names) == 1 else folder
    shown = " + ".join(names)[:LONGEST_NAME]
    return _registered(by, ImportJob(key=key, kind=kind, file_name=shown, source=str(source), profile=profile, by=by))


def receive_path(*, by: User | None, kind: str, path: str, profile: str = "") -> ImportJob:
    """Read a file, folder or glob where it lies (the command line)."""
    refuse_unless(by, kind)
    if not any(mark in path for mark in "*?[") and not os.path.lexists(path):
        raise FileMissing(file=path)
    source = os.path.abspath(path)
    job = ImportJob(key=uuid4(), kind=kind, file_name=safe_name(path), source=source, profile=profile, by=by)
    job.source_is_ours = False
    return _registered(by, job)


@transaction.atomic
def discard_job(*, by: User | None, job: ImportJob) -> None:
    """Send a file away that was not imported."""
    refuse_unless(by, job.kind)
    move(job, State.DISCARDED)
    journal.record(by=by, event="ledger.import.discarded", subject=job, holds=FieldClass.F0)
    transaction.on_commit(lambda: clear(job))


def clear(job: ImportJob) -> None:
    """Forget the uploaded file and the rows read from it."""
    shutil.rmtree(store.work_dir(job.key), ignore_errors=True)


def safe_name(name: str) -> str:
    """The name of a file without its folders and without anything a terminal or a disk could stumble over."""
    base = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    kept = "".join(c for c in base if c.isprintable() and c not in '<>:"|?*').strip(". ")
    stem, dot, ending = kept.rpartition(".")
    short = kept if len(kept) <= LONGEST_NAME else stem[: LONGEST_NAME - 1 - len(ending)] + dot + ending
    return short or "file"


def names_of(names: Sequence[str]) -> list[str]:
    """Safe names for files that are kept together, each its own."""
    kept: list[str] = []
    for name in map(safe_name, names):
        kept.append(f"{len(kept) + 1}-{name}" if name in kept else name)
    return kept


def _keep_all(folder: Path, names: Sequence[str], sent: Sequence[Sent], limit_mb: int | None) -> None:
    """Write every file, giving up when together they are larger than the limit."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    left = None if limit_mb is None else limit_mb << 20
    for name, file in zip(names, sent, strict=True):
        size = _keep(folder / name, file.content, left, limit_mb)
        left = None if left is None else left - size


def _keep(path: Path, content: Iterable[bytes], most: int | None, limit_mb: int | None) -> int:
    """Write the chunks as they come, giving up above the limit; says how many bytes there were."""
    size = 0
    with path.open("wb") as file:
        for chunk in content:
            size += len(chunk)
            if most is not None and size > most:
                raise FileTooLarge(file=path.name, limit=limit_mb)
            file.write(chunk)
    if size == 0:
        raise FileEmpty(file=path.name)
    return size


def _registered(by: User | None, job: ImportJob) -> ImportJob:
    """The import as the database knows it; of two with one key the first."""
    with transaction.atomic():
        kept, created = ImportJob.objects.get_or_create(
            key=job.key,
            defaults={
                name: getattr(job, name) for name in ("kind", "file_name", "source", "source_is_ours", "profile", "by")
            },
        )
        if created:
            told = {"kind": job.kind, "file": job.file_name}
            journal.record(by=by, event="ledger.import.received", subject=kept, after=told, holds=FieldClass.F0)
    return kept
