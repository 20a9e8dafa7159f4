"""Taking a snapshot of the register: all facts of an area as columns, without names, numbers and addresses.

What a family receives is told for the programmes of the catalogue; local ones have no column, as in the fact views.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.rules.facts import RECEIVES, catalogue
from slrt.domain.rules.record import FamilyRecord
from slrt.lake.columns import NotAColumnValue, catalogue_hash
from slrt.lake.manifest import REGISTER, Header, Manifest, SnapshotProblem
from slrt.lake.records import Stored, stored_of
from slrt.lake.writing import Part, Writer
from slrt.reads.registry.stream import families_by_regency, stream
from slrt.services.trail.record import Subject, record
from slrt.store.walls.context import acting

TOGETHER = 2000
"""Families turned into columns together."""

SHIPPED = frozenset(str(code) for code in catalogue().facts[RECEIVES].values)
"""Programmes of the catalogue."""

Done = Callable[[int, int], None]
"""Hears how many families are written, and of how many."""


def take_snapshot(actor: Actor, folder: Path, *, area_code: str, on: date, installation: str, done: Done) -> Manifest:
    """Write the snapshot into the folder, or go on with one that broke. Each kabupaten is read at one moment.

    The event comes first: whoever stops half way has taken data out all the same. Raises Denied, and
    SnapshotProblem when the folder does not take it.
    """
    access.check(actor, Permission.SNAPSHOT_TAKE, area_code)
    source = {"kind": REGISTER, "installation": installation, "area": area_code}
    with Writer(folder, Header(source, on, catalogue_hash())) as writer:
        with acting(actor):
            counts = families_by_regency(actor, area_code)
            after = {"on": on.isoformat(), "families": sum(counts.values())}
            record(actor, "snapshot.take", Subject("snapshot", uuid7(), area_code), after=after)
        families = sum(one.families for one in writer.finished.values())
        left = [code for code in counts if code not in writer.finished]
        expected = families + sum(counts[code] for code in left)
        done(families, expected)
        for code in left:
            with acting(actor), writer.kabupaten(code) as part:
                for written in _fill(part, actor, code):
                    families += written
                    done(families, expected)
        return writer.finish(clock.now())


def _fill(part: Part, actor: Actor, regency: str) -> Iterator[int]:
    """Write the families of a kabupaten, batch by batch; gives the size of each."""
    families = stream(actor, regency)
    while batch := list(islice(families, TOGETHER)):
        part.add(_columns([_held(family) for _, family in batch]), [str(family_id) for family_id, _ in batch])
        yield len(batch)


def _held(family: FamilyRecord) -> FamilyRecord:
    """The family without what it receives of local programmes."""
    known = family.family.get("receives")
    if not isinstance(known, frozenset) or known <= SHIPPED:
        return family
    return replace(family, family={**family.family, "receives": known & SHIPPED})


def _columns(families: list[FamilyRecord]) -> Stored:
    try:
        return stored_of(families)
    except NotAColumnValue as unknown:
        raise SnapshotProblem(
            f"{unknown}, so no column can hold it. Add it there, then take the snapshot again."
        ) from unknown
