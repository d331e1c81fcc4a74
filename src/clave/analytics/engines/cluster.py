"""The engine for ledgers that one machine does not hold: Spark, in local mode or on a cluster named by a setting."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import contextmanager
from functools import reduce
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from clave.analytics.refusals import EngineAway, EngineMissing

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

SETTINGS = {
    "spark.app.name": "clave",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.driver.bindAddress": "127.0.0.1",
}
"""What the figures rest on; everything else is the cluster's own (spark-defaults.conf)."""
LOCAL_SETTINGS = {"spark.driver.host": "127.0.0.1", "spark.sql.shuffle.partitions": "8"}


def check_spark() -> None:
    """Raises EngineMissing when PySpark, or the Java that it runs on, is not installed here."""
    java = os.environ.get("JAVA_HOME") or shutil.which("java")
    if find_spec("pyspark") is None or not java:
        raise EngineMissing(engine="spark")


class SparkEngine:
    """One conversation with Spark; what it kept is given back at its end, the session stays for the next.

    `CLAVE_SPARK_MASTER` names the cluster (`spark://host:7077`, `yarn`, `k8s://…`, or `sc://host` for Spark Connect);
    without it Spark runs in this process with `threads` threads, all of them when None. `CLAVE_SPARK_LEDGER` is where
    the cluster finds the ledger folder, such as `s3a://bucket/ledger`; without it the paths are the ones seen here.
    """

    sums_customers = True

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads
        with _answering():
            self._session = _session(os.environ.get("CLAVE_SPARK_MASTER") or f"local[{threads or '*'}]")
        self._kept: list[DataFrame] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for frame in self._kept:
            frame.unpersist()

    def read(self, name: str, files: Sequence[Path], dated: str) -> None:
        """Parquet files as one view; `ordered_day` counts the days of column `dated` from 1970-01-01."""
        with _answering():
            frames = (self._file(path, place, dated) for place, path in enumerate(files))
            reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), frames).createOrReplaceTempView(
                name
            )

    def keep(self, name: str, sql: str) -> None:
        """Compute `sql` once, at its first use, and keep the result for the rest of the conversation."""
        with _answering():
            frame = self._session.sql(sql).persist()
            self._kept.append(frame)
            frame.createOrReplaceTempView(name)

    def view(self, name: str, sql: str) -> None:
        """Make `sql` known as `name`."""
        with _answering():
            self._session.sql(sql).createOrReplaceTempView(name)

    def cuts(self, name: str, column: str, width: int) -> list[str]:
        """None: a cluster cuts its work itself."""
        return []

    def pieces(self, sql: str, rows: int) -> Iterator[pa.RecordBatch]:
        """The result of `sql`, about so many rows at a time; a cluster sends it whole."""
        return iter(self.table(sql).to_batches(max_chunksize=rows))

    def register(self, name: str, table: pa.Table) -> None:
        """Send an Arrow table to the cluster as `name`."""
        with _answering():
            self._session.createDataFrame(table).createOrReplaceTempView(name)

    def table(self, sql: str) -> pa.Table:
        """The result of `sql` as an Arrow table."""
        with _answering():
            return self._session.sql(sql).toArrow()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The result of `sql` as tuples."""
        with _answering():
            return [tuple(row) for row in self._session.sql(sql).collect()]

    def _file(self, path: Path, place: int, dated: str) -> DataFrame:
        return self._session.read.parquet(seen_by_cluster(path)).selectExpr(
            "*",
            f"CAST({place} AS BIGINT) AS file_no",
            f"CAST(datediff({dated}, DATE '1970-01-01') AS BIGINT) AS ordered_day",
        )


def seen_by_cluster(path: Path) -> str:
    """The address under which the cluster reads a ledger file: the folder of its kind and its name below the setting."""
    ledger = os.environ.get("CLAVE_SPARK_LEDGER")
    if not ledger:
        return path.resolve().as_uri()
    return f"{ledger.rstrip('/')}/{PurePosixPath(path.parent.name, path.name)}"


def _session(master: str) -> SparkSession:
    """The session of this process on `master`; one on another master is ended first."""
    from pyspark.sql import SparkSession

    if master.startswith("sc://"):
        return SparkSession.builder.remote(master).getOrCreate()
    active = SparkSession.getActiveSession()
    if active is not None and active.sparkContext.master != master:
        active.stop()
    wanted = SETTINGS | (LOCAL_SETTINGS if master.startswith("local") else {})
    builder = SparkSession.builder.master(master)
    for name, value in wanted.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


@contextmanager
def _answering() -> Iterator[None]:
    """Say in one sentence when the cluster does not answer or gives up."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        raise EngineAway(engine="spark", reason=str(error).strip().splitlines()[0][:300]) from error
    except Exception as error:
        if type(error).__module__.startswith(("py4j", "pyspark", "grpc")):
            raise EngineAway(engine="spark", reason=str(error).strip().splitlines()[0][:300]) from error
        raise
