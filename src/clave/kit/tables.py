"""The one exporter: every table leaves Clave through here, typed, safe to open, and saying where it comes from."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LEADING_IGNORED = " \ufeff\u200b\u00a0\u2060"
DANGEROUS = frozenset("=+-@\t\r\n\0")
BOM = "\ufeff"
Cell = str | int | Decimal | float | date | bool | None


@dataclass(frozen=True)
class Column:
    """A column: a stable id for machines, a heading for people, and the number format of its cells."""

    id: str
    heading: str
    format: str = ""


@dataclass(frozen=True)
class Table:
    """Rows with their columns, and what they rest on (the run, the day)."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    source: str = ""
    as_of: date | None = None


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a leading apostrophe where the first sign could start one."""
    bare = text.lstrip(LEADING_IGNORED)
    first = unicodedata.normalize("NFKC", bare[:1])
    starts_control = bool(text) and (text[0] in DANGEROUS or unicodedata.category(text[0]) == "Cc")
    return f"'{text}" if first in DANGEROUS and bare or starts_control else text


def export_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, stable column ids, plain decimals; the source stands in the last column."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*(column.id for column in table.columns), "source", "as_of"])
    ending = [neutral(table.source), table.as_of.isoformat() if table.as_of else ""]
    writer.writerows([*(_plain(cell) for cell in row), *ending] for row in table.rows)
    return out.getvalue().encode()


def export_xlsx(table: Table) -> bytes:
    """A workbook with typed cells, a frozen heading, and a second sheet that says where the figures come from."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        _write_rows(book, table)
        _write_source(book, table)
    return out.getvalue()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return neutral(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _write_rows(book: object, table: Table) -> None:
    sheet = book.add_worksheet(_sheet_name(table.title))  # type: ignore[attr-defined]
    bold = book.add_format({"bold": True, "text_wrap": True})  # type: ignore[attr-defined]
    day = book.add_format({"num_format": "yyyy-mm-dd"})  # type: ignore[attr-defined]
    formats = [
        book.add_format({"num_format": column.format}) if column.format else None  # type: ignore[attr-defined]
        for column in table.columns
    ]
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.heading, bold)
    for line, row in enumerate(table.rows, start=1):
        for at, cell in enumerate(row):
            _write_cell(sheet, line, at, cell, day if isinstance(cell, date) else formats[at])
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, max(len(table.columns) - 1, 0), 16)


def _write_cell(sheet: object, line: int, at: int, cell: Cell, form: object) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(line, at, cell)  # type: ignore[attr-defined]
    elif isinstance(cell, str):
        sheet.write_string(line, at, neutral(cell))  # type: ignore[attr-defined]
    elif isinstance(cell, date):
        sheet.write_datetime(line, at, cell, form)  # type: ignore[attr-defined]
    else:
        sheet.write_number(line, at, cell, form)  # type: ignore[attr-defined]


def _write_source(book: object, table: Table) -> None:
    sheet = book.add_worksheet("Source")  # type: ignore[attr-defined]
    for line, (name, value) in enumerate([("table", table.title), ("source", table.source), ("as_of", table.as_of)]):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, neutral(str(value or "")))


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "Table"
