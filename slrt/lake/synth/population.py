"""Draws blocks of families of one kabupaten: the steps of `domain.synthesis.population`, for many at once."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa

from slrt.domain.synthesis.distributions import Distributions
from slrt.lake.columns import Numbers, Values
from slrt.lake.records import Stored
from slrt.lake.synth import health, homes, papers, receipts, schooling, unknowns, work
from slrt.lake.synth.block import TIERS, UNRANKED, Block
from slrt.lake.synth.draws import Choice, Draws, Tables
from slrt.lake.synth.kinship import ORPHANAGE, Kinship
from slrt.lake.synth.people import People
from slrt.lake.synth.places import Settled

BLOCK = 32_768
"""Families drawn from one stream of chance. Part of what a seed means: another size makes other families."""


def blocks(settled: Settled, seed: int, on: date, data: Distributions) -> Iterator[Stored]:
    """The families of a kabupaten, by village, in blocks."""
    village = np.repeat(np.arange(len(settled.villages)), settled.families)
    for number, start in enumerate(range(0, len(village), BLOCK)):
        draws = Draws(seed, "families", settled.code, number)
        yield drawn(draws, data, on, settled, village[start : start + BLOCK])


def drawn(draws: Draws, data: Distributions, on: date, settled: Settled, village: Numbers) -> Stored:
    """One family in each of these villages (places in `settled.villages`)."""
    block = _sketch(draws, data, on, settled.places[village])
    papers.presence(block)
    severe = health.fill(block)
    schooling.fill(block, severe)
    work.fill(block, severe)
    homes.fill(block)
    papers.fill(block)
    receipts.fill(block, severe)
    block.people.fill("orphan", block.people.orphan)
    unknowns.apply(block)
    first, last = int(village[0]), int(village[-1]) + 1
    codes = pa.array(settled.villages[first:last], pa.string())
    areas = pa.DictionaryArray.from_arrays(pa.array(village - first, pa.int32()), codes)
    people = block.people
    return Stored(areas, block.facts, _members(people), people.owner, people.number.astype(np.int16))


def _sketch(draws: Draws, data: Distributions, on: date, place: Numbers) -> Block:
    tables, count = Tables(data), len(place)
    ranked = draws.yes(data.rate("register.decile_known_rate"), count)
    decile = np.where(ranked, draws.choose(tables.numbers("decile"), count), UNRANKED)
    names = ["unknown", *(str(number) for number in range(1, 11))]
    standard = draws.choose_by(decile, tables.choices("tier", names, ""))
    tier = np.array([TIERS.index(name) for name in data.choice("tier.unknown").names])[standard]
    shapes = (*data.choice("shape").names, ORPHANAGE)
    shape = draws.choose(_shapes(data), count)
    people = Kinship(draws, data, on, shapes, shape).compose()
    return Block(draws, data, people, place, tier, decile, shape == shapes.index("elderly_alone"))


def _shapes(data: Distributions) -> Choice:
    """The shapes of families, and orphanages, which the distributions give as a share of all."""
    edges = np.array(data.choice("shape").edges)
    share = data.rate(f"{ORPHANAGE}.rate")
    return Choice(np.arange(len(edges) + 1, dtype=np.int8), np.append(edges / edges[-1] * (1 - share), 1.0))


def _members(people: People) -> dict[str, Values]:
    given = {"birth_date": people.born, "sex": people.sex, "relation": people.relation}
    everybody = np.ones(len(people), np.bool_)
    kin = {name: Values(column, everybody) for name, column in (given | {"marital_status": people.marital}).items()}
    return {**people.facts, **kin}
