"""Taking a snapshot of the register: all facts of an area as columns, without names, numbers and addresses.

What a family receives is told for the programmes of the catalogue, and for the local ones that rules ask about.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from slrt.domain import access, areas, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.programmes.publishing import named_local
from slrt.domain.rules.facts import RECEIVES, catalogue
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.sql.columns import MASK_BITS
from slrt.domain.rules.sql.columns import Columns as Layout
from slrt.lake.columns import NotAColumnValue, catalogue_hash
from slrt.lake.manifest import REGISTER, Header, Manifest, SnapshotProblem
from slrt.lake.records import Stored, stored_of
from slrt.lake.writing import Part, Writer
from slrt.reads import programmes as programme_reads
from slrt.reads.registry.stream import families_by_regency, stream
from slrt.services.trail.record import Subject, record
from slrt.store.walls.context import acting

TOGETHER = 2000
"""Families turned into columns together."""

ROOM = MASK_BITS - len(catalogue().facts[RECEIVES].values)
"""Local programmes of which a snapshot can tell."""

Done = Callable[[int, int], None]
"""Hears how many families are written, and of how many."""


def take_snapshot(actor: Actor, folder: Path, *, area_code: str, on: date, installation: str, done: Done) -> Manifest:
    """Write the snapshot into the folder, or go on with one that broke. Each kabupaten is read at one moment.

    The event comes first: whoever stops half way has taken data out all the same. Raises Denied, and
    SnapshotProblem when the folder does not take it.
    """
    access.check(actor, Permission.SNAPSHOT_TAKE, area_code)
    with acting(actor):
        header = header_of(area_code, on, installation)
    with Writer(folder, header) as writer:
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
                for written in _fill(part, actor, code, header.columns):
                    families += written
                    done(families, expected)
        return writer.finish(clock.now())


def header_of(area_code: str, on: date, installation: str) -> Header:
    """What a snapshot of an area on a day says of itself, by the law of now."""
    source = {"kind": REGISTER, "installation": installation, "area": area_code}
    return Header(source, on, catalogue_hash(), _asked_about(area_code, on))


def _asked_about(area_code: str, on: date) -> tuple[str, ...]:
    """Local programmes whose receivers rules around or inside an area ask for on a day, as many as have room."""
    versions = []
    for one in programme_reads.definitions(on):
        theirs, version = programme_reads.area_of(one.code), one.version_on(on)
        if version and (areas.contains(theirs, area_code) or areas.contains(area_code, theirs)):
            versions.append(version)
    return named_local(versions)[:ROOM]


def _fill(part: Part, actor: Actor, regency: str, layout: Layout) -> Iterator[int]:
    """Write the families of a kabupaten, batch by batch; gives the size of each."""
    families = stream(actor, regency)
    while batch := list(islice(families, TOGETHER)):
        held = [_held(family, frozenset(layout.codes[RECEIVES])) for _, family in batch]
        part.add(_columns(held, layout), [str(family_id) for family_id, _ in batch])
        yield len(batch)


def _held(family: FamilyRecord, told: frozenset[str]) -> FamilyRecord:
    """The family without what it receives of programmes that are not told of."""
    known = family.family.get("receives")
    if not isinstance(known, frozenset) or known <= told:
        return family
    return replace(family, family={**family.family, "receives": known & told})


def _columns(families: list[FamilyRecord], layout: Layout) -> Stored:
    try:
        return stored_of(families, layout)
    except NotAColumnValue as unknown:
        raise SnapshotProblem(
            f"{unknown}, so no column can hold it. Add it there, then take the snapshot again."
        ) from unknown
