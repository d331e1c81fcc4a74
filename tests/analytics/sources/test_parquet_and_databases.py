"""Typed sources pass the same checks: Parquet columns and the rows of a query."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clave.analytics.sources import IntakeSettings, Profile, take_in

from .conftest import Take, codes

GOOD: dict[str, Any] = {
    "order_id": ["S1", "S2", "S3"],
    "customer_code": ["C1", "C2", "C1"],
    "ordered_on": pa.array([date(2025, 3, 14)] * 3),
    "currency": ["EUR"] * 3,
    "net_amount": pa.array([Decimal("10.10"), Decimal("-2.25"), Decimal("0.33")], pa.decimal128(10, 2)),
}


def parquet(path: Path, **changed: Any) -> Path:
    """A Parquet file of three order lines with some columns changed."""
    pq.write_table(pa.table({**GOOD, **changed}), path)
    return path


def test_typed_columns_give_exact_totals(take: Take, tmp_path: Path) -> None:
    intake = take(parquet(tmp_path / "orders.parquet"))
    assert (codes(intake), intake.totals["net_amount"]) == ([], "8.18")


def test_doubles_are_read_as_the_shortest_number_they_stand_for(take: Take, tmp_path: Path) -> None:
    amounts = pa.array([1000.1, 123456789012.1, 0.00005])
    keys = pa.array([123.0, 124.0, 123.0])
    intake = take(parquet(tmp_path / "orders.parquet", net_amount=amounts, customer_code=keys))
    assert intake.landed is not None
    rows = pq.read_table(intake.landed).to_pylist()
    assert [row["net_amount"] for row in rows] == [Decimal("1000.1"), Decimal("123456789012.1"), Decimal("0.0001")]
    assert [row["customer_code"] for row in rows] == ["123", "124", "123"]


def test_a_double_that_is_no_number_is_refused_by_its_row(take: Take, tmp_path: Path) -> None:
    intake = take(parquet(tmp_path / "orders.parquet", net_amount=pa.array([1.0, float("nan"), float("inf")])))
    assert [(problem.code, problem.line) for problem in intake.refused] == [
        ("NUMBER_INVALID", 2),
        ("NUMBER_INVALID", 3),
    ]


def test_times_with_a_zone_become_days_of_ours_and_times_without_are_refused(take: Take, tmp_path: Path) -> None:
    late = datetime(2025, 3, 14, 23, 30)
    zoned = pa.array([late.replace(tzinfo=UTC)] * 3, pa.timestamp("us", "UTC"))
    assert take(parquet(tmp_path / "a.parquet", ordered_on=zoned)).totals["first_ordered_on"] == "2025-03-15"
    naive = parquet(tmp_path / "b.parquet", ordered_on=pa.array([late] * 3))
    assert codes(take(naive)) == ["DATE_TZ"]
    declared = take(naive, profile='[format]\ntime_zone = "UTC"')
    assert declared.totals["first_ordered_on"] == "2025-03-14"


def test_midnights_without_a_zone_are_plain_days(take: Take, tmp_path: Path) -> None:
    days = pa.array([datetime(2025, 3, 14)] * 3)
    assert take(parquet(tmp_path / "orders.parquet", ordered_on=days)).totals["last_ordered_on"] == "2025-03-14"


def test_nested_columns_are_left_out_and_missed_when_needed(take: Take, tmp_path: Path) -> None:
    lists = pa.array([[1], [2], [3]])
    assert take(parquet(tmp_path / "orders.parquet", tags=lists)).is_clean
    assert codes(take(parquet(tmp_path / "orders.parquet", currency=lists))) == ["COLUMN_MISSING"]


def test_a_parquet_file_damaged_inside_is_refused(take: Take, tmp_path: Path) -> None:
    path = parquet(tmp_path / "orders.parquet")
    content = path.read_bytes()
    path.write_bytes(content.replace(b"S1", b"\xff\xff"))
    assert codes(take(path)) == ["FILE_TRUNCATED"]


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """An SQLite database with three order lines, the last of them bad."""
    path = tmp_path / "erp.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE lines (order_id, customer_code, ordered_on, currency, net_amount)")
        rows = [
            ("S1", "C1", "2025-03-14", "EUR", 10.1),
            ("S2", "C2", "2025-03-14", "EUR", 5),
            ("S3", "C3", None, "EUR", 7),
        ]
        connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()
    return f"sqlite:///{path}"


def query(text: str, url: str | None = None) -> Profile:
    """A profile that asks a database."""
    where = f'url = "{url}"\n' if url else ""
    return Profile.from_toml(f'[source]\n{where}lines = "{text}"')


def ask(source: str, profile: Profile | None, land_in: Path, settings: IntakeSettings) -> Any:
    """The intake of a query."""
    return take_in(source, profile=profile, land_in=land_in / "landed", settings=settings)


def test_the_rows_of_a_query_are_checked_like_any_others(sqlite: str, tmp_path: Path, settings: IntakeSettings) -> None:
    intake = ask(sqlite, query("SELECT * FROM lines"), tmp_path, settings)
    assert [(problem.code, problem.line, problem.column) for problem in intake.refused] == [
        ("VALUE_MISSING", 3, "ordered_on")
    ]
    assert intake.totals["net_amount"] == "15.10"
    from_profile = ask("anything", query("SELECT * FROM lines LIMIT 2", sqlite), tmp_path, settings)
    assert from_profile.is_clean


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM lines",
        "SELECT 1; DROP TABLE lines",
        "WITH x AS (SELECT 1) DELETE FROM lines",
        "SELECT * FROM nowhere",
        "SELECT load_extension('x')",
        "ATTACH 'x' AS y",
    ],
)
def test_a_query_that_does_more_than_read_is_refused(
    sqlite: str, text: str, tmp_path: Path, settings: IntakeSettings
) -> None:
    assert codes(ask(sqlite, query(text), tmp_path, settings)) == ["DATABASE_UNREACHABLE"]
    assert ask(sqlite, query("SELECT * FROM lines LIMIT 2"), tmp_path, settings).accepted == 2


def test_a_database_needs_a_query_and_must_be_there(sqlite: str, tmp_path: Path, settings: IntakeSettings) -> None:
    assert codes(ask(sqlite, None, tmp_path, settings)) == ["DATABASE_QUERY_MISSING"]
    absent = ask("sqlite:///nowhere.sqlite", query("SELECT 1"), tmp_path, settings)
    assert codes(absent) == ["FILE_NOT_FOUND"]
    away = ask("postgresql://me:secret@127.0.0.1:1/erp", query("SELECT 1"), tmp_path, settings)
    assert codes(away) == ["DATABASE_UNREACHABLE"]
    assert "secret" not in away.refused[0].sentence()


PROGRAMS = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of its own on a socket in a temporary folder."""
    if not PROGRAMS.is_dir():
        pytest.skip("postgresql-15 is not installed")
    folder = Path(tempfile.mkdtemp(prefix="clave-pg-"))
    shutil.chown(folder, "postgres", "postgres")
    as_postgres: dict[str, Any] = {
        "user": "postgres",
        "group": "postgres",
        "check": True,
        "capture_output": True,
        "timeout": 60,
    }
    subprocess.run([PROGRAMS / "initdb", "-D", folder / "data", "-A", "trust"], **as_postgres)
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    subprocess.run(
        [PROGRAMS / "pg_ctl", "-D", folder / "data", "-o", options, "-w", "-l", folder / "log", "start"], **as_postgres
    )
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        subprocess.run([PROGRAMS / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], **as_postgres)
        time.sleep(0.1)
        shutil.rmtree(folder, ignore_errors=True)


