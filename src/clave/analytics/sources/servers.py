"""One SELECT on a database: in a transaction that can only read, row after row, with an end to its patience."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from clave.analytics.problems import Phrase
from clave.analytics.problems import gettext_noop as _
from clave.analytics.sources.containers import regular_file
from clave.analytics.sources.intake import FileRefused
from clave.analytics.sources.wording import problem

if TYPE_CHECKING:
    import socket

FETCHED = 5_000
SECONDS_TO_CONNECT = 10
SECONDS_AT_MOST = 1_800
STEPS_BETWEEN_LOOKS = 100_000
"""Instructions of SQLite between two looks at the clock."""
ONE_SELECT = _("only one SELECT is read")
NO_SUCH_DATABASE = _("the address names no database")
READS = re.compile(r"(?i)(select|with|values|table)\b")
QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|--[^\n]*|/\*(?!M?!).*?\*/", re.DOTALL)
WRITES = re.compile(r"(?i)\binto\b|\bfor\s+(?:no\s+key\s+)?(?:update|share)\b|\block\s+in\b|/\*M?!|;")
"""What a SELECT may hold that does more than read; some servers would do it even in a transaction that only reads."""
PORTS = {"mysql": 3306, "mariadb": 3306, "mssql": 1433, "postgres": 5432, "postgresql": 5432}


@dataclass(frozen=True)
class Asking:
    """One query: where, as whom, how long at most; with `since` only rows whose `changed_column` is not before it.

    `reach` is the address of the server where that was resolved and checked before; user and password stand in the
    URL where they are not given.
    """

    url: str
    query: str
    name: str
    changed_column: str = ""
    since: str = ""
    user: str | None = None
    password: str | None = None
    reach: str = ""
    seconds: int = SECONDS_AT_MOST

    @property
    def parts(self) -> SplitResult:
        """The address, taken apart."""
        return urlsplit(self.url)

    @property
    def who(self) -> dict[str, Any]:
        """User and password, as far as they are known."""
        known = (self.user or unquote(self.parts.username or ""), self.password or unquote(self.parts.password or ""))
        return {name: value for name, value in zip(("user", "password"), known, strict=True) if value}

    @property
    def option(self) -> dict[str, str]:
        """What stands behind the question mark of the address."""
        return {name: values[-1] for name, values in parse_qs(self.parts.query).items()}

    def connected(self) -> socket.socket:
        """A connection to the server at the checked address."""
        import socket

        port = self.parts.port or PORTS[self.parts.scheme]
        return socket.create_connection((self.reach or self.parts.hostname, port), SECONDS_TO_CONNECT)

    def sql(self, mark: str = "%s") -> str:
        """The query as it is sent, its value marked as the driver wants it: with %s other signs of percent are doubled."""
        if not self.values:
            return self.query
        query = self.query.replace("%", "%%") if mark == "%s" else self.query
        column = quoted(self.changed_column, self.parts.scheme)
        return f"SELECT * FROM ({query}\n) AS changed WHERE changed.{column} >= {mark}"

    @property
    def values(self) -> tuple[str, ...]:
        """What stands in the place of the mark."""
        return (self.since,) if self.since and self.changed_column else ()


def refuse_query(query: str | None, name: str) -> str:
    """The query, refused unless it is one single SELECT that only reads."""
    if not query:
        raise FileRefused(problem("DATABASE_QUERY_MISSING", file=name))
    one = query.strip().rstrip(";").strip()
    if not READS.match(one) or WRITES.search(QUOTED.sub(" ", one)):
        raise unreachable(name, Phrase(ONE_SELECT))
    return one


def unreachable(name: str, reason: str) -> FileRefused:
    """The refusal of a database that does not answer as wished."""
    told = reason if isinstance(reason, Phrase) else " ".join(reason.split())[:200]
    return FileRefused(problem("DATABASE_UNREACHABLE", file=name, reason=told))


def rows_of(asking: Asking) -> Iterator[Sequence[Any]]:
    """The column names, then the rows. Raises FileRefused; no message holds the password."""
    scheme = asking.url.partition("://")[0].lower()
    return SERVERS[scheme](asking)


def sqlite_rows(asking: Asking) -> Iterator[Sequence[Any]]:
    """From an SQLite file opened for reading only."""
    import sqlite3

    path = sqlite_path(asking.url)
    regular_file(path)
    try:
        with closing(sqlite3.connect(f"file:{path.absolute().as_posix()}?mode=ro", uri=True)) as connection:
            connection.set_authorizer(allow_reading)
            end = time.monotonic() + asking.seconds
            connection.set_progress_handler(lambda: time.monotonic() > end, STEPS_BETWEEN_LOOKS)
            cursor = connection.execute(asking.sql("?"), asking.values)
            yield [column[0] for column in cursor.description]
            while rows := cursor.fetchmany(FETCHED):
                yield from rows
    except sqlite3.Error as error:
        raise unreachable(asking.name, str(error)) from None


def sqlite_path(url: str) -> Path:
    """The file that an address sqlite:///… names."""
    return Path(unquote(url.partition("://")[2].removeprefix("/")))


