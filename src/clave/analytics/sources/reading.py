"""From what a person names (a file, a folder, a glob, a database, a profile) to one table of text rows."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from clave.analytics.refusals import TemporaryFolderFull
from clave.analytics.schema import Kind
from clave.analytics.sources.containers import EXTENSIONS, Container, container_of, digest_of, unpack_gzip
from clave.analytics.sources.databases import is_address, read_database, shown_address
from clave.analytics.sources.headers import Wanted, wanted_by
from clave.analytics.sources.intake import FileRefused, IntakeSettings
from clave.analytics.sources.joins import Join, one_after_another
from clave.analytics.sources.parquet_files import damaged, read_parquet_file
from clave.analytics.sources.profile import FileFormat, Profile
from clave.analytics.sources.tables import Table, engine
from clave.analytics.sources.text_files import TextFile, look_at, read_text, untried_rows
from clave.analytics.sources.wording import problem

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Sources:
    """What is to be read: files of lines, files of order headers, or a database."""

    lines: tuple[Path, ...] = ()
    orders: tuple[Path, ...] = ()
    url: str | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file."""
        return (*self.lines, *self.orders)

    @property
    def name(self) -> str:
        """What messages call the source as a whole."""
        return shown_address(self.url) if self.url else self.lines[0].name


def find_sources(path: Path | str, profile: Profile) -> Sources:
    """The files or the address meant by `path` together with the profile's `[source]`."""
    if is_address(str(path)):
        return Sources(url=str(path))
    place, named = Path(path), profile.source
    if named.url:
        return Sources(url=named.url)
    folder = place if place.is_dir() else place.parent
    own = not place.is_dir() and (named.orders is None or place.name != Path(named.orders).name)
    given = named.lines is None or (own and place.exists())
    lines = place if given or named.lines is None else beside(folder, profile, named.lines)
    orders = files_of(beside(folder, profile, named.orders)) if named.orders else ()
    return Sources(files_of(lines), orders)


def beside(folder: Path, profile: Profile, name: str) -> Path:
    """A file named in the profile: beside what was given on the command line, else beside the profile."""
    here = folder / name
    there = profile.folder / name if profile.folder else here
    return there if not here.exists() and there.exists() else here


def files_of(place: Path) -> tuple[Path, ...]:
    """One file, the readable files of a folder, or those a pattern names, in the order of their names."""
    if place.is_dir() and not place.is_symlink():
        inside = sorted(
            file for file in place.iterdir() if file.suffix.lower() in EXTENSIONS and not file.name.startswith(".")
        )
    elif any(sign in place.name for sign in "*?[") and not place.exists():
        inside = sorted(place.parent.glob(place.name))
    else:
        return (place,)
    if not inside:
        raise FileRefused(problem("FILE_NOT_FOUND", file=place.name))
    return tuple(inside)


@contextmanager
def engine_faults(reading: Reading) -> Iterator[None]:
    """Tell a damaged Parquet file, a full disk and an interruption by their names, as the engine meets them."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        if isinstance(error, duckdb.InterruptException):
            raise KeyboardInterrupt from None
        if TemporaryFolderFull.is_meant_by(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None
        if reading.container is Container.PARQUET and not isinstance(error, duckdb.OutOfMemoryException):
            raise damaged(reading.sources.name, type(error).__name__) from None
        raise
    except RuntimeError as error:
        if "interrupted" in str(error):
            raise KeyboardInterrupt from None
        raise


@dataclass
class Reading:
    """One reading of one source, with the engine and the folder it works in."""

    sources: Sources
    kind: Kind
    profile: Profile
    settings: IntakeSettings
    folder: Path
    connection: duckdb.DuckDBPyConnection = field(init=False)
    digests: list[str] = field(default_factory=list)
    sheets: tuple[str, ...] = ()
    container: Container = Container.TEXT
    seen: dict[Path, TextFile] = field(default_factory=dict)
    spools: int = 0
    is_careful: bool = False
    """False while files are taken at their word: every line a row."""

    def __post_init__(self) -> None:
        self.is_careful = len(self.sources.files) != 1
        self.connection = engine(self.folder, self.settings.threads, self.settings.memory_mb, self.sources.files)

    @property
    def content_sha256(self) -> str:
        """The digest of all that was read: of the file itself where there is one."""
        if len(self.digests) == 1:
            return self.digests[0]
        return hashlib.sha256("\n".join(self.digests).encode()).hexdigest()

    def table(self) -> Table:
        """The rows of the source; the swift way first takes plain single files at their word."""
        self.digests.clear()
        if self.sources.url:
            table, digest = read_database(self.sources.url, self.profile.source.lines, self.spool(), self.settings)
            self.digests.append(digest)
            self.container = Container.DATABASE
            return table
        wanted = wanted_by(self.kind, self.profile)
        lines = self.tables(self.sources.lines, wanted, self.profile.format)
        if not self.sources.orders:
            return lines
        plain = FileFormat(encoding=self.profile.format.encoding, delimiter=self.profile.format.delimiter)
        orders = self.tables(self.sources.orders, wanted, plain)
        return Join(self.connection, lines, orders, self.profile).table(self.folder / "joined.parquet")

    def tables(self, files: Iterable[Path], wanted: Wanted, written: FileFormat) -> Table:
        """Several files as one table."""
        return one_after_another([self.file(path, wanted, written) for path in files])

    def spool(self) -> Path:
        """A new file for rows that were read one by one."""
        self.spools += 1
        return self.folder / f"spool{self.spools}.parquet"

    def file(self, path: Path, wanted: Wanted, written: FileFormat) -> Table:
        """The rows of one file, whatever it holds."""
        self.container = container_of(path, self.settings)
        if self.container is Container.PARQUET:
            table = read_parquet_file(self.connection, path, path.name, self.settings)
            self.digests.append(digest_of(path))
        elif self.container is Container.WORKBOOK:
            from clave.analytics.sources.workbooks import read_workbook

            table, self.sheets = read_workbook(path, path.name, written, wanted, self.spool(), self.settings)
            self.digests.append(digest_of(path))
        else:
            table = self.text(path, wanted, written)
        return table

    def text(self, path: Path, wanted: Wanted, written: FileFormat) -> Table:
        """The rows of a text file, unpacked first where it is packed."""
        plain = path
        if self.container is Container.GZIP:
            plain = unpack_gzip(path, self.folder / f"unpacked{len(self.digests)}.txt", self.settings)
        text = self.seen.get(path) or look_at(plain, path.name, written, wanted, self.settings)
        self.seen[path] = text
        self.digests.append(text.scan.sha256 if plain is path else digest_of(path))
        untried = None if self.is_careful else untried_rows(text)
        return untried or read_text(self.connection, text, self.spool(), self.settings)

    def found_format(self) -> FileFormat:
        """How the file of lines is written, as found."""
        text = next(iter(self.seen.values()), None)
        if text is None:
            return FileFormat()
        return FileFormat(encoding=text.encoding, delimiter=text.delimiter, header_line=text.header.line)
