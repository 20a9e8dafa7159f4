"""Counters packed into few 64-bit numbers, so that one pass over the members answers every programme.

Two kinds of field: *flags* (two bits: somebody surely, somebody perhaps), joined by bit_or; and *lanes* (a counter of
`width` bits each), added up. A lane of 5 bits counts to 31; larger families go through the same query with wide lanes.
"""

from dataclasses import dataclass, field

WORD = 60
"""Bits used of a signed 64-bit number, the sign and a margin left alone."""

NARROW, WIDE = 5, 15
"""Bits of a lane, and of a lane for families beyond `most(NARROW)`."""


def most(width: int) -> int:
    """Return the largest number of members a lane counts."""
    return (1 << width) - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field lies: its word and the first of its bits."""

    word: int
    shift: int


@dataclass(slots=True)
class Words:
    """Fields of one kind, filled word by word; `terms` are the SQL numbers added (or joined) in each word."""

    size: int
    places: dict[str, Place] = field(default_factory=dict)
    terms: list[list[str]] = field(default_factory=list)
    used: list[int] = field(default_factory=list)

    def reserve(self, key: str, fields: int) -> Place:
        """Find room for neighbouring fields; raises ValueError when one word cannot hold them."""
        bits = fields * self.size
        if bits > WORD:
            raise ValueError(f"{fields} fields of {self.size} bits do not fit into one word")
        word = next((index for index, used in enumerate(self.used) if used + bits <= WORD), None)
        if word is None:
            word = len(self.used)
            self.used.append(0)
            self.terms.append([])
        place = self.places[key] = Place(word, self.used[word])
        self.used[word] += bits
        return place


def unpacked(word: str, shift: int, width: int) -> str:
    """Return a field's number as SQL."""
    moved = f"({word} >> {shift})" if shift else word
    return f"({moved} & {(1 << width) - 1})"
