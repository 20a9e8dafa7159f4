"""Sets of cells kept beside a snapshot, each in a folder named by its inputs; `cells.json` is written last.

    DIR/cells/<name>/cells.parquet       one row a cell of the whole snapshot, with `n` families
    DIR/cells/<name>/kabupaten.parquet   the cells of each kabupaten, by their place in cells.parquet
    DIR/cells/<name>/kinds.json          one code of every member that counts, for each kind of family by its number
    DIR/cells/<name>/<hash>.fold         what the members of each kind of family may come to together
    DIR/19.06/cells/<name>.parquet       the cells of each village, by their place among those of the kabupaten

Everything here can be removed at any time and is made anew.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from slrt.lake.manifest import CELLS, MANIFEST
from slrt.lake.match.order import RunProblem
from slrt.lake.parquet import sha256
from slrt.lake.whatif.inputs import Inputs
from slrt.lake.whatif.judging import Kinds

INDEX, TOGETHER, KABUPATEN, KINDS = "cells.json", "cells.parquet", "kabupaten.parquet", "kinds.json"
FORMAT: Final = 1


@dataclass(frozen=True)
class Index:
    """What `cells.json` says: of which snapshot and day, by which inputs, how many cells in each kabupaten, and the
    SHA-256 of every file by its path from the snapshot."""

    format: int
    manifest: str
    on: str
    names: list[str]
    cells: int
    kabupaten: Mapping[str, int]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """Where one set of cells lies."""

    snapshot: Path
    name: str

    @property
    def folder(self) -> Path:
        """The folder of the cells of all kabupaten."""
        return self.snapshot / CELLS / self.name

    def villages(self, code: str) -> Path:
        """The file of the cells of each village of a kabupaten."""
        return self.snapshot / code / CELLS / f"{self.name}.parquet"

    def path(self, file: Path) -> str:
        """Return a file's path from the snapshot."""
        return file.relative_to(self.snapshot).as_posix()


def place_of(snapshot: Path, inputs: Inputs) -> Place:
    """Return where the cells for these inputs are to lie."""
    said = f"{FORMAT} {snapshot_hash(snapshot)} {inputs.change.on} {sorted(inputs.names)}"
    return Place(snapshot, hashlib.sha256(said.encode()).hexdigest()[:20])


def snapshot_hash(snapshot: Path) -> str:
    """The SHA-256 of the manifest: another snapshot in the same folder has another."""
    return sha256(snapshot / MANIFEST)


def fitting(snapshot: Path, inputs: Inputs) -> tuple[Place, Index] | None:
    """Return the smallest whole set of cells that has all these inputs."""
    wanted, on, manifest = set(inputs.names), inputs.change.on.isoformat(), snapshot_hash(snapshot)
    found = [
        (index.cells, place.name, place, index)
        for place, index in _sets(snapshot)
        if (index.format, index.manifest, index.on) == (FORMAT, manifest, on) and wanted <= set(index.names)
    ]
    return min(found)[2:] if found else None


def _sets(snapshot: Path) -> Iterator[tuple[Place, Index]]:
    for path in sorted((snapshot / CELLS).glob(f"*/{INDEX}")):
        try:
            yield Place(snapshot, path.parent.name), Index(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue  # not of ours, or of another release: made anew


def write_json(path: Path, content: object) -> None:
    """Write a file whole or not at all."""
    write(path, lambda half: half.write_text(json.dumps(content), encoding="utf-8"))


def kinds_of(place: Place, index: Index) -> Kinds:
    """Read what the numbers of kinds stand for; raises RunProblem."""
    path = place.folder / KINDS
    check(place, index, path)
    found: Kinds = json.loads(path.read_text(encoding="utf-8"))
    return found


def table(place: Place, index: Index, path: Path) -> pl.DataFrame:
    """Read a file of a set; raises RunProblem when it is not what was written."""
    check(place, index, path)
    return pl.read_parquet(path)


def check(place: Place, index: Index, path: Path) -> None:
    """Raise RunProblem when a file is not what was written."""
    if not path.is_file() or sha256(path) != index.files.get(place.path(path)):
        raise RunProblem(f"{path} is not what was written; remove {place.folder}, and it is made anew")


def write(path: Path, writing: Callable[[Path], Any]) -> None:
    """Write a file whole or not at all."""
    half = path.with_name(f".{os.getpid()}-{secrets.token_hex(8)}.half")
    try:
        writing(half)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