def allow_reading(action: int, *_: object) -> int:
    """Let SQLite read and compute, nothing else."""
    import sqlite3

    allowed = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
    return sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY


def postgresql_rows(asking: Asking) -> Iterator[Sequence[Any]]:
    """From a PostgreSQL transaction that can only read, through a cursor of the server."""
    import psycopg

    reach: dict[str, Any] = {"hostaddr": asking.reach} if asking.reach else {}
    try:
        with psycopg.connect(asking.url, connect_timeout=SECONDS_TO_CONNECT, **asking.who, **reach) as connection:
            connection.read_only = True
            connection.execute(f"SET LOCAL statement_timeout = {int(asking.seconds) * 1000}")
            with connection.cursor(name="clave_intake") as cursor:
                cursor.itersize = FETCHED
                cursor.execute(asking.sql().encode(), asking.values or None)
                yield [column.name for column in cursor.description or ()]
                yield from cursor
    except psycopg.Error as error:
        raise unreachable(asking.name, str(error).split("\n")[0]) from None


def mysql_rows(asking: Asking) -> Iterator[Sequence[Any]]:
    """From a MySQL or MariaDB transaction that can only read, row after row as the server sends them."""
    import ssl

    import pymysql
    from pymysql.cursors import SSCursor

    database = asking.parts.path.strip("/")
    if not database:
        raise unreachable(asking.name, Phrase(NO_SUCH_DATABASE))
    tls: dict[str, Any] = {"ssl": ssl.create_default_context()} if asking.option.get("tls") == "required" else {}
    connection = pymysql.connect(
        host=asking.parts.hostname, database=database, charset="utf8mb4", cursorclass=SSCursor, defer_connect=True,
        connect_timeout=SECONDS_TO_CONNECT, read_timeout=asking.seconds, **asking.who, **tls,
    )  # fmt: skip
    try:
        connection.connect(asking.connected())
        with closing(connection):
            cursor = connection.cursor()
            cursor.execute(patience(connection.get_server_info(), asking.seconds))
            cursor.execute("START TRANSACTION READ ONLY")
            cursor.execute(asking.sql(), asking.values or None)
            yield [column[0] for column in cursor.description]
            yield from cursor.fetchall_unbuffered()
    except (pymysql.Error, OSError) as error:
        raise unreachable(asking.name, str(error.args[-1] if error.args else error)) from None
    finally:
        if connection._result is not None:  # else the driver fetches what nobody reads any more
            connection._result.unbuffered_active = False


def patience(version: str, seconds: int) -> str:
    """How a server of this version is told to give up on a query."""
    if "mariadb" in version.lower():
        return f"SET SESSION max_statement_time = {int(seconds)}"
    return f"SET SESSION max_execution_time = {int(seconds) * 1000}"


def mssql_rows(asking: Asking) -> Iterator[Sequence[Any]]:
    """From SQL Server, encrypted unless the address says encrypt=no; whatever it did is rolled back."""
    import ssl

    import pytds

    database = asking.parts.path.strip("/")
    if not database:
        raise unreachable(asking.name, Phrase(NO_SUCH_DATABASE))
    cafile = asking.option.get("ca") or ssl.get_default_verify_paths().cafile
    try:
        with closing(
            pytds.connect(
                dsn=asking.parts.hostname, database=database, sock=asking.connected(), readonly=True,
                cafile=None if asking.option.get("encrypt") == "no" else cafile, timeout=asking.seconds,
                login_timeout=SECONDS_TO_CONNECT, appname="Clave", disable_connect_retry=True, **asking.who,
            )
        ) as connection, connection.cursor() as cursor:  # fmt: skip
            cursor.execute(asking.sql(), asking.values)
            yield [column[0] for column in cursor.description or ()]
            while rows := cursor.fetchmany(FETCHED):
                yield from rows
            connection.rollback()
    except (pytds.Error, OSError) as error:
        raise unreachable(asking.name, str(error)) from None


SERVERS: dict[str, Callable[[Asking], Iterator[Sequence[Any]]]] = {
    "sqlite": sqlite_rows,
    "postgresql": postgresql_rows,
    "postgres": postgresql_rows,
    "mysql": mysql_rows,
    "mariadb": mysql_rows,
    "mssql": mssql_rows,
}
"""Scheme of an address -> how its rows are read."""
QUOTES = {"mysql": ("`", "`"), "mariadb": ("`", "`"), "mssql": ("[", "]")}


def quoted(name: str, scheme: str) -> str:
    """The name of a column, as the SQL of this server writes it."""
    first, last = QUOTES.get(scheme, ('"', '"'))
    return f"{first}{name.replace(last, last * 2)}{last}"
