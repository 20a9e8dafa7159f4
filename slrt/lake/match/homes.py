"""Members as homes: neighbouring rows, those of one family after those of another, in the order of the families."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from slrt.lake.columns import FAMILY_ID, Numbers
from slrt.lake.match.order import RunProblem


@dataclass(frozen=True, slots=True)
class Homes:
    """Where members stand: `rows` of the families that have any, `ends` of their rows among the members."""

    families: int
    rows: Numbers
    ends: Numbers

    @property
    def starts(self) -> Numbers:
        """The first row of each home."""
        return np.concatenate((np.zeros(1, self.ends.dtype), self.ends[:-1])) if self.ends.size else self.ends

    @property
    def sizes(self) -> Numbers:
        """How many members each home has."""
        return np.diff(self.ends, prepend=0)

    @property
    def places(self) -> Numbers:
        """The row of each member's family."""
        return np.repeat(self.rows, self.sizes)

    def each(self, values: Numbers) -> Numbers:
        """Return a value for every family from one for every home: 0 where nobody lives."""
        if len(values) == self.families:
            return values
        found = np.zeros(self.families, values.dtype)
        found[self.rows] = values
        return found

    def among(self, rows: Numbers) -> tuple[Numbers, "Homes"]:
        """Return the members of these families, who all have some, and their homes."""
        at = np.searchsorted(self.rows, rows)
        first, last = self.starts[at], self.ends[at]
        members = np.concatenate([np.arange(one, two) for one, two in zip(first, last, strict=True)])
        return members, Homes(len(rows), np.arange(len(rows)), np.cumsum(last - first))


def homes_of(members: pl.DataFrame, families: pl.DataFrame) -> Homes:
    """Return where members stand; raises RunProblem where they do not follow the order of the families."""
    theirs = members[FAMILY_ID].to_numpy()
    last = np.flatnonzero(theirs[1:] != theirs[:-1])
    ends = np.append(last + 1, len(theirs)) if len(theirs) else last
    first = families[FAMILY_ID][0] if families.height else 0
    rows = theirs[ends - 1] - first
    inside = not rows.size or (rows[0] >= 0 and rows[-1] < families.height)
    if not inside or (np.diff(rows) < 0).any():
        raise RunProblem("members do not stand in the order of their families; `slrt snapshot verify` says where")
    return Homes(families.height, rows, ends)
