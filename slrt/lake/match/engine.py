"""What a run needs of an engine, and rows handed to one."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa

from slrt.domain.rules.sql.amending import Tables
from slrt.domain.rules.sql.dialect import Dialect

_ARROW_TYPES: Final = {"BIGINT": pa.int64(), "INT": pa.int32()}


class Engine(Tables, Protocol):
    """Tables made from queries over Parquet files; `version` is its name and release."""

    dialect: Dialect
    version: str

    def parquet(self, path: Path) -> str:
        """Return a Parquet file as a table in SQL."""

    def write(self, query: str, path: Path) -> None:
        """Write a query's rows, in their order, into one Parquet file."""


def arrow(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> pa.Table:
    """Return rows as columns; `columns` are names with SQL types, such as `low BIGINT`."""
    words = [column.split() for column in columns]
    schema = pa.schema([(name, _ARROW_TYPES.get(kind, pa.string())) for name, kind in words])
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table([pa.array(one, field.type) for one, field in zip(values, schema, strict=True)], schema=schema)
