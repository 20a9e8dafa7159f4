"""Spark as the engine of a run: on all cores of this machine, or on a cluster that reads and writes the same folders.

`SLRT_SPARK_MASTER` names the cluster. Spark is not among the packages of the application: requirements/spark.txt.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from slrt.domain.rules.sql.dialect import SPARK
from slrt.lake.match.engine import arrow
from slrt.lake.match.order import RunProblem

JAVA: Final = "-XX:-DontCompileHugeMethods -XX:+UseParallelGC -XX:NewRatio=1"
"""Java leaves methods beyond 8 KB uncompiled, and a query of many programmes is one such method: half the time. Rows
live for a moment only, so half of the memory is for the young, cleared by all cores."""

SETTINGS: Final = {
    "spark.app.name": "slrt match",
    "spark.sql.ansi.enabled": "true",  # overflow is an error, never another number
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.ui.retainedExecutions": "1",  # each keeps its plan, and those of many programmes are long
    "spark.sql.adaptive.enabled": "false",  # plans are known and even; waiting between their stages is a tenth
    "spark.sql.codegen.aggregate.fastHashMap.capacityBit": "20",  # families counted before a slower table takes over
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.extraJavaOptions": JAVA,
    "spark.executor.extraJavaOptions": JAVA,
    "spark.driver.maxResultSize": "0",  # a kabupaten's verdicts come to the driver, which writes the file
}
ON_A_CLUSTER: Final = {"spark.sql.shuffle.partitions": "16"}
"""A kabupaten has at most some million families."""

_GLOB: Final = "\\{}[]*?"
"""Signs that Spark reads as a pattern of paths unless a backslash stands before them."""


class Spark:
    """One session. Tables are Parquet files below `spill`: a query over them does not repeat those that made them."""

    dialect = SPARK

    def __init__(self, session: SparkSession, spill: Path) -> None:
        self.session = session
        self.version = f"spark {session.version}"
        self._spill = spill
        self._made = 0
        self._folders: dict[str, Path] = {}
        self._files: dict[Path, str] = {}

    def parquet(self, path: Path) -> str:
        """Return a Parquet file as a table in SQL. Its columns are looked at once, not by every query anew."""
        if path not in self._files:
            name = f"file{len(self._files)}"
            self.session.read.parquet(_pattern(path)).createOrReplaceTempView(name)
            self._files[path] = name
        return self._files[path]

    def make(self, name: str, query: str) -> None:
        """Make (anew) a table of a query's rows."""
        self._made += 1
        folder = self._spill / f"{name}-{self._made}"
        rows = self.session.sql(query)
        rows.write.parquet(str(folder.resolve()))
        self.session.read.schema(rows.schema).parquet(_pattern(folder)).createOrReplaceTempView(name)
        if name in self._folders:
            shutil.rmtree(self._folders[name])
        self._folders[name] = folder

    def fill(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Make (anew) a table of rows."""
        self.session.createDataFrame(arrow(columns, rows)).createOrReplaceTempView(name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return a query's rows."""
        return [tuple(row) for row in self.session.sql(query).collect()]

    def write(self, query: str, path: Path) -> None:
        """Write a query's rows, in their order, into one Parquet file."""
        found = self.session.sql(query).toArrow()
        pq.write_table(found, path, compression="zstd", row_group_size=122_880)


def _pattern(path: Path) -> str:
    """Return a path as the pattern that it alone matches: Spark reads no other kind of path."""
    return "".join(f"\\{sign}" if sign in _GLOB else sign for sign in str(path.resolve()))


def of_this_machine() -> dict[str, str]:
    """Return settings for Spark on all cores of this machine: a quarter of its memory, 4 GB at most."""
    cores, memory = os.cpu_count() or 1, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return {
        "spark.driver.memory": f"{max(1024, min(4096, memory // 4))}m",
        "spark.sql.shuffle.partitions": str(2 * cores),
    }


def started(settings: dict[str, str]) -> SparkSession:
    """Return a session with these settings beside our own; raises RunProblem where Spark does not start."""
    cluster = os.environ.get("SLRT_SPARK_MASTER")
    builder = SparkSession.builder.master(cluster or "local[*]")
    for name, value in (SETTINGS | (ON_A_CLUSTER if cluster else of_this_machine()) | settings).items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        raise RunProblem(f"Spark did not start; it needs Java 17 or 21 ({_first_line(error)})") from error


@contextmanager
def spark(spill: Path) -> Iterator[Spark]:
    """A Spark for the length of the block."""
    session = started({"spark.local.dir": str(spill.resolve())})
    engine = Spark(session, spill)
    try:
        yield engine
    except (PySparkException, Py4JError) as error:
        raise RunProblem(f"the engine stopped: {_first_line(error)}") from error
    finally:
        session.stop()


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
