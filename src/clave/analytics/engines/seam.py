"""What a computation asks of an engine, in the common subset of SQL that all of them speak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


class Engine(Protocol):
    """What a computation asks of an engine; every statement is in the common subset of SQL."""

    sums_customers: bool
    """True where it adds up the orders of customers itself; elsewhere they come sorted, and are added up afterwards."""
    threads: int | None
    """On how many threads to compute; None for one on each core."""

    def read(self, name: str, files: Sequence[Path], dated: str) -> None:
        """Make the rows of `files` known as `name`, with `file_no` (0 for the first) and `ordered_day` of `dated`."""

    def keep(self, name: str, sql: str) -> None:
        """Compute `sql` once and keep the result as `name`."""

    def view(self, name: str, sql: str) -> None:
        """Make `sql` known as `name`, computed whenever it is asked for."""

    def cuts(self, name: str, column: str, width: int) -> list[str]:
        """The values of `column` that cut `name` into parts to sort one by one, `width` figures of each row, if it must be."""

    def pieces(self, sql: str, rows: int) -> Iterator[pa.RecordBatch]:
        """The result of `sql`, about so many rows at a time, so that it need not fit in memory."""

    def register(self, name: str, table: pa.Table) -> None:
        """Make a small table of ours known as `name`."""

    def table(self, sql: str) -> pa.Table:
        """The result of `sql` as an Arrow table."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The result of `sql` as tuples."""


def quoted(text: str) -> str:
    """`text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def date_literal(day: object) -> str:
    """A date as SQL reads it everywhere."""
    return f"DATE '{day}'"
