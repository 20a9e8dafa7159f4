"""Files of counts beside a snapshot: what the members of each family answered, written once and read by every run.

A file is named by its own SHA-256, so damage shows, a half-written file has no name, and two runs that write the same
counts at once write the same file. Its header says of which rows and which day it is; files of others are passed over.
"""

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from slrt.lake.columns import N_MEMBERS, catalogue_hash
from slrt.lake.manifest import FAMILIES, MEMBERS, Kabupaten
from slrt.lake.match.order import RunProblem
from slrt.lake.match.reading import Span
from slrt.lake.parquet import sha256

FOLDER: Final = "facts"
FORMAT: Final = 5
"""Raised when the same question comes to mean something else, so that older files are not read."""

HEADER: Final = b"slrt"
KINDS: Final = b"slrt kinds"
"""In a file apart from its header: it is long, and not every run reads it."""
Codes = Mapping[int, Sequence[int]]
"""Kinds of families by number: for each member who counts, a code of the class."""


@dataclass(slots=True)
class Kept:
    """One whole file."""

    path: Path
    columns: frozenset[str]
    kinds: bytes
    """The kinds of families in each column of kinds, as JSON."""


@dataclass(frozen=True, slots=True)
class Of:
    """The rows and the day that counts are of."""

    kabupaten: Kabupaten
    on: date

    @property
    def header(self) -> dict[str, Any]:
        """What the header of a file says of it."""
        said = {name: self.kabupaten.files[name].sha256 for name in (FAMILIES, MEMBERS)}
        return {"format": FORMAT, "on": self.on.isoformat(), "catalogue": catalogue_hash(), **said}


@dataclass(slots=True)
class Keeping:
    """The files of counts in a folder that are of these rows and this day."""

    folder: Path
    of: Of
    damaged: list[str] = field(default_factory=list)
    """Files that were not what they were written as; they are not read."""
    files: list[Kept] = field(default_factory=list)

    def look(self) -> None:
        """Find the files that can be read."""
        self.damaged = []
        self._find()

    def _find(self) -> None:
        self.files = []
        for path in sorted((self.folder / FOLDER).glob("*.parquet")):
            kept = self._kept(path)
            if kept is not None:
                self.files.append(kept)

    def missing(self, columns: Iterable[str]) -> list[str]:
        """Return those of the columns that no file holds."""
        there = frozenset[str]().union(*(kept.columns for kept in self.files))
        return [name for name in columns if name not in there]

    def read(self, columns: Sequence[str], span: Span) -> pl.DataFrame:
        """Return `n_members` and these columns of some families."""
        left, frames = {N_MEMBERS, *columns}, []
        for kept in self.files:
            here = sorted(left & kept.columns)
            left -= kept.columns
            if here:
                frames.append(pl.scan_parquet(kept.path).select(here).slice(span.after, span.families))
        return pl.concat(pl.collect_all(frames), how="horizontal").select(N_MEMBERS, *columns)

    def codes(self, column: str) -> Codes:
        """Return what the numbers in a column of kinds stand for."""
        kept = next(kept for kept in self.files if column in kept.columns)
        return {int(number): codes for number, codes in json.loads(kept.kinds)[column].items()}

    @contextmanager
    def writing(self, schema: pa.Schema) -> Iterator["Half"]:
        """Write a file: whole when the block ends well, not there at all otherwise. Raises RunProblem."""
        folder, header = self.folder / FOLDER, self.of.header
        path = folder / f".{os.getpid()}-{secrets.token_hex(8)}.half"
        try:
            for name in self.damaged:
                (self.folder / name).unlink(missing_ok=True)
            folder.mkdir(exist_ok=True)
            half = Half(pq.ParquetWriter(path, schema, compression="zstd"))
            try:
                yield half
                half.writer.add_key_value_metadata({HEADER: json.dumps(header), KINDS: json.dumps(half.kinds)})
            finally:
                half.writer.close()
            path.replace(folder / f"{sha256(path)}.parquet")
        except OSError as error:
            raise RunProblem(_not_kept(folder, error)) from error
        finally:
            with suppress(OSError):  # what is left has no name that anybody reads
                path.unlink(missing_ok=True)
        self._find()

    def _kept(self, path: Path) -> Kept | None:
        name = f"{FOLDER}/{path.name}"
        try:
            if sha256(path) != path.stem:
                self.damaged.append(name)
                return None
            metadata = pq.read_metadata(path)
        except FileNotFoundError:  # taken away by another run that found it damaged
            return None
        except (OSError, pa.ArrowException):
            self.damaged.append(name)
            return None
        said = metadata.metadata or {}
        header = json.loads(said.get(HEADER, b"{}"))
        if any(header.get(key) != value for key, value in self.of.header.items()):
            return None
        return Kept(path, frozenset(metadata.schema.names), said.get(KINDS, b"{}"))


@dataclass(slots=True)
class Half:
    """A file that is being written."""

    writer: pq.ParquetWriter
    kinds: dict[str, Codes] = field(default_factory=dict)

    def add(self, frame: pl.DataFrame) -> None:
        """Write rows after those written before."""
        self.writer.write_table(frame.to_arrow().cast(self.writer.schema), row_group_size=122_880)


def _not_kept(folder: Path, error: OSError) -> str:
    words = os.strerror(error.errno) if error.errno else str(error)
    return (
        f"{folder}: counts cannot be kept here ({words}). Make room or allow writing, or match with --engine raw, "
        "which keeps none"
    )
