"""The file of a backup: a tar whose last member says what it holds, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from clave.web.backups.refusals import BackupExists, BackupUnreadable

MANIFEST = "manifest.json"
DATABASE = "database"
FOLDER = "data/"
FORMAT = 1
GZIP_LEVEL = 3


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: of which version and database, rows and digest of each table, digest of each file."""

    version: str
    made_at: str
    database: str
    migrations: list[str]
    tables: dict[str, list[Any]]
    files: dict[str, str]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(rows for rows, _ in self.tables.values())


class Writer:
    """Puts files into a backup that is being written, and notes their digests."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.files: dict[str, str] = {}

    def put(self, name: str, path: Path) -> None:
        """Add one file as it is now; raises FileNotFoundError when it is gone."""
        with path.open("rb") as file:
            member, read = self.tar.gettarinfo(arcname=name, fileobj=file), _Digested(file)
            self.tar.addfile(member, read)
        self.files[name] = read.digest.hexdigest()

    def close(self, manifest: Manifest) -> None:
        """Say at the end what there is."""
        content = json.dumps(asdict(manifest), indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode = len(content), 0o600
        self.tar.addfile(member, _bytes(content))


class _Digested:
    """A file that is digested while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        content = self.file.read(size)
        self.digest.update(content)
        return content


def _bytes(content: bytes) -> IO[bytes]:
    from io import BytesIO

    return BytesIO(content)


@contextmanager
def written(target: Path) -> Iterator[Writer]:
    """A backup to fill, for its owner's eyes only; it gets its name once it is whole on the disk."""
    if target.exists():
        raise BackupExists(file=target)
    coming = target.with_name(f".coming-{target.name}")
    try:
        with open(coming, "wb", opener=_private) as file:
            with _opened(file, packed=target.suffix in (".gz", ".tgz")) as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        coming.rename(target)
    finally:
        coming.unlink(missing_ok=True)


def _opened(file: IO[bytes], *, packed: bool) -> tarfile.TarFile:
    if packed:
        return tarfile.open(fileobj=file, mode="w:gz", compresslevel=GZIP_LEVEL)
    return tarfile.open(fileobj=file, mode="w")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files alone, and none outside the folder; tarfile's own filter came with Python 3.11.4, Debian 12 has 3.11.2."""
    for member in tar:
        target = (folder / member.name).resolve()
        content = tar.extractfile(member) if member.isfile() and target.is_relative_to(folder) else None
        if content is None:
            raise ValueError(f"{member.name} does not belong into a backup")
        target.parent.mkdir(parents=True, exist_ok=True)
        with content, open(target, "wb", opener=_private) as file:
            shutil.copyfileobj(content, file)


def unpacked(source: Path, folder: Path) -> Manifest:
    """What a backup holds, once all of it lies in the folder and each file is what was saved; raises BackupUnreadable."""
    try:
        with tarfile.open(source) as tar:
            _unpack(tar, folder.resolve())
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**told)
    except FileNotFoundError as error:
        if not source.exists():
            raise BackupUnreadable(file=source, reason="there is no such file") from error
        raise BackupUnreadable(file=source, reason="it does not say what it holds") from error
    except (tarfile.TarError, EOFError, zlib.error, ValueError, TypeError) as error:
        raise BackupUnreadable(file=source, reason=str(error) or "it is cut off") from error
    for name, digest in manifest.files.items():
        if not (folder / name).is_file() or _sha256(folder / name) != digest:
            raise BackupUnreadable(file=source, reason=f"{name} is not what was saved")
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
