"""How a command comes to the database: set up once, checked first, and every failure said in one line."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

P = ParamSpec("P")
T = TypeVar("T")
SERVICE_AWAY, DISK, BUSY, NOT_SET_UP, INTERRUPTED = 69, 74, 75, 78, 130
"""Exit statuses, as in sysexits.h and as shells say it; 2 is bad input or usage."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def set_up() -> None:
    """Read the settings and load the apps; wrong settings end the command with one line."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        give_up(str(error), NOT_SET_UP)


def on_the_database(command: Callable[P, T]) -> Callable[P, T]:
    """Run this command against a database that answers and is migrated; say failures in one line."""

    @wraps(command)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        with failures_in_one_line():
            refuse_unless_migrated()
            return command(*args, **kwargs)

    return checked


@contextmanager
def failures_in_one_line() -> Iterator[None]:
    """Turn what can go wrong outside Clave into a sentence and an exit status."""
    from django.core.exceptions import ImproperlyConfigured
    from django.utils.translation import gettext

    from clave.kit import away
    from clave.kit.refusals import Refusal

    try:
        yield
    except Refusal as refusal:
        give_up(f"{refusal.code}: {refusal.sentence(gettext)}", refusal.exit_status)
    except ImproperlyConfigured as error:
        give_up(str(error), NOT_SET_UP)
    except KeyboardInterrupt:
        give_up("INTERRUPTED: nothing was imported or changed; it is safe to repeat.", INTERRUPTED)
    except OSError as error:
        give_up(f"{_disk_code(error)}: The disk does not take it: {error}. Nothing was changed.", DISK)
    except Exception as error:
        if (code := away.database_trouble(error)) is None:
            raise
        status = BUSY if code == away.BUSY else SERVICE_AWAY
        give_up(f"{code}: The database does not answer: {_first_line(error)}. Try again when it does.", status)


def refuse_unless_migrated() -> None:
    """End the command when the database is not there yet, or older than this version."""
    from django.db import connection

    file = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not file.parent.is_dir():
        give_up(f"MIGRATION_PENDING: There is no database in {file.parent} yet. Run: clave migrate", NOT_SET_UP)
    if pending := pending_migrations():
        told = f"The database needs {len(pending)} changes first ({pending[0]} …). Run: clave migrate"
        give_up(f"MIGRATION_PENDING: {told}", NOT_SET_UP)


def pending_migrations() -> list[str]:
    """The names of the changes that this version still has to make to the database."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def give_up(sentence: str, status: int) -> NoReturn:
    """Say why on stderr, and end with this status."""
    click.echo(sentence, err=True)
    sys.exit(status)


def _disk_code(error: OSError) -> str:
    """What the disk has against it; a fault that is none of the disk is raised again."""
    if error.errno in FULL:
        return "DISK_FULL"
    if error.errno in CLOSED:
        return "DISK_READ_ONLY"
    if error.errno == errno.EIO:
        return "DISK_FAULT"
    raise error


def _first_line(error: Any) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
