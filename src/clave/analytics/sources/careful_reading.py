"""Reads a text file row by row where the engine cannot: odd line ends, encodings, blank and ragged rows, quotes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clave.analytics.problems import Problem
from clave.analytics.sources.intake import SHOWN_PROBLEMS, FileRefused, IntakeSettings
from clave.analytics.sources.tables import Part, Spool, Table
from clave.analytics.sources.text_files import LONGEST_FIELD, SPACES, TextFile, blank_warning
from clave.analytics.sources.wording import problem

LEAST_SWALLOWED = 4
"""With fewer delimiters in it, a field of several lines may as well be a text."""


class CarefulReader:
    """One reading of one text file."""

    def __init__(self, text: TextFile, spool_path: Path, settings: IntakeSettings) -> None:
        self.text, self.settings = text, settings
        self.width = len(text.headers)
        self.spool = Spool(spool_path, text.headers)
        self.refused: list[Problem] = []
        self.refused_count = 0
        self.blank: list[int] = []
        self.blank_since_row: list[int] = []

    def table(self) -> Table:
        """All rows: the good ones spooled, the others told."""
        try:
            for line, fields in self.records():
                if line > self.text.header.line:
                    self.take(line, fields)
        except FileRefused:
            self.spool.abandon()
            raise
        text = self.text
        return Table(
            sql=self.spool.close(),
            headers=text.headers,
            parts=(Part(text.name),),
            rows=self.spool.rows,
            first_line=None,
            refused=tuple(self.refused),
            refused_count=self.refused_count,
            warnings=(*text.header.warnings, *blank_warning(text.name, self.blank, 0)),
            has_controls=text.scan.has_controls,
        )

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Every row with the line it begins in."""
        text = self.text
        line = 0
        try:
            with text.path.open(encoding=text.encoding, newline="") as file:
                split = self.split_at_spaces(file) if text.delimiter == SPACES else self.split_by_csv(file)
                for line, fields in split:
                    yield line, fields
        except UnicodeError as error:
            facts: dict[str, Any] = {"value": str(error)[:60], "encoding": text.encoding}
            raise FileRefused(problem("FILE_ENCODING", file=text.name, line=line + 1, **facts)) from None

    def split_at_spaces(self, file: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
        """Lines split at runs of spaces."""
        for number, line in enumerate(file, start=1):
            yield number, line.split()

    def split_by_csv(self, file: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
        """Rows as RFC 4180 has them, a quote that is not closed being refused at its row."""
        csv.field_size_limit(LONGEST_FIELD)
        reader = csv.reader(self.without_nul(file), delimiter=self.text.delimiter, strict=True)
        start = 1
        while True:
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise FileRefused(problem("QUOTE_UNCLOSED", file=self.text.name, line=start)) from None
            yield start, fields
            start = reader.line_num + 1

    def without_nul(self, file: Iterator[str]) -> Iterator[str]:
        """The lines, refused at the first NUL."""
        for number, line in enumerate(file, start=1):
            if "\0" in line:
                raise FileRefused(problem("FILE_BINARY_NUL", file=self.text.name, line=number))
            yield line

    def take(self, line: int, fields: list[str]) -> None:
        """Spool one row, or note why not."""
        if not any(fields) or not any(field.strip() for field in fields):
            self.blank_since_row.append(line)
            return
        if any(self.swallows_rows(field) for field in fields):
            raise FileRefused(problem("QUOTE_UNCLOSED", file=self.text.name, line=line))
        self.blank += self.blank_since_row
        self.blank_since_row.clear()
        if len(fields) > self.width and not any(fields[self.width :]):
            fields = fields[: self.width]
        fault = self.fault_of(line, fields)
        if fault is None:
            self.spool.add(line, fields)
            self.refuse_too_many()
            return
        self.refused_count += 1
        if len(self.refused) < SHOWN_PROBLEMS:
            self.refused.append(fault)

    def swallows_rows(self, field: str) -> bool:
        """True when a field of several lines holds just as many delimiters as so many rows: its quote is no quote."""
        if "\n" not in field and "\r" not in field:
            return False
        inside = (self.width - 1) * (sum(bool(line.strip()) for line in field.splitlines()) - 1)
        return inside >= LEAST_SWALLOWED and field.count(self.text.delimiter) == inside

    def fault_of(self, line: int, fields: list[str]) -> Problem | None:
        """What is wrong with the shape of a row, if anything."""
        name, limit = self.text.name, self.settings.max_field_chars
        if len(fields) != self.width:
            value = self.text.delimiter.join(fields)
            return problem("ROW_RAGGED", file=name, line=line, value=value, found=len(fields), expected=self.width)
        longest = max(range(self.width), key=lambda i: len(fields[i]))
        if len(fields[longest]) > limit:
            facts: dict[str, Any] = {
                "column": self.text.headers[longest],
                "value": fields[longest],
                "length": len(fields[longest]),
                "limit": limit,
            }
            return problem("FIELD_TOO_LONG", file=name, line=line, **facts)
        return None

    def refuse_too_many(self) -> None:
        """Stop as soon as there are more rows than may be."""
        limit = self.settings.max_rows
        if limit is not None and self.spool.rows > limit:
            raise FileRefused(problem("ROWS_TOO_MANY", file=self.text.name, count=self.spool.rows, limit=limit))
