"""/rates/: what the ledger holds, which rates count, and which order days lack one."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook

from clave.ledger import operations, rate_queries, store
from clave.ledger.models import Batch, Coverage, DailyRate
from tests.cast import Cast
from tests.ledger.imports import bring, row, write

RATES = "rate_date,base,quote,rate"


@pytest.fixture
def dollars(db: None, files: Path) -> Path:
    """Orders in two currencies, three days of them in dollars; gives the folder."""
    orders = [row("O1"), row("O2"), row("O6"), row("O7"), row("O3", ordered_on="2025-01-02", currency="USD")]
    orders += [row("O4", ordered_on="2025-01-03", currency="USD"), row("O5", ordered_on="2025-03-03", currency="USD")]
    bring(write(files / "orders.csv", *orders))
    return files


def text(cast: Cast, open_page: Any, **query: str) -> str:
    shown: str = open_page(cast.finance_partner, "rates", query).content.decode()
    return shown


def test_order_days_without_a_rate_are_named(cast: Cast, open_page: Any, dollars: Path) -> None:
    shown = text(cast, open_page)
    assert "1 currency lacks rates into EUR" in shown
    assert "USD: 3 of 3 order days have no rate into EUR." in shown
    assert "2 Jan 2025 to 3 Mar 2025" in shown


def test_rates_cover_the_days_they_hold_for(cast: Cast, open_page: Any, dollars: Path) -> None:
    bring(write(dollars / "rates.csv", "2025-01-01,USD,EUR,0.9612", header=RATES), kind="rates")
    shown = text(cast, open_page)
    assert "USD: 1 of 3 order days has no rate into EUR." in shown
    assert "3 Mar 2025" in shown
    assert "0.96120" in shown
    bring(write(dollars / "more.csv", "2025-03-01,EUR,USD,1.05", header=RATES), kind="rates")
    assert "Every order day has a rate into EUR" in text(cast, open_page)


def test_the_page_can_be_seen_from_another_currency(cast: Cast, open_page: Any, dollars: Path) -> None:
    bring(write(dollars / "rates.csv", "2025-01-01,USD,EUR,0.96", header=RATES), kind="rates")
    assert "1 currency lacks rates into USD" in text(cast, open_page, into="USD")
    assert "into EUR" in text(cast, open_page, into="no such currency")


def test_one_currency_needs_no_rate(cast: Cast, open_page: Any, files: Path) -> None:
    bring(write(files / "orders.csv", row("O1")))
    assert "All orders are in EUR: no rate is needed" in text(cast, open_page)


def test_an_empty_ledger_teaches_what_rates_are_for(cast: Cast, open_page: Any) -> None:
    assert "Rates make currencies comparable" in text(cast, open_page)


def test_a_corrected_rate_counts_and_its_undo_brings_the_first_one_back(dollars: Path) -> None:
    bring(write(dollars / "rates.csv", "2025-01-01,USD,EUR,0.96", header=RATES), kind="rates")
    bring(write(dollars / "again.csv", "2025-01-01,USD,EUR,0.97", header=RATES), kind="rates")
    assert [each.rate for each in DailyRate.objects.all()] == ["0.97"]
    operations.undo_batch(by=None, batch=Batch.objects.get(file_name="again.csv"))
    assert [each.rate for each in DailyRate.objects.all()] == ["0.96"]
    operations.undo_batch(by=None, batch=Batch.objects.get(file_name="rates.csv"))
    assert not DailyRate.objects.exists()
    assert rate_queries.currencies().lacking


def test_cancelled_lines_need_no_rate(db: None, files: Path) -> None:
    header = "order_id,line_no,customer_code,ordered_on,currency,net_amount,status"
    rows = ["O1,1,C1,2025-01-01,EUR,10,invoiced", "O2,1,C1,2025-01-01,USD,10,cancelled"]
    bring(write(files / "orders.csv", *rows, header=header))
    assert [each.currency for each in rate_queries.currencies().held] == ["EUR"]


def test_undo_works_when_a_ledger_file_is_gone_and_the_page_says_its_version(
    cast: Cast, open_page: Any, dollars: Path
) -> None:
    bring(write(dollars / "rates.csv", "2025-01-01,USD,EUR,0.96", header=RATES), kind="rates")
    store.path_of(Batch.objects.get(kind="orders").ledger_file).unlink()
    operations.undo_batch(by=None, batch=Batch.objects.get(kind="rates"))
    assert "Worked out for data version 2" in text(cast, open_page)


def test_looking_at_the_page_reads_no_ledger_file(
    cast: Cast, open_page: Any, dollars: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        raise AssertionError("a page opened the engine")

    monkeypatch.setattr(duckdb, "connect", refused)
    assert "lacks rates" in text(cast, open_page)


def test_many_rates_are_shown_within_the_budget_and_exported_whole(cast: Cast, open_page: Any, dollars: Path) -> None:
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(400)]
    rows = [f"{day},USD,EUR,0.9{number:03}" for number, day in enumerate(days)]
    rows += [f"{day},GBP,EUR,1.2{number:03}" for number, day in enumerate(days)]
    bring(write(dollars / "rates.csv", *rows, header=RATES), kind="rates")
    assert text(cast, open_page, pair="USD-EUR").count("<tr><th") == rate_queries.SHOWN_RATES + 1
    out = b"".join(open_page(cast.champion, "rates-csv").streaming_content).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(out)))
    assert len(found) == 800
    assert (found[0]["base"], found[0]["rate_date"], found[0]["rate"]) == ("GBP", "2025-02-03", "1.2399")
    book = b"".join(open_page(cast.champion, "rates-xlsx").streaming_content)
    assert load_workbook(io.BytesIO(book)).worksheets[0].max_row == 801


def test_other_kinds_of_files_leave_the_coverage_alone(dollars: Path) -> None:
    bring(write(dollars / "customers.csv", "C1,Uno", header="customer_code,name"), kind="customers")
    assert Coverage.objects.count() == 1


def test_a_database_of_an_older_version_learns_its_coverage_once(dollars: Path) -> None:
    bring(write(dollars / "rates.csv", "2025-01-01,USD,EUR,0.9612", header=RATES), kind="rates")
    kept = Coverage.objects.order_by("-version__number").values("currencies", "pairs")[0]
    rates = list(DailyRate.objects.values_list("rate_date", "base", "quote", "rate"))
    Coverage.objects.all().delete()
    DailyRate.objects.all().delete()
    assert operations.catch_up_coverage() is not None
    assert Coverage.objects.values("currencies", "pairs").get() == kept
    assert list(DailyRate.objects.values_list("rate_date", "base", "quote", "rate")) == rates
    assert operations.catch_up_coverage() is None
