"""One Parquet file, written in row groups of one size whatever the size of the batches."""

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from slrt.lake.manifest import FileLine

ROW_GROUP = 122_880
"""Rows that engines read together; equal to the row group of DuckDB."""


class GroupWriter:
    """Collects tables and writes them in whole row groups, so that equal rows make equal files."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._schema = schema
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._waiting: list[pa.Table] = []
        self.rows = 0
        self._written = 0

    def add(self, table: pa.Table) -> None:
        """Take the rows of a table; whole row groups go to the file."""
        self._waiting.append(table)
        self.rows += table.num_rows
        if self.rows - self._written >= ROW_GROUP:
            self._flush(ROW_GROUP)

    def _flush(self, least: int) -> None:
        joined = pa.concat_tables(self._waiting)
        start = 0
        while joined.num_rows - start >= least and start < joined.num_rows:
            group = joined.slice(start, ROW_GROUP)
            self._writer.write_table(_with_own_dictionaries(group), row_group_size=ROW_GROUP)
            start += group.num_rows
        self._written += start
        self._waiting = [joined.slice(start)]

    def close(self) -> FileLine:
        """Write what waits and say what the file is."""
        if self._waiting:
            self._flush(1)
        if self.rows == 0:
            self._writer.write_table(self._schema.empty_table())
        self._writer.close()
        return FileLine(self._path.stat().st_size, self.rows, sha256(self._path))

    def abandon(self) -> None:
        """Let go of the file; what is in it is worth nothing."""
        try:
            self._writer.close()
        except OSError:  # the disk that ended the writing refuses the closing too
            return


def _with_own_dictionaries(group: pa.Table) -> pa.Table:
    """The rows in one chunk, their dictionaries holding nothing that only rows of other groups need."""
    for place, field in enumerate(group.schema):
        if pa.types.is_dictionary(field.type):
            texts = group[field.name].cast(field.type.value_type).combine_chunks()
            group = group.set_column(place, field, texts.dictionary_encode().cast(field.type))
    return group.combine_chunks()


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
