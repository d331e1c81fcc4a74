"""New rows against the rows the ledger holds: which are added, which corrected, which known; set by set, in DuckDB."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from clave.analytics.schema import KINDS

DAY = {"orders": "ordered_on", "activities": "occurred_on", "rates": "rate_date"}
VALUE = {"orders": "net_amount", "activities": "amount"}
PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880"
MEMORY = "1GB"
SILENT = "SET enable_progress_bar = false"
"""A progress bar would go to standard output, among what a command prints there."""
SHOWN_ROWS = 10


@dataclass(frozen=True)
class HeldFile:
    """One registered file: the number of its batch, where it lies, and whether it replaces rows of earlier ones."""

    number: int
    path: Path
    corrects: bool


@dataclass(frozen=True)
class Comparison:
    """What an import would do to the ledger."""

    added: int
    changed: int
    unchanged: int
    value_added: dict[str, str]
    value_changed: dict[str, str]
    overlaps: dict[int, tuple[int, int]]
    """Earlier batch -> how many of its rows change and how many are confirmed."""
    in_locked_period: int
    first_rows: list[dict[str, Any]]

    @property
    def news(self) -> int:
        """Rows that would be written."""
        return self.added + self.changed


class Ledgered:
    """One landed file set beside the ledger of its kind; open it with `compared`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, kind: str) -> None:
        self.connection = connection
        self.kind = kind

    def comparison(self, locked_until: date | None) -> Comparison:
        """Everything the preview shows."""
        counts = dict(self._rows("SELECT verdict, count(*) FROM compared GROUP BY verdict"))
        return Comparison(
            added=counts.get("added", 0),
            changed=counts.get("changed", 0),
            unchanged=counts.get("unchanged", 0),
            value_added=self._value("added", "0"),
            value_changed=self._value("changed", "coalesce(held_value, 0)"),
            overlaps=self._overlaps(),
            in_locked_period=self._in_locked_period(locked_until),
            first_rows=self._first_rows(),
        )

    def new_customers(self, known: Collection[str]) -> list[str]:
        """Codes of customers in added or corrected rows that are not among the known ones, in order."""
        if self.kind == "rates":
            return []
        found = self._rows("SELECT DISTINCT customer_code FROM compared WHERE verdict <> 'unchanged'")
        return sorted({code for (code,) in found} - set(known))

    def write(self, target: Path) -> None:
        """The added and corrected rows, in the order of their source, as one Parquet file.

        Where one of several rows under a key is corrected, all of them are written: a later file replaces whole keys.
        """
        key = ", ".join(KINDS[self.kind].key) or "row_no"
        rows = f"verdict <> 'unchanged' OR ({key}) IN (SELECT ({key}) FROM compared WHERE verdict = 'changed')"
        columns = ", ".join(_columns(self.kind))
        sql = f"SELECT {columns} FROM compared WHERE {rows} ORDER BY row_no"
        self.connection.execute(f"COPY ({sql}) TO {_literal(target)} ({PARQUET})")

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, list(values)).fetchall()

    def _value(self, verdict: str, less: str) -> dict[str, str]:
        """By currency, what the rows of one verdict add to the ledger; cancelled lines count nothing."""
        if self.kind not in VALUE:
            return {}
        counted = "CASE WHEN status = 'cancelled' THEN 0 ELSE row_value END" if self.kind == "orders" else "row_value"
        sql = (
            f"SELECT currency, sum(coalesce({counted}, 0) - {less}) FROM compared WHERE verdict = ? "
            "AND currency IS NOT NULL GROUP BY currency ORDER BY currency"
        )
        return {currency: str(amount) for currency, amount in self._rows(sql, [verdict])}

    def _overlaps(self) -> dict[int, tuple[int, int]]:
        sql = (
            "SELECT held_in, count(*) FILTER (verdict = 'changed'), count(*) FILTER (verdict = 'unchanged') "
            "FROM compared WHERE held_in IS NOT NULL GROUP BY held_in ORDER BY held_in"
        )
        return {number: (changed, unchanged) for number, changed, unchanged in self._rows(sql)}

    def _in_locked_period(self, locked_until: date | None) -> int:
        if locked_until is None:
            return 0
        sql = "SELECT count(*) FROM compared WHERE verdict <> 'unchanged' AND (row_day <= $1 OR held_day <= $1)"
        return int(self._rows(sql, [locked_until])[0][0])

    def _first_rows(self) -> list[dict[str, Any]]:
        columns = _columns(self.kind)
        sql = (
            f"SELECT verdict, {', '.join(columns)} FROM compared WHERE verdict <> 'unchanged' "
            f"ORDER BY row_no LIMIT {SHOWN_ROWS}"
        )
        return [dict(zip(("verdict", *columns), map(_shown, row), strict=True)) for row in self._rows(sql)]


