"""Parquet: its columns as text, so that every value passes the same checks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from clave.analytics.problems import Phrase
from clave.analytics.problems import gettext_noop as _
from clave.analytics.sources.headers import tidy_headers
from clave.analytics.sources.intake import FileRefused, IntakeSettings
from clave.analytics.sources.tables import LINE, PART, Part, Table, identifier, literal
from clave.analytics.sources.wording import problem

if TYPE_CHECKING:
    import duckdb

NESTED = ("STRUCT", "MAP", "LIST", "UNION", "BLOB", "BIT", "INTERVAL", "VARIANT", "GEOMETRY")
MAGIC = b"PAR1"
END_MISSING = _("its end is missing")


def read_parquet_file(connection: duckdb.DuckDBPyConnection, path: Path, name: str, settings: IntakeSettings) -> Table:
    """The rows of a Parquet file; columns of types that are no single value are left out."""
    import duckdb

    refuse_truncated(path, name)
    source = f"read_parquet({literal(str(path))}, file_row_number = true)"
    try:
        described = connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {source}").fetchall()
        columns = [(row[0], row[1]) for row in described if not (row[1].startswith(NESTED) or row[1].endswith("]"))]
        if len(columns) > settings.max_columns:
            facts: dict[str, Any] = {"count": len(columns), "limit": settings.max_columns}
            raise FileRefused(problem("COLUMNS_TOO_MANY", file=name, **facts))
        naive = naive_times(connection, source, columns)
        rows = connection.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0]
    except duckdb.Error as error:
        raise damaged(name, str(error).split("\n")[0][:80]) from None
    headers = tidy_headers([column for column, _ in columns], name, None)
    listed = ", ".join(
        f"{as_text(identifier(column), type_, column in naive)} AS {identifier(header)}"
        for (column, type_), header in zip(columns, headers, strict=True)
    )
    sql = f"SELECT {listed}, 0 AS {PART}, file_row_number + 1 AS {LINE} FROM {source}"
    return Table(sql, headers, (Part(name),), rows, 1, naive_times=naive)


def refuse_truncated(path: Path, name: str) -> None:
    """Refuse a file that does not end as Parquet files do."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - len(MAGIC)))
        end = file.read()
    if end != MAGIC or path.stat().st_size < 12:
        raise damaged(name, Phrase(END_MISSING))


def damaged(name: str, reason: str) -> FileRefused:
    """The refusal of a Parquet file that cannot be read."""
    return FileRefused(problem("FILE_TRUNCATED", file=name, found="Parquet", reason=reason))


def naive_times(connection: duckdb.DuckDBPyConnection, source: str, columns: list[tuple[str, str]]) -> tuple[str, ...]:
    """Columns of times without a zone, unless every one is midnight and so a plain day."""
    found = []
    for column, type_ in columns:
        if not type_.startswith("TIMESTAMP") or "WITH TIME ZONE" in type_:
            continue
        test = f"{identifier(column)}::TIMESTAMP <> date_trunc('day', {identifier(column)}::TIMESTAMP)"
        if connection.execute(f"SELECT 1 FROM {source} WHERE {test} LIMIT 1").fetchall():
            found.append(column)
    return tuple(found)


def as_text(column: str, type_: str, has_times: bool) -> str:
    """SQL of a typed column as the text a person would have written."""
    if "WITH TIME ZONE" in type_:
        return f"strftime({column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')"
    if type_.startswith("TIMESTAMP"):
        return f"strftime({column}::TIMESTAMP, '{'%Y-%m-%dT%H:%M:%S' if has_times else '%Y-%m-%d'}')"
    if type_ in ("DOUBLE", "FLOAT"):
        text = f"CAST({column} AS VARCHAR)"
        spelled = f"rtrim(CAST(TRY_CAST({column} AS DECIMAL(38,15)) AS VARCHAR), '0')"
        short = f"CASE WHEN contains({text}, 'e') THEN coalesce({spelled}, {text}) ELSE {text} END"
        return f"regexp_replace({short}, '[.]0?$', '')"
    return f"CAST({column} AS VARCHAR)"
