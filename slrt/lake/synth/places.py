"""Where made-up families live: the villages of an area, and how many families each has."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from slrt.domain import areas
from slrt.domain.synthesis.distributions import Distributions
from slrt.domain.synthesis.population import place_of
from slrt.domain.synthesis.shapes import Village
from slrt.lake.columns import Numbers
from slrt.lake.synth.block import PLACES
from slrt.lake.synth.draws import Draws


@dataclass(frozen=True)
class Settled:
    """The villages of one kabupaten that have families: codes, kinds of place (in `PLACES`), families of each."""

    code: str
    villages: tuple[str, ...]
    places: Numbers
    families: Numbers


def villages_of(folder: Path, area: str) -> list[Village]:
    """The villages inside an area, by code, from `villages.csv` of the area data. Raises OSError without the file."""
    bounds = areas.bounds(area)
    with (folder / "villages.csv").open(encoding="utf-8", newline="") as file:
        found = [Village(row["code"], row["name"]) for row in csv.DictReader(file) if bounds.holds(row["code"])]
    return sorted(found, key=lambda village: village.code)


def settle(families: int, villages: Sequence[Village], data: Distributions, draws: Draws) -> Iterator[Settled]:
    """Share the families among the villages by weight, and give those of each kabupaten in order of its code.

    The weight is that of the kind of place, times a size drawn for each village. A kabupaten without families is
    left out.
    """
    kinds = np.array([PLACES.index(place_of(village, data)) for village in villages])
    weight = np.array([data.rate(f"village.weight.{place}") for place in PLACES])[kinds]
    counts = shared(families, weight * draws.spread(data.spread("village.size"), len(villages)))
    codes = [village.code for village in villages]
    for regency, group in groupby(range(len(codes)), key=lambda place: areas.regency(codes[place])):
        rows = np.array([place for place in group if counts[place]])
        if len(rows):
            yield Settled(regency, tuple(codes[row] for row in rows), kinds[rows], counts[rows])


def shared(total: int, weights: Numbers) -> Numbers:
    """Whole shares of the total by weight, that add up to it: the largest remainders get one more."""
    exact = total * weights / weights.sum()
    counts: Numbers = np.floor(exact).astype(np.int64)
    order = np.argsort(counts - exact, kind="stable")
    counts[order[: total - int(counts.sum())]] += 1
    return counts
