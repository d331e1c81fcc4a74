"""The cells of a workbook, read as a stream: exact text of every value, without running or fetching anything."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Context, Decimal
from functools import lru_cache
from xml.parsers import expat

from clave.analytics.sources.intake import FileRefused
from clave.analytics.sources.typed import ERROR_MARK, FORMULA_MARK
from clave.analytics.sources.wording import problem

EXCEL_DIGITS = Context(prec=15)
FIRST_DAY_1904 = 1462
LAST_SERIAL = 2_958_465
LAST_COLUMN = 16_383
"""XFD: Excel has no column after it."""


def damaged(file: str, reason: str) -> FileRefused:
    """The refusal of a workbook that cannot be read."""
    return FileRefused(problem("FILE_TRUNCATED", file=file, found="XLSX", reason=reason))


class XmlParser:
    """An XML parser that takes no document type declaration and tells where the file is damaged."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse_dtd
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.text

    def refuse_dtd(self, *_: object) -> None:
        raise FileRefused(problem("XML_DTD_FORBIDDEN", file=self.file))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.start(name if ":" not in name else name.rsplit(":", 1)[1], attributes)

    def _end(self, name: str) -> None:
        self.end(name if ":" not in name else name.rsplit(":", 1)[1])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text between elements."""

    def feed(self, chunk: bytes, final: bool = False) -> None:
        """Parse the next bytes."""
        try:
            self.parser.Parse(chunk, final)
        except expat.ExpatError as error:
            raise damaged(self.file, expat.ErrorString(error.code)) from None
        except ValueError as error:
            raise damaged(self.file, str(error)) from None

    def feed_all(self, chunks: Iterable[bytes]) -> None:
        """Parse a whole part of the workbook."""
        for chunk in chunks:
            self.feed(chunk)
        self.feed(b"", final=True)


@dataclass
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    is_hidden: bool


class WorkbookParser(XmlParser):
    """The list of sheets, and which day is day zero."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.sheets: list[SheetEntry] = []
        self.starts_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id") or key == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append(SheetEntry(attributes.get("name", ""), relation, hidden))
        elif name == "workbookPr":
            self.starts_1904 = attributes.get("date1904", "0") in ("1", "true")


class RelationsParser(XmlParser):
    """Where the parts of the workbook are in the archive."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            self.targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"


class StringsParser(XmlParser):
    """The texts that cells share."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._in_text = self._in_phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._in_phonetic = self._in_phonetic or name == "rPh"
        self._in_text = name == "t" and not self._in_phonetic

    def end(self, name: str) -> None:
        self._in_text = False
        if name == "rPh":
            self._in_phonetic = False
        elif name == "si":
            self.strings.append("".join(self._parts))
            self._parts.clear()

    def text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)


DATE_FORMATS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58))
"""Built-in number formats that show a day."""


