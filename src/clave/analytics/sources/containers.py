"""What a file really is, whatever its name says, and whether its archive can be opened without danger."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from clave.analytics.problems import Phrase
from clave.analytics.problems import gettext_noop as _
from clave.analytics.sources.intake import FileRefused, IntakeSettings
from clave.analytics.sources.wording import problem

CHUNK = 1 << 22
MB = 1024 * 1024
RATIO_COUNTS_FROM = 1 * MB


class Container(StrEnum):
    """How the rows are wrapped."""

    TEXT = "text"
    GZIP = "gzip"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    DATABASE = "database"


EXTENSIONS: dict[str, Container] = {
    ".csv": Container.TEXT,
    ".tsv": Container.TEXT,
    ".txt": Container.TEXT,
    ".gz": Container.GZIP,
    ".xlsx": Container.WORKBOOK,
    ".xlsm": Container.WORKBOOK,
    ".parquet": Container.PARQUET,
    ".pq": Container.PARQUET,
}
FOUND_AS: dict[Container, str] = {
    Container.TEXT: _("text"),
    Container.GZIP: _("a gzip archive"),
    Container.WORKBOOK: _("a zip archive (as XLSX workbooks are)"),
    Container.PARQUET: _("Parquet"),
}
PROGRAM = _("a program")
FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", _("an old Excel workbook (XLS) or one protected by a password")),
    (b"%PDF", _("PDF")),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"Rar!", _("a RAR archive")),
    (b"7z\xbc\xaf", _("a 7-Zip archive")),
    (b"BZh", _("a bzip2 archive")),
    (b"\xfd7zXZ", _("an xz archive")),
    (b"(\xb5/\xfd", _("a zstd archive")),
    (b"SQLite format 3", _("an SQLite database (give it as sqlite:///PATH)")),
    (b"\x89PNG", _("a picture")),
    (b"\xff\xd8\xff", _("a picture")),
)
"""Beginnings of files that are never read, and what to call them."""

NO_WORKBOOK = _("a zip archive that is no XLSX workbook")
SPECIAL = _("special file")
KINDS_OF_ENTRY: tuple[tuple[int, str], ...] = (
    (stat.S_IFLNK, _("symbolic link")),
    (stat.S_IFIFO, _("pipe")),
    (stat.S_IFCHR, _("device")),
    (stat.S_IFBLK, _("device")),
    (stat.S_IFSOCK, _("socket")),
    (stat.S_IFDIR, _("folder")),
)


def regular_file(path: Path) -> int:
    """The size of `path`; refused when it is not there, not a regular file, or a link to one."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        raise FileRefused(problem("FILE_NOT_FOUND", file=path.name)) from None
    except (OSError, ValueError) as error:
        raise FileRefused(problem("FILE_UNREADABLE", file=path.name, reason=reason_of(error))) from None
    if not stat.S_ISREG(found.st_mode):
        what = dict(KINDS_OF_ENTRY).get(stat.S_IFMT(found.st_mode), SPECIAL)
        raise FileRefused(problem("FILE_NOT_REGULAR", file=path.name, what=Phrase(what)))
    if not os.access(path, os.R_OK):
        raise FileRefused(problem("FILE_UNREADABLE", file=path.name, reason=os.strerror(errno.EACCES)))
    return found.st_size


def reason_of(error: Exception) -> str:
    """Why the system refused, in its own few words."""
    return getattr(error, "strerror", None) or type(error).__name__


