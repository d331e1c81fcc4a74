"""One definition of each measure: the embedded engine and Spark give the same book, to the last digit."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from clave.analytics.backtests import choice_record
from clave.analytics.book import Book, score
from clave.analytics.customer_table import customer_table
from clave.analytics.engines import cluster, embedded, open_engine
from clave.analytics.engines.cluster import seen_by_cluster
from clave.analytics.engines.embedded import DuckDBEngine, memory_mb
from clave.analytics.ledger import Ledger
from clave.analytics.refusals import AsOfBeforeData, CurrenciesMixed, EngineAway, EngineMissing, TemporaryFolderFull
from clave.analytics.roll_up import customers_sql, opened_ledger, roll_up
from clave.analytics.sources import open_ledger
from tests.analytics.ledgers import RATES_SCHEMA, cdnow, ledger_of, line, northwind, written

FIRST = date(2023, 1, 2)


@pytest.fixture(scope="module", autouse=True)
def _short_lived() -> Iterator[None]:
    """Spark as it suits a few thousand rows and a minute: no second compiler, two parts where rows are shared out."""
    with pytest.MonkeyPatch.context() as patched:
        options = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        patched.setenv("PYSPARK_SUBMIT_ARGS", f'--driver-java-options "{options}" pyspark-shell')
        patched.setitem(cluster.LOCAL_SETTINGS, "spark.sql.shuffle.partitions", "2")
        yield


def lines(seed: int, count: int = 3_000) -> Iterator[dict[str, Any]]:
    """Order lines with everything that can go differently: four decimals, gaps, credits, two currencies, late days."""
    rng = random.Random(seed)
    for number in range(count):
        day = FIRST + timedelta(days=rng.randrange(900))
        amount = Decimal(rng.randrange(-30_000, 9_000_000)) / 10_000
        yield line(
            f"C{rng.randrange(120):03d}",
            f"O{number // 2}",
            day,
            amount,
            line_no=number % 2 + 1,
            quantity=rng.choice(("1", "2.5", "-1")),
            cost_amount=(amount * Decimal("0.7")).quantize(Decimal("0.0001")) if rng.random() < 0.97 else 0,
            list_amount=abs(amount) + 1,
            freight_amount=Decimal(rng.randrange(99_999)) / 10_000,
            currency=rng.choice(("EUR", "EUR", "USD")),
            status=rng.choice(("invoiced", "invoiced", "invoiced", "cancelled", "credit")),
            promised_on=day + timedelta(days=5),
            delivered_on=rng.choice((None, day + timedelta(days=4), day + timedelta(days=8))),
        )


def ledger(folder: Path, seed: int) -> Ledger:
    """Two files, the second correcting lines of the first, and dated rates."""
    first = list(lines(seed))
    later = [{**row, "net_amount": row["net_amount"] + Decimal("0.0001")} for row in first[::7]]
    rates = [
        {"rate_date": FIRST + timedelta(days=n), "base": "USD", "quote": "EUR", "rate": Decimal("0.9") + n % 50}
        for n in range(900)
    ]
    return Ledger(
        orders=(written(folder / "first.parquet", first), written(folder / "later.parquet", later)),
        rates=(written(folder / "rates.parquet", rates, RATES_SCHEMA),),
        digest="d",
        has_corrections=True,
        reporting_currency="EUR",
    )


def told(book: Book) -> tuple[Any, ...]:
    return book.digest, book.totals, book.to_arrow(), book.months(4)


@pytest.mark.proof("totals")
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.drill)])
def test_both_engines_give_the_same_book(tmp_path: Path, seed: int, record_property: Callable[..., None]) -> None:
    held = ledger(tmp_path, seed)
    assert told(score(held, engine="spark")) == told(score(held))
    record_property("books", 2)
    record_property("differing", 0)


@pytest.mark.parametrize("rows", [northwind, pytest.param(cdnow, marks=pytest.mark.drill)], ids=["northwind", "cdnow"])
def test_both_engines_give_the_same_book_of_real_ledgers(tmp_path: Path, rows: Any) -> None:
    held = ledger_of(tmp_path, rows())
    assert score(held, engine="spark").digest == score(held).digest


@pytest.mark.parametrize("engine", ["duckdb", pytest.param("spark", marks=pytest.mark.drill)])
def test_orders_of_one_line_need_no_rolling_up_and_a_base_may_come_in_pieces(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [row for row in lines(6) if row["customer_code"] < "C040"]
    few += [{**row, "customer_code": "Everyday"} for row in lines(7, 400)]
    single = [{**row, "order_id": f"O{number}", "line_no": 1} for number, row in enumerate(few)]
    held = replace(ledger(tmp_path, 6), orders=ledger_of(tmp_path, single).orders, has_corrections=False)
    rolled = told(score(held, engine=engine))
    assert told(score(replace(held, one_line_orders=True), engine=engine)) == rolled
    monkeypatch.setattr("clave.analytics.customer_table.ROWS_AT_ONCE", 7)
    if engine == "duckdb":
        monkeypatch.setattr(embedded, "PART_FIGURES", 100)
        with open_engine("duckdb", held.orders) as opened:
            opened.read("order_lines", held.orders, "ordered_on")
            cuts = opened.cuts("order_lines", "customer_code", 1)
        assert len(cuts) >= 9
        assert len(set(cuts)) < len(cuts)
    assert told(score(replace(held, one_line_orders=True), engine=engine)) == told(score(held, engine=engine)) == rolled


@pytest.mark.parametrize("rows_at_once", [50, 1_000, 200_000])
def test_orders_are_added_up_as_an_engine_would(
    tmp_path: Path, rows_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clave.analytics.customer_table.ROWS_AT_ONCE", rows_at_once)
    rows = [{**row, "customer_code": row["customer_code"][n % 3 :]} for n, row in enumerate(lines(5))]
    rows += [{**row, "customer_code": "Everyday", "order_id": f"E{n}"} for n, row in enumerate(lines(8))]
    rows += [line("Only credits", "E1", FIRST, Decimal(-9)), line("ñ", "E2", FIRST, Decimal("0.0001"))]
    held = ledger_of(tmp_path, [{**row, "currency": "EUR"} for row in rows])
    days = "COUNT(DISTINCT ordered_day), MIN(ordered_on), MAX(ordered_on)"
    with opened_ledger(held) as engine:
        holdings = roll_up(engine, held)
        table = customer_table(engine, holdings)
        summed = engine.table(f"SELECT * FROM ({customers_sql(holdings)}) summed ORDER BY customer_code")
        bought = engine.rows(f"SELECT customer_code, {days} FROM order_roll_up WHERE is_order = 1 GROUP BY 1")
    assert table.select(summed.column_names).equals(summed)
    names = ("customer_code", "order_days", "first_ordered_on", "last_ordered_on")
    found = zip(*(table[name].to_pylist() for name in names), strict=True)
    assert sorted(each for each in found if each[1]) == sorted(bought)


def test_a_ledger_knows_when_no_two_lines_share_an_order(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    for second, alone in (("O2", True), ("O1", False)):
        orders = f"C1,O1,2024-01-02,10.00,EUR\nC1,{second},2024-01-03,20.00,EUR\n"
        file.write_text(f"customer_code,order_id,ordered_on,net_amount,currency\n{orders}")
        assert open_ledger(file).one_line_orders is alone


@pytest.mark.proof("totals")
@pytest.mark.parametrize("engine", ["duckdb", pytest.param("spark", marks=pytest.mark.drill)])
def test_the_number_of_threads_changes_no_figure(
    tmp_path: Path, engine: str, record_property: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = ledger(tmp_path, 3)
    in_one_go = score(held, engine=engine, threads=1).digest
    monkeypatch.setattr("clave.analytics.customer_table.ROWS_AT_ONCE", 100)
    monkeypatch.setattr("clave.analytics.lifetime.outlook.CHUNK_ELEMENTS", 5_000)
    books = [in_one_go, *(score(held, engine=engine, threads=threads).digest for threads in (1, 2, 4))]
    record_property("books", len(books))
    record_property("differing", len(set(books)) - 1)
    assert len(set(books)) == 1


def test_both_engines_refuse_alike(tmp_path: Path) -> None:
    held = ledger(tmp_path, 4)
    for engine in ("duckdb", "spark"):
        with pytest.raises(CurrenciesMixed, match="EUR, USD"):
            score(replace(held, reporting_currency=None, rates=()), engine=engine)
        with pytest.raises(AsOfBeforeData):
            score(held, engine=engine, as_of=date(2020, 1, 1))


def test_spark_gives_back_what_it_kept(tmp_path: Path) -> None:
    held = ledger(tmp_path, 5)
    with open_engine("spark", held.orders) as engine:
        engine.read("order_lines", held.orders, "ordered_on")
        engine.keep("few", "SELECT customer_code FROM order_lines LIMIT 3")
        assert len(engine.rows("SELECT * FROM few")) == 3
        session = engine._session  # type: ignore[attr-defined]
        assert session.catalog.isCached("few")
    assert not session.catalog.isCached("few")


def test_a_cluster_that_cannot_do_it_is_said_in_one_sentence(tmp_path: Path) -> None:
    with open_engine("spark", ()) as engine, pytest.raises(EngineAway, match="does not answer"):
        engine.rows("SELECT * FROM nothing_of_the_kind")


def test_an_engine_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    for name in ("spark", "abacus"):
        with pytest.raises(EngineMissing, match=name), open_engine(name, ()):
            pass


def test_the_cluster_reads_the_ledger_where_the_setting_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "orders" / "a.parquet"
    assert seen_by_cluster(file) == file.as_uri()
    monkeypatch.setenv("CLAVE_SPARK_LEDGER", "s3a://bucket/ledger/")
    assert seen_by_cluster(file) == "s3a://bucket/ledger/orders/a.parquet"


def test_the_engine_draws_no_progress_bar_between_the_figures_a_command_prints() -> None:
    with open_engine("duckdb", ()) as engine:
        assert engine.rows("SELECT current_setting('enable_progress_bar')") == [(False,)]


def test_both_engines_choose_alike_by_the_same_past(tmp_path: Path) -> None:
    held = ledger(tmp_path, 6)
    one, other = (choice_record(held, engine=name, days=90) for name in ("duckdb", "spark"))
    assert len(one.earlier) == 6
    assert one.as_json() == other.as_json()
    assert one.ranking().equals(other.ranking())


def test_what_does_not_fit_into_memory_goes_to_disk_and_comes_out_the_same() -> None:
    rows, most_mb = 4_000_000, 160
    with DuckDBEngine((), threads=1, most_mb=most_mb) as engine:
        wide = ", ".join(f"hash(range + {place}) AS c{place}" for place in range(8))
        engine.keep("kept", f"SELECT range AS n, {wide} FROM range({rows})")
        assert engine.rows("SELECT COUNT(*), SUM(n) FROM kept") == [(rows, rows * (rows - 1) // 2)]
        assert engine.rows("SELECT SUM(size) > 0 FROM duckdb_temporary_files()") == [(True,)]


def test_a_temporary_folder_without_room_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = duckdb.connect

    def with_little_room(config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        return connect(config=config).execute("SET max_temp_directory_size = '1MB'")

    monkeypatch.setattr(duckdb, "connect", with_little_room)
    with DuckDBEngine((), threads=1, most_mb=40) as engine, pytest.raises(TemporaryFolderFull) as told:
        engine.keep("kept", "SELECT hash(range) AS h, hash(range + 1) AS i, hash(range + 2) AS j FROM range(4000000)")
    assert told.value.sentence().startswith(f"{tempfile.gettempdir()} has no room left")
    assert told.value.exit_status == 74


@pytest.mark.parametrize(("threads", "least"), [(1, 200), (64, 200)])
def test_the_engine_never_asks_for_more_than_the_machine_has(threads: int, least: int) -> None:
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20
    assert least < memory_mb(threads) < machine
