"""The one exporter: every table leaves Clave through here, typed, safe to open, and saying where it comes from."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse
from django.utils.translation import gettext

from clave.kit.refusals import Refusal, gettext_noop

BOM = "\ufeff"
STARTS_A_FORMULA = frozenset("=+-@")
STARTS_A_CELL = frozenset("\t\r\n\0")
UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
MOST_ROWS = 1_048_575
MOST_CHARACTERS = 32_767
"""What one sheet and one cell of a workbook hold, below the heading."""
Cell = str | int | Decimal | float | date | bool | None


class TooLongForASheet(Refusal):
    """A workbook cannot hold that many rows."""

    code = "TABLE_TOO_LONG"
    template = gettext_noop("A sheet holds %(most)s rows, and this table has more. Take it as CSV.")


@dataclass(frozen=True)
class Column:
    """A column: a stable id for machines, a heading for people, and the number format of its cells."""

    id: str
    heading: str
    format: str = ""


@dataclass(frozen=True)
class Table:
    """Rows with their columns, and what they rest on: the run and the day."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    run: str = ""
    as_of: date | None = None


def listed(
    title: str, rows: Iterable[Any], columns: Sequence[tuple[str, str, Callable[[Any], Cell]]], **rests_on: Any
) -> Table:
    """A table whose every column says how it reads a row: id, heading, cell; `run` and `as_of` say what it rests on."""
    heads = [Column(id, heading) for id, heading, _ in columns]
    return Table(title, heads, ([cell(row) for _, _, cell in columns] for row in rows), **rests_on)


def download(table: Table, kind: str, name: str) -> FileResponse:
    """The table as a file that the browser keeps; `kind` is csv or xlsx."""
    write, media = KINDS[kind]
    file = TemporaryFile()  # noqa: SIM115  # the answer closes it when the browser has it
    write(table, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{kind}", content_type=media)


def export_csv(table: Table, out: IO[bytes]) -> None:
    """UTF-8 with a byte order mark, stable column ids, plain decimals; run and day stand in the last columns."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*(column.id for column in table.columns), "run", "as_of"])
    ending = [neutral(table.run), table.as_of.isoformat() if table.as_of else ""]
    writer.writerows([*map(_plain, row), *ending] for row in table.rows)
    text.detach()


def export_xlsx(table: Table, out: IO[bytes]) -> None:
    """A workbook with typed cells, a frozen heading, and a second sheet that says where the figures come from."""
    import xlsxwriter

    with xlsxwriter.Workbook(out, WORKBOOK) as book:
        _write_rows(book, table)
        _write_source(book, table)


def export_sheets(tables: Sequence[Table], out: IO[bytes]) -> None:
    """A workbook with one sheet a table, and a last one that says of each where it comes from and what its columns are."""
    import xlsxwriter

    with xlsxwriter.Workbook(out, WORKBOOK) as book:
        for table in tables:
            _write_rows(book, table)
        _write_source(book, *tables)


KINDS: dict[str, tuple[Callable[[Table, IO[bytes]], None], str]] = {
    "csv": (export_csv, "text/csv; charset=utf-8"),
    "xlsx": (export_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
WORKBOOK = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a leading apostrophe where its first signs could start one."""
    bare = text.lstrip("".join({sign for sign in text if unicodedata.category(sign) in UNSEEN}))
    before = text[: len(text) - len(bare)]
    first = unicodedata.normalize("NFKC", bare[:1])[:1]
    return f"'{text}" if first in STARTS_A_FORMULA or not STARTS_A_CELL.isdisjoint(before) else text


def _plain(cell: Cell) -> str:
    """One cell as CSV writes it; what is not known is empty."""
    if cell is None or (isinstance(cell, float | Decimal) and not isfinite(cell)):
        return ""
    if isinstance(cell, str):
        return neutral(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _write_rows(book: Any, table: Table) -> None:
    sheet = book.add_worksheet(_sheet_name(table.title))
    bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    formats = [book.add_format({"num_format": column.format or "General"}) for column in table.columns]
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, max(len(table.columns) - 1, 0), 18)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, neutral(column.heading), bold)
    for line, row in enumerate(table.rows, start=1):
        if line > MOST_ROWS:
            raise TooLongForASheet(most=MOST_ROWS)
        for at, cell in enumerate(row):
            _write_cell(sheet, line, at, cell, day if isinstance(cell, date) else formats[at])


def _write_cell(sheet: Any, line: int, at: int, cell: Cell, form: Any) -> None:
    """One cell of its own type; what is not known stays empty."""
    if cell is None or (isinstance(cell, float | Decimal) and not isfinite(cell)):
        return
    if isinstance(cell, bool):
        sheet.write_boolean(line, at, cell)
    elif isinstance(cell, str):
        sheet.write_string(line, at, neutral(cell)[:MOST_CHARACTERS])
    elif isinstance(cell, datetime):
        sheet.write_string(line, at, cell.astimezone(UTC).isoformat(timespec="seconds"))
    elif isinstance(cell, date):
        sheet.write_datetime(line, at, cell, form)
    else:
        sheet.write_number(line, at, cell, form)


def _write_source(book: Any, *tables: Table) -> None:
    """The sheet that says which tables these are, from which run and day, and what their columns are called for machines."""
    sheet = book.add_worksheet(_sheet_name(gettext("Where from")))
    for line, (name, value) in enumerate(pair for table in tables for pair in _source_of(table)):
        sheet.write_string(line, 0, neutral(name))
        sheet.write_string(line, 1, neutral(value))


def _source_of(table: Table) -> list[tuple[str, str]]:
    """Title, run and day of a table, then each of its columns."""
    facts = [("table", table.title), ("run", table.run), ("as_of", table.as_of.isoformat() if table.as_of else "")]
    return [*facts, *((column.id, column.heading) for column in table.columns)]


def _sheet_name(title: str) -> str:
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "Table"
