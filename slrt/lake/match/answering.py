"""Members' answers for the families of a kabupaten: counted from its members, or read from files of counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import polars as pl

from slrt.lake.columns import N_MEMBERS, Numbers
from slrt.lake.match.asking import Asking, is_truth, is_yes_or_no
from slrt.lake.match.fast import Answered
from slrt.lake.match.homes import homes_of
from slrt.lake.match.keeping import Codes, Keeping
from slrt.lake.match.kernel import Counting
from slrt.lake.match.kinds import Kinds
from slrt.lake.match.reading import Reading, Span


class Answers(Protocol):
    """Gives the answers of the members of some families."""

    def of(self, span: Span, families: pl.DataFrame) -> Answered:
        """Return the answers, one row for each of `families`, which are the rows of `span`."""


@dataclass(frozen=True, slots=True)
class FromMembers:
    """Answers counted from the members of a kabupaten."""

    asking: Asking
    kinds: Mapping[int, Kinds]
    counting: Counting
    reading: Reading

    def of(self, span: Span, families: pl.DataFrame) -> Answered:
        """Return the answers, one row for each family."""
        members = self.reading.members(span, self.asking.of_members, families)
        homes = homes_of(members, families)

        def kinds(place: int, rows: Numbers) -> Numbers:
            if place not in self.asking.kinds:
                return np.zeros(len(rows), np.int32)
            wanted = np.zeros(families.height, np.bool_)
            wanted[rows] = True
            places = homes.places
            theirs = np.flatnonzero(wanted[places])
            of_kinds = self.kinds[place]
            read = members.select(of_kinds.facts)[theirs]
            return of_kinds.of(read, places[theirs], families.height)[rows]

        return Answered(self.counting.answers(members, homes), kinds)


@dataclass(frozen=True, slots=True)
class FromFacts:
    """Answers read from the files of counts of a kabupaten."""

    asking: Asking
    kinds: Mapping[int, Kinds]
    keeping: Keeping
    _numbers: dict[int, Numbers] = field(default_factory=dict)

    def of(self, span: Span, families: pl.DataFrame) -> Answered:
        """Return the answers, one row for each family, and beside them the families' own facts."""
        answers, own, kept = self.asking.answers, self.asking.own, self.asking.kinds
        found = self.keeping.read(list(dict.fromkeys([*answers.values(), *own, *kept.values()])), span)

        def kinds(place: int, rows: Numbers) -> Numbers:
            if place not in kept:
                return np.zeros(len(rows), np.int32)
            numbers: Numbers = self._of_this_run(place, kept[place])[found[kept[place]].to_numpy()[rows]]
            return numbers

        columns = [_read(one, is_truth(name)).alias(name) for name, one in answers.items()]
        facts = [_read(one, is_yes_or_no(name)) for one, name in own.items()]
        return Answered(found.select(N_MEMBERS, *columns, *facts), kinds)

    def _of_this_run(self, place: int, column: str) -> Numbers:
        """Return the number that each kind of a file has in this run."""
        if place not in self._numbers:
            self._numbers[place] = numbers_of(self.kinds[place], self.keeping.codes(column))
        return self._numbers[place]


def _read(kept: str, truth: bool) -> pl.Expr:
    """Return a column as rules read it; files have 1, 0 and -1 for yes, no and unknown."""
    column = pl.col(kept)
    return pl.when(column >= 0).then(column > 0).alias(kept) if truth else column


def numbers_of(kinds: Kinds, codes: Codes) -> Numbers:
    """Return the number that each kind of a file has among `kinds`."""
    found = np.zeros(max(codes, default=0) + 1, np.int32)
    for key, members in codes.items():
        found[key] = kinds.of_codes(tuple(members))
    return found
