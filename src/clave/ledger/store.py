"""The ledger's files: written whole or not at all, never changed, known by the registry in the database."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from clave.ledger.refusals import ImportBusy

COMING = ".coming-"
SECONDS_TO_WAIT = 30.0
SECONDS_BETWEEN_TRIES = 0.05
STALE_AFTER_SECONDS = 60 * 60
CHUNK = 1 << 20


@dataclass(frozen=True)
class Kept:
    """A file that is safely on the disk: its name below the ledger folder and the SHA-256 of its bytes."""

    name: str
    sha256: str


def ledger_dir() -> Path:
    """Where ledger files live."""
    return Path(settings.LEDGER_DIR)


def uploads_dir() -> Path:
    """Where files wait on their way in."""
    return Path(settings.DATA_DIR) / "uploads"


def work_dir(key: UUID) -> Path:
    """The folder of one import: the uploaded file and the rows read from it."""
    return uploads_dir() / str(key)


def path_of(name: str) -> Path:
    """Where a registered file lies."""
    return ledger_dir() / name


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(kind: str, write: Callable[[Path], None]) -> Kept:
    """Let `write` fill a new file of this kind, and give it its name only once it is whole on the disk."""
    folder = ledger_dir() / kind
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming = folder / f"{COMING}{uuid4().hex}.parquet"
    final = folder / f"{uuid4().hex}.parquet"
    try:
        write(coming)
        sha256 = sha256_of(coming)
        _flush(coming)
        coming.rename(final)
        _flush(folder)
    finally:
        coming.unlink(missing_ok=True)
    return Kept(name=f"{kind}/{final.name}", sha256=sha256)


def drop(name: str) -> None:
    """Take away a file that was kept but never registered."""
    path_of(name).unlink(missing_ok=True)


@contextmanager
def one_writer(seconds: float = SECONDS_TO_WAIT) -> Iterator[None]:
    """One import writes at a time on this machine; the lock ends with its process, however that ends."""
    ledger_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (ledger_dir() / ".lock").open("a") as file:
        deadline = time.monotonic() + seconds
        while not _locked(file.fileno()):
            if time.monotonic() >= deadline:
                raise ImportBusy
            time.sleep(SECONDS_BETWEEN_TRIES)
        yield


def sweep(*, registered: Collection[str], waiting: Collection[UUID]) -> list[str]:
    """Remove what no registry row knows: files cut off by a crash, and uploads nobody waits for; says which.

    Does nothing while an import is being written, since its file is registered last.
    """
    try:
        with one_writer(seconds=0):
            return _sweep_files(registered) + _sweep_uploads({str(key) for key in waiting}, time.time())
    except ImportBusy:
        return []


def _sweep_files(registered: Collection[str]) -> list[str]:
    gone = []
    for path in ledger_dir().glob("*/*.parquet"):
        name = f"{path.parent.name}/{path.name}"
        if name not in registered:
            path.unlink(missing_ok=True)
            gone.append(name)
    return gone


def _sweep_uploads(waiting: Collection[str], now: float) -> list[str]:
    gone = []
    for folder in uploads_dir().glob("*"):
        if folder.name not in waiting and now - folder.stat().st_mtime > STALE_AFTER_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
            gone.append(f"uploads/{folder.name}")
    return gone


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _flush(path: Path) -> None:
    """Have the disk itself hold this file or folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
