"""What a snapshot says of itself: where its facts come from, of which day, and the hash of every file.

`manifest.json` is written last, so a folder without it is not a snapshot. While one is being written,
`unfinished.json` has the same form and lists the kabupaten that are done.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from slrt.domain.programmes.publishing import columns_with
from slrt.domain.rules.sql.columns import Columns

FORMAT = 1
MANIFEST, UNFINISHED = "manifest.json", "unfinished.json"
FAMILIES, MEMBERS, IDS = "families.parquet", "members.parquet", "ids.parquet"

CELLS = "cells"
"""Folder of what is kept for questions about other rules; it may be removed at any time."""

SYNTHETIC, REGISTER = "synthetic", "register"
"""Kinds of source: made-up families, or the register of an installation."""


class SnapshotProblem(Exception):
    """What is wrong with a snapshot or its folder, in plain words, and what to do."""


@dataclass(frozen=True)
class FileLine:
    """One file: its size, its rows and its SHA-256."""

    bytes: int
    rows: int
    sha256: str


@dataclass(frozen=True)
class Kabupaten:
    """One kabupaten or kota of a snapshot, with its files by name."""

    families: int
    members: int
    files: Mapping[str, FileLine]


@dataclass(frozen=True)
class Header:
    """What makes two snapshots the same work: source (with seed or installation), day and fact catalogue.

    `source["kind"]` is `synthetic` or `register`; the other entries say how to make the same again.
    `local_programmes` are those outside the catalogue of which `receives` tells too, in the order of their bits.
    """

    source: Mapping[str, Any]
    on: date
    catalogue: str
    local_programmes: tuple[str, ...] = ()

    @property
    def columns(self) -> Columns:
        """How facts lie in the files."""
        return columns_with(self.local_programmes)

    def __str__(self) -> str:
        rest = ", ".join(f"{name} {str(value)[:12]}" for name, value in self.source.items() if name != "kind")
        return f"{self.source['kind']}, {rest}, as of {self.on}"


@dataclass(frozen=True)
class Manifest:
    """A snapshot, or, without `created`, the beginning of one. Kabupaten stand in the order of their family keys."""

    header: Header
    created: datetime | None = None
    kabupaten: Mapping[str, Kabupaten] = field(default_factory=dict)

    @property
    def families(self) -> int:
        return sum(one.families for one in self.kabupaten.values())

    @property
    def members(self) -> int:
        return sum(one.members for one in self.kabupaten.values())

    def to_json(self) -> dict[str, Any]:
        """The manifest as it is written."""
        return {
            "format": FORMAT,
            "source": dict(self.header.source),
            "on": self.header.on.isoformat(),
            "created": self.created.isoformat() if self.created else None,
            "catalogue": self.header.catalogue,
            "local_programmes": list(self.header.local_programmes),
            "families": self.families,
            "members": self.members,
            "kabupaten": {code: asdict(one) for code, one in self.kabupaten.items()},
        }


def from_json(data: Any) -> Manifest:
    """The manifest in parsed JSON. Raises SnapshotProblem saying what is not as it should be."""
    try:
        if data["format"] != FORMAT:
            raise SnapshotProblem(f"format {data['format']!r} is not known; this release reads format {FORMAT}")
        found = Manifest(
            Header(
                dict(data["source"]),
                date.fromisoformat(data["on"]),
                str(data["catalogue"]),
                tuple(map(str, data.get("local_programmes", ()))),  # older snapshots tell of none
            ),
            datetime.fromisoformat(data["created"]) if data["created"] else None,
            {code: _kabupaten(one) for code, one in data["kabupaten"].items()},
        )
        if (found.families, found.members) != (data["families"], data["members"]):
            raise SnapshotProblem("the totals are not the sums of the kabupaten")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SnapshotProblem(f"not the form of a manifest: {type(error).__name__}: {error}") from error
    return found


def _kabupaten(data: Mapping[str, Any]) -> Kabupaten:
    files = {name: FileLine(line["bytes"], line["rows"], line["sha256"]) for name, line in data["files"].items()}
    return Kabupaten(data["families"], data["members"], files)


def read(folder: Path) -> Manifest:
    """The manifest of a finished snapshot. Raises SnapshotProblem when there is none."""
    if not (folder / MANIFEST).exists():
        if (folder / UNFINISHED).exists():
            raise SnapshotProblem(f"{folder} is not finished: run the command that makes it again, and it goes on")
        raise SnapshotProblem(f"{folder} is not a snapshot: it has no {MANIFEST}")
    return read_file(folder / MANIFEST)


def begun(folder: Path) -> Manifest | None:
    """The snapshot in the folder, finished or not; None when there is none. Raises SnapshotProblem when unreadable."""
    found = (folder / name for name in (MANIFEST, UNFINISHED) if (folder / name).exists())
    return next((read_file(path) for path in found), None)


def read_file(path: Path) -> Manifest:
    """One manifest file. Raises SnapshotProblem naming it when it cannot be read."""
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, SnapshotProblem) as error:
        raise SnapshotProblem(f"{path}: {error}") from error


def write(manifest: Manifest, path: Path) -> None:
    """Write the file at once or not at all: it is never seen half written."""
    new = path.with_name(beside(path.name))
    with new.open("w", encoding="utf-8") as file:
        json.dump(manifest.to_json(), file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def beside(name: str) -> str:
    """The name under which a file of that name is written before it is whole."""
    return f".{name}.writing"
