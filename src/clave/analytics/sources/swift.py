"""The swift way for files without a fault: land them in one pass as plain numbers and ISO days, then doubt.

Every test here is stricter than the checks of `typed`: where one fails, nothing is concluded and the thorough way is
gone, which says what is wrong. Where all pass, the thorough way would have found no fault either.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clave.analytics.schema import ColumnType
from clave.analytics.sources.currencies import CURRENT
from clave.analytics.sources.dates import EARLIEST, latest
from clave.analytics.sources.fields import NUMERIC, Field, Plan
from clave.analytics.sources.landing import DEFAULTS, ORDER_FREIGHT
from clave.analytics.sources.numbers import PLAIN, matches
from clave.analytics.sources.rows import CheckedRows
from clave.analytics.sources.tables import identifier, literal
from clave.analytics.sources.typed import day, rules_for, sql_type, text_value, typed

FILLED = {("orders", "quantity"), ("orders", "status")}
"""Columns that are never empty once landed."""
ROW_GROUP = 61_440
WRITTEN: dict[str, Any] = {"compression": "lz4", "dictionary_pagesize_limit": 1 << 15, "store_decimal_as_integer": True}


def can_be_swift(rows: CheckedRows) -> bool:
    """True for a single plain table mapped column by column."""
    table, plan = rows.table, rows.plan
    asks_more = table.is_joined or table.has_marks or plan.computations or rows.profile.filters.exclude
    declared = rows.written.decimal not in (None, ".") or rows.written.date is not None
    shares_out = plan.field(ORDER_FREIGHT) is not None
    skips = rows.filters.missing_customer != "refuse"
    limit = rows.settings.max_rows
    return (
        not (asks_more or declared or skips or shares_out)
        and rows.is_straight
        and (limit is None or table.rows <= limit)
    )


def stage_swiftly(rows: CheckedRows, folder: Path) -> Path | None:
    """The landed rows when no doubt remains about any of them; None otherwise."""
    import duckdb

    path = folder / "swift.parquet"
    try:
        write_plain(rows, path)
    except duckdb.Error:
        return None
    except OSError as error:
        if error.errno is not None:
            raise
        return None
    return path if is_beyond_doubt(rows, path) else None


def write_plain(rows: CheckedRows, path: Path) -> None:
    """Land every row, NULL where a value is not written in the plain way.

    What the source does not have is repeated by the thousand: asking the engine for it row by row would cost as much as
    all the rest. Raises OSError without a number where the engine cannot read on.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    absent = rows.connection.sql(f"SELECT {columns(rows.plan, given=False)} FROM range({ROW_GROUP})").to_arrow_table()
    there = rows.connection.sql(f"SELECT {columns(rows.plan, given=True)} FROM texts").to_arrow_reader(ROW_GROUP)
    names = [column.name for column in rows.plan.kind.columns]
    schema = pa.unify_schemas([there.schema, absent.schema])
    with pq.ParquetWriter(path, pa.schema([schema.field(name) for name in names]), **WRITTEN) as file:
        for batch in there:
            whole = pa.table(batch.columns + absent.slice(0, len(batch)).columns, schema=schema)
            file.write_table(whole.select(names))


def columns(plan: Plan, *, given: bool) -> str:
    """The select list of the columns of the contract that the source gives, or of those that it does not."""
    found = {field.ours: plain_value(field, f"f{i}") for i, field in enumerate(plan.fields)}
    listed = []
    for column in plan.kind.columns:
        if (column.name in found) is given:
            value = found.get(column.name) or DEFAULTS.get((plan.kind.name, column.name), "NULL")
            listed.append(f"CAST({value} AS {sql_type(column.name, column.type)}) AS {identifier(column.name)}")
    return ", ".join(listed) or "1 AS nothing"


def plain_value(field: Field, f: str) -> str:
    """SQL of a value written in the plain way."""
    if field.type in NUMERIC:
        pattern = "[0-9]{1,18}" if field.type is ColumnType.INTEGER else PLAIN
        value = f"CASE WHEN {matches(f, pattern)} THEN TRY_CAST({f} AS {sql_type(field.ours, field.type)}) END"
        return f"CASE WHEN {f} IS NULL THEN 1 ELSE {value} END" if field.ours == "quantity" else value
    if field.type is ColumnType.DATE:
        return f"CASE WHEN strlen({f}) = 10 THEN TRY_CAST({f} AS DATE) END"
    return text_value(field, f)


def is_beyond_doubt(rows: CheckedRows, path: Path) -> bool:
    """True when the landed file has every row, every needed value, and no value out of bounds."""
    plan = rows.plan
    tests = [test for field in plan.fields for test in doubts(rows, field)]
    counts = ", ".join(f"count({identifier(field.ours)})" for field in plan.fields)
    doubted = f"count(*) FILTER (WHERE {' OR '.join(tests) or 'false'})"
    sql = f"SELECT count(*), {doubted}, {counts} FROM read_parquet({literal(str(path))})"
    found, doubtful, *filled = rows.connection.execute(sql).fetchall()[0]
    if found != rows.table.rows or doubtful or not found or not currencies_are_known(rows, path):
        return False
    open_ones = [i for i, count in enumerate(filled) if count < found]
    if any(plan.fields[i].needed or (plan.kind.name, plan.fields[i].ours) in FILLED for i in open_ones):
        return False
    return not open_ones or same_counts(rows, open_ones, filled)


def currencies_are_known(rows: CheckedRows, path: Path) -> bool:
    """True when every currency that landed is one in use."""
    columns = [identifier(field.ours) for field in rows.plan.fields if field.type is ColumnType.CURRENCY]
    allowed = rows.settings.allowed_currencies or CURRENT
    for column in columns:
        sql = f"SELECT DISTINCT {column} FROM read_parquet({literal(str(path))}) WHERE {column} IS NOT NULL"
        if not {currency for (currency,) in rows.connection.execute(sql).fetchall()} <= allowed:
            return False
    return True


def same_counts(rows: CheckedRows, places: list[int], filled: list[int]) -> bool:
    """True when as many values were landed as there are texts, in columns that have gaps."""
    counts = ", ".join(f"count(f{i})" for i in places)
    texts = rows.connection.execute(f"SELECT {counts} FROM texts").fetchall()[0]
    return all(filled[i] == count for i, count in zip(places, texts, strict=True))


def doubts(rows: CheckedRows, field: Field) -> list[str]:
    """SQL tests over a landed column that are true where something may be wrong."""
    column, settings = identifier(field.ours), rows.settings
    if field.type is ColumnType.DATE:
        last = latest(field.ours, settings.today)
        tests = [f"{column} NOT BETWEEN {day(EARLIEST)} AND {day(last)}"]
        if settings.locked_until and field.ours in ("ordered_on", "occurred_on"):
            tests.append(f"{column} <= {day(settings.locked_until)}")
        return tests
    if field.type in NUMERIC:
        return [f"{column} NOT BETWEEN 0 AND 1"] if field.type is ColumnType.SHARE else []
    if field.type is ColumnType.CURRENCY:
        return [] if field.needed else [f"{column} IS NULL"]
    rules = rules_for(rows.table, settings)
    tests = (
        [f"{typed(field, column, column, column, None, rules).fault} IS NOT NULL"]
        if field.type is not ColumnType.FLAG
        else []
    )
    if field.ours == "customer_code" and rows.plan.kind.name != "customers" and settings.known_customers is not None:
        rows.make_known(settings.known_customers)
        tests.append(f"{column} NOT IN (SELECT code FROM known)")
    return tests
