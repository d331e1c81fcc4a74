"""A source as rows of text: the one shape every reader gives and every check starts from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clave.analytics.problems import Problem

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

SPOOL_ROWS = 20_000
PART, LINE = '"#clave part"', '"#clave line"'
"""Columns of every table: which of its parts a row is from, and its line there."""


@dataclass(frozen=True)
class Part:
    """One file of a source: its name, and in which columns its cells stand."""

    file: str
    columns_at: Mapping[str, str] = field(default_factory=dict)
    """Header -> spreadsheet letters."""


@dataclass(frozen=True)
class Table:
    """Rows of text with their places: `sql` gives the headers as VARCHAR columns, then PART and LINE."""

    sql: str
    headers: tuple[str, ...]
    parts: tuple[Part, ...]
    rows: int
    first_line: int | None = 2
    """The line of the first row when row n stands in line n + first_line - 1; None when LINE must be asked."""
    bare_sql: str = ""
    """The rows without their places, where these would cost time; "" where they cost none."""
    refused: tuple[Problem, ...] = ()
    """Rows that could not even be split into fields; the first 100."""
    refused_count: int = 0
    warnings: tuple[Problem, ...] = ()
    has_serial_dates: bool = False
    """Dates may be spreadsheet day numbers counted from 1900."""
    has_marks: bool = False
    """Cells may carry marks for formulas and errors."""
    signs: tuple[tuple[int, str, str], ...] = ()
    """Currency signs that number formats show: line, header, sign."""
    naive_times: tuple[str, ...] = ()
    """Columns of times that carry no zone."""
    is_joined: bool = False
    """True for order lines joined to their headers."""
    is_trimmed: bool = False
    """True when no value has blanks around it."""
    has_letters: bool = True
    """False when nothing but digits and signs stands below the header."""
    has_controls: bool = True
    """False when no control character is in the source."""


def identifier(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def engine(folder: Path, threads: int | None, memory_mb: int, readable: Iterable[Path]) -> duckdb.DuckDBPyConnection:
    """An embedded engine that can read the given files and write to `folder` only."""
    import duckdb

    connection = duckdb.connect()
    files = ", ".join(literal(str(path)) for path in readable)
    settings = [
        f"SET temp_directory = {literal(str(folder / 'spill'))}",
        f"SET memory_limit = '{memory_mb}MB'",
        "SET preserve_insertion_order = true",
        "SET enable_progress_bar = false",
        f"SET allowed_directories = [{literal(str(folder))}]",
        f"SET allowed_paths = [{files}]",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET enable_external_access = false",
    ]
    if threads:
        settings.insert(0, f"SET threads = {int(threads)}")
    for setting in settings:
        connection.execute(setting)
    return connection


class Spool:
    """Writes rows of text with their line numbers to Parquet, a few thousand at a time."""

    def __init__(self, path: Path, headers: Sequence[str]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.path, self.headers, self.rows = path, tuple(headers), 0
        fields: list[Any] = [pa.field(f"c{i}", pa.string()) for i in range(len(headers))]
        self._schema: pa.Schema = pa.schema([*fields, pa.field("line", pa.int64())])
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd", use_dictionary=False)
        self._columns: list[list[str | None]] = [[] for _ in headers]
        self._lines: list[int] = []

    def add(self, line: int, values: Sequence[str | None]) -> None:
        """One row: its line and one value a header."""
        for column, value in zip(self._columns, values, strict=True):
            column.append(value or None)
        self._lines.append(line)
        self.rows += 1
        if len(self._lines) >= SPOOL_ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        arrays = [pa.array(column, pa.string()) for column in self._columns]
        self._writer.write_batch(pa.record_batch([*arrays, pa.array(self._lines, pa.int64())], schema=self._schema))
        for column in self._columns:
            column.clear()
        self._lines.clear()

    def close(self) -> str:
        """Finish the file; the SQL that reads it back under the headers' names."""
        self._flush()
        self._writer.close()
        named = ", ".join(f"c{i} AS {identifier(header)}" for i, header in enumerate(self.headers))
        select = f"{named}, " if named else ""
        return f"SELECT {select}0 AS {PART}, line AS {LINE} FROM read_parquet({literal(str(self.path))})"

    def abandon(self) -> None:
        """Close the file without reading it back."""
        self._writer.close()
