"""Reads `distributions.toml` and `names.toml`: the one description of the synthetic population."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from slrt.domain.synthesis.chance import Weighted

FOLDER = Path(__file__).parent


def read_toml(name: str) -> dict[str, Any]:
    """One data file of this folder."""
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True)
class Steps:
    """Values that hold from a number (an age, a year) on: `{0: 0.1, 18: 0.4}`."""

    starts: tuple[int, ...]
    values: tuple[Any, ...]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Steps:
        pairs = sorted((int(start), value) for start, value in table.items())
        return cls(tuple(start for start, _ in pairs), tuple(value for _, value in pairs))

    def at(self, number: int, before: Any = 0.0) -> Any:
        """The value in force at `number`; `before` for anything lower than the first start."""
        position = bisect_right(self.starts, number)
        return self.values[position - 1] if position else before


@dataclass
class Distributions:
    """The data tree, addressed by dotted paths; choices and steps are prepared once."""

    tree: Mapping[str, Any]
    _choices: dict[str, Weighted] = field(default_factory=dict)
    _steps: dict[str, Steps] = field(default_factory=dict)

    def at(self, path: str) -> Any:
        """The raw value; raises KeyError naming the path when there is none."""
        node: Any = self.tree
        for part in path.split("."):
            if not isinstance(node, Mapping) or part not in node:
                raise KeyError(path)
            node = node[part]
        return node

    def rate(self, path: str) -> float:
        return float(self.at(path))

    def words(self, path: str) -> Sequence[str]:
        words: Sequence[str] = self.at(path)
        return words

    def spread(self, path: str) -> Sequence[float]:
        spread: Sequence[float] = self.at(path)
        return spread

    def choice(self, path: str) -> Weighted:
        """The table of weights at `path`."""
        if path not in self._choices:
            self._choices[path] = Weighted.of(self.at(path))
        return self._choices[path]

    def choice_across(self, path: str, leaf: str) -> Weighted:
        """A choice among the tables under `path`, each weighing what it says at its own `leaf`."""
        key = f"{path}.*.{leaf}"
        if key not in self._choices:
            weights = {name: self.rate(f"{path}.{name}.{leaf}") for name in self.at(path)}
            self._choices[key] = Weighted.of(weights)
        return self._choices[key]

    def steps(self, path: str) -> Steps:
        """The table of values from a number on at `path`."""
        if path not in self._steps:
            self._steps[path] = Steps.of(self.at(path))
        return self._steps[path]


@cache
def distributions() -> Distributions:
    """The distributions shipped with the product."""
    return Distributions(read_toml("distributions.toml"))


@cache
def name_parts() -> Distributions:
    """The name parts shipped with the product."""
    return Distributions(read_toml("names.toml"))
