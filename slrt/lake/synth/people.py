"""People in the making, as columns: who stands how to the head, and born when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from slrt.lake.ages import ages_on
from slrt.lake.columns import Mask, Numbers, Values, places

RELATION = places("member.relation")
SEX = places("member.sex")
MARITAL = places("member.marital_status")
ORPHAN = places("member.orphan")

SLOTS = 64
"""More seats than any family has; a seat's key is family * SLOTS + slot."""

NOBODY = -1


@dataclass
class Seats:
    """Collects seats in any order; `People` sorts them."""

    parts: list[dict[str, Numbers]] = field(default_factory=list)

    def add(self, family: Numbers, slot: int | Numbers, **columns: int | Numbers) -> None:
        """Seat one person in each of these families. Columns: relation, sex, born, marital, orphan, mother (a key)."""
        given = {"slot": slot, "orphan": ORPHAN["no"], "mother": NOBODY, **columns}
        wide = {name: np.broadcast_to(np.asarray(column), family.shape) for name, column in given.items()}
        self.parts.append({"family": family, **wide})

    def joined(self) -> dict[str, Numbers]:
        """All seats, family by family, slot by slot."""
        all_of = {name: np.concatenate([part[name] for part in self.parts]) for name in self.parts[0]}
        order = np.argsort(all_of["family"] * SLOTS + all_of["slot"], kind="stable")
        return {name: column[order] for name, column in all_of.items()}


@dataclass
class People:
    """Everybody of a block of families, family by family; `owner` is the place of each one's family in the block."""

    on: date
    owner: Numbers
    slot: Numbers
    relation: Numbers
    sex: Numbers
    born: Numbers
    marital: Numbers
    orphan: Numbers
    mother: Numbers
    age: Numbers = field(init=False)
    sizes: Numbers = field(init=False)
    firsts: Numbers = field(init=False)
    facts: dict[str, Values] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Ages, sizes of families, and mothers by row instead of by key."""
        self.age = ages_on(self.born, self.on)
        self.sizes = np.bincount(self.owner)
        self.firsts = np.concatenate(([0], np.cumsum(self.sizes)[:-1]))
        keys = self.owner * SLOTS + self.slot
        rows = np.minimum(np.searchsorted(keys, self.mother), len(keys) - 1)
        self.mother = np.where((self.mother >= 0) & (keys[rows] == self.mother), rows, NOBODY)

    @classmethod
    def of(cls, seats: Seats, on: date) -> People:
        joined = seats.joined()
        owner = joined.pop("family")
        return cls(on, owner, **joined)  # type: ignore[arg-type] # the columns of `Seats.add` are the fields

    def __len__(self) -> int:
        return len(self.owner)

    @property
    def number(self) -> Numbers:
        """Each one's place in the family, from 0."""
        return np.arange(len(self)) - self.firsts[self.owner]

    def is_(self, fact: str, *names: str) -> Mask:
        """Whether an enum fact of each one is filled and one of these values."""
        column = self.facts[fact]
        return column.known & np.isin(column.values, [places(f"member.{fact}")[name] for name in names])

    def holds(self, fact: str) -> Mask:
        """Whether a yes/no fact of each one is filled and yes."""
        column = self.facts[fact]
        return column.known & column.values

    def any_in_family(self, mask: Mask) -> Mask:
        """For each family, whether somebody is in the mask."""
        return np.logical_or.reduceat(mask, self.firsts)

    def fill(self, fact: str, values: Numbers, known: Mask | None = None) -> None:
        """Write a fact; `known` leaves out those whom nobody would ask."""
        self.facts[fact] = Values(values, np.ones(len(self), np.bool_) if known is None else known)
