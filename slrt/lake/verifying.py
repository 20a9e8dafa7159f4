"""Checking a finished snapshot: is every file what the manifest says, and is what is in it in order?

Everything found is reported, not only the first fault, each with its file and in plain words.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from slrt.domain import areas
from slrt.lake import manifest
from slrt.lake.columns import (
    FAMILY,
    FAMILY_ID,
    MEMBER,
    MEMBER_NO,
    N_MEMBERS,
    Numbers,
    catalogue_hash,
    ids_schema,
    schema,
)
from slrt.lake.manifest import (
    CELLS,
    FAMILIES,
    IDS,
    MANIFEST,
    MEMBERS,
    REGISTER,
    UNFINISHED,
    FileLine,
    Kabupaten,
    Manifest,
)
from slrt.lake.parquet import sha256
from slrt.lake.records import AREA

SCHEMAS: dict[str, Callable[[], pa.Schema]] = {
    FAMILIES: lambda: schema(FAMILY),
    MEMBERS: lambda: schema(MEMBER),
    IDS: ids_schema,
}


Done = Callable[[int, int], None]


@dataclass(frozen=True)
class Finding:
    """One fault: the file (from the snapshot's folder), and what is wrong with it."""

    file: str
    words: str


@dataclass(frozen=True)
class Report:
    """What was looked at and found. `manifest` is None when it could not be read."""

    manifest: Manifest | None
    findings: tuple[Finding, ...]

    @property
    def is_whole(self) -> bool:
        return not self.findings


def verify(folder: Path, done: Done = lambda families, total: None) -> Report:
    """Look at every file of the snapshot. `done` hears how many families have been looked at, and of how many."""
    try:
        found = manifest.read(folder)
    except manifest.SnapshotProblem as problem:
        return Report(None, (Finding(MANIFEST, str(problem)),))
    return Report(found, tuple(_all(folder, found, done)))


def _all(folder: Path, found: Manifest, done: Done) -> Iterator[Finding]:
    if found.header.catalogue != catalogue_hash():
        yield Finding(MANIFEST, "the snapshot was made with another fact catalogue than this release has; make it anew")
    first = 1
    for code, one in found.kabupaten.items():
        files = [Finding(f"{code}/{name}", words) for name, words in check_files(folder / code, found, one)]
        yield from files
        if not files:
            yield from (Finding(f"{code}/{name}", words) for name, words in _rows(folder / code, code, one, first))
        first += one.families
        done(first - 1, found.families)
    yield from _strays(folder, found)


def check_files(folder: Path, found: Manifest, one: Kabupaten) -> Iterator[tuple[str, str]]:
    """Yield name and fault of each file of a kabupaten that is not as it was written; its rows are not looked at."""
    wanted = {FAMILIES, MEMBERS} | ({IDS} if found.header.source.get("kind") == REGISTER else set())
    for name in sorted(wanted - set(one.files)):
        yield name, "the manifest does not list this file"
    for name, line in one.files.items():
        words = _file(folder / name, line)
        if words:
            yield name, words
    if one.files.keys() >= wanted and (one.families, one.members) != tuple(
        one.files[name].rows for name in (FAMILIES, MEMBERS)
    ):
        yield FAMILIES, "the manifest counts other rows for the kabupaten than for its files"


def _file(path: Path, line: FileLine) -> str:
    if not path.is_file():
        return "the file is missing"
    size = path.stat().st_size
    if size != line.bytes:
        return f"the file has {size} bytes, {line.bytes} were written"
    if sha256(path) != line.sha256:
        return "the content was changed after it was written (the SHA-256 differs)"
    try:
        with pq.ParquetFile(path) as file:
            return _form(path.name, file, line)
    except (pa.ArrowException, OSError) as error:
        return f"the file is not readable Parquet: {error}"


def _form(name: str, file: pq.ParquetFile, line: FileLine) -> str:
    if file.metadata.num_rows != line.rows:
        return f"the file has {file.metadata.num_rows} rows, the manifest says {line.rows}"
    if name not in SCHEMAS:
        return ""
    wanted, there = SCHEMAS[name](), file.schema_arrow
    for field in wanted:
        if field.name not in there.names:
            return f"the column {field.name} is missing"
        if there.field(field.name).type != field.type:
            return f"the column {field.name} is {there.field(field.name).type}, not {field.type}"
    if there.names != wanted.names:
        return "the columns are not those of the fact catalogue, or stand in another order"
    return ""


def _rows(folder: Path, code: str, one: Kabupaten, first: int) -> Iterator[tuple[str, str]]:
    """Order and keys: consecutive families by area, members by family, and as many as each family counts."""
    last = first + one.families - 1
    counted = np.zeros(one.families, np.int64)
    for words in _families(folder / FAMILIES, code, first, counted):
        yield FAMILIES, words
        return
    met = np.zeros(one.families, np.int64)
    for words in _members(folder / MEMBERS, first, last, met):
        yield MEMBERS, words
        return
    if (counted != met).any():
        family = first + int(np.argmax(counted != met))
        yield MEMBERS, f"family {family} counts {counted[family - first]} members, {met[family - first]} are there"
    if IDS in one.files:
        ids = pq.read_table(folder / IDS, columns=[FAMILY_ID])[FAMILY_ID].to_numpy()
        if not np.array_equal(ids, np.arange(first, last + 1)):
            yield IDS, f"the family keys are not {first} to {last} in order"


def _families(path: Path, code: str, first: int, counted: Numbers) -> Iterator[str]:
    expected, before = first, code
    for group in _groups(path, [FAMILY_ID, AREA, N_MEMBERS]):
        ids = group[FAMILY_ID].to_numpy()
        if not np.array_equal(ids, np.arange(expected, expected + len(ids))):
            yield f"the family keys are not consecutive from {expected}"
            return
        codes, places = _areas(group[AREA])
        if any(areas.regency(area) != code for area in codes):
            yield f"there are families outside {code}"
            return
        if codes[places[0]] < before or (np.diff(places) < 0).any():
            yield "the families are not sorted by area"
            return
        counted[ids - first] = group[N_MEMBERS].to_numpy()
        expected, before = expected + len(ids), codes[places[-1]]


def _areas(column: pa.ChunkedArray) -> tuple[list[str], Numbers]:
    """The areas of a column in order, and the place among them of each row's."""
    array = column.unify_dictionaries().combine_chunks()
    names = array.dictionary.to_pylist()
    inorder = sorted(names)
    places = np.array([inorder.index(name) for name in names])
    return inorder, places[array.indices.to_numpy()]


def _members(path: Path, first: int, last: int, met: Numbers) -> Iterator[str]:
    before = (0, -1)
    for group in _groups(path, [FAMILY_ID, MEMBER_NO]):
        ids, numbers = group[FAMILY_ID].to_numpy(), group[MEMBER_NO].to_numpy()
        if ids.min() < first or ids.max() > last:
            yield f"there are members of families outside {first} to {last}"
            return
        order = np.concatenate(([before[0]], ids)) * 65536 + np.concatenate(([before[1]], numbers))
        if (np.diff(order) <= 0).any():
            yield "the members are not sorted by family and number"
            return
        met += np.bincount(ids - first, minlength=len(met))
        before = (int(ids[-1]), int(numbers[-1]))


def _groups(path: Path, columns: list[str]) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            if file.metadata.row_group(group).num_rows:
                yield file.read_row_group(group, columns=columns)


def _strays(folder: Path, found: Manifest) -> Iterator[Finding]:
    known = {MANIFEST, UNFINISHED, CELLS, *found.kabupaten}
    for path in sorted(folder.iterdir()):
        if path.name not in known:
            yield Finding(path.name, "the manifest does not know this")
    for code, one in found.kabupaten.items():
        if (folder / code).is_dir():
            strays = (p.name for p in sorted((folder / code).iterdir()) if p.name not in one.files and p.is_file())
            yield from (Finding(f"{code}/{name}", "the manifest does not know this file") for name in strays)
