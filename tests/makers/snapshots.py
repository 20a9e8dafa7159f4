"""Small snapshots made of the synthetic population, as a register would hold it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from slrt.domain.areas import regency
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.synthesis import SyntheticFamily
from slrt.domain.synthesis.shapes import Facts
from slrt.lake.columns import catalogue_hash
from slrt.lake.manifest import Header, Manifest
from slrt.lake.records import stored_of
from slrt.lake.writing import Writer
from tests.makers.population import ON, families

HEADER = Header({"kind": "synthetic", "seed": 1906}, ON, catalogue_hash())
CREATED = datetime(2025, 11, 24, 3, 0, tzinfo=UTC)


def record(family: SyntheticFamily) -> FamilyRecord:
    """What a register would know of a made-up family."""
    facts = {**known(family.facts), "area_code": family.area_code}
    if family.enrolments or family.facts["registered"]:
        facts["receives"] = frozenset(family.receives)
    return FamilyRecord(facts, [known(member.facts) for member in family.members])


def known(facts: Facts) -> dict[str, bool | int | str | object]:
    return {name: value for name, value in facts.items() if value is not None}


def records(count: int = 300) -> list[FamilyRecord]:
    """The first families of the population, sorted by area."""
    return sorted(map(record, families()[:count]), key=area)


def area(family: FamilyRecord) -> str:
    return str(family.family["area_code"])


def by_kabupaten(given: Iterable[FamilyRecord]) -> dict[str, list[FamilyRecord]]:
    return {code: list(group) for code, group in groupby(given, key=lambda family: regency(area(family)))}


def written(folder: Path, given: Sequence[FamilyRecord], *, header: Header = HEADER, together: int = 50) -> Manifest:
    """A finished snapshot of these families, written `together` at a time."""
    with Writer(folder, header) as writer:
        for code, group in by_kabupaten(given).items():
            with writer.kabupaten(code) as part:
                for start in range(0, len(group), together):
                    part.add(stored_of(group[start : start + together], header.columns))
        return writer.finish(CREATED)
