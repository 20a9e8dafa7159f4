"""Village meetings in plain values: what they are called, what they may decide, what makes them count."""

import tomllib
from pathlib import Path

from slrt.domain import areas
from slrt.domain.rules.facts import Bilingual

MEETINGS: dict[str, Bilingual] = {
    "musdes": Bilingual("Musyawarah desa", "Village meeting"),
    "muskel": Bilingual("Musyawarah kelurahan", "Meeting of the kelurahan"),
}
DECISIONS: dict[str, Bilingual] = {
    "agreed": Bilingual("Disetujui", "Agreed"),
    "rejected": Bilingual("Ditolak", "Rejected"),
    "postponed": Bilingual("Ditunda", "Postponed"),
}
STATES: dict[str, Bilingual] = {
    "planned": Bilingual("Direncanakan", "Planned"),
    "closed": Bilingual("Ditutup", "Closed"),
    "cancelled": Bilingual("Dibatalkan", "Cancelled"),
}
_SMALL = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip
_TEEN, _TEN, _HUNDRED, _THOUSAND = 20, 100, 1000, 10_000


def kind_of(area_code: str) -> str:
    """`musdes` in a desa, `muskel` in a kelurahan. Raises ValueError for an area that is no village."""
    kinds = {"desa": "musdes", "kelurahan": "muskel"}
    kind = areas.kind(area_code)
    if kind not in kinds:
        raise ValueError(f"{area_code} is no village")
    return kinds[kind]


def in_words(number: int) -> str:
    """A whole number from 0 to 9,999 in Indonesian words, as minutes write days and years: `dua ribu dua puluh enam`.

    Raises ValueError outside that range.
    """
    if not 0 <= number < _THOUSAND:
        raise ValueError(f"{number} is not written in words")
    if number < len(_SMALL):
        return _SMALL[number]
    if number < _TEEN:
        return f"{_SMALL[number - 10]} belas"
    if number < _TEN:
        return _composed(number, 10, "puluh", "")
    if number < _HUNDRED:
        return _composed(number, 100, "ratus", "seratus")
    return _composed(number, 1000, "ribu", "seribu")


def _composed(number: int, unit: int, word: str, one: str) -> str:
    many, rest = divmod(number, unit)
    head = one if many == 1 and one else f"{in_words(many)} {word}"
    return f"{head} {in_words(rest)}" if rest else head


LEAST_ATTENDANCE: int = tomllib.loads(Path(__file__).with_name("meetings.toml").read_text(encoding="utf-8"))[
    "attendance"
]["least"]
"""So many people must have come before a meeting can be closed; unconfirmed, see `meetings.toml`."""
