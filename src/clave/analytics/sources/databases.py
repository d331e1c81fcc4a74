"""SQLite and PostgreSQL: one SELECT, read only, its rows as text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from clave.analytics.problems import Phrase
from clave.analytics.problems import gettext_noop as _
from clave.analytics.sources.containers import regular_file
from clave.analytics.sources.headers import tidy_headers
from clave.analytics.sources.intake import FileRefused, IntakeSettings
from clave.analytics.sources.tables import Part, Spool, Table
from clave.analytics.sources.wording import problem

SCHEMES = ("sqlite", "postgresql", "postgres")
ONE_SELECT = _("only one SELECT is read")
FETCHED = 5_000
SECONDS_TO_CONNECT = 10


def is_address(text: str) -> bool:
    """True when `text` is the address of a database."""
    return text.partition("://")[0].lower() in SCHEMES and "://" in text


def shown_address(url: str) -> str:
    """The address without user and password, for messages."""
    parts = urlsplit(url)
    host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""
    return f"{parts.scheme}://{host}{parts.path}"


def refuse_query(query: str | None, name: str) -> str:
    """The query, refused unless it is one single SELECT."""
    if not query:
        raise FileRefused(problem("DATABASE_QUERY_MISSING", file=name))
    one = query.strip().rstrip(";").strip()
    if not re.match(r"(?i)(select|with|values|table)\b", one) or ";" in one:
        raise unreachable(name, Phrase(ONE_SELECT))
    return one


def unreachable(name: str, reason: str) -> FileRefused:
    """The refusal of a database that does not answer as wished."""
    return FileRefused(
        problem(
            "DATABASE_UNREACHABLE",
            file=name,
            reason=reason if isinstance(reason, Phrase) else " ".join(reason.split())[:200],
        )
    )


def read_database(url: str, query: str | None, spool_path: Path, settings: IntakeSettings) -> tuple[Table, str]:
    """The rows of the query, and the digest of their text."""
    name = shown_address(url)
    one = refuse_query(query, name)
    rows = sqlite_rows(url, one, name) if url.lower().startswith("sqlite") else postgresql_rows(url, one, name)
    return DatabaseReading(name, spool_path, settings).take(rows)


def sqlite_rows(url: str, query: str, name: str) -> Iterator[Sequence[Any]]:
    """The column names, then the rows, from an SQLite file opened for reading only."""
    import sqlite3

    path = Path(unquote(url.partition("://")[2].removeprefix("/")))
    regular_file(path)
    try:
        with closing(sqlite3.connect(f"file:{path.absolute().as_posix()}?mode=ro", uri=True)) as connection:
            connection.set_authorizer(allow_reading)
            cursor = connection.execute(query)
            yield [column[0] for column in cursor.description]
            while rows := cursor.fetchmany(FETCHED):
                yield from rows
    except sqlite3.Error as error:
        raise unreachable(name, str(error)) from None


def allow_reading(action: int, *_: object) -> int:
    """Let SQLite read and compute, nothing else."""
    import sqlite3

    allowed = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
    return sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY


def postgresql_rows(url: str, query: str, name: str) -> Iterator[Sequence[Any]]:
    """The column names, then the rows, from a PostgreSQL transaction that can only read."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=SECONDS_TO_CONNECT) as connection:
            connection.read_only = True
            with connection.cursor(name="clave_intake") as cursor:
                cursor.itersize = FETCHED
                cursor.execute(query.encode())
                yield [column.name for column in cursor.description or ()]
                yield from cursor
    except psycopg.Error as error:
        raise unreachable(name, str(error).split("\n")[0]) from None


class DatabaseReading:
    """One reading of one query into a spool."""

    def __init__(self, name: str, spool_path: Path, settings: IntakeSettings) -> None:
        self.name, self.spool_path, self.settings = name, spool_path, settings
        self.digest = hashlib.sha256()
        self.naive: dict[int, None] = {}

    def take(self, rows: Iterator[Sequence[Any]]) -> tuple[Table, str]:
        """Spool all rows."""
        with closing(rows):  # type: ignore[type-var]
            headers = tidy_headers([str(name) for name in next(rows)], self.name, None)
            if len(headers) > self.settings.max_columns:
                facts: dict[str, Any] = {"count": len(headers), "limit": self.settings.max_columns}
                raise FileRefused(problem("COLUMNS_TOO_MANY", file=self.name, **facts))
            spool = Spool(self.spool_path, headers)
            try:
                for number, row in enumerate(rows, start=1):
                    self.add(spool, number, row, headers)
            except FileRefused:
                spool.abandon()
                raise
        naive = tuple(headers[i] for i in self.naive)
        part = Part(self.name)
        return Table(spool.close(), headers, (part,), spool.rows, 1, naive_times=naive), self.digest.hexdigest()

    def add(self, spool: Spool, number: int, row: Sequence[Any], headers: tuple[str, ...]) -> None:
        """Spool one row."""
        limit = self.settings.max_rows
        if limit is not None and number > limit:
            raise FileRefused(problem("ROWS_TOO_MANY", file=self.name, count=number, limit=limit))
        values = [self.text(value, i, headers[i]) for i, value in enumerate(row)]
        self.digest.update(repr(values).encode("utf-8", "surrogatepass"))
        spool.add(number, values)

    def text(self, value: Any, i: int, header: str) -> str | None:
        """A value of the database as the text a person would have written."""
        match value:
            case None | str():
                return value
            case bool():
                return "true" if value else "false"
            case int():
                return str(value)
            case float() | Decimal():
                return decimal_text(Decimal(repr(value)) if isinstance(value, float) else value)
            case datetime():
                return self.moment_text(value, i)
            case date():
                return value.isoformat()
            case bytes() | bytearray() | memoryview() | list() | dict() | tuple():
                raise FileRefused(problem("COLUMN_TYPE", file=self.name, column=header, value=type(value).__name__))
        return str(value)

    def moment_text(self, value: datetime, i: int) -> str:
        """A time with its offset; a midnight without one is a day; any other is noted as uncertain."""
        if value.tzinfo is None and not (value.hour or value.minute or value.second or value.microsecond):
            return value.date().isoformat()
        if value.tzinfo is None:
            self.naive[i] = None
        return value.replace(microsecond=0).isoformat()


def decimal_text(value: Decimal) -> str:
    """A number without exponent and trailing zeros."""
    if not value.is_finite():
        return str(value)
    return format(value.normalize() if value else Decimal(0), "f")
