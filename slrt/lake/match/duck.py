"""DuckDB as the engine of a run: in memory, with bounds on memory and threads, spilling beside the output."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from slrt.domain.rules.sql.dialect import DUCKDB
from slrt.lake.match.engine import arrow

MEMORY = os.environ.get("SLRT_MATCH_MEMORY", "1500MB")


class Duck:
    """One connection."""

    dialect = DUCKDB
    version = f"duckdb {duckdb.__version__}"

    def __init__(self, spill: Path) -> None:
        self._connection = duckdb.connect()
        settings = {"memory_limit": MEMORY, "temp_directory": str(spill), "preserve_insertion_order": "false"}
        for name, value in settings.items():
            self._connection.execute(f"SET {name} = '{value}'")

    def close(self) -> None:
        """Let go of the engine and its files."""
        self._connection.close()

    @staticmethod
    def parquet(path: Path) -> str:
        """Return a Parquet file as a table in SQL."""
        name = str(path).replace("'", "''")
        return f"read_parquet('{name}')"

    def make(self, name: str, query: str) -> None:
        """Make (anew) a table of a query's rows."""
        self._connection.execute(f"CREATE OR REPLACE TEMPORARY TABLE {name} AS {query}")

    def fill(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Make (anew) a table of rows."""
        self._connection.register("rows_to_fill", arrow(columns, rows))
        self.make(name, "SELECT * FROM rows_to_fill")
        self._connection.unregister("rows_to_fill")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return a query's rows."""
        return self._connection.execute(query).fetchall()

    def frame(self, query: str) -> pl.DataFrame:
        """Return a query's rows as columns."""
        with self._connection.cursor() as cursor:  # several threads ask at once
            return cursor.execute(query).pl()

    def write(self, query: str, path: Path) -> None:
        """Write a query's rows into a Parquet file."""
        target = str(path).replace("'", "''")
        self._connection.execute(
            f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
        )


@contextmanager
def duck(spill: Path) -> Iterator[Duck]:
    """A DuckDB for the length of the block."""
    engine = Duck(spill)
    try:
        yield engine
    finally:
        engine.close()
