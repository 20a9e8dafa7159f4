"""Materialised counts: what the members of each family answer, written once beside a snapshot and read by every run.

The family's own facts stand beside them as rules see them on that day, so that one file is read and not two. A set of
rules that asks nothing new reads what is there; new questions alone make a new file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from slrt.lake import manifest
from slrt.lake.columns import FAMILY, N_MEMBERS, schema
from slrt.lake.manifest import Kabupaten
from slrt.lake.match.answering import FromMembers
from slrt.lake.match.asking import Asking, is_truth, is_yes_or_no
from slrt.lake.match.duck import Duck
from slrt.lake.match.keeping import Codes, Keeping, Of
from slrt.lake.match.kernel import counting_of
from slrt.lake.match.kinds import Kinds
from slrt.lake.match.reading import Reading
from slrt.lake.match.source import Files


@dataclass(slots=True)
class Counts(Asking):
    """The columns a set of rules needs of the members, and how to make those that are missing."""

    @property
    def columns(self) -> list[str]:
        """The names of all columns that are read."""
        return list(dict.fromkeys([N_MEMBERS, *self.answers.values(), *self.own, *self.kinds.values()]))

    def ready(self, home: Path, engine: Duck, source: Files, said: Kabupaten | None = None) -> Keeping:
        """Write the columns of one kabupaten that no file below `home` holds yet. Raises RunProblem.

        `said` is what the manifest says of the kabupaten, read here where it is not given.
        """
        kabupaten = said or manifest.read(source.folder.parent).kabupaten[source.folder.name]
        keeping = Keeping(home, Of(kabupaten, source.on))
        keeping.look()
        if keeping.missing(self.columns):
            kinds = {place: Kinds(doubts) for place, doubts in self.doubts.items()}
            reading = Reading(source, engine, self.narrow)
            self._make(keeping, FromMembers(self, kinds, counting_of(self.narrow, self.wide), reading))
        return keeping

    def _make(self, keeping: Keeping, answers: FromMembers) -> None:
        missing = keeping.missing(self.columns)
        names = {kept: name for name, kept in self.answers.items() if kept in missing}
        places = {kept: place for place, kept in self.kinds.items() if kept in missing}
        own = {kept: name for kept, name in self.own.items() if kept in missing}
        counted = [N_MEMBERS] if N_MEMBERS in missing else []
        used: dict[str, set[int]] = {kept: set() for kept in places}
        with keeping.writing(_schema(counted, names, own, places)) as half:
            for span in answers.reading.spans():
                families = answers.reading.families(span, list(own.values()))
                answered = answers.of(span, families)
                rows = np.arange(families.height)
                coded = [pl.Series(kept, answered.kinds(place, rows), pl.Int32) for kept, place in places.items()]
                columns = [_stored(name, is_truth(name)).alias(kept) for kept, name in names.items()]
                facts = [_stored(kept, is_yes_or_no(name)) for kept, name in own.items()]
                both = pl.concat([families, answered.frame], how="horizontal")
                half.add(both.select(*counted, *columns, *facts, *coded))
                for column in coded:
                    used[column.name].update(column.unique())
            half.kinds = {kept: _codes(answers.kinds[place], used[kept]) for kept, place in places.items()}


def _stored(name: str, truth: bool) -> pl.Expr:
    """Return a column as files have it: 1, 0 and -1 for yes, no and unknown are read three times as fast as NULLs."""
    column = pl.col(name)
    return column.cast(pl.Int8).fill_null(-1) if truth else column


def _schema(
    counted: Iterable[str], names: Mapping[str, str], own: Mapping[str, str], kinds: Iterable[str]
) -> pa.Schema:
    types = {"e": pa.int8(), "n": pa.int16(), "t": pa.int64()}
    fields = [(name, types["n"]) for name in counted]
    fields += [(kept, types[name[0]]) for kept, name in names.items()]
    fields += [(kept, _type(name)) for kept, name in own.items()]
    return pa.schema([*fields, *((kept, pa.int32()) for kept in kinds)])


def _type(fact: str) -> pa.DataType:
    """Return the type in which a family's fact is kept: that of the snapshot, areas as rules see them."""
    held = schema(FAMILY).field(fact).type
    if is_yes_or_no(fact):
        return pa.int8()
    return pa.string() if pa.types.is_dictionary(held) else held


def _codes(kinds: Kinds, used: Iterable[int]) -> Codes:
    """Return one code for each member who counts in the kinds used."""
    return {number: [kinds.examples[one] for one in kinds.listed[number]] for number in sorted(used)}
