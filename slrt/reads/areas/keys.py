"""How area names are compared: one key for the many ways of writing one name."""

import re
import unicodedata
from dataclasses import dataclass

from slrt.domain import areas

_NOT_WORD = re.compile(r"[^a-z0-9]+")

KINDS = {
    "provinsi": "province", "prov": "province", "propinsi": "province",
    "kabupaten": "kabupaten", "kab": "kabupaten",
    "kota": "kota", "kotamadya": "kota", "kodya": "kota",
    "kecamatan": "kecamatan", "kec": "kecamatan", "distrik": "kecamatan",
    "desa": "desa", "ds": "desa",
    "kelurahan": "kelurahan", "kel": "kelurahan",
}  # fmt: skip
"""Words before a name that say what kind of area it is."""

LEVELS = {
    "province": areas.PROVINCE,
    "kabupaten": areas.REGENCY,
    "kota": areas.REGENCY,
    "kecamatan": areas.DISTRICT,
    "desa": areas.VILLAGE,
    "kelurahan": areas.VILLAGE,
}

_SHORT = {"kep": "kepulauan", "tj": "tanjung", "tg": "tanjung", "tjg": "tanjung", "sei": "sungai", "gn": "gunung"}
_STYLES = ("daerah khusus ibukota", "daerah istimewa", "daerah khusus", "administrasi", "dki", "diy", "di")


@dataclass(frozen=True)
class Asked:
    """One reading of a question: a name (`head`), the name of an area around it (`tail`, or empty), and a kind."""

    head: str
    tail: str = ""
    kind: str = ""


def words(text: str) -> list[str]:
    """Lower case, no accents, no punctuation, abbreviations written out."""
    plain = unicodedata.normalize("NFKD", text.replace("'", "").replace("\u2019", "").casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return [_SHORT.get(word, word) for word in _NOT_WORD.sub(" ", plain).split()]


def key(name: str, level: int = areas.VILLAGE) -> str:
    """The key under which the area is found: no `Kabupaten`/`Kota` of the table, no style of a province."""
    parts = words(name)
    if level == areas.REGENCY and len(parts) > 1 and parts[0] in ("kabupaten", "kota"):
        parts = parts[1:]
    return _without_style(" ".join(parts)) if level <= areas.REGENCY else " ".join(parts)


def _without_style(text: str) -> str:
    for style in _STYLES:
        if text.startswith(style + " "):
            return text[len(style) + 1 :]
    return text


def readings(text: str, most: int = 8) -> list[Asked]:
    """The ways a question may be meant: as one name, as a kind and a name, as a name inside another."""
    parts = words(text)[:most]
    if not parts:
        return []
    found = [Asked(" ".join(parts))]
    kind = KINDS.get(parts[0], "") if len(parts) > 1 else ""
    if kind:
        parts = parts[1:]
    found.append(Asked(_without_style(" ".join(parts)), kind=kind))
    for cut in range(1, len(parts)):
        tail = parts[cut:]
        if len(tail) > 1 and tail[0] in KINDS:
            tail = tail[1:]
        head = [word for place, word in enumerate(parts[:cut]) if place == 0 or word not in KINDS]
        found.append(Asked(" ".join(head), _without_style(" ".join(tail)), kind))
    return list(dict.fromkeys(found))
