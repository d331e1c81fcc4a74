"""The frozen files of runs: a folder per run, complete under its name or not there at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

COMING = ".coming-"
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
    drop(short_code)
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


def drop(short_code: str) -> None:
    """Take away what a run that was not finished has left."""
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
