"""An upgrade keeps what a company has put in: an older database, full, comes to this version with equal digests."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import environment, run

OLDER = {"personal_data": "zero", "access": "0006", "ledger": "0006", "programme": "0006", "promises": "0004"}
"""App -> its last migration in the older version."""
TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'django_migrations'"
)
"""Every table but those in which the database and its migrations keep their own books."""
Digests = dict[str, str]


@pytest.mark.drill
def test_a_full_database_of_an_older_version_comes_to_this_one_with_equal_digests(tmp_path: Path) -> None:
    folder = tmp_path / "company"
    env = environment(folder)
    made = run("demo", "--data-dir", str(folder), "--no-serve", env=env)
    assert made.returncode == 0, made.stderr
    for app, name in OLDER.items():
        go_back(env, app, name)
    older = digests(folder / "clave.sqlite3")
    assert len(older) > 800
    assert run("audit", "verify", env=env).returncode == 78, "an older database is not worked on before it is migrated"
    assert run("migrate", env=env).returncode == 0
    now = digests(folder / "clave.sqlite3")
    assert [name for name, digest in older.items() if now.get(name) != digest] == []
    verified = run("audit", "verify", env=env)
    assert verified.returncode == 0, verified.stderr
    recomputed = run("recompute", first_run(folder / "clave.sqlite3"), env=env)
    assert recomputed.returncode == 0, recomputed.stderr


def go_back(env: dict[str, str], app: str, name: str) -> None:
    """Make the tables of an app what they were in the older version."""
    words = [sys.executable, "-m", "django", "migrate", app, name, "-v", "0"]
    told = subprocess.run(
        words, env={**env, "DJANGO_SETTINGS_MODULE": "clave.web.settings"}, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr


def digests(database: Path) -> Digests:
    """Table and column -> the digest of all its values, row by row in their order."""
    with sqlite3.connect(database) as connection:
        tables = connection.execute(TABLES).fetchall()
        return {
            f"{table}.{column[1]}": _digest(connection, table, column[1])
            for (table,) in tables
            for column in connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        }


def first_run(database: Path) -> str:
    with sqlite3.connect(database) as connection:
        code: str = connection.execute("SELECT short_code FROM value_run WHERE state = 'done' ORDER BY id").fetchone()[
            0
        ]
        return code


def _digest(connection: sqlite3.Connection, table: str, column: str) -> str:
    rows = connection.execute(f'SELECT "{column}" FROM "{table}" ORDER BY rowid')
    return hashlib.sha256("\n".join(repr(value) for (value,) in rows).encode()).hexdigest()
