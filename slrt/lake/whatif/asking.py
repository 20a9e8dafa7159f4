"""Asking what a change comes to: cells are found or made, judged once, and added up for an area and its parts."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb
import polars as pl
import pyarrow as pa

from slrt.domain import areas
from slrt.lake import manifest
from slrt.lake.columns import FAMILY_ID, catalogue_hash
from slrt.lake.manifest import Manifest
from slrt.lake.match.order import RunProblem
from slrt.lake.match.reading import AREA
from slrt.lake.whatif import money as folding
from slrt.lake.whatif.answer import Answer, By, Sums, kabupaten_in, summed
from slrt.lake.whatif.building import CODE, Building, Done
from slrt.lake.whatif.inputs import Change, Inputs
from slrt.lake.whatif.judging import Judge
from slrt.lake.whatif.keeping import KABUPATEN, TOGETHER, Index, Place, fitting, kinds_of, place_of, table, write_json
from slrt.lake.whatif.money import Money

LENGTH: Final = len("19.06")
"""A longer code names an area inside a kabupaten."""


@dataclass(slots=True)
class Judged:
    """A change judged over all cells of a set."""

    inputs: Inputs
    place: Place
    index: Index
    cells: pl.DataFrame
    answers: pl.DataFrame

    @property
    def deciles(self) -> pl.Series:
        """The decile of each cell."""
        return self.cells["f_decile"]


@dataclass(slots=True)
class WhatIf:
    """A snapshot that is asked. What it has read of cells it keeps, so that the next question is quick.

    Raises SnapshotProblem where the folder is no finished snapshot, RunProblem where it is not what its manifest says.
    """

    snapshot: Path
    manifest: Manifest = field(init=False)
    _tables: dict[Path, pl.DataFrame] = field(default_factory=dict)
    _foldings: dict[Path, folding.Folding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the manifest."""
        self.manifest = manifest.read(self.snapshot)
        if self.manifest.header.catalogue != catalogue_hash():
            raise RunProblem("the snapshot was made with another fact catalogue than this release has; make it anew")
        self._check_sizes()

    def is_ready(self, change: Change) -> bool:
        """Whether cells with all inputs of the change are there; raises RuleError for a rule nobody can compute."""
        return self._found(Inputs(change)) is not None

    def build(self, change: Change, done: Done) -> bool:
        """Make the cells and foldings that are missing; false when nothing was. Raises RunProblem, RuleError.

        `done` hears how many families are grouped, and of how many.
        """
        inputs = Inputs(change)
        found = self._found(inputs)
        with in_plain_words(self.snapshot):
            if found is None:
                place = place_of(self.snapshot, inputs)
                found = place, Building(self.manifest, inputs, place).build(done)
                self._tables.clear()
                made = True
            else:
                made = False
            return self._fold(inputs, *found) or made

    def judge(self, change: Change) -> Judged:
        """Judge every cell by both versions. Raises RunProblem where `build` was not called for such a change."""
        inputs = Inputs(change)
        found = self._found(inputs)
        if found is None:
            raise RunProblem("there are no cells yet for what this rule reads")
        place, index = found
        with in_plain_words(self.snapshot):
            cells = self._table(place, index, place.folder / TOGETHER)
            money = self._money(inputs, place, index)
            kinds = {} if len(money) == len(inputs.doubts) else kinds_of(place, index)
            answers = Judge(inputs, kinds, money).judge(cells)
        _refuse_overflow(answers, self.manifest.families)
        return Judged(inputs, place, index, cells, answers)

    def answer(self, judged: Judged, by: By | None = None, area: str = areas.NATION) -> Answer:
        """Add up the families of an area, by its parts where asked."""
        rows = self.rows(judged, by, area)
        parts = summed(rows, judged.answers, judged.deciles, by)
        total = sum_of(list(parts.values()))
        return Answer(area, total, {} if by is None else parts)

    def rows(self, judged: Judged, by: By | None, area: str) -> pl.DataFrame:
        """Return `cell`, `n` and an example's `family_id` of an area, no finer than the parts need."""
        place, index = judged.place, judged.index
        codes = kabupaten_in(area, index.kabupaten)
        if by in (By.KECAMATAN, By.DESA) or len(area) > LENGTH:
            parts = [self._villages(judged, code) for code in codes]
            rows = pl.concat(parts) if parts else _NO_ROWS
            return rows.filter(pl.col(AREA).str.starts_with(area)) if len(area) > LENGTH else rows
        if area == areas.NATION and by is not By.KABUPATEN:
            return judged.cells.select(pl.row_index("cell"), "n", FAMILY_ID)
        every = self._table(place, index, place.folder / KABUPATEN)
        rows = every if area == areas.NATION else every.filter(pl.col(CODE).is_in(codes))
        return rows.rename({CODE: AREA})

    def _villages(self, judged: Judged, code: str) -> pl.DataFrame:
        """The cells of the villages of a kabupaten, by their place among all cells."""
        place, index = judged.place, judged.index
        before = 0
        for name, size in index.kabupaten.items():
            if name == code:
                break
            before += size
        every = self._table(place, index, place.folder / KABUPATEN)
        own = every["cell"].slice(before, index.kabupaten[code])
        villages = table(place, index, place.villages(code))
        return villages.with_columns(own.gather(villages["cell"]).alias("cell"))

    def _found(self, inputs: Inputs) -> tuple[Place, Index] | None:
        return fitting(self.snapshot, inputs)

    def _table(self, place: Place, index: Index, path: Path) -> pl.DataFrame:
        if path not in self._tables:
            self._tables[path] = table(place, index, path)
        return self._tables[path]

    def _check_sizes(self) -> None:
        """Refuse a snapshot whose files are not of the sizes its manifest says; `build` looks at their content."""
        for code, kabupaten in self.manifest.kabupaten.items():
            for name, line in kabupaten.files.items():
                path = self.snapshot / code / name
                if not path.is_file() or path.stat().st_size != line.bytes:
                    advice = f"`slrt snapshot verify {self.snapshot}` looks at all files"
                    raise RunProblem(f"{path} is not what the manifest says; {advice}")

    # -- foldings -------------------------------------------------------------------------------------

    def _fold(self, inputs: Inputs, place: Place, index: Index) -> bool:
        """Fold what the members of each kind of family come to, where that is not kept yet."""
        missing = {path: at for at, path in self._paths(inputs, place) if not path.exists()}
        kinds = kinds_of(place, index) if missing else {}
        for path, at in missing.items():
            listed = kinds[inputs.kinds[at]] if at in inputs.kinds else [[]]
            write_json(path, folding.fold(inputs.doubts[at], listed).to_json())
        return bool(missing)

    def _paths(self, inputs: Inputs, place: Place) -> Iterator[tuple[int, Path]]:
        for at, doubts in inputs.doubts.items():
            if not doubts.needs_people:
                yield at, place.folder / f"{folding.name_of(doubts, inputs.kinds.get(at, ''))}.fold"

    def _money(self, inputs: Inputs, place: Place, index: Index) -> dict[int, Money]:
        found = {}
        for at, path in self._paths(inputs, place):
            if path not in self._foldings:
                if not path.exists():
                    self._fold(inputs, place, index)
                self._foldings[path] = folding.folding_of(json.loads(path.read_text(encoding="utf-8")))
            found[at] = Money(inputs.doubts[at], self._foldings[path])
        return found


_NO_ROWS = pl.DataFrame(
    schema={AREA: pl.String, "cell": pl.UInt32, "n": pl.Int64, FAMILY_ID: pl.Int64},
)


def sum_of(parts: Sequence[Sums]) -> Sums:
    """Return all parts together."""
    steps = tuple(map(sum, zip(*(part.steps for part in parts), strict=True))) or Sums().steps
    names = ("low_before", "high_before", "low_after", "high_after")
    return Sums(steps, *(sum(getattr(part, name) for part in parts) for name in names))


def _refuse_overflow(answers: pl.DataFrame, families: int) -> None:
    most = max(int(answers[name].to_numpy().max(initial=0)) for name in ("high0", "high1"))
    if most * families >= 2**63:
        raise RunProblem("the budget is larger than 64 bits hold; look at the amounts")


@contextmanager
def in_plain_words(folder: Path) -> Iterator[None]:
    """Say what an engine or the disk refused."""
    try:
        yield
    except OSError as error:
        raise RunProblem(f"{folder}: {os.strerror(error.errno) if error.errno else error}") from error
    except (duckdb.Error, pa.ArrowException, pl.exceptions.PolarsError) as error:
        raise RunProblem(f"the engine stopped: {str(error).splitlines()[0]}") from error
