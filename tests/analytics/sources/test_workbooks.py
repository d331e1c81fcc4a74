"""XLSX: the right sheet, exact values, and cells that are not what they show."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from clave.analytics.sources import Profile
from clave.analytics.sources.profile import FileFormat

from .conftest import HEADER, Take, codes, warned

Sheet = tuple[str, Sequence[Sequence[Any]], str]


def row(number: int, **changed: Any) -> list[Any]:
    """One good order line as typed cells."""
    values: dict[str, Any] = {
        "order_id": f"S{number}",
        "line_no": 1,
        "customer_code": "000123",
        "ordered_on": date(2025, 3, 14),
        "currency": "EUR",
        "product_code": "P-10",
        "quantity": 10,
        "net_amount": 1000,
        "cost_amount": 700,
        "status": "invoiced",
        **changed,
    }
    return list(values.values())


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Where a workbook is written."""
    return tmp_path / "orders.xlsx"


def write(path: Path, *sheets: Sheet, from_1904: bool = False) -> Path:
    """A workbook of sheets: name, rows, state."""
    book = openpyxl.Workbook()
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    book.remove(book.worksheets[0])
    for name, rows, state in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for values in rows:
            sheet.append(list(values))
    book.save(path)
    return path


def orders(*rows: Sequence[Any], name: str = "orders", state: str = "visible") -> Sheet:
    """A sheet of order lines."""
    return name, [HEADER.split(","), *rows], state


@pytest.mark.parametrize("from_1904", [False, True])
def test_days_are_those_that_excel_shows(take: Take, workbook: Path, from_1904: bool) -> None:
    rows = [row(1), row(2, ordered_on=datetime(2025, 3, 14, 17, 30)), row(3, ordered_on="2025-03-14")]
    intake = take(write(workbook, orders(*rows), from_1904=from_1904))
    assert (codes(intake), intake.totals["first_ordered_on"], intake.totals["last_ordered_on"]) == (
        [],
        "2025-03-14",
        "2025-03-14",
    )


def test_a_bare_day_number_is_read_unless_the_workbook_counts_from_1904(take: Take, workbook: Path) -> None:
    rows = [row(1, ordered_on=45730)]
    assert take(write(workbook, orders(*rows))).totals["first_ordered_on"] == "2025-03-14"
    assert codes(take(write(workbook, orders(*rows), from_1904=True))) == ["DATE_INVALID"]


@pytest.mark.parametrize(("value", "kept"), [(0.1 + 0.2, "0.3"), (1234567.891, "1234567.891"), (1e-5, "0"), (-7, "-7")])
def test_numbers_have_the_fifteen_digits_that_excel_keeps(take: Take, workbook: Path, value: float, kept: str) -> None:
    intake = take(write(workbook, orders(row(1, net_amount=value))))
    assert intake.landed is not None
    assert pq.read_table(intake.landed)["net_amount"].to_pylist() == [Decimal(kept)]


def test_a_code_of_seventeen_digits_kept_as_a_number_is_refused(take: Take, workbook: Path) -> None:
    intake = take(write(workbook, orders(row(1, product_code=12345678901234567))))
    assert [(problem.code, problem.cell) for problem in intake.refused] == [("KEY_SUSPECT", "F2")]


def test_a_bad_cell_is_named_as_excel_names_it_even_after_blank_rows(take: Take, workbook: Path) -> None:
    intake = take(write(workbook, orders(row(1), [], row(2, net_amount="x"), row(3))))
    assert [(problem.cell, problem.line) for problem in intake.refused] == [("H4", 4)]
    assert warned(intake) == ["ROW_BLANK"]


def test_a_title_above_the_header_is_told(take: Take, workbook: Path) -> None:
    sheet = ("orders", [["Orders 2025"], HEADER.split(","), row(1, net_amount="x")], "visible")
    intake = take(write(workbook, sheet))
    assert (warned(intake), intake.refused[0].cell) == (["HEADER_FOUND_LATER"], "H3")


def test_the_sheet_with_our_columns_is_read_and_others_are_told(take: Take, workbook: Path) -> None:
    notes: Sheet = ("Notes", [["Just", "a note"]], "visible")
    intake = take(write(workbook, orders(row(1)), notes, orders(row(2), name="old", state="hidden")))
    assert (intake.accepted, warned(intake)) == (1, ["SHEET_CHOSEN", "SHEET_HIDDEN_NOT_READ"])


