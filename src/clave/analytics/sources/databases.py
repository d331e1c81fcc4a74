"""The rows of a database as text, with their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from clave.analytics.sources.headers import tidy_headers
from clave.analytics.sources.intake import FileRefused, IntakeSettings
from clave.analytics.sources.servers import SERVERS, Asking, refuse_query, rows_of
from clave.analytics.sources.tables import Part, Spool, Table
from clave.analytics.sources.wording import problem


def is_address(text: str) -> bool:
    """True when `text` is the address of a database."""
    return text.partition("://")[0].lower() in SERVERS and "://" in text


def shown_address(url: str) -> str:
    """The address without user and password, for messages."""
    parts = urlsplit(url)
    host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""
    return f"{parts.scheme}://{host}{parts.path}"


def read_database(url: str, query: str | None, spool_path: Path, settings: IntakeSettings) -> tuple[Table, str]:
    """The rows of the query, and the digest of their text."""
    name = shown_address(url)
    rows = rows_of(Asking(url, refuse_query(query, name), name))
    return DatabaseReading(name, spool_path, settings).take(rows)


class DatabaseReading:
    """One reading of one query into a spool."""

    def __init__(self, name: str, spool_path: Path, settings: IntakeSettings) -> None:
        self.name, self.spool_path, self.settings = name, spool_path, settings
        self.digest = hashlib.sha256()
        self.naive: dict[int, None] = {}

    def take(self, rows: Iterator[Sequence[Any]]) -> tuple[Table, str]:
        """Spool all rows."""
        with closing(rows):  # type: ignore[type-var]
            headers = tidy_headers([str(name) for name in next(rows)], self.name, None)
            if len(headers) > self.settings.max_columns:
                facts: dict[str, Any] = {"count": len(headers), "limit": self.settings.max_columns}
                raise FileRefused(problem("COLUMNS_TOO_MANY", file=self.name, **facts))
            spool = Spool(self.spool_path, headers)
            try:
                for number, row in enumerate(rows, start=1):
                    self.add(spool, number, row, headers)
            except FileRefused:
                spool.abandon()
                raise
        naive = tuple(headers[i] for i in self.naive)
        part = Part(self.name)
        return Table(spool.close(), headers, (part,), spool.rows, 1, naive_times=naive), self.digest.hexdigest()

    def add(self, spool: Spool, number: int, row: Sequence[Any], headers: tuple[str, ...]) -> None:
        """Spool one row."""
        limit = self.settings.max_rows
        if limit is not None and number > limit:
            raise FileRefused(problem("ROWS_TOO_MANY", file=self.name, count=number, limit=limit))
        values = [self.text(value, i, headers[i]) for i, value in enumerate(row)]
        self.digest.update(repr(values).encode("utf-8", "surrogatepass"))
        spool.add(number, values)

    def text(self, value: Any, i: int, header: str) -> str | None:
        """A value of the database as the text a person would have written; a time without a zone is noted."""
        if isinstance(value, datetime) and value.tzinfo is None and not is_midnight(value):
            self.naive[i] = None
        try:
            return as_text(value)
        except TypeError:
            raise FileRefused(
                problem("COLUMN_TYPE", file=self.name, column=header, value=type(value).__name__)
            ) from None


def as_text(value: Any) -> str | None:
    """A value as the text a person would have written; a midnight without a zone is a day. Raises TypeError."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float() | Decimal():
            return decimal_text(Decimal(repr(value)) if isinstance(value, float) else value)
        case datetime():
            return value.date().isoformat() if is_midnight(value) else value.replace(microsecond=0).isoformat()
        case date():
            return value.isoformat()
        case bytes() | bytearray() | memoryview() | list() | dict() | tuple():
            raise TypeError(type(value).__name__)
    return str(value)


def is_midnight(value: datetime) -> bool:
    """Whether this is a day that only looks like a time."""
    return value.tzinfo is None and not (value.hour or value.minute or value.second or value.microsecond)


def decimal_text(value: Decimal) -> str:
    """A number without exponent and trailing zeros."""
    if not value.is_finite():
        return str(value)
    return format(value.normalize() if value else Decimal(0), "f")
