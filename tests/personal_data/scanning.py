"""Looking for values everywhere: every column of every table, every file of the data folder."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection


def left(canaries: Collection[str]) -> list[str]:
    """Every place where one of these still stands, in whatever case and as JSON writes it."""
    sought = {canary: {canary.casefold(), json.dumps(canary)[1:-1].casefold()} for canary in canaries}
    places = [*_cells(), *_files()]
    return [
        f"{where}: {canary}"
        for where, text in places
        for canary, forms in sought.items()
        if any(form in text for form in forms)
    ]


def _cells() -> Iterator[tuple[str, str]]:
    """The content of every column of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names, rows = [column[0] for column in cursor.description or ()], cursor.fetchall()
            for number, name in enumerate(names):
                yield f"{table}.{name}", "\n".join(_text(row[number]) for row in rows).casefold()


def _text(value: object) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)


def _files() -> Iterator[tuple[str, str]]:
    """The content of every file beside the database."""
    database = str(connection.settings_dict["NAME"])
    for path in sorted(Path(settings.DATA_DIR).rglob("*")):
        if path.is_file() and not str(path).startswith(database):
            yield path.name, path.read_bytes().decode("utf-8", "replace").casefold()
