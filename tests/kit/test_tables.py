"""Exports: typed, saying where they come from, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from clave.kit.tables import Cell, Column, Table, export_csv, export_xlsx, neutral

COLUMNS = (
    Column("code", "Code"),
    Column("amount", "Amount", "#,##0.00"),
    Column("day", "Day"),
    Column("known", "Known"),
)
NASTY = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n@x",
    "\0=1",
    " =1",
    "\ufeff=1",
    "＝1+1",
    "＠x",
]


def table(*rows: tuple[Cell, ...]) -> Table:
    return Table("Customers: all", COLUMNS, rows, run="R1-abcd", as_of=date(2026, 11, 24))


def read_csv(held: Table) -> list[dict[str, str]]:
    out = io.BytesIO()
    export_csv(held, out)
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_of_either_kind_can_run(text: str) -> None:
    held = table((text, Decimal("-1.50"), date(2026, 1, 2), True))
    (row,) = read_csv(held)
    assert row["code"].startswith("'")
    out = io.BytesIO()
    export_xlsx(held, out)
    cell = load_workbook(io.BytesIO(out.getvalue())).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


@given(st.text(max_size=20))
def test_text_that_could_not_run_stays_as_it_is(text: str) -> None:
    assert neutral(text).removeprefix("'") == text.removeprefix("'")


def test_numbers_days_and_truths_keep_their_type() -> None:
    held = table(("C1", Decimal("-1234.50"), date(2026, 1, 2), False), ("C2", None, None, None))
    first, second = read_csv(held)
    assert (first["amount"], first["day"], first["known"]) == ("-1234.50", "2026-01-02", "false")
    assert (second["amount"], second["day"], second["known"]) == ("", "", "")
    assert (first["run"], first["as_of"]) == ("R1-abcd", "2026-11-24")
    out = io.BytesIO()
    export_xlsx(held, out)
    book = load_workbook(io.BytesIO(out.getvalue()))
    sheet = book.worksheets[0]
    assert sheet["B2"].value == pytest.approx(-1234.5)
    assert sheet["C2"].value.date() == date(2026, 1, 2)
    assert sheet["D2"].value is False
    assert sheet["B3"].value is None
    said = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert (said["run"], said["as_of"], said["code"]) == ("R1-abcd", "2026-11-24", "Code")


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_empty(amount: Cell) -> None:
    held = table(("C1", amount, None, None))
    assert read_csv(held)[0]["amount"] == ""
    out = io.BytesIO()
    export_xlsx(held, out)
    assert load_workbook(io.BytesIO(out.getvalue())).worksheets[0]["B2"].value is None
