"""What all measurements stand on: the day, the shipped programmes, invented families as a snapshot."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from slrt.domain.programmes import load_programmes
from slrt.domain.rules.facts import catalogue
from slrt.lake import manifest
from slrt.lake.manifest import Manifest
from slrt.lake.match.order import Asked, Order, asked_of

ROOT = Path(__file__).resolve().parent.parent.parent
ON = date(2025, 11, 24)
RECEIVES = tuple(str(code) for code in catalogue().facts["family.receives"].values)
PROGRAMMES = load_programmes(ROOT / "programmes")
ASKED: tuple[Asked, ...] = asked_of(PROGRAMMES, ON, RECEIVES)
SEED = 7


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A folder of invented families."""

    folder: Path

    @property
    def manifest(self) -> Manifest:
        """What is in it."""
        return manifest.read(self.folder)

    @property
    def families(self) -> str:
        """All families as a table of DuckDB."""
        return f"read_parquet('{self.folder}/*/families.parquet')"

    @property
    def members(self) -> str:
        """All members as a table of DuckDB."""
        return f"read_parquet('{self.folder}/*/members.parquet')"

    def order(self, engine: str) -> Order:
        """Return the order to match it."""
        return Order(self.folder, self.manifest, self.folder / "out", ON, ASKED, engine)


@contextmanager
def snapshot(families: int, area: str, kept: str = "") -> Iterator[Snapshot]:
    """So many invented families of an area for the length of the block; `kept` names a folder that is there already."""
    if kept:
        yield Snapshot(Path(kept))
        return
    with TemporaryDirectory(prefix="slrt-bench-") as folder:
        slrt("synth", "--families", families, "--area", area, "--seed", SEED, "--on", ON, "--out", Path(folder) / "s")
        yield Snapshot(Path(folder) / "s")


def slrt(*words: object) -> None:
    """Run our command; its progress is shown."""
    subprocess.run([Path(sys.executable).parent / "slrt", *map(str, words)], check=True)  # noqa: S603 - our own program
