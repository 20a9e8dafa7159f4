"""A block of families in the making, as columns."""

from dataclasses import dataclass, field

import numpy as np

from slrt.domain.rules.facts import catalogue
from slrt.domain.synthesis.distributions import Distributions
from slrt.lake.columns import Mask, Numbers, Values, dtype_of, places
from slrt.lake.synth.draws import Draws, Tables
from slrt.lake.synth.people import People

TIERS = ("low", "mid", "high")
"""Living standards of the distributions; `Block.tier` holds places in this list."""

PLACES = ("coast", "field", "town")
"""Where a village lies; `Block.place` holds places in this list."""

UNRANKED = 0
"""The decile of a family whose decile nobody knows."""


@dataclass
class Block:
    """Families drawn together. `enrolled` has a mask for each programme: of families, or of people."""

    draws: Draws
    data: Distributions
    people: People
    place: Numbers
    tier: Numbers
    decile: Numbers
    alone_and_old: Mask
    facts: dict[str, Values] = field(default_factory=dict)
    enrolled: dict[str, Mask] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.tier)

    @property
    def tables(self) -> Tables:
        return Tables(self.data)

    @property
    def persons_tier(self) -> Numbers:
        """The tier of each person's family."""
        return self.tier[self.people.owner]

    def fill(self, fact: str, values: Numbers, known: Mask | None = None) -> None:
        """Write a family fact; `known` leaves out families nobody would ask."""
        dtype = dtype_of(catalogue().get("family", fact))
        self.facts[fact] = Values(values.astype(dtype), np.ones(len(self), np.bool_) if known is None else known)

    def is_(self, fact: str, *names: str) -> Mask:
        """Whether an enum fact of each family is filled and one of these values."""
        column = self.facts[fact]
        return column.known & np.isin(column.values, [places(f"family.{fact}")[name] for name in names])

    def yes(self, rate: str) -> Mask:
        """For each family, yes with the probability at this path."""
        return self.draws.yes(self.data.rate(rate), len(self))
