"""XLSX: which sheet holds the rows, and its rows as text with their cells."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from clave.analytics.problems import Problem
from clave.analytics.sources.containers import entry_chunks, open_archive
from clave.analytics.sources.currencies import sign_shown
from clave.analytics.sources.headers import SEARCHED_ROWS, HeaderLine, Wanted, find_header
from clave.analytics.sources.intake import FileRefused, IntakeSettings
from clave.analytics.sources.profile import FileFormat
from clave.analytics.sources.tables import Part, Spool, Table
from clave.analytics.sources.text_files import blank_warning
from clave.analytics.sources.wording import problem
from clave.analytics.sources.workbook_cells import (
    Book,
    RelationsParser,
    Row,
    SheetEntry,
    StringsParser,
    StylesParser,
    WorkbookParser,
    XmlParser,
    column_letters,
    rows_of,
)

SHOWN_BLANKS = 10
SHOWN_SIGNS = 1000


@dataclass(frozen=True)
class Sheet:
    """One sheet with its first rows."""

    entry: SheetEntry
    part: str
    beginning: tuple[Row, ...]

    @property
    def name(self) -> str:
        """What the tab says."""
        return self.entry.name


class Workbook:
    """One workbook, open for reading."""

    def __init__(self, path: Path, name: str, settings: IntakeSettings) -> None:
        self.path, self.name, self.settings = path, name, settings
        self.archive: zipfile.ZipFile = open_archive(path, settings)
        self.contents = WorkbookParser(name)
        self.parse("xl/workbook.xml", self.contents)
        relations = RelationsParser(name)
        self.parse("xl/_rels/workbook.xml.rels", relations)
        self.targets = relations.targets
        self.book = self.shared_book()

    def close(self) -> None:
        """Let go of the file."""
        self.archive.close()

    def parse(self, part: str, parser: XmlParser) -> None:
        """Parse one part; one that is not there is left out."""
        if part in self.archive.namelist():
            parser.feed_all(entry_chunks(self.path, self.archive, part, self.settings))

    def shared_book(self) -> Book:
        """Shared texts and styles."""
        strings, styles = StringsParser(self.name), StylesParser(self.name)
        self.parse("xl/sharedStrings.xml", strings)
        self.parse("xl/styles.xml", styles)
        shown = {i: sign_shown(styles.codes.get(code, "")) for i, code in enumerate(styles.styles)}
        signs = {i: sign for i, sign in shown.items() if sign}
        return Book(self.name, strings.strings, styles.day_styles(), signs, self.contents.starts_1904)

    def rows(self, part: str) -> Iterator[Row]:
        """The rows of one sheet."""
        return rows_of(self.book, entry_chunks(self.path, self.archive, part, self.settings))

    def sheets(self) -> list[Sheet]:
        """All sheets that hold something, with their first rows."""
        found = []
        for entry in self.contents.sheets:
            part = self.targets.get(entry.relation, "")
            if part not in self.archive.namelist():
                continue
            with closing(iter(self.rows(part))) as rows:  # type: ignore[type-var]
                beginning = tuple(islice((row for row in rows if row.values), SEARCHED_ROWS))
            if beginning:
                found.append(Sheet(entry, part, beginning))
        return found


def fields_of(row: Row) -> list[str]:
    """The values of a row from its first column to its last."""
    return [row.values.get(i, "") for i in range(max(row.values, default=-1) + 1)]


def choose_sheet(book: Workbook, wanted_name: str | None, wanted: Wanted) -> tuple[Sheet, tuple[Problem, ...]]:
    """The sheet to read: the named one, the only one, or the only one with names we know; else refused."""
    sheets = book.sheets()
    if not sheets:
        raise FileRefused(problem("FILE_NO_ROWS", file=book.name))
    every = listed(sheets)
    if wanted_name is not None:
        chosen = next((sheet for sheet in sheets if sheet.name == wanted_name), None)
        if chosen is None:
            raise FileRefused(problem("SHEET_UNKNOWN", file=book.name, value=wanted_name, **every))
        return chosen, ()
    visible = [sheet for sheet in sheets if not sheet.entry.is_hidden]
    if not visible:
        raise FileRefused(problem("SHEET_HIDDEN", file=book.name, **every))
    fitting = [
        sheet for sheet in visible if any(wanted.hits(fields_of(row)) >= wanted.must_hold for row in sheet.beginning)
    ]
    chosen_of = visible if len(visible) == 1 else fitting
    if len(chosen_of) != 1:
        raise FileRefused(problem("SHEET_AMBIGUOUS", file=book.name, **listed(visible)))
    return chosen_of[0], sheet_warnings(book.name, chosen_of[0], sheets)


def listed(sheets: list[Sheet]) -> dict[str, Any]:
    """The sheets as a sentence names them, and one by one for who chooses among them."""
    names = [sheet.name for sheet in sheets]
    return {"sheets": ", ".join(names), "names": names}


def sheet_warnings(file: str, chosen: Sheet, sheets: list[Sheet]) -> tuple[Problem, ...]:
    """What to know about sheets that were not read."""
    others = [sheet.name for sheet in sheets if sheet is not chosen and not sheet.entry.is_hidden]
    hidden = [sheet.name for sheet in sheets if sheet.entry.is_hidden]
    found = [problem("SHEET_CHOSEN", file=file, value=chosen.name, others=", ".join(others))] if others else []
    if hidden:
        found.append(problem("SHEET_HIDDEN_NOT_READ", file=file, others=", ".join(hidden)))
    return tuple(found)


def read_workbook(
    path: Path, name: str, written: FileFormat, wanted: Wanted, spool: Path, settings: IntakeSettings
) -> tuple[Table, tuple[str, ...]]:
    """The rows of the chosen sheet, and the names of all sheets."""
    with closing(Workbook(path, name, settings)) as book:
        sheet, warnings = choose_sheet(book, written.sheet, wanted)
        records = [(row.number, fields_of(row)) for row in sheet.beginning]
        header = find_header(records, name, written.header_line, wanted, settings.max_columns)
        table = SheetReading(book, sheet, header, spool).table(warnings)
        return table, tuple(entry.name for entry in book.contents.sheets)


class SheetReading:
    """One reading of one sheet into a spool."""

    def __init__(self, book: Workbook, sheet: Sheet, header: HeaderLine, spool: Path) -> None:
        self.book, self.sheet, self.header = book, sheet, header
        self.spool = Spool(spool, header.names)
        self.signs: list[tuple[int, str, str]] = []
        self.blank: list[int] = []

    def table(self, warnings: tuple[Problem, ...]) -> Table:
        """All rows below the header."""
        try:
            self.read()
        except FileRefused:
            self.spool.abandon()
            raise
        names, file = self.header.names, self.book.name
        more = max(0, len(self.blank) - SHOWN_BLANKS)
        blank = blank_warning(file, self.blank[:SHOWN_BLANKS], more)
        columns_at = {header: column_letters(i) for i, header in enumerate(names)}
        return Table(
            sql=self.spool.close(),
            headers=names,
            parts=(Part(file, columns_at),),
            rows=self.spool.rows,
            first_line=None,
            warnings=(*self.header.warnings, *warnings, *blank),
            has_serial_dates=not self.book.book.starts_1904,
            has_marks=True,
            signs=tuple(self.signs),
        )

    def read(self) -> None:
        """Spool the rows, noting blank ones between them and currency signs."""
        width, expected = len(self.header.names), self.header.line + 1
        for row in self.book.rows(self.sheet.part):
            values = [row.values.get(i) for i in range(width)]
            if row.number <= self.header.line or not any(value and value.strip() for value in values):
                continue
            self.blank.extend(range(expected, min(row.number, expected + SHOWN_BLANKS)))
            expected = row.number + 1
            self.spool.add(row.number, values)
            self.refuse_too_many()
            if row.signs and len(self.signs) < SHOWN_SIGNS:
                self.signs += [(row.number, self.header.names[i], sign) for i, sign in row.signs.items() if i < width]

    def refuse_too_many(self) -> None:
        """Stop as soon as there are more rows than may be."""
        limit = self.book.settings.max_rows
        if limit is not None and self.spool.rows > limit:
            raise FileRefused(problem("ROWS_TOO_MANY", file=self.book.name, count=self.spool.rows, limit=limit))