def container_of(path: Path, settings: IntakeSettings) -> Container:
    """What `path` holds; refused when it is empty, too large, of an unknown sort, or not what its name says."""
    size = regular_file(path)
    if size == 0:
        raise FileRefused(problem("FILE_EMPTY", file=path.name))
    if settings.max_upload_mb is not None and size > settings.max_upload_mb * MB:
        facts: dict[str, Any] = {"size": -(-size // MB), "limit": settings.max_upload_mb}
        raise FileRefused(problem("FILE_TOO_LARGE", file=path.name, **facts))
    found = content_of(path)
    named = EXTENSIONS.get(path.suffix.lower())
    if named is not None and named is not found:
        raise mismatch(path, FOUND_AS[found])
    return found


def mismatch(path: Path, found: str) -> FileRefused:
    """The refusal of content that is not what the name says, or of a sort that is not read at all."""
    if path.suffix.lower() in EXTENSIONS:
        return FileRefused(
            problem("FILE_TYPE_MISMATCH", file=path.name, named=path.suffix[1:].lower(), found=Phrase(found))
        )
    return FileRefused(problem("FILE_TYPE_UNSUPPORTED", file=path.name, found=Phrase(found)))


def content_of(path: Path) -> Container:
    """What the first bytes of `path` say it is."""
    with path.open("rb") as file:
        start = file.read(1 << 16)
    foreign = next((name for magic, name in FOREIGN if start.startswith(magic)), None)
    if foreign and "EncryptedPackage".encode("utf-16-le") in start:
        raise FileRefused(problem("FILE_ENCRYPTED", file=path.name))
    if foreign and (foreign != PROGRAM or b"\0" in start):
        raise mismatch(path, foreign)
    if start.startswith(b"\x1f\x8b"):
        return Container.GZIP
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Container.WORKBOOK
    return Container.PARQUET if start.startswith(b"PAR1") else Container.TEXT


def digest_of(path: Path) -> str:
    """The SHA-256 of the content of `path`."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def refuse_bomb(name: str, size: int, packed: int, settings: IntakeSettings) -> None:
    """Refuse content that unpacks to more than is allowed, in all or in proportion."""
    ratio = size / max(packed, 1)
    limit, ratio_limit = settings.max_uncompressed_mb, settings.max_ratio
    over_size = limit is not None and size > limit * MB
    over_ratio = ratio_limit is not None and ratio > ratio_limit and size > RATIO_COUNTS_FROM
    if over_size or over_ratio:
        facts: dict[str, Any] = {
            "size": -(-size // MB),
            "limit": limit,
            "ratio": round(ratio),
            "ratio_limit": ratio_limit,
        }
        raise FileRefused(problem("FILE_TOO_LARGE_UNCOMPRESSED", file=name, **facts))


def unpack_gzip(path: Path, into: Path, settings: IntakeSettings) -> Path:
    """The text inside a gzip file, written to `into`; counted while it is unpacked."""
    packed, size = path.stat().st_size, 0
    try:
        with gzip.open(path, "rb") as source, into.open("wb") as target:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                refuse_bomb(path.name, size, packed, settings)
                target.write(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileRefused(problem("FILE_TRUNCATED", file=path.name, found="gzip", reason=str(error))) from None
    if size == 0:
        raise FileRefused(problem("FILE_EMPTY", file=path.name))
    return into


def open_archive(path: Path, settings: IntakeSettings) -> zipfile.ZipFile:
    """The workbook's archive, once every entry was found harmless."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileRefused(problem("FILE_TRUNCATED", file=path.name, found="XLSX", reason=str(error))) from None
    try:
        check_entries(path, archive, settings)
    except FileRefused:
        archive.close()
        raise
    return archive


def check_entries(path: Path, archive: zipfile.ZipFile, settings: IntakeSettings) -> None:
    """Refuse links, entries that point outside, passwords, bombs, and archives that are no workbook."""
    for entry in archive.infolist():
        if stat.S_IFMT(entry.external_attr >> 16) == stat.S_IFLNK:
            raise FileRefused(problem("FILE_LINKED_ENTRY", file=path.name, value=entry.filename))
        if points_outside(entry.filename):
            raise FileRefused(problem("FILE_UNSAFE_ENTRY", file=path.name, value=entry.filename))
        if entry.flag_bits & 1:
            raise FileRefused(problem("FILE_ENCRYPTED", file=path.name))
        refuse_bomb(path.name, entry.file_size, entry.compress_size, settings)
    sizes = [(entry.file_size, entry.compress_size) for entry in archive.infolist()]
    refuse_bomb(path.name, sum(size for size, _ in sizes), sum(packed for _, packed in sizes), settings)
    if "xl/workbook.xml" not in archive.namelist():
        raise FileRefused(problem("FILE_TYPE_UNSUPPORTED", file=path.name, found=Phrase(NO_WORKBOOK)))


def points_outside(name: str) -> bool:
    """True when an entry's name leaves the archive's own folder."""
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]


def entry_chunks(path: Path, archive: zipfile.ZipFile, name: str, settings: IntakeSettings) -> Iterator[bytes]:
    """The bytes of one entry, counted as they really come out, whatever the archive declares."""
    packed, size = archive.getinfo(name).compress_size, 0
    try:
        with archive.open(name) as entry:
            while chunk := entry.read(1 << 18):
                size += len(chunk)
                refuse_bomb(path.name, size, packed, settings)
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise FileRefused(problem("FILE_TRUNCATED", file=path.name, found="XLSX", reason=str(error))) from None