def test_one_of_several_sheets_must_be_named(take: Take, workbook: Path) -> None:
    write(workbook, orders(row(1)), orders(row(2), row(3), name="2024"))
    assert codes(take(workbook)) == ["SHEET_AMBIGUOUS"]
    assert take(workbook, profile=Profile(format=FileFormat(sheet="2024"))).accepted == 2
    assert codes(take(workbook, profile=Profile(format=FileFormat(sheet="2023")))) == ["SHEET_UNKNOWN"]


def test_hidden_sheets_alone_are_refused_and_read_when_named(take: Take, workbook: Path) -> None:
    write(workbook, ("empty", [], "visible"), orders(row(1), state="veryHidden"))
    assert codes(take(workbook)) == ["SHEET_HIDDEN"]
    assert take(workbook, profile=Profile(format=FileFormat(sheet="orders"))).accepted == 1


def test_an_empty_workbook_has_no_rows(take: Take, workbook: Path) -> None:
    assert codes(take(write(workbook, ("a", [], "visible")))) == ["FILE_NO_ROWS"]
    assert codes(take(write(workbook, orders()))) == ["FILE_NO_ROWS"]


def repack(path: Path, part: str, old: str, new: str) -> None:
    """Write the archive again with one part changed."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in entries[part]
    entries[part] = entries[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


def test_a_text_in_several_formats_is_put_together_without_its_reading_aid(take: Take, workbook: Path) -> None:
    write(workbook, orders(row(1, product_code="KEEP")))
    rich = "<r><t>KE</t></r><r><t>EP</t></r><rPh sb='0' eb='1'><t>aid</t></rPh>"
    part = "xl/sharedStrings.xml"
    with zipfile.ZipFile(workbook) as archive:
        inline = part not in archive.namelist()
    repack(workbook, "xl/worksheets/sheet1.xml" if inline else part, "<t>KEEP</t>", rich)
    intake = take(workbook)
    assert intake.landed is not None
    assert pq.read_table(intake.landed)["product_code"].to_pylist() == ["KEEP"]


@pytest.mark.parametrize(
    ("name", "mode", "code"),
    [
        ("../evil.txt", 0, "FILE_UNSAFE_ENTRY"),
        ("/etc/evil", 0, "FILE_UNSAFE_ENTRY"),
        ("C:\\evil", 0, "FILE_UNSAFE_ENTRY"),
        ("xl/link", stat.S_IFLNK | 0o777, "FILE_NOT_REGULAR"),
    ],
)
def test_an_archive_with_a_dangerous_entry_is_refused(
    take: Take, workbook: Path, name: str, mode: int, code: str
) -> None:
    write(workbook, orders(row(1)))
    with zipfile.ZipFile(workbook, "a") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        archive.writestr(entry, "x")
    assert codes(take(workbook)) == [code]


def test_an_archive_that_lies_about_its_size_is_counted_as_it_unpacks(take: Take, workbook: Path) -> None:
    write(workbook, orders(row(1)))
    repack(workbook, "xl/worksheets/sheet1.xml", "</sheetData>", "</sheetData>" + " " * 3_000_000)
    with zipfile.ZipFile(workbook) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    packed = workbook.read_bytes()
    size = len(entries["xl/worksheets/sheet1.xml"]).to_bytes(4, "little")
    assert packed.count(size) >= 2
    workbook.write_bytes(packed.replace(size, (5000).to_bytes(4, "little")))
    assert codes(take(workbook))[0] in ("FILE_TOO_LARGE_UNCOMPRESSED", "FILE_TRUNCATED")


@pytest.mark.parametrize("kept", [30, 500, -30])
def test_a_cut_workbook_is_damaged(take: Take, workbook: Path, kept: int) -> None:
    write(workbook, orders(row(1)))
    workbook.write_bytes(workbook.read_bytes()[:kept])
    assert codes(take(workbook)) == ["FILE_TRUNCATED"]


def test_an_archive_that_is_no_workbook_is_not_read(take: Take, workbook: Path) -> None:
    with zipfile.ZipFile(workbook, "w") as archive:
        archive.writestr("orders.csv", HEADER)
    assert codes(take(workbook)) == ["FILE_TYPE_UNSUPPORTED"]
