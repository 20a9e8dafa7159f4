"""Writes a snapshot of made-up families."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from slrt.domain.synthesis.distributions import FOLDER, distributions
from slrt.domain.synthesis.shapes import Village
from slrt.lake import manifest
from slrt.lake.columns import catalogue_hash
from slrt.lake.manifest import MANIFEST, SYNTHETIC, Header, Manifest
from slrt.lake.synth.draws import Draws
from slrt.lake.synth.places import settle
from slrt.lake.synth.population import blocks
from slrt.lake.writing import Writer


@dataclass(frozen=True)
class Order:
    """What to make: so many families in an area, as of a day. The same order makes the same files."""

    families: int
    area: str
    seed: int
    on: date

    @property
    def header(self) -> Header:
        """What the manifest says of the source; the hash of the distributions is part of it."""
        source = {
            "kind": SYNTHETIC,
            "seed": self.seed,
            "families": self.families,
            "area": self.area,
            "distributions": hashlib.sha256((FOLDER / "distributions.toml").read_bytes()).hexdigest(),
        }
        return Header(source, self.on, catalogue_hash())


def synthesise(
    folder: Path,
    order: Order,
    villages: Sequence[Village],
    created: datetime,
    done: Callable[[int], None] = lambda families: None,
) -> Manifest:
    """Write the snapshot, or the rest of it; one that is finished already is left as it is.

    `villages` are those of the order's area. `done` hears how many families are written. Raises SnapshotProblem.
    """
    if (folder / MANIFEST).exists() and manifest.read(folder).header == order.header:
        return manifest.read(folder)
    data = distributions()
    with Writer(folder, order.header) as writer:
        count = 0
        for settled in settle(order.families, villages, data, Draws(order.seed, "villages")):
            if settled.code in writer.finished:
                count += writer.finished[settled.code].families
                done(count)
                continue
            with writer.kabupaten(settled.code) as part:
                for stored in blocks(settled, order.seed, order.on, data):
                    part.add(stored)
                    count += len(stored.areas)
                    done(count)
        return writer.finish(created)
