"""Synthetic NIK and nomor KK: right in structure, unique in a run, and recognisable.

The sequence (last four digits) lies between 9001 and 9999. The civil register hands out sequences from 0001 per
kecamatan and date and never comes near, so a made-up number cannot be a living person's, and one look tells it apart.
Where in that range the numbers of a kecamatan and date begin differs from date to date: a screen that shows only the
last four digits can still tell the members of a family apart.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from zlib import crc32

from slrt.domain.identity import FEMALE_DAY_OFFSET, LENGTH

FIRST_SYNTHETIC_SEQUENCE = 9001
LAST_SEQUENCE = 9999
_ROOM = LAST_SEQUENCE - FIRST_SYNTHETIC_SEQUENCE + 1


class SequenceExhausted(Exception):
    """More than 999 synthetic numbers were asked for one kecamatan and date."""


@dataclass
class Numbers:
    """Hands out numbers; the same order of requests gives the same numbers."""

    _issued: Counter[str] = field(default_factory=Counter)

    def nik(self, district: str, birth_date: date, sex: str) -> str:
        """A NIK for the dotted kecamatan code; the day is raised by 40 for women."""
        day = birth_date.day + (FEMALE_DAY_OFFSET if sex == "female" else 0)
        return self._issue(f"{_digits(district)}{day:02}{birth_date:%m%y}", "nik")

    def no_kk(self, district: str, recorded_on: date) -> str:
        """A nomor KK for the dotted kecamatan code and the day of recording."""
        return self._issue(f"{_digits(district)}{recorded_on:%d%m%y}", "kk")

    def _issue(self, stem: str, kind: str) -> str:
        key = kind + stem
        if self._issued[key] == _ROOM:
            raise SequenceExhausted(stem)
        place = (crc32(key.encode()) + self._issued[key]) % _ROOM
        self._issued[key] += 1
        return f"{stem}{FIRST_SYNTHETIC_SEQUENCE + place:04}"


def is_synthetic(number: str) -> bool:
    """Whether a NIK or nomor KK comes from this module's range."""
    return len(number) == LENGTH and int(number[-4:]) >= FIRST_SYNTHETIC_SEQUENCE


def _digits(district: str) -> str:
    return district.replace(".", "")
