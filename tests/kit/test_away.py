"""What keeps a database from answering has one code at every door; a fault of ours has none."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
from django.db import InterfaceError, OperationalError

from clave.kit.away import BUSY, UNREACHABLE, database_trouble
from clave.kit.starting import failures_in_one_line
from clave.web import api_problems as problems


def asked(file: Path, words: str) -> OperationalError:
    """What SQLite has against it, as Django raises it."""
    try:
        sqlite3.connect(file, timeout=0).execute(words)
    except sqlite3.OperationalError as error:
        told = OperationalError(*error.args)
        told.__cause__ = error
        return told
    raise AssertionError(f"{words} was done")


def test_a_file_that_is_held_is_busy_and_one_that_cannot_be_opened_unreachable(tmp_path: Path) -> None:
    holding = sqlite3.connect(tmp_path / "held.sqlite3", isolation_level=None)
    holding.execute("begin exclusive")
    assert database_trouble(asked(tmp_path / "held.sqlite3", "create table t (a)")) == BUSY
    assert database_trouble(asked(tmp_path, "select 1")) == UNREACHABLE
    assert database_trouble(InterfaceError("connection already closed")) == UNREACHABLE


def test_a_cursor_that_closes_while_the_server_falls_over_is_known_as_the_driver_tells_it() -> None:
    assert database_trouble(psycopg.OperationalError("server closed the connection unexpectedly")) == UNREACHABLE


@pytest.mark.parametrize("words", ["select 1 from absent", "create table"])
def test_what_sqlite_cannot_do_is_a_fault_of_ours(tmp_path: Path, words: str) -> None:
    fault = asked(tmp_path / "empty.sqlite3", words)
    assert database_trouble(fault) is None
    assert isinstance(problems.of_a_fault(fault), problems.Broken)


def test_what_was_raised_on_the_way_is_seen_through() -> None:
    raised = RuntimeError("the transaction is broken")
    raised.__context__ = OperationalError("deadlock detected")
    assert database_trouble(raised) == BUSY
    assert problems.of_a_fault(raised).http_status == 503


@pytest.mark.parametrize(
    ("error", "code"),
    [(psycopg.OperationalError("the connection is lost"), 69), (sqlite3.OperationalError("database is locked"), 75)],
)
def test_a_command_knows_the_drivers_own_errors_too(
    error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, failures_in_one_line():
        raise error
    assert ended.value.code == code
    assert str(error) in capsys.readouterr().err
