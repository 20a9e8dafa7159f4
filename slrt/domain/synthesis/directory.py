"""The organisations a case may be referred to, invented for each kabupaten/kota from `directory.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slrt.domain.synthesis.distributions import read_toml


@dataclass(frozen=True)
class DemoArea:
    """A kabupaten/kota or kecamatan by dotted code; names as in the code table ("Kabupaten Belitung Timur")."""

    code: str
    name: str


@dataclass(frozen=True)
class DemoDocument:
    """A paper to bring along, in both languages."""

    code: str
    name_id: str
    name_en: str


@dataclass(frozen=True)
class DemoOffer:
    """What an organisation does for people. `programme` is empty when the offer belongs to none."""

    code: str
    name_id: str
    name_en: str
    sector: str
    programme: str
    documents: tuple[DemoDocument, ...]


@dataclass(frozen=True)
class DemoOrganisation:
    """An invented organisation; `kind` is one of the codes of directory.toml, `serves` the areas of its offers."""

    key: str
    kind: str
    name: str
    short_name: str
    area_code: str
    address: str
    phone: str
    hours: str
    serves: tuple[str, ...]
    offers: tuple[DemoOffer, ...]


def directory(regencies: Sequence[DemoArea], districts: Sequence[DemoArea]) -> tuple[DemoOrganisation, ...]:
    """One organisation of each kind for every kabupaten/kota, and a Puskesos for every kecamatan.

    Raises KeyError for a kabupaten/kota whose seat directory.toml does not name.
    """
    data = read_toml("directory.toml")
    documents = {code: DemoDocument(code, text["id"], text["en"]) for code, text in data["documents"].items()}
    return tuple(
        organisation for regency in regencies for organisation in _of_regency(data, documents, regency, districts)
    )


def _of_regency(
    data: Mapping[str, Any],
    documents: Mapping[str, DemoDocument],
    regency: DemoArea,
    districts: Sequence[DemoArea],
) -> Iterator[DemoOrganisation]:
    seat = data["seats"][regency.code]
    words = {
        "regency": regency.name,
        "short": regency.name.removeprefix("Kabupaten ").removeprefix("Kota "),
        "seat": seat["seat"],
    }
    line = 0
    for kind in data["kind"]:
        inside = [regency] if kind["level"] == "regency" else [d for d in districts if _inside(regency, d)]
        for area in inside:
            line += 1
            yield _organisation(
                kind,
                documents,
                area,
                words | {"district": area.name},
                f"({seat['prefix']}) 000-{regency.code[-2:]}{line:02}",
            )


def _inside(regency: DemoArea, district: DemoArea) -> bool:
    return district.code.startswith(regency.code + ".")


def _organisation(
    kind: Mapping[str, Any],
    documents: Mapping[str, DemoDocument],
    area: DemoArea,
    words: Mapping[str, str],
    phone: str,
) -> DemoOrganisation:
    offers = tuple(
        DemoOffer(
            code=offer["code"],
            name_id=offer["id"],
            name_en=offer["en"],
            sector=offer["sector"],
            programme=offer["programme"],
            documents=tuple(documents[code] for code in offer["documents"]),
        )
        for offer in kind["offers"]
    )
    return DemoOrganisation(
        key=f"{kind['code']}:{area.code}",
        kind=kind["code"],
        name=kind["name"].format(**words),
        short_name=kind["short_name"].format(**words),
        area_code=area.code,
        address=kind["address"].format(**words),
        phone=phone,
        hours=kind["hours"],
        serves=(area.code,),
        offers=offers,
    )
