"""Amounts in doubt, for all cells at once: what the members of each kind of family may come to together, folded once.

A folding does not depend on the family's own facts nor, where persons are limited, on the amounts: another limit on a
fact or another amount finds it done.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from slrt.domain.rules.situation import Case, Situation
from slrt.domain.rules.sql.doubts import Doubts
from slrt.lake.whatif.inputs import asks_alike

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def name_of(doubts: Doubts, kinds: str) -> str:
    """Return the name under which a folding is kept: what is asked, and whatever decides how persons are counted."""
    tally = doubts.version.plan.tally
    limits = [part.most for part in tally.components], tally.cap
    paid = tally.amounts if tally.additive else ()
    return hashlib.sha256(f"{kinds} {asks_alike(doubts)} {limits} {paid}".encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Folding:
    """The states of all kinds of families, for each way of asking the members.

    A state is a place in `gathered` and one in `counted`. In a way, the states of kind k are `states[starts[k]:]` up to
    the next start, as pairs of such places.
    """

    gathered: tuple[tuple[int, ...], ...]
    counted: tuple[tuple[int, ...], ...]
    starts: tuple[Numbers, ...]
    states: tuple[Numbers, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        ways = [
            [starts.tolist(), states.ravel().tolist()] for starts, states in zip(self.starts, self.states, strict=True)
        ]
        return {"gathered": self.gathered, "counted": self.counted, "ways": ways}


def folding_of(data: dict[str, Any]) -> Folding:
    """Return what `to_json` gave."""
    ways = [(np.array(starts, np.int64), np.array(states, np.int64).reshape(-1, 2)) for starts, states in data["ways"]]
    gathered, counted = (tuple(map(tuple, data[name])) for name in ("gathered", "counted"))
    return Folding(gathered, counted, tuple(one for one, _ in ways), tuple(two for _, two in ways))


def fold(doubts: Doubts, kinds: Sequence[Sequence[int]]) -> Folding:
    """Return what members come to together; a kind is one code of every member that counts."""
    gathered: dict[tuple[int, ...], int] = {}
    counted: dict[tuple[int, ...], int] = {}
    ways = []
    for way in doubts.ways:
        starts: list[int] = []
        pairs: list[tuple[int, int]] = []
        for codes in kinds:
            starts.append(len(pairs))
            for one, other in sorted(doubts.states(sorted(map(doubts.member_class, codes)), way)):
                pairs.append((gathered.setdefault(one, len(gathered)), counted.setdefault(other, len(counted))))
        ways.append((np.array(starts, np.int64), np.array(pairs, np.int64)))
    return Folding(tuple(gathered), tuple(counted), tuple(one for one, _ in ways), tuple(two for _, two in ways))


@dataclass(frozen=True, slots=True)
class Ends:
    """For each kind: least and greatest money, and whether the verdict may stay open."""

    low: Numbers
    high: Numbers
    is_open: Flags


@dataclass(slots=True)
class Money:
    """The bounds of one version's amounts over kinds of families; the meaning is that of `Doubts.bounds`."""

    doubts: Doubts
    folding: Folding
    _ends: dict[object, Ends] = field(default_factory=dict)

    def bounds(self, family: int, area: str, kinds: Numbers, sure: Flags) -> tuple[Numbers, Numbers]:
        """Return least and greatest money of cells that share the family's facts; `sure` are those eligible."""
        household = self.doubts.household(family, area)
        ends = [self._of_case(household, case) for case in household.cases()]
        low: Numbers = np.minimum.reduce([one.low[kinds] for one in ends])
        high: Numbers = np.maximum.reduce([one.high[kinds] for one in ends])
        may_end = np.logical_or.reduce([one.is_open[kinds] for one in ends]) & ~sure
        least: Numbers = np.where(may_end, 0, low)
        return least, high

    def _of_case(self, household: Situation, case: Case) -> Ends:
        empty = self.doubts.version.plan.tally.empty
        way = 0 if case.refused else self.doubts.way(case)
        said = tuple(household.result(case, (gathered, empty))[0] for gathered in self.folding.gathered)
        if (way, said) not in self._ends:
            self._ends[way, said] = self._worked_out(way, said)
        return self._ends[way, said]

    def _worked_out(self, way: int, said: Sequence[bool | None]) -> Ends:
        tally = self.doubts.version.plan.tally
        amounts = np.array([tally.amount(counts) for counts in self.folding.counted], np.int64)
        eligible = np.array([one is not False for one in said], np.bool_)
        is_open = np.array([one is None for one in said], np.bool_)
        starts, (gathered, counted) = self.folding.starts[way], self.folding.states[way].T
        money = np.where(eligible[gathered], amounts[counted], 0)
        return Ends(
            np.minimum.reduceat(money, starts),
            np.maximum.reduceat(money, starts),
            np.logical_or.reduceat(is_open[gathered], starts),
        )
