"""Where the SQL runs: one small seam, so that the same measures run embedded or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from clave.analytics.engines.embedded import DuckDBEngine
from clave.analytics.engines.seam import Engine, date_literal, quoted
from clave.analytics.refusals import EngineMissing

__all__ = ["Engine", "check_engine", "date_literal", "open_engine", "quoted"]


@contextmanager
def open_engine(name: str, files: Sequence[Path], threads: int | None = None) -> Iterator[Engine]:
    """The engine called `name`, given `files` to read and no others; raises EngineMissing, EngineAway."""
    check_engine(name)
    if name == "spark":
        from clave.analytics.engines.cluster import SparkEngine

        with SparkEngine(threads) as spark:
            yield spark
        return
    with DuckDBEngine(files, threads) as duckdb:
        yield duckdb


def check_engine(name: str) -> None:
    """Raises EngineMissing when this installation cannot run the engine called `name`."""
    if name == "spark":
        from clave.analytics.engines.cluster import check_spark

        check_spark()
    elif name != "duckdb":
        raise EngineMissing(engine=name)
