"""Area codes of the Ministry of Home Affairs: `19`, `19.06`, `19.06.01`, `19.06.01.2001`.

Parts have fixed widths (2.2.2.4), so "inside 19.06" is a range of text in byte order. The same range is used by the
queryset, the row-level policy and the compiled rule. Source: Permendagri on codes and data of government areas.
"""

import re
from dataclasses import dataclass

NATION = "00"
"""The scope of the whole country. Not a code of the ministry's table."""

PROVINCE, REGENCY, DISTRICT, VILLAGE = 1, 2, 3, 4

_CODE = re.compile(r"[1-9][0-9](\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
_LENGTHS = {2: PROVINCE, 5: REGENCY, 8: DISTRICT, 13: VILLAGE}


class BadAreaCode(ValueError):
    """The text is not an area code; `str()` says what was expected."""


@dataclass(frozen=True)
class Bounds:
    """The half-open range `lo <= code < hi` of all codes inside an area, in byte order."""

    lo: str
    hi: str

    def holds(self, code: str) -> bool:
        return self.lo <= code < self.hi


NOWHERE = Bounds("", "")


def parse(code: str) -> str:
    """`code` itself when it is well formed (or the nation); raises `BadAreaCode`."""
    if code == NATION or _CODE.fullmatch(code):
        return code
    raise BadAreaCode(f"{code!r} is not an area code such as 19.06.01.2001")


def level(code: str) -> int:
    """1 province, 2 kabupaten/kota, 3 kecamatan, 4 desa/kelurahan; 0 for the nation."""
    return 0 if parse(code) == NATION else _LENGTHS[len(code)]


def parent(code: str) -> str:
    """The code one level up; the nation is its own parent."""
    return NATION if level(code) <= PROVINCE else code.rpartition(".")[0]


def ancestors(code: str) -> tuple[str, ...]:
    """From the province down to `code` itself; empty for the nation."""
    if level(code) == 0:
        return ()
    parts = code.split(".")
    return tuple(".".join(parts[: n + 1]) for n in range(len(parts)))


def bounds(code: str) -> Bounds:
    """The range that holds `code` and everything below it ("/" follows "." in byte order)."""
    if level(code) == 0:
        return Bounds("0", ":")
    return Bounds(code, code + "/")


def common(one: str, other: str) -> str:
    """The smallest area that holds both; the nation where they share no province."""
    shared = [code for code in ancestors(one) if code in ancestors(other)]
    return shared[-1] if shared else NATION


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` is `outer` or lies inside it."""
    return bounds(outer).holds(inner) or outer == inner


def regency(code: str) -> str:
    """The kabupaten/kota of a code, the province or nation when it is wider than that: the trail's chain."""
    return code[:5]


def kind(code: str, name: str = "") -> str:
    """province, kabupaten, kota, kecamatan, desa or kelurahan (1xxx is a kelurahan, 2xxx a desa)."""
    at = level(code)
    if at == REGENCY:
        return "kota" if name.startswith("Kota ") else "kabupaten"
    if at == VILLAGE:
        return "kelurahan" if code[9] == "1" else "desa"
    return {0: "nation", PROVINCE: "province", DISTRICT: "kecamatan"}[at]
