"""What a case is about, as data: type x sector x programme, and the usual titles."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PRIORITIES: dict[str, tuple[str, str]] = {
    "normal": ("Biasa", "Normal"),
    "high": ("Tinggi", "High"),
    "urgent": ("Mendesak, menyangkut keselamatan atau perawatan", "Urgent, safety or medical care"),
}

CHANNELS: dict[str, tuple[str, str]] = {
    "desk": ("Datang ke loket", "At the counter"),
    "facilitator": ("Lewat fasilitator", "Through a facilitator"),
    "phone": ("Telepon", "Telephone"),
    "letter": ("Surat", "Letter"),
    "list": ("Daftar dari instansi", "A list from an agency"),
}

SETTLEMENTS: dict[str, tuple[str, str]] = {
    "solved": ("Terselesaikan", "Solved"),
    "information_only": ("Hanya diberi keterangan", "Information only"),
    "out_of_mandate": ("Bukan kewenangan", "Out of mandate"),
    "rejected": ("Tidak dapat dipenuhi", "Cannot be met"),
}

CONSENTS: dict[str, tuple[str, str]] = {
    "verbal": ("Disetujui warga secara lisan", "The citizen agreed by word of mouth"),
    "written": ("Disetujui warga secara tertulis", "The citizen agreed in writing"),
    "override": ("Tanpa persetujuan, dengan alasan", "Without consent, with a reason"),
}


@dataclass(frozen=True, kw_only=True)
class Label:
    """A code with its words in both languages."""

    code: str
    label_id: str
    label_en: str
    hint_id: str = ""
    hint_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Topic(Label):
    """A usual title, with the type, sector and programme it implies."""

    type: str
    sector: str
    programme: str = ""


def _labels(table: dict[str, dict[str, Any]]) -> dict[str, Label]:
    return {code: Label(code=code, **words) for code, words in table.items()}


_DATA = tomllib.loads(Path(__file__).with_name("taxonomy.toml").read_text(encoding="utf-8"))

TYPES = _labels(_DATA["types"])
SECTORS = _labels(_DATA["sectors"])
TOPICS = tuple(Topic(**row) for row in _DATA["topics"])
