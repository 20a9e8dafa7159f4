"""Chance that gives the same story on every Python: only `random()` of the standard generator is used.

`random.Random.random` is promised to stay the same for the same seed; `choices`, `shuffle`, `sample` and the
distributions are not, so everything here is built from `random()` alone.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from random import Random
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Weighted:
    """A choice among names; `edges` are the running sums of the weights."""

    names: tuple[str, ...]
    edges: tuple[float, ...]

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> Weighted:
        """Raises ValueError when no weight is positive or some weight is negative."""
        edges: list[float] = []
        total = 0.0
        for name, weight in weights.items():
            if weight < 0:
                raise ValueError(f"negative weight for {name!r}")
            total += weight
            edges.append(total)
        if total <= 0:
            raise ValueError("a choice needs a positive weight")
        return cls(tuple(weights), tuple(edges))


class Chance:
    """A stream of draws fixed by its seed words: `Chance(7, "family", 12)` always draws the same."""

    def __init__(self, *seed: int | str) -> None:
        words = "\x1f".join(str(word) for word in seed)
        number = int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big")
        self._random = Random(number).random  # noqa: S311 - made-up people, not secrets

    def yes(self, rate: float) -> bool:
        """True with probability `rate`."""
        return self._random() < rate

    def whole(self, low: int, high: int) -> int:
        """An even draw from low..high, both included."""
        return low + int(self._random() * (high - low + 1))

    def spread(self, shape: Sequence[float]) -> float:
        """A triangular draw from (low, mode, high)."""
        low, mode, high = shape
        if high <= low:
            return low
        share = self._random()
        turn = (mode - low) / (high - low)
        if share < turn:
            return low + sqrt(share * (high - low) * (mode - low))
        return high - sqrt((1 - share) * (high - low) * (high - mode))

    def pick(self, items: Sequence[T]) -> T:
        """One item, each as likely."""
        return items[int(self._random() * len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in another order, each order as likely."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.whole(0, last)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def choose(self, weighted: Weighted) -> str:
        """One name by weight."""
        return weighted.names[bisect_right(weighted.edges, self._random() * weighted.edges[-1])]

    def day(self, first: date, last: date) -> date:
        """An even draw among the days first..last; `first` when they are reversed."""
        return first + timedelta(days=self.whole(0, max(0, (last - first).days)))
