"""The embedded engine: DuckDB, locked down."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from clave.analytics.engines.seam import quoted
from clave.analytics.refusals import AmountTooLarge, TemporaryFolderFull

if TYPE_CHECKING:
    import pyarrow as pa


LEAST_MB, MB_PER_THREAD, MOST_OF_MACHINE = 700, 256, 0.8
"""Memory of the engine: this much, more where many threads work, at most this share of the machine; the rest goes to disk."""

PART_FIGURES, SAMPLED_ROWS = 12_000_000, 20_000
"""Files of more figures than that are sorted part by part; the parts are found by so many of their rows."""


def memory_mb(threads: int | None) -> int:
    """How much memory the engine may hold before it moves what it keeps to its temporary folder."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return min(max(LEAST_MB, MB_PER_THREAD * (threads or os.cpu_count() or 1)), int(machine * MOST_OF_MACHINE))


class DuckDBEngine:
    """The embedded engine: reads the given files, writes only to its own temporary folder, loads no extension."""

    sums_customers = False

    def __init__(self, files: Sequence[Path], threads: int | None = None, most_mb: int | None = None) -> None:
        import duckdb

        self.threads = threads
        self._kept: set[str] = set()
        self._spill = tempfile.TemporaryDirectory(prefix="clave-engine-", ignore_cleanup_errors=True)
        self._connection = duckdb.connect(config=self._settings(threads, most_mb or memory_mb(threads)))
        paths = [str(Path(file).resolve()) for file in files]
        self._connection.execute("SET enable_progress_bar = false")
        self._connection.execute(f"SET allowed_paths = [{', '.join(map(quoted, paths))}]")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def _settings(self, threads: int | None, most_mb: int) -> dict[str, Any]:
        settings: dict[str, Any] = {
            "memory_limit": f"{most_mb}MB",
            "temp_directory": self._spill.name,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
            "arrow_output_version": "1.5",
            "produce_arrow_string_view": False,
        }
        return settings if threads is None else {**settings, "threads": threads}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._spill.cleanup()

    def read(self, name: str, files: Sequence[Path], dated: str) -> None:
        """Parquet files as one view; `ordered_day` counts the days of column `dated` from 1970-01-01."""
        paths = ", ".join(quoted(str(Path(file).resolve())) for file in files)
        self._connection.execute(
            f"CREATE TEMP VIEW {name} AS SELECT * EXCLUDE (filename), "
            f"list_position([{paths}], filename) - 1 AS file_no, "
            f"date_diff('day', DATE '1970-01-01', {dated}) AS ordered_day "
            f"FROM read_parquet([{paths}], filename = true, union_by_name = true)"
        )

    def keep(self, name: str, sql: str) -> None:
        """Materialise `sql` as a temporary table; raises AmountTooLarge where a figure has no room."""
        with self._with_room():
            self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")
        self._kept.add(name)

    def view(self, name: str, sql: str) -> None:
        """Make `sql` known as `name`."""
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")

    def cuts(self, name: str, column: str, width: int) -> list[str]:
        """Values that cut `name` into parts of about `PART_FIGURES`, `width` of each row, by a sample of it.

        What is kept is sorted whole, and goes to disk where it must; of files, which are read again in no time, a part
        at once takes less memory.
        """
        if name in self._kept:
            return []
        parts = -(-self.rows(f"SELECT COUNT(*) FROM {name}")[0][0] * width // PART_FIGURES)
        shares = [part / parts for part in range(1, parts)]
        sample = f"SELECT {column} FROM {name} USING SAMPLE {SAMPLED_ROWS} ROWS"
        return self.rows(f"SELECT quantile_disc({column}, {shares}) FROM ({sample})")[0][0] if shares else []

    def pieces(self, sql: str, rows: int) -> Iterator[pa.RecordBatch]:
        """The result of `sql`, about so many rows at a time; raises AmountTooLarge where a figure has no room."""
        with self._with_room():
            yield from self._connection.sql(sql).to_arrow_reader(rows)

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known as `name`."""
        self._connection.register(name, table)

    def table(self, sql: str) -> pa.Table:
        """The result of `sql` as an Arrow table; raises AmountTooLarge where a figure has no room."""
        with self._with_room():
            return self._connection.sql(sql).to_arrow_table()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The result of `sql` as tuples."""
        with self._with_room():
            found: list[tuple[Any, ...]] = self._connection.execute(sql).fetchall()
        return found

    @contextmanager
    def _with_room(self) -> Iterator[None]:
        """Raises AmountTooLarge for a figure without room, TemporaryFolderFull where neither memory nor that folder has any."""
        import duckdb

        try:
            yield
        except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
            figures = re.findall(r"-?[0-9.]{12,}", str(error))
            raise AmountTooLarge(name="amount", value=next(iter(figures), "?")) from error
        except duckdb.Error as error:
            if not TemporaryFolderFull.is_meant_by(error):
                raise
            raise TemporaryFolderFull(folder=Path(self._spill.name).parent) from error
