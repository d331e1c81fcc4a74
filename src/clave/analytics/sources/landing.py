"""Good rows onto the disk: typed, in the order of the source, the file appearing whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from clave.analytics.sources.rows import CheckedRows
from clave.analytics.sources.tables import LINE, PART, identifier, literal
from clave.analytics.sources.typed import sql_type

if TYPE_CHECKING:
    import duckdb

PARQUET = "FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 61440, DICTIONARY_SIZE_LIMIT 2000"
ORDER_FREIGHT = "order_freight_amount"


def typed_columns(rows: CheckedRows) -> list[str]:
    """SQL of every column of the contract, NULL in its type where the source has none."""
    values = rows.value_columns()
    columns = []
    for column in rows.plan.kind.columns:
        type_ = sql_type(column.name, column.type)
        value = values.get(column.name) or DEFAULTS.get((rows.plan.kind.name, column.name), "NULL")
        columns.append(f"CAST({value} AS {type_}) AS {identifier(column.name)}")
    if ORDER_FREIGHT in values:
        columns.append(f"{values[ORDER_FREIGHT]} AS {ORDER_FREIGHT}")
    return columns


DEFAULTS = {("orders", "quantity"): "1", ("orders", "status"): "'invoiced'", ("orders", "line_no"): "1"}
"""What a column holds when the source does not have it; lines are numbered afterwards."""


def stage(rows: CheckedRows, folder: Path, has_bad: bool) -> Path:
    """The rows without a fault as a first file; with their places, unless these follow from their order."""
    path = folder / "stage.parquet"
    columns = typed_columns(rows)
    if rows.is_straight and not has_bad:
        sql = f"SELECT {', '.join(columns)} FROM valued"
    else:
        rows.with_places()
        columns += [PART, LINE]
        good = f"NOT coalesce({rows.is_bad()}, false)"
        sql = f"SELECT {', '.join(columns)} FROM judged WHERE {good} ORDER BY {PART}, {LINE}"
    rows.connection.execute(f"COPY ({sql}) TO {literal(str(path))} ({PARQUET})")
    return path


def make_staged(rows: CheckedRows, path: Path, has_bad: bool) -> None:
    """The view `staged`: the first file with the place of every row."""
    read = f"read_parquet({literal(str(path))}, file_row_number = true)"
    if rows.is_straight and not has_bad:
        first = rows.table.first_line or 1
        sql = f"SELECT * EXCLUDE (file_row_number), 0 AS {PART}, file_row_number + {first} AS {LINE} FROM {read}"
    else:
        sql = f"SELECT * EXCLUDE (file_row_number) FROM {read}"
    rows.view("staged", sql)


def finished_sql(rows: CheckedRows, *, numbered: bool, removes_rows: bool) -> str:
    """The rows that stay, with lines numbered and order freight on the first line where these were left open."""
    replaced: list[str] = []
    nth = f"row_number() OVER (PARTITION BY order_id ORDER BY {PART}, {LINE})"
    if numbered:
        replaced.append(f"{nth} AS line_no")
    if ORDER_FREIGHT in rows.value_columns():
        once = f"CASE WHEN {ORDER_FREIGHT} IS NULL THEN NULL WHEN {nth} = 1 THEN {ORDER_FREIGHT} ELSE 0 END"
        replaced.append(f"CAST({once} AS DECIMAL(18,4)) AS freight_amount")
    replace = f" REPLACE ({', '.join(replaced)})" if replaced else ""
    names = ", ".join(identifier(column.name) for column in rows.plan.kind.columns)
    kept = f" WHERE ({PART}, {LINE}) NOT IN (SELECT part, line FROM gone)" if removes_rows else ""
    return f"SELECT {names} FROM (SELECT *{replace} FROM staged{kept}) ORDER BY {PART}, {LINE}"


def finish(connection: duckdb.DuckDBPyConnection, sql: str, folder: Path) -> Path:
    """Write the final rows beside the first file."""
    path = folder / "final.parquet"
    connection.execute(f"COPY ({sql}) TO {literal(str(path))} ({PARQUET})")
    return path


def publish(path: Path, target: Path) -> Path:
    """Give the finished file its name: flushed to the disk, then renamed, then the folder flushed."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    path.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return target
