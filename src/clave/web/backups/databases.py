"""A database as one file and back, in one moment and in one transaction: SQLite by its own copying, PostgreSQL by its own programs."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection, transaction

from clave.web.backups.refusals import ToolMissing

ROWS_AT_A_TIME = 2_000
SECONDS_TO_WAIT = 30
EMPTY = "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public"


@dataclass(frozen=True)
class Taken:
    """A database of one moment: its file, the changes it has been through, rows and digest of each table."""

    file: Path
    migrations: list[str]
    tables: dict[str, list[Any]]


def take(folder: Path) -> Taken:
    """Write the database as it is at one moment into this folder, while others go on writing."""
    if connection.vendor == "sqlite":
        return _take_sqlite(folder / "clave.sqlite3")
    with _one_moment() as moment:
        file = folder / "clave.sql"
        _postgresql("pg_dump", "--no-owner", "--no-privileges", f"--snapshot={moment}", f"--file={file}")
        return Taken(file, _migrations(), tables())


def put(file: Path) -> None:
    """Make the database what this file holds, in one transaction: afterwards it is the old one or the new one."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as saved, connection.wrap_database_errors:
            saved.backup(connection.connection)
        return
    connection.close()
    _postgresql(
        "psql", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--command={EMPTY}", f"--file={file}"
    )


def tables() -> dict[str, list[Any]]:
    """Table -> how many rows, and a digest of them in any order."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as live:
            return _tables_of_sqlite(live)
    return {name: _digested(_rows(name)) for name in sorted(connection.introspection.table_names())}


def holds_a_company() -> bool:
    """Whether somebody can sign in."""
    with connection.cursor() as cursor:
        if "access_user" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT EXISTS (SELECT 1 FROM access_user)")
        return bool(cursor.fetchone()[0])


def _take_sqlite(file: Path) -> Taken:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
        return Taken(file, [f"{app}.{name}" for app, name in copy.execute(MIGRATIONS)], _tables_of_sqlite(copy))


def _tables_of_sqlite(file: sqlite3.Connection) -> dict[str, list[Any]]:
    """As SQLite itself keeps the values, which Django's connections read as days and moments."""
    names = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")
    return {name: _digested(file.execute(f'SELECT * FROM "{name}"')) for (name,) in names.fetchall()}


MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"


def _migrations() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(MIGRATIONS)
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


def _rows(name: str) -> Iterator[Any]:
    """The rows of a table of PostgreSQL, never all of them in memory."""
    with transaction.atomic(), connection.connection.cursor(name="backup") as cursor:
        cursor.itersize = ROWS_AT_A_TIME
        cursor.execute(f'SELECT * FROM "{name}"')
        yield from cursor


def _digested(rows: Iterable[Any]) -> list[Any]:
    """How many rows, and the sum of their digests, so that their order does not count."""
    many = total = 0
    for row in rows:
        many += 1
        total += int.from_bytes(hashlib.blake2b(repr(tuple(row)).encode(), digest_size=8).digest())
    return [many, f"{total % 2**64:016x}"]


@contextmanager
def _one_moment() -> Iterator[str]:
    """A moment of PostgreSQL that other programs can look at, too."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = str(cursor.fetchone()[0])
        yield moment


def _postgresql(program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on the database; its password stays out of the list of processes."""
    given = connection.get_connection_params()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    env = os.environ | {name: str(given[key]) for name, key in names.items() if given.get(key)}
    env["PGOPTIONS"] = f"-c lock_timeout={SECONDS_TO_WAIT}s"
    done = subprocess.run([_found(program), *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        told = done.stderr.strip().splitlines() or [f"{program} ended with {done.returncode}"]
        held = "lock timeout" in done.stderr
        raise OperationalError("the database is locked: stop the server first" if held else told[0])


def _found(program: str) -> str:
    """Where the program is, the newest first: an older one does not read a newer server."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4]))
    found = str(beside[-1]) if beside else shutil.which(program)
    if found is None:
        raise ToolMissing(program=program)
    return found
