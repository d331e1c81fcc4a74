"""Looking for values everywhere: every text column of every table, every file of the data folder."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection


def left(canaries: Collection[str]) -> list[str]:
    """Every place where one of these still stands."""
    return [*_in_tables(canaries), *_in_files(canaries)]


def _in_tables(canaries: Collection[str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            quoted = connection.ops.quote_name(table)
            columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            for name in columns:
                column = f"LOWER(CAST({connection.ops.quote_name(name)} AS TEXT))"
                for canary in canaries:
                    forms = {canary, json.dumps(canary)[1:-1], canary.encode().hex()}
                    for form in forms:
                        sought = form.lower().replace("\\", "\\\\")
                        cursor.execute(
                            f"SELECT COUNT(*) FROM {quoted} WHERE {column} LIKE %s ESCAPE '\\'",  # noqa: S608
                            [f"%{sought}%"],
                        )
                        if cursor.fetchone()[0]:
                            yield f"{table}.{name}: {canary}"


def _in_files(canaries: Collection[str]) -> Iterator[str]:
    database = str(connection.settings_dict["NAME"])
    for path in sorted(Path(settings.DATA_DIR).rglob("*")):
        if path.is_file() and not str(path).startswith(database):
            content = path.read_bytes()
            yield from (f"{path.name}: {canary}" for canary in canaries if canary.encode() in content)
