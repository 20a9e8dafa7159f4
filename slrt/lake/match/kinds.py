"""Kinds of families behind an amount in doubt: what classes their members are in. Each kind has a number."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from slrt.domain.rules.sql.doubts import UNTOUCHED, Doubts
from slrt.lake.columns import Numbers

BITS = 62
"""Bits of a number in which the classes of one family are written one after another."""

Classes = tuple[int, ...]


@dataclass(slots=True)
class Kinds:
    """The kinds of one cash programme that were met so far; kind 0 is a family in which nobody counts."""

    doubts: Doubts
    listed: list[Classes] = field(default_factory=lambda: [()])
    examples: dict[int, int] = field(default_factory=dict)
    """Of each class, a code of a member in it."""
    _numbers: dict[Classes, int] = field(default_factory=lambda: {(): 0})
    _packed: dict[tuple[int, int], int] = field(default_factory=dict)
    _coded: dict[Classes, int] = field(default_factory=dict)
    _code: pl.Expr = field(init=False)

    def __post_init__(self) -> None:
        """Read the code of a member once."""
        self._code = pl.sql_expr(self.doubts.member.sql).alias("code")

    @property
    def facts(self) -> list[str]:
        """Facts of members that the kinds are made of."""
        return [digit.fact for digit in self.doubts.member.digits]

    def number(self, classes: Classes) -> int:
        """Return the number of a kind."""
        if classes not in self._numbers:
            self._numbers[classes] = len(self.listed)
            self.listed.append(classes)
        return self._numbers[classes]

    def of_codes(self, codes: Classes) -> int:
        """Return the number of the kind whose members who count have these codes."""
        if codes not in self._coded:
            self._coded[codes] = self.number(tuple(sorted(map(self.doubts.member_class, codes))))
        return self._coded[codes]

    def of(self, members: pl.DataFrame, places: Numbers, families: int) -> Numbers:
        """Return the kind of each family; `places` are the rows of the members' families, in rising order."""
        found = np.zeros(families, np.int32)
        if not self.facts or not places.size:
            return found
        classes = self._classes(members.select(self._code).to_series())
        kept = classes != UNTOUCHED
        where, classes = _in_order(places[kept], classes[kept])
        starts = np.flatnonzero(np.diff(where, prepend=-1))
        if starts.size:
            found[where[starts]] = self._kinds(classes, starts)
        return found

    def _classes(self, codes: pl.Series) -> Numbers:
        met = codes.unique().sort()
        numbers = [self.doubts.member_class(code) for code in met]
        for code, number in zip(met, numbers, strict=True):
            self.examples.setdefault(number, code)
        classes: Numbers = np.array(numbers, np.int64)[np.searchsorted(met.to_numpy(), codes.to_numpy())]
        return classes

    def _kinds(self, classes: Numbers, starts: Numbers) -> Numbers:
        """Return the kinds of families whose members' classes begin at `starts`."""
        sizes = np.diff(starts, append=len(classes))
        bits = int(classes.max()).bit_length()
        ranks = np.arange(len(classes)) - np.repeat(starts, sizes)
        fits = sizes <= BITS // bits
        packed = np.add.reduceat(classes << np.minimum(ranks * bits, BITS), starts)
        met, places = np.unique(packed[fits], return_inverse=True)
        found = np.zeros(len(starts), np.int32)
        found[fits] = np.array([self._of_packed(bits, one) for one in met.tolist()], np.int32)[places]
        for at in np.flatnonzero(~fits):
            found[at] = self.number(tuple(classes[starts[at] : starts[at] + sizes[at]].tolist()))
        return found

    def _of_packed(self, bits: int, packed: int) -> int:
        if (bits, packed) not in self._packed:
            self._packed[bits, packed] = self.number(_unpacked(packed, bits))
        return self._packed[bits, packed]


def _in_order(places: Numbers, classes: Numbers) -> tuple[Numbers, Numbers]:
    """Sort the classes of each family."""
    width = int(classes.max(initial=0)) + 1
    joined = np.sort(places * width + classes, kind="stable")
    return joined // width, joined % width


def _unpacked(packed: int, bits: int) -> Classes:
    found = []
    while packed:
        found.append(packed & ((1 << bits) - 1))
        packed >>= bits
    return tuple(found)