class StylesParser(XmlParser):
    """Which cell styles show days, and the number format of each."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.codes: dict[int, str] = {}
        self.styles: list[int] = []
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self.styles.append(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def day_styles(self) -> frozenset[int]:
        """Places of the styles that show days."""
        return frozenset(i for i, code in enumerate(self.styles) if self.shows_day(code))

    def shows_day(self, number_format: int) -> bool:
        """True when a number format shows a year or a day."""
        if number_format not in self.codes:
            return number_format in DATE_FORMATS
        code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", self.codes[number_format]).casefold()
        return ("y" in code or "d" in code) and "0" not in code.replace("000", "") and "#" not in code


@dataclass(frozen=True)
class Book:
    """What the cells of all sheets share."""

    file: str
    strings: list[str] = field(default_factory=list)
    day_styles: frozenset[int] = frozenset()
    signs: dict[int, str] = field(default_factory=dict)
    """Style -> the currency sign its number format shows."""
    starts_1904: bool = False


@dataclass
class Row:
    """One row: its number, its values by column (from 0), and the currency signs shown."""

    number: int
    values: dict[int, str]
    signs: dict[int, str]


class SheetParser(XmlParser):
    """The rows of one sheet, in the order of the file."""

    def __init__(self, book: Book) -> None:
        super().__init__(book.file)
        self.book = book
        self.done: deque[Row] = deque()
        self.row = Row(0, {}, {})
        self.column = -1
        self.type, self.style = "n", 0
        self.parts: list[str] = []
        self.formula: list[str] = []
        self.reading = ""
        self.has_formula = self.in_phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.start_cell(attributes)
        elif name in ("v", "t") and not self.in_phonetic:
            self.reading = "v"
        elif name == "f":
            self.reading, self.has_formula = "f", True
        elif name == "row":
            self.row = Row(whole(attributes.get("r"), self.row.number + 1), {}, {})
            self.column = -1
        elif name == "rPh":
            self.in_phonetic = True

    def start_cell(self, attributes: dict[str, str]) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        before, self.column = self.column, column_number(letters) if letters else self.column + 1
        if self.column <= before or self.column > LAST_COLUMN:
            raise damaged(self.file, f"cell {attributes.get('r', '')[:20]}")
        self.type = attributes.get("t", "n")
        self.style = int(attributes["s"]) if "s" in attributes else 0
        self.parts = []
        if self.has_formula:
            self.formula, self.has_formula = [], False

    def text(self, text: str) -> None:
        if self.reading == "v":
            self.parts.append(text)
        elif self.reading == "f":
            self.formula.append(text)

    def end(self, name: str) -> None:
        if name in ("v", "t", "f"):
            self.reading = ""
        elif name == "c":
            self.end_cell()
        elif name == "row" and self.row.values:
            self.done.append(self.row)
        elif name == "rPh":
            self.in_phonetic = False

    def end_cell(self) -> None:
        value = self.value("".join(self.parts))
        if value:
            self.row.values[self.column] = value
            if self.style in self.book.signs and self.type == "n":
                self.row.signs[self.column] = self.book.signs[self.style]

    def value(self, raw: str) -> str:
        """The text of the cell, formulas without a value and errors being marked."""
        if self.type == "e":
            return ERROR_MARK + raw
        if raw == "":
            missing = self.has_formula and self.type != "str"
            return FORMULA_MARK + "=" + "".join(self.formula) if missing else ""
        match self.type:
            case "s":
                return self.shared(raw)
            case "b":
                return "true" if raw.strip() in ("1", "true") else "false"
            case "n":
                return self.number(raw.strip())
        return raw

    def shared(self, raw: str) -> str:
        try:
            return self.book.strings[int(raw)]
        except (ValueError, IndexError):
            raise damaged(self.file, f"sharedStrings {raw[:20]}") from None

    def number(self, raw: str) -> str:
        """A number as Excel holds it; a day as ISO text where the cell shows one."""
        if self.style in self.book.day_styles:
            return shown_day(raw, self.book.starts_1904) or raw
        return number_text(raw)


def whole(text: str | None, otherwise: int) -> int:
    """A whole number, or what to take when there is none."""
    return int(text) if text and text.isdigit() else otherwise


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """0 for A, 25 for Z, 26 for AA."""
    number = 0
    for letter in letters[:4].upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number_text(raw: str) -> str:
    """A number with the fifteen digits Excel keeps; longer ones as Excel shows them, with an exponent."""
    if raw.isdigit() and len(raw) <= 15:
        return raw
    try:
        value = EXCEL_DIGITS.create_decimal(raw)
    except ArithmeticError:
        return raw
    if not value.is_finite():
        return raw
    return f"{value:.5E}" if abs(value) >= 10**15 else format(value.normalize() if value else Decimal(0), "f")


def shown_day(raw: str, starts_1904: bool) -> str | None:
    """The day (and time) a number stands for, None when it is none."""
    try:
        serial = Decimal(raw) + (FIRST_DAY_1904 if starts_1904 else 0)
    except ArithmeticError:
        return None
    if not 61 <= serial < LAST_SERIAL + 1:
        return None
    day = date(1899, 12, 30) + timedelta(days=int(serial))
    seconds = int((serial % 1 * 86_400).to_integral_value())
    if not seconds:
        return day.isoformat()
    return (datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)).isoformat()  # noqa: DTZ001


def rows_of(book: Book, chunks: Iterable[bytes]) -> Iterator[Row]:
    """The rows of a sheet as its bytes come in."""
    parser = SheetParser(book)
    for chunk in chunks:
        parser.feed(chunk)
        while parser.done:
            yield parser.done.popleft()
    parser.feed(b"", final=True)
    yield from parser.done
