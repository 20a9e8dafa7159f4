"""Cells made from a snapshot, kabupaten by kabupaten; the counts they are made of are kept by the facts pass."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from slrt.lake.columns import FAMILY_ID
from slrt.lake.manifest import Manifest
from slrt.lake.match.answering import FromFacts
from slrt.lake.match.duck import Duck, duck
from slrt.lake.match.keeping import Keeping
from slrt.lake.match.kinds import Kinds
from slrt.lake.match.order import RunProblem
from slrt.lake.match.reading import AREA, Reading, Span
from slrt.lake.match.source import files
from slrt.lake.parquet import sha256
from slrt.lake.verifying import check_files
from slrt.lake.whatif.inputs import Inputs, known_of
from slrt.lake.whatif.keeping import (
    FORMAT,
    INDEX,
    KABUPATEN,
    KINDS,
    TOGETHER,
    Index,
    Place,
    snapshot_hash,
    write,
    write_json,
)

Done = Callable[[int, int], None]

CODE = "kabupaten"


@dataclass(slots=True)
class Building:
    """One set of cells of one snapshot."""

    manifest: Manifest
    inputs: Inputs
    place: Place
    _kinds: dict[int, Kinds] = field(init=False)
    _examples: dict[int, dict[int, int]] = field(init=False)
    _files: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Number kinds of families through all kabupaten."""
        self._kinds = {place: Kinds(doubts) for place, doubts in self.inputs.counts.doubts.items()}
        self._examples = {place: {} for place in self._kinds}

    def build(self, done: Done) -> Index:
        """Make the cells; `done` hears how many families are grouped, and of how many. Raises RunProblem."""
        self.place.folder.mkdir(parents=True, exist_ok=True)
        grouped, parts = 0, []
        with duck(self.place.folder) as engine:
            for code, kabupaten in self.manifest.kabupaten.items():
                parts.append(self._cells_in(code, engine))
                grouped += kabupaten.families
                done(grouped, self.manifest.families)
        return self._together(parts)

    def _cells_in(self, code: str, engine: Duck) -> pl.DataFrame:
        """Write the cells of the villages of a kabupaten; return those of the kabupaten."""
        families = pl.concat(self._pieces(code, engine))
        names, lent = self.inputs.names, [FAMILY_ID, *self.inputs.lent]
        grouped = families.group_by([AREA, *names], maintain_order=True)
        villages = grouped.agg(*(pl.col(name).first() for name in lent), pl.len().cast(pl.Int64).alias("n"))
        cells = self._cells(villages)
        placed = _placed(villages, cells, names)
        path = self.place.villages(code)
        path.parent.mkdir(exist_ok=True)
        self._write(path, placed.select(AREA, "cell", "n", FAMILY_ID))
        return cells.with_columns(pl.lit(code).alias(CODE))

    def _pieces(self, code: str, engine: Duck) -> list[pl.DataFrame]:
        """Every family of a kabupaten with its inputs."""
        folder, kabupaten = self.place.snapshot / code, self.manifest.kabupaten[code]
        for name, words in check_files(folder, self.manifest, kabupaten):
            raise RunProblem(
                f"{folder / name}: {words}; `slrt snapshot verify {self.place.snapshot}` looks at all files"
            )
        source = files(folder, self.manifest.header.on, self.inputs.change.on)
        reading = Reading(source, engine, self.inputs.counts.narrow)
        keeping = self.inputs.counts.ready(folder, engine, source)
        self._note_codes(keeping)
        answers = FromFacts(self.inputs.counts, self._kinds, keeping)
        return [self._piece(span, reading, answers) for span in reading.spans_of_families()]

    def _note_codes(self, keeping: Keeping) -> None:
        """Keep one code of each class of members: by it the class is known in another run."""
        for place, name in self.inputs.counts.kinds.items():
            for code in sorted({code for codes in keeping.codes(name).values() for code in codes}):
                self._examples[place].setdefault(self._kinds[place].doubts.member_class(code), code)

    def _piece(self, span: Span, reading: Reading, answers: FromFacts) -> pl.DataFrame:
        inputs = self.inputs
        kept = set(inputs.counts.of_families)
        families = reading.families(span, [name for name in inputs.of_families if name not in kept])
        answered = answers.of(span, families)
        rows = np.arange(families.height)
        kinds = [pl.Series(name, answered.kinds(place, rows), pl.Int32) for place, name in inputs.counts.kinds.items()]
        found = answered.frame.rename(inputs.answers)
        frame = pl.concat([families, found], how="horizontal").with_columns(pl.col(AREA).cast(pl.String), *kinds)
        truths = [pl.sql_expr(sql).alias(name) for name, sql in inputs.truths.items()]
        known = [pl.col(f"f_{name}").is_not_null().alias(known_of(name)) for name in inputs.wide]
        wanted = [FAMILY_ID, AREA, *inputs.names, *inputs.lent]
        return inputs.layers(frame).with_columns(*truths, *known).select(wanted).collect()

    def _cells(self, parts: pl.DataFrame) -> pl.DataFrame:
        """Join what is alike; the first family of each cell lends what it lends."""
        first = [pl.col(name).first() for name in (FAMILY_ID, AREA, *self.inputs.lent)]
        return parts.group_by(self.inputs.names, maintain_order=True).agg(*first, pl.col("n").sum())

    def _together(self, parts: list[pl.DataFrame]) -> Index:
        every = pl.concat(parts)
        cells = self._cells(every)
        placed = _placed(every, cells, self.inputs.names)
        self._write(self.place.folder / TOGETHER, cells)
        self._write(self.place.folder / KABUPATEN, placed.select(pl.col(CODE), "cell", "n", FAMILY_ID))
        kinds = {name: self._codes(place) for place, name in self.inputs.counts.kinds.items()}
        write_json(self.place.folder / KINDS, kinds)
        self._files[self.place.path(self.place.folder / KINDS)] = sha256(self.place.folder / KINDS)
        index = Index(
            format=FORMAT,
            manifest=snapshot_hash(self.place.snapshot),
            on=self.inputs.change.on.isoformat(),
            names=sorted(self.inputs.names),
            cells=len(cells),
            kabupaten={part[CODE][0]: len(part) for part in parts},
            files=self._files,
        )
        write_json(self.place.folder / INDEX, asdict(index))  # last: it says that the set is whole
        return index

    def _codes(self, place: int) -> list[list[int]]:
        """Return one code of every member that counts, for each kind."""
        return [[self._examples[place][one] for one in classes] for classes in self._kinds[place].listed]

    def _write(self, path: Path, frame: pl.DataFrame) -> None:
        write(path, lambda half: frame.write_parquet(half, compression="zstd"))
        self._files[self.place.path(path)] = sha256(path)


def _placed(parts: pl.DataFrame, cells: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Return the parts with the place of each one's cell."""
    numbered = cells.select(names).with_row_index("cell")
    return parts.join(numbered, on=names, how="left", nulls_equal=True, maintain_order="left")