@contextmanager
def compared(kind: str, landed: Path, held: Sequence[HeldFile], provided: Collection[str]) -> Iterator[Ledgered]:
    """The landed rows beside the current rows of the held files; columns not `provided` keep what is held."""
    with tempfile.TemporaryDirectory(prefix="clave-compare-") as spill, duckdb.connect() as connection:
        connection.execute(SILENT)
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute(f"SET temp_directory = {_literal(Path(spill))}")
        connection.execute(f"CREATE TEMP TABLE compared AS {_compared_sql(kind, landed, held, frozenset(provided))}")
        yield Ledgered(connection, kind)


def customers_in(files: Iterable[Path]) -> set[str]:
    """The customers of these files of orders or activities."""
    paths = list(files)
    if not paths:
        return set()
    with duckdb.connect() as connection:
        connection.execute(SILENT)
        found = connection.execute(f"SELECT DISTINCT customer_code FROM read_parquet({_list(paths)})").fetchall()
    return {code for (code,) in found}


def current_rows_sql(kind: str, held: Sequence[HeldFile]) -> str:
    """The rows that count now, each with `held_in`, the number of its batch: of each key those of the latest batch."""
    every = " UNION ALL BY NAME ".join(
        f"SELECT *, {file.number} AS held_in FROM read_parquet({_literal(file.path)})" for file in held
    )
    key = ", ".join(KINDS[kind].key)
    if not key or not any(file.corrects for file in held):
        return every
    return f"SELECT * FROM ({every}) QUALIFY held_in = max(held_in) OVER (PARTITION BY {key})"


def _compared_sql(kind: str, landed: Path, held: Sequence[HeldFile], provided: frozenset[str]) -> str:
    rows = f"SELECT *, file_row_number AS row_no FROM read_parquet({_literal(landed)}, file_row_number = true)"
    if not held:
        return _all_added_sql(kind, rows)
    key = KINDS[kind].key or _columns(kind)
    nth = f"row_number() OVER (PARTITION BY {', '.join(key)}"
    same = " AND ".join(f"l.{name} IS NOT DISTINCT FROM h.{name}" for name in (*key, "nth"))
    differs = " OR ".join(f"l.{name} IS DISTINCT FROM h.{name}" for name in _columns(kind) if name in provided)
    verdict = f"CASE WHEN h.held_in IS NULL THEN 'added' WHEN {differs or 'false'} THEN 'changed' ELSE 'unchanged' END"
    merged = ", ".join(_merged(name, name in provided or name in key) for name in _columns(kind))
    return (
        f"WITH l AS (SELECT *, {nth} ORDER BY row_no) AS nth FROM ({rows})), "
        f"h AS (SELECT *, {nth}) AS nth FROM ({current_rows_sql(kind, held)})) "
        f"SELECT {merged}, l.row_no, {verdict} AS verdict, h.held_in, l.{DAY[kind]} AS row_day, "
        f"h.{DAY[kind]} AS held_day, {_value_sql(kind)} FROM l LEFT JOIN h ON {same}"
    )


def _all_added_sql(kind: str, rows: str) -> str:
    """The comparison with an empty ledger."""
    value = VALUE.get(kind, "CAST(NULL AS DECIMAL(18,4))")
    return (
        f"SELECT {', '.join(_columns(kind))}, row_no, 'added' AS verdict, CAST(NULL AS BIGINT) AS held_in, "
        f"{DAY[kind]} AS row_day, CAST(NULL AS DATE) AS held_day, {value} AS row_value, "
        f"CAST(NULL AS DECIMAL(18,4)) AS held_value FROM ({rows})"
    )


def _merged(name: str, is_provided: bool) -> str:
    """The value a row enters with: what the file states, else what is held."""
    return f"l.{name}" if is_provided else f"CASE WHEN h.held_in IS NULL THEN l.{name} ELSE h.{name} END AS {name}"


def _value_sql(kind: str) -> str:
    if kind not in VALUE:
        return "NULL AS row_value, NULL AS held_value"
    column = VALUE[kind]
    held = f"CASE WHEN h.status = 'cancelled' THEN 0 ELSE h.{column} END" if kind == "orders" else f"h.{column}"
    return f"l.{column} AS row_value, {held} AS held_value"


def _columns(kind: str) -> tuple[str, ...]:
    return tuple(column.name for column in KINDS[kind].columns)


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _list(paths: Iterable[Path]) -> str:
    return "[" + ", ".join(map(_literal, paths)) + "]"


def _shown(value: Any) -> Any:
    """A value as JSON keeps it: amounts and days as text."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value
