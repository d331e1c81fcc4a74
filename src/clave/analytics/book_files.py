"""The book as a file: Parquet, CSV or XLSX, whole or not at all, and with no cell that a spreadsheet would run."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clave.analytics.refusals import OutputRefused

if TYPE_CHECKING:
    import pyarrow as pa

    from clave.analytics.book import Book

RUNS_IN_A_SPREADSHEET = r"^[\s\x00\x{FEFF}]*[=+\-@\x00＝＋－＠]|^[\t\r\n]"
FIRST_BYTES = b"\0\t\n\f\r =+-@\xef"
"""With which bytes of UTF-8 such a text can begin."""
XLSX_MOST_ROWS = 1_048_575
FILE_MODE = 0o644


def write_book(book: Book, out: Path) -> None:
    """Write `book` to `out` in the format its name ends with; the file appears complete or not at all.

    Amounts have two decimals; null is an empty cell. Raises OutputRefused for another ending, a missing folder or a
    table too long for XLSX, OSError when the disk fails.
    """
    check_output(out)
    writer = WRITERS[out.suffix.lower()]
    with appearing_whole(out) as unfinished:
        writer(book, unfinished)


def check_output(out: Path) -> None:
    """Raises OutputRefused when `out` has an unknown ending or no folder to stand in."""
    if out.suffix.lower() not in WRITERS:
        raise OutputRefused(path=out, reason=f"the name must end with {', '.join(WRITERS)}")
    if not out.parent.is_dir():
        raise OutputRefused(path=out, reason="its folder does not exist")
    if out.is_dir():
        raise OutputRefused(path=out, reason="it is a folder")


@contextmanager
def appearing_whole(out: Path) -> Iterator[Path]:
    """A temporary name beside `out` that becomes `out` when the block ends well and vanishes when it does not."""
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.chmod(FILE_MODE)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def write_parquet(book: Book, path: Path) -> None:
    """Parquet with the manifest in the file's metadata under `clave.manifest`."""
    import pyarrow.parquet

    manifest = {b"clave.manifest": json.dumps(book.manifest).encode()}
    pyarrow.parquet.write_table(book.to_arrow().replace_schema_metadata(manifest), path)


def write_csv(book: Book, path: Path) -> None:
    """CSV in UTF-8 with commas, decimal points and ISO dates."""
    import pyarrow.csv

    pyarrow.csv.write_csv(harmless(book.to_arrow()), path)


def harmless(table: pa.Table) -> pa.Table:
    """`table` with an apostrophe before every text that a spreadsheet would run as a formula."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        if field.type == pa.string() and begins_oddly(table[place]) and runs_somewhere(table[place]):
            table = table.set_column(
                place, field, pa.array([inert(text) for text in table[place].to_pylist()], pa.string())
            )
    return table


def begins_oddly(texts: pa.ChunkedArray) -> bool:
    """A quick look at first bytes: False when none of the texts can be a formula."""
    import numpy as np

    for part in texts.chunks:
        ends = np.frombuffer(part.buffers()[1], dtype=np.int32)[part.offset : part.offset + len(part) + 1]
        letters = np.frombuffer(part.buffers()[2] or b"", dtype=np.uint8)
        if np.isin(letters[ends[:-1][ends[:-1] < ends[1:]]], list(FIRST_BYTES)).any():
            return True
    return False


def runs_somewhere(texts: pa.ChunkedArray) -> bool:
    """True when a spreadsheet would run one of the texts."""
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring_regex(texts, RUNS_IN_A_SPREADSHEET)).as_py())


def inert(text: str | None) -> str | None:
    """`text`, with an apostrophe before it when a spreadsheet would run it."""
    pattern = RUNS_IN_A_SPREADSHEET.replace(r"\x{FEFF}", "\ufeff")
    return f"'{text}" if text is not None and re.search(pattern, text) else text


def write_xlsx(book: Book, path: Path) -> None:
    """One sheet with the book, one with the run it comes from; numbers and dates typed, text never a formula."""
    import xlsxwriter

    table = book.to_arrow()
    if table.num_rows > XLSX_MOST_ROWS:
        raise OutputRefused(path=path, reason="it has more rows than a sheet can hold; write .csv or .parquet")
    settings = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    with xlsxwriter.Workbook(str(path), settings) as workbook:
        write_sheet(workbook, table)
        write_run(workbook, book.manifest)


def write_sheet(workbook: Any, table: pa.Table) -> None:
    """The rows of the book under a bold header that stays in view."""
    sheet = workbook.add_worksheet("Book")
    sheet.freeze_panes(1, 1)
    formats = {
        date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
        Decimal: workbook.add_format({"num_format": "#,##0.00"}),
    }
    sheet.write_row(0, 0, table.column_names, workbook.add_format({"bold": True}))
    row = 0
    for batch in table.to_batches(max_chunksize=10_000):
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            row += 1
            for place, value in enumerate(values):
                write_cell(sheet, row, place, value, formats)


def write_cell(sheet: Any, row: int, place: int, value: Any, formats: dict[type, Any]) -> None:
    """One typed cell; null stays empty."""
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, place, inert(value))
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, formats[date])
    else:
        sheet.write_number(row, place, value, formats.get(type(value)))


def write_run(workbook: Any, manifest: dict[str, Any]) -> None:
    """The manifest as a sheet of names and values."""
    sheet = workbook.add_worksheet("Run")
    for row, (name, value) in enumerate(sorted(flattened(manifest))):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, inert(str(value)))


def flattened(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested names joined by dots."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from flattened(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


WRITERS: dict[str, Callable[[Book, Path], None]] = {".parquet": write_parquet, ".csv": write_csv, ".xlsx": write_xlsx}
"""File name ending -> who writes it."""
