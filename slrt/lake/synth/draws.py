"""Chance for many at once: the same seed words give the same draws, on every machine.

Only the raw evenly spread numbers of PCG64 are used: numpy promises that stream, and nothing about its distributions.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slrt.domain.synthesis.chance import Weighted
from slrt.domain.synthesis.distributions import Distributions, Steps
from slrt.lake.columns import Mask, Numbers, places

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """A choice among codes; `edges` are the running sums of the weights."""

    codes: Numbers
    edges: Shares

    def at(self, shares: Shares) -> Numbers:
        """The codes that evenly drawn shares of the whole fall on."""
        found: Numbers = self.codes[np.searchsorted(self.edges, shares * self.edges[-1], side="right")]
        return found


@dataclass(frozen=True)
class Tables:
    """The distributions as arrays."""

    data: Distributions

    def choice(self, path: str, fact: str = "") -> Choice:
        """The choice at `path`: places in the values of `fact`, or the names' own places without one."""
        return choice_of(self.data.choice(path), fact)

    def choices(self, path: str, names: Sequence[str], leaf: str, fact: str = "") -> list[Choice]:
        """The choices at `path.NAME.leaf`, one for each name."""
        return [self.choice(".".join(part for part in (path, name, leaf) if part), fact) for name in names]

    def numbers(self, path: str) -> Choice:
        """The choice at `path` among names that are numbers."""
        weighted = self.data.choice(path)
        return Choice(np.array([int(name) for name in weighted.names]), np.array(weighted.edges))

    def steps(self, path: str, at: Numbers) -> Shares:
        """The rates that hold from numbers on; 0 before the first."""
        return steps_at(self.data.steps(path), at)


def choice_of(weighted: Weighted, fact: str = "") -> Choice:
    """A choice among places in the values of `fact`, or among the names' own places."""
    codes = [places(fact)[name] for name in weighted.names] if fact else range(len(weighted.names))
    return Choice(np.array(codes, np.int8), np.array(weighted.edges))


def steps_at(steps: Steps, at: Numbers) -> Shares:
    """The numbers in force at each of many; 0 before the first."""
    values = np.array([0.0, *steps.values])
    return values[np.searchsorted(np.array(steps.starts), at, side="right")]


class Draws:
    """A stream of draws fixed by its seed words."""

    def __init__(self, *seed: int | str) -> None:
        words = "\x1f".join(str(word) for word in seed)
        number = int.from_bytes(hashlib.sha256(words.encode()).digest()[:16], "big")
        self._random = np.random.Generator(np.random.PCG64(number)).random

    def shares(self, count: int) -> Shares:
        """Even draws from 0 (included) to 1."""
        return self._random(count)

    def yes(self, rate: float | Shares, count: int) -> Mask:
        """True with probability `rate`, which may differ for each."""
        found: Mask = self._random(count) < rate
        return found

    def yes_among(self, mask: Mask, rate: float) -> Mask:
        """True with probability `rate` where the mask is, false elsewhere."""
        found = mask.copy()
        found[mask] = self._random(int(mask.sum())) < rate
        return found

    def whole(self, low: int | Numbers, high: int | Numbers, count: int) -> Numbers:
        """Even draws from low..high, both included."""
        span = np.asarray(high) - np.asarray(low) + 1
        found: Numbers = np.asarray(low) + (self._random(count) * span).astype(np.int64)
        return found

    def choose(self, choice: Choice, count: int) -> Numbers:
        """Codes by weight."""
        return choice.at(self._random(count))

    def choose_by(self, group: Numbers, choices: Sequence[Choice]) -> Numbers:
        """Codes by weight, each from the choice of its group."""
        shares, found = self._random(len(group)), np.zeros(len(group), choices[0].codes.dtype)
        for number, choice in enumerate(choices):
            mask = group == number
            found[mask] = choice.at(shares[mask])
        return found

    def choose_among(self, mask: Mask, choice: Choice, otherwise: int) -> Numbers:
        """Codes by weight where the mask is; `otherwise` elsewhere."""
        found = np.full(len(mask), otherwise, choice.codes.dtype)
        found[mask] = self.choose(choice, int(mask.sum()))
        return found

    def spread(self, shape: Sequence[float], count: int) -> Shares:
        """Triangular draws from (low, mode, high)."""
        return self.spread_by(np.zeros(count, np.int8), [shape])

    def spread_by(self, group: Numbers, shapes: Sequence[Sequence[float]]) -> Shares:
        """Triangular draws, each from the (low, mode, high) of its group."""
        low, mode, high = np.array(shapes, np.float64).T[:, group]
        share, width = self._random(len(group)), np.maximum(high - low, 1e-12)
        left = low + np.sqrt(share * width * (mode - low))
        right = high - np.sqrt((1 - share) * width * (high - mode))
        found: Shares = np.where(share * width < mode - low, left, right)
        return found


def codes_of(fact: str, names: Sequence[str]) -> list[int]:
    """Places of values among those of the fact."""
    return [places(fact)[name] for name in names]


def by_name(fact: str) -> Mapping[object, int]:
    """Each value of the fact by its place: `by_name("member.sex")["female"]`."""
    return places(fact)
