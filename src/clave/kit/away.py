"""A database that does not answer, or is held by somebody else: how it is known, and by what code at every door."""

from __future__ import annotations

import sqlite3

BUSY, UNREACHABLE = "DB_BUSY", "DB_UNREACHABLE"
HELD = ("locked", "deadlock", "lock timeout")


def database_trouble(error: BaseException | None) -> str | None:
    """The code of what keeps the database from answering, looked for in all that led to an error; none otherwise."""
    while error is not None:
        # PEP 249 gives these names to every driver; Django lets the closing of a cursor through as the driver raised it
        kinds = {each.__name__ for each in type(error).__mro__}
        if "InterfaceError" in kinds:
            return UNREACHABLE
        if "OperationalError" in kinds and not _is_ours(error):
            return BUSY if any(words in str(error) for words in HELD) else UNREACHABLE
        error = error.__cause__ or error.__context__
    return None


def _is_ours(error: BaseException) -> bool:
    """Whether SQLite only could not do what it was asked, such as reading a table that is not there."""
    return getattr(error.__cause__ or error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
