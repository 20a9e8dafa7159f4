"""The synthetic population that its tests look at: two thousand families of one province on one day."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from slrt.domain.identity import KnownAreas, age_on
from slrt.domain.synthesis import SyntheticFamily, SyntheticMember, Village, generate

ROOT = Path(__file__).parents[2]
ON = date(2025, 11, 24)
SEED = 1906
FAMILIES = 2000
WEIGHTS = {"19.06": 4.0}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one file of area codes."""
    with (ROOT / "data" / "areas" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


VILLAGES = [Village(row["code"], row["name"]) for row in rows("villages.csv") if row["code"].startswith("19.")]


@cache
def known_areas() -> KnownAreas:
    """All codes down to the kecamatan."""
    return KnownAreas.from_codes(
        row["code"] for name in ("provinces.csv", "regencies.csv", "districts.csv") for row in rows(name)
    )


@cache
def families() -> list[SyntheticFamily]:
    """The same families for all tests; nobody changes them."""
    return list(generate(SEED, FAMILIES, VILLAGES, ON, WEIGHTS))


def members() -> list[SyntheticMember]:
    """Everybody in them."""
    return [member for family in families() for member in family.members]


def age(member: SyntheticMember) -> int:
    birth_date = member.facts["birth_date"]
    assert isinstance(birth_date, date)
    return age_on(birth_date, ON)


def born(member: SyntheticMember) -> date:
    birth_date = member.facts["birth_date"]
    assert isinstance(birth_date, date)
    return birth_date


def printed(families: list[SyntheticFamily]) -> str:
    """A text of everything in the families, with sets in order."""

    def plain(value: object) -> object:
        return sorted(value) if isinstance(value, frozenset) else value

    lines = []
    for family in families:
        facts = [(name, plain(value)) for name, value in family.facts.items()]
        members = [(m.name, m.nik, sorted(m.facts.items()), m.likely_duplicate_of) for m in family.members]
        place = (family.key, family.area_code, family.address, family.rt, family.rw, family.no_kk)
        lines.append(repr((place, facts, members, family.enrolments)))
    return "\n".join(lines)
