"""The ways in which a run can compute a kabupaten."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import polars as pl
import pyarrow.parquet as pq

from slrt.lake.columns import FAMILY_ID
from slrt.lake.manifest import FAMILIES
from slrt.lake.match import framed, results
from slrt.lake.match.abreast import worthwhile
from slrt.lake.match.answering import FromFacts, FromMembers
from slrt.lake.match.counts import Counts
from slrt.lake.match.duck import Duck, duck
from slrt.lake.match.engine import Engine
from slrt.lake.match.engines import DUCKDB, FACTS, RAW, SPARK, engine_named
from slrt.lake.match.fast import Fast
from slrt.lake.match.kernel import Counting, counting_of
from slrt.lake.match.order import Order
from slrt.lake.match.reading import KEYS, Reading
from slrt.lake.match.region import Judge, judge_of
from slrt.lake.match.source import files

POLARS: Final = f"polars {pl.__version__}"


class Way(Protocol):
    """Computes a kabupaten. `engine` names it with its release; `told` are sentences about what happened on the way.

    `at_once` kabupaten may be written by as many threads.
    """

    told: list[str]
    at_once: int

    @property
    def engine(self) -> str:
        """Name and release."""

    def write(self, folder: Path, verdicts: Path, summary: Path) -> None:
        """Write both files of the kabupaten in a folder. Raises RunProblem."""


@dataclass(slots=True)
class BySql:
    """One query over families and members, on DuckDB or Spark."""

    order: Order
    judge: Judge
    sql: Engine
    told: list[str] = field(default_factory=list)
    at_once: int = 1

    @property
    def engine(self) -> str:
        """Name and release."""
        return self.sql.version

    def write(self, folder: Path, verdicts: Path, summary: Path) -> None:
        """Write both files of a kabupaten."""
        source = files(folder, self.order.manifest.header.on, self.order.on, self.sql.parquet)
        self.judge.judge(self.sql, source)
        families = self.sql.parquet(folder / FAMILIES)
        self.sql.make("sums", results.sums(self.order.asked, families))
        self.sql.write(results.verdicts(self.order.asked, families), verdicts)
        self.sql.write(results.summary(self.order.asked, "sums"), summary)


@dataclass(slots=True)
class ByColumns:
    """All families of a kabupaten as columns: members counted (`raw`), or counts read that are made once (`facts`)."""

    order: Order
    counts: Counts
    fast: Fast
    counting: Counting
    duck: Duck
    keeps: bool
    told: list[str] = field(default_factory=list)
    at_once: int = field(default_factory=worthwhile)

    @property
    def engine(self) -> str:
        """Name and release."""
        return f"{FACTS if self.keeps else RAW}, {POLARS}"

    def judged(self, folder: Path, keys: Sequence[str] = KEYS) -> Iterator[pl.DataFrame]:
        """Yield what `Fast.judge` says of all families of a kabupaten, some at a time.

        `keys` are those of `KEYS` that are wanted: from counts that are kept no other column of the families is read.
        """
        counts = self.counts
        source = files(folder, self.order.manifest.header.on, self.order.on)
        reading = Reading(source, self.duck, counts.narrow)
        if self.keeps:
            keeping = counts.ready(folder, self.duck, source, self.order.manifest.kabupaten[folder.name])
            self.told += [f"{folder.name}/{name} was damaged and has been made anew" for name in keeping.damaged]
            answers: FromFacts | FromMembers = FromFacts(counts, self.fast.kinds, keeping)
            spans, names = reading.spans_of_families(), []
        else:
            answers = FromMembers(counts, self.fast.kinds, self.counting, reading)
            spans, names, keys = (
                reading.spans(),
                counts.of_families,
                [FAMILY_ID, *(one for one in keys if one != FAMILY_ID)],
            )
        for span in spans:
            families = reading.families(span, names, keys)
            yield self.fast.judge(families, answers.of(span, families))

    def write(self, folder: Path, verdicts: Path, summary: Path) -> None:
        """Write both files of a kabupaten."""
        asked = self.order.asked
        sums, failed = framed.Sums(asked), framed.Failed(asked)
        with pq.ParquetWriter(verdicts, framed.verdicts_schema(asked), compression="zstd") as writer:
            for judged in self.judged(folder):
                writer.write_table(framed.verdicts(asked, judged), row_group_size=122_880)
                sums.add(judged)
                failed.add(judged)
        failed.refuse()
        pq.write_table(sums.summary(), summary, compression="zstd")


@contextmanager
def way_of(order: Order, spill: Path) -> Iterator[Way]:
    """The way that is chosen for an order, for the length of the block; raises RunProblem."""
    judge = judge_of(order.asked, order.on, order.columns)
    if order.engine in (DUCKDB, SPARK):
        with engine_named(order.engine)(spill) as engine:
            yield BySql(order, judge, engine)
        return
    with duck(spill) as engine:
        yield by_columns(order, judge, engine)


def by_columns(order: Order, judge: Judge, engine: Duck) -> ByColumns:
    """Return the way that judges columns: from counts that are kept if the order's engine is `facts`."""
    counts = Counts(order.asked, order.on, judge.doubts, order.columns)
    counting = counting_of(counts.narrow, counts.wide)
    return ByColumns(order, counts, Fast(counts), counting, engine, keeps=order.engine == FACTS)
