"""Passes over columns (`slrt/lake/match`): members counted by the kernel (`raw`), or counts that are kept (`facts`).

`settled`: like the SQL, money that facts in doubt leave open is left out. `exact`: with the least and greatest of it.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from match import totals
from match.ground import ASKED, ON, Snapshot
from match.totals import Totals
from slrt.lake.match.abreast import abreast
from slrt.lake.match.counts import Counts
from slrt.lake.match.duck import Duck, duck
from slrt.lake.match.fast import Fast
from slrt.lake.match.kernel import counting_of
from slrt.lake.match.order import Asked
from slrt.lake.match.reading import AREA
from slrt.lake.match.region import judge_of
from slrt.lake.match.source import files
from slrt.lake.match.ways import ByColumns

MIB = 1024


@dataclass
class Pass:
    """A pass that is ready: rules are compiled, nothing is read yet."""

    snapshot: Snapshot
    asked: tuple[Asked, ...]
    way: ByColumns
    keys: tuple[str, ...]

    def totals(self) -> Totals:
        """Read the files and add up."""
        found: Counter[str] = Counter()
        kabupaten = self.way.order.manifest.kabupaten
        inorder = sorted(kabupaten, key=lambda code: -kabupaten[code].families)
        for _, summed in abreast(self._of_kabupaten, inorder, self.way.at_once):
            found.update(summed)
        return totals.read(self.asked, [found[name] for name in names(self.asked)])

    def _of_kabupaten(self, code: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for judged in self.way.judged(self.snapshot.folder / code, self.keys):
            found.update(judged.select(_sums(self.asked)).row(0, named=True))
        return found


def prepared(
    snapshot: Snapshot, engine: str, connection: Duck, *, exact: bool, asked: tuple[Asked, ...] = ASKED
) -> Pass:
    """Return a pass of `raw` or `facts`; for `facts` the counts are made if they are not there."""
    doubts = judge_of(asked, ON).doubts if exact else {}
    counts = Counts(asked, ON, doubts)
    order = snapshot.order(engine)
    way = ByColumns(order, counts, Fast(counts), counting_of(counts.narrow, counts.wide), connection, engine == "facts")
    return Pass(snapshot, asked, way, (AREA,) if exact else ())


def make_counts(snapshot: Snapshot) -> None:
    """Write the counts of a snapshot, as the first run with `--engine facts` does."""
    with TemporaryDirectory() as spill, duck(Path(spill)) as connection:
        counts = Counts(ASKED, ON, judge_of(ASKED, ON).doubts)
        for code in snapshot.manifest.kabupaten:
            folder = snapshot.folder / code
            counts.ready(folder, connection, files(folder, ON, ON))


def names(asked: Sequence[Asked]) -> list[str]:
    """Return the sums in the order of `totals.read`."""
    found = []
    for place, one in enumerate(asked):
        found += [f"yes{place}", f"no{place}"]
        found += [f"low{place}", f"high{place}"] if totals.is_cash(one) else []
    return found


def _sums(asked: Sequence[Asked]) -> Iterable[pl.Expr]:
    for place, one in enumerate(asked):
        verdict = pl.col(f"v{place}")
        yield verdict.sum().alias(f"yes{place}")
        yield (~verdict).sum().alias(f"no{place}")
        if totals.is_cash(one):
            yield from (pl.col(f"{end}{place}").cast(pl.Int64).sum() for end in ("low", "high"))


def peak_alone(snapshot: Snapshot, engine: str) -> int:
    """Return the most memory, in MiB, of a process that does one pass and nothing else."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    command = [sys.executable, "-m", "match.column_pass", str(snapshot.folder), engine]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # noqa: S603 - ourselves
    return int(done.stdout.split()[-1])


def _alone(folder: str, engine: str) -> None:
    with TemporaryDirectory() as spill, duck(Path(spill)) as connection:
        prepared(Snapshot(Path(folder)), engine, connection, exact=False).totals()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    sys.stdout.write(f"{int(status.split('VmHWM:')[1].split()[0]) // MIB}\n")


if __name__ == "__main__":
    _alone(*sys.argv[1:])
