"""Choosing a village: those of the officer's own area, grouped by kecamatan."""

from typing import Any

from slrt.domain import areas
from slrt.reads import areas as area_reads
from slrt.reads import registry as registry_reads
from slrt.web.language import t

MOST = 1000
"""More villages than this are no list to choose from: a kecamatan or kabupaten is chosen first."""


def village_choices(area_code: str, chosen: str = "") -> list[Any]:
    """Choices of a select: "", then the villages of `area_code` by kecamatan; `chosen` always among them."""
    villages = registry_reads.villages(area_code, MOST)
    kecamatan = area_reads.names({areas.parent(code) for code, _ in villages})
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, name in villages:
        groups.setdefault(kecamatan.get(areas.parent(code), ""), []).append((code, name))
    found: list[Any] = [("", t("Pilih desa atau kelurahan", "Choose a village"))]
    found += [(t(f"Kec. {name}", f"Kec. {name}"), group) for name, group in groups.items()]
    if chosen and chosen not in {code for code, _ in villages}:
        found.append((chosen, area_reads.name(chosen)))
    return found


def too_many(area_code: str) -> bool:
    """Whether a smaller area must be chosen first."""
    return len(registry_reads.villages(area_code, MOST + 1)) > MOST
