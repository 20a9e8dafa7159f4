"""Where the demonstration happens: the kabupaten/kota, kecamatan and villages of one province, as the database knows
them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from slrt.domain import areas
from slrt.domain.synthesis import Village
from slrt.domain.synthesis.directory import DemoArea
from slrt.reads import areas as area_reads

KELURAHAN_FROM, DESA_FROM, MOST_OF_A_KIND = 1001, 2001, 60
"""Kelurahan are numbered from 1001 and desa from 2001 within their kecamatan (Permendagri on area codes)."""


@dataclass(frozen=True)
class Places:
    """Areas in force, in order of their codes."""

    regencies: tuple[DemoArea, ...]
    districts: tuple[DemoArea, ...]
    villages: tuple[Village, ...]


def places_of(province: str) -> Places:
    """All areas of the province down to its villages."""
    bounds = areas.bounds(province)
    known = area_reads.known_codes()
    regencies = [code for code in known.regencies if bounds.holds(code)]
    districts = [code for code in known.districts if bounds.holds(code)]
    return Places(
        tuple(DemoArea(code, name) for code, name in _in_force(regencies)),
        tuple(DemoArea(code, name) for code, name in _in_force(districts)),
        tuple(Village(code, name) for code, name in _in_force(_possible_villages(districts))),
    )


def _possible_villages(districts: Iterable[str]) -> Iterator[str]:
    for district in districts:
        for first in (KELURAHAN_FROM, DESA_FROM):
            for number in range(first, first + MOST_OF_A_KIND):
                yield f"{district}.{number}"


def _in_force(codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    names = area_reads.names(codes)
    return ((code, names[code]) for code in sorted(names) if area_reads.exists(code))
