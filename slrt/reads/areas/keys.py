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

LONGEST = 6
"""Words of the longest name; more of a question are not read."""
MOST_AROUND = 3
"""Levels there can be around a desa."""

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


def readings(text: str) -> list[Asked]:
    """The ways a question may be meant: as one name, as a kind and a name, as a name inside another."""
    parts = [words(piece)[:LONGEST] for piece in text[:200].split(",")]
    whole = [word for part in parts for word in part][:LONGEST]
    if not whole:
        return []
    (kind, head), *around = [segment for part in parts for segment in _segments(part)]
    found = [Asked(" ".join(whole)), Asked(_without_style(" ".join(head)), kind=kind)]
    if around:
        found[1:] = [Asked(" ".join(head), _without_style(" ".join(name)), kind) for _, name in around[:MOST_AROUND]]
    else:
        cuts = range(1, len(head))
        found += [Asked(" ".join(head[:cut]), _without_style(" ".join(head[cut:])), kind) for cut in cuts]
    return list(dict.fromkeys(found))


def _segments(parts: list[str]) -> list[tuple[str, list[str]]]:
    """Names with their kinds: `desa lalang kec manggar` is a desa Lalang and a kecamatan Manggar."""
    segments: list[tuple[str, list[str]]] = []
    for place, word in enumerate(parts):
        begins = word in KINDS and place + 1 < len(parts) and parts[place + 1] not in KINDS
        if begins:
            segments.append((KINDS[word], []))
        elif not segments:
            segments.append(("", [word]))
        else:
            segments[-1][1].append(word)
    return segments
