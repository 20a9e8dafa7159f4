"""Who comes first where places are few: the order of a waiting list, and who falls within the places.

Places are counted by family. Whoever receives the programme keeps its place; the free ones go to eligible families in
their order. Nothing here changes a verdict, and a family whose verdict is unknown has no number: it needs a visit.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

Rank = int | date | None

MOST_PLACES = 10_000_000
"""More places than this in one area are taken for a slip of the pen."""


class Standing(StrEnum):
    """How a family stands to the places of its area."""

    RECEIVES = "receives"
    WITHIN = "within"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Places:
    """The places of an area in a period, and how many of them families hold already; these may be more."""

    total: int
    taken: int

    def __post_init__(self) -> None:
        if self.total < 0 or self.taken < 0:
            raise ValueError(f"no place is negative: {self.total} in all, {self.taken} taken")

    @property
    def free(self) -> int:
        return max(0, self.total - self.taken)

    def standing(self, number: int) -> Standing:
        """How whoever has this number stands; numbers count from 1."""
        return Standing.WITHIN if number <= self.free else Standing.WAITING


@dataclass(frozen=True, slots=True)
class Candidate:
    """An eligible family: its ranking facts in the programme's order (None: unknown), and since when it is known."""

    family: UUID
    ranks: tuple[Rank, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A family on the list; `number` is None for one that receives."""

    family: UUID
    standing: Standing
    number: int | None


@dataclass(frozen=True, slots=True)
class WaitingList:
    """Those who receive, then the queue by number. `needs_visit` families cannot be ranked yet."""

    places: Places
    lines: tuple[Line, ...]
    needs_visit: int


def waiting_list(
    total: int, receiving: Collection[UUID], eligible: Iterable[Candidate], unknown: Collection[UUID]
) -> WaitingList:
    """Rank the eligible families that do not receive yet.

    The least ranking facts come first, unknown ones last; of equals whoever waits longest, then the lesser id, so that
    the same families always stand in the same order. Families that receive are not counted among the unknown.
    """
    holding = set(receiving)
    places = Places(total, len(holding))
    queue = sorted((one for one in eligible if one.family not in holding), key=_order)
    held = [Line(family, Standing.RECEIVES, None) for family in sorted(holding)]
    ranked = [Line(one.family, places.standing(number), number) for number, one in enumerate(queue, 1)]
    return WaitingList(places, (*held, *ranked), len(set(unknown) - holding))


def _order(one: Candidate) -> tuple[object, ...]:
    return (*((rank is None, rank) for rank in one.ranks), one.since, one.family)