def test_postgresql_is_read_and_never_written(postgresql: str, tmp_path: Path, settings: IntakeSettings) -> None:
    import psycopg

    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("CREATE TABLE lines (order_id text, customer_code int, ordered_on date, net numeric(12,3))")
        connection.execute("INSERT INTO lines VALUES ('S1', 7, '2025-03-14', 10.125), ('S2', 8, '2025-03-15', -0.005)")
        profile = query("SELECT order_id, customer_code, ordered_on, net AS net_amount, 'EUR' AS currency FROM lines")
        intake = ask(postgresql, profile, tmp_path, settings)
        assert (codes(intake), intake.totals["net_amount_exact"]) == ([], "10.12")
        writing = query("WITH gone AS (DELETE FROM lines RETURNING *) SELECT * FROM gone")
        assert codes(ask(postgresql, writing, tmp_path, settings)) == ["DATABASE_UNREACHABLE"]
        found = connection.execute("SELECT count(*) FROM lines").fetchone()
    assert found == (2,)


def test_naive_times_of_a_database_are_refused(postgresql: str, tmp_path: Path, settings: IntakeSettings) -> None:
    late = "timestamp '2025-03-14 23:30'"
    text = f"SELECT 'S1' AS order_id, 'C' AS customer_code, {late} AS ordered_on, 'EUR' AS currency, 5 AS amount"
    assert codes(ask(postgresql, query(text), tmp_path, settings)) == ["DATE_TZ"]
    zoned = ask(
        postgresql,
        query(text.replace("timestamp '2025-03-14 23:30'", "timestamptz '2025-03-14 23:30Z'")),
        tmp_path,
        settings,
    )
    assert zoned.totals["first_ordered_on"] == "2025-03-15"
