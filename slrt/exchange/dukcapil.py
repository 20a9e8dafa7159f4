"""Dukcapil by file: a list of NIKs out, the result of the match back (layout `dukcapil` of `imports`).

The form of the list is ours: agreements name their own, so header names are data here and can follow one.
"""

import csv
from collections.abc import Iterable
from typing import IO

from slrt.services.registry.niks import NikLine

COLUMNS = ("nik", "nama", "tanggal_lahir", "jenis_kelamin", "kode_wilayah")
SEX = {"male": "L", "female": "P"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Cells that a spreadsheet would take for a formula begin like this."""


def write_list(lines: Iterable[NikLine], file: IO[str]) -> int:
    """Write the list as CSV, and give the number of people on it."""
    out = csv.writer(file)
    out.writerow(COLUMNS)
    count = 0
    for line in lines:
        born = line.birth_date.isoformat() if line.birth_date else ""
        out.writerow([line.nik, harmless(line.name), born, SEX.get(line.sex or "", ""), line.area_code])
        count += 1
    return count


def harmless(text: str) -> str:
    """The text as no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
