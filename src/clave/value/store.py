"""The frozen files of runs: a folder per run, complete under its name or not there at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.conf import settings

COMING, WORKING = ".coming-", ".working-"
TRIES, SECONDS_BETWEEN_TRIES = 5, 0.02
BOOK, MONTHS, MANIFEST = "book.parquet", "months.parquet", "manifest.json"


def folder_of(short_code: str) -> Path:
    """Where the files of a run lie."""
    return _runs() / short_code


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def appearing_whole(short_code: str) -> Iterator[Path]:
    """A folder to write in; it gets the run's name once every file in it is on the disk, and goes when writing fails.

    What an earlier attempt left under either name is replaced: only finished runs keep their files for good.
    """
    coming, final = _runs() / f"{COMING}{short_code}", folder_of(short_code)
    _clear(short_code)
    coming.mkdir(mode=0o700, parents=True)
    try:
        yield coming
        for path in sorted(coming.iterdir()):
            _flush(path)
        _flush(coming)
        coming.rename(final)
        _flush(final.parent)
    finally:
        shutil.rmtree(coming, ignore_errors=True)


@contextmanager
def working_on(name: str) -> Iterator[bool]:
    """Whether this process alone works on it; the claim ends with the process, however that ends."""
    path = _runs() / f"{WORKING}{name}"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    claim = _claim(path)
    if claim is None:
        yield False
        return
    with claim:
        try:
            yield True
        finally:
            path.unlink(missing_ok=True)


def is_abandoned(name: str) -> bool:
    """Whether a process on this machine has worked on it and died; False where none ever did."""
    try:
        with (_runs() / f"{WORKING}{name}").open() as file:
            return _claimed(file.fileno())
    except FileNotFoundError:
        return False


def drop(short_code: str) -> None:
    """Take away what a run that was not finished has left."""
    _clear(short_code)
    (_runs() / f"{WORKING}{short_code}").unlink(missing_ok=True)


def sweep(kept: Collection[str]) -> list[str]:
    """Take away what lies here of runs that are not kept and that no process works on; says which runs these were."""
    left = {path.name.removeprefix(COMING).removeprefix(WORKING) for path in _runs().glob("*")} - {*kept}
    gone = sorted(name for name in left if not _is_worked_on(name))
    for name in gone:
        drop(name)
    return gone


def _is_worked_on(name: str) -> bool:
    return (_runs() / f"{WORKING}{name}").exists() and not is_abandoned(name)


def _claim(path: Path) -> TextIO | None:
    """The claim file, held; None where another process holds it for longer than it takes to look."""
    for _ in range(TRIES):
        file = path.open("a")
        if _claimed(file.fileno()) and _stands_at(path, file):
            return file
        file.close()
        time.sleep(SECONDS_BETWEEN_TRIES)
    return None


def _stands_at(path: Path, file: TextIO) -> bool:
    """Whether nobody has swept the file away since it was opened."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _claimed(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _clear(short_code: str) -> None:
    for folder in (_runs() / f"{COMING}{short_code}", folder_of(short_code)):
        shutil.rmtree(folder, ignore_errors=True)


def _runs() -> Path:
    return Path(settings.DATA_DIR) / "runs"


def _flush(path: Path) -> None:
    """Have the disk itself hold this file or folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
