"""The made-up population drawn both ways: one by one, and as columns; with the same villages and day."""

from functools import cache

import pyarrow as pa

from slrt.domain.synthesis import generate
from slrt.domain.synthesis.distributions import Distributions, distributions
from slrt.lake.records import Batch, batch_of, stored_of
from slrt.lake.synth.draws import Draws
from slrt.lake.synth.places import Settled, settle, villages_of
from slrt.lake.synth.population import blocks
from tests.makers.population import ON, ROOT
from tests.makers.snapshots import record

AREAS = ROOT / "data" / "areas"
VILLAGES = villages_of(AREAS, "19")
ONE_BY_ONE, MANY = 4_000, 100_000
SEED = 11


def changed(**rates: float) -> Distributions:
    """The distributions with other values; `orphanage__rate` is the path `orphanage.rate`."""
    tree = dict(distributions().tree)
    for path, value in rates.items():
        table, _, leaf = path.partition("__")
        tree[table] = {**tree[table], leaf: value}
    return Distributions(tree)


def settled(families: int) -> list[Settled]:
    return list(settle(families, VILLAGES, distributions(), Draws(SEED, "villages")))


def drawn(families: int, data: Distributions, seed: int = SEED) -> Batch:
    """So many families as columns."""
    parts: list[Batch] = []
    for one in settled(families):
        for stored in blocks(one, seed, ON, data):
            parts.append(batch_of(stored, ON, 1 + sum(len(part.families) for part in parts)))
    return Batch(*(pa.concat_tables(tables).unify_dictionaries() for tables in zip(*parts, strict=True)))


@cache
def many() -> Batch:
    """A hundred thousand families, without orphanages, which the other generator does not have."""
    return drawn(MANY, changed(orphanage__rate=0.0))


@cache
def one_by_one() -> Batch:
    """Families of the demonstration's generator, in the same villages with the same weights."""
    weights = {
        code: float(count) for one in settled(MANY) for code, count in zip(one.villages, one.families, strict=True)
    }
    families = generate(SEED, ONE_BY_ONE, VILLAGES, ON, weights)
    return batch_of(stored_of([record(family) for family in families]), ON, 1)
