"""Proposals and objections as a file for the centre. The real layout is not public: header names are data here."""

import csv
from collections.abc import Iterable
from typing import IO

from slrt.exchange.dukcapil import harmless
from slrt.services.registry.changes import SentLine

COLUMNS = ("jenis", "program", "nik", "no_kk", "nama", "kode_wilayah", "alasan", "tanggal_keputusan")
KINDS = {"enrolment": "USULAN", "objection": "SANGGAHAN"}


def write_batch(lines: Iterable[SentLine], file: IO[str]) -> int:
    """Write the batch as CSV, and give the number of lines. The objector is not in it."""
    out = csv.writer(file)
    out.writerow(COLUMNS)
    count = 0
    for line in lines:
        words = (KINDS[line.kind], line.programme.upper(), line.nik, line.no_kk, line.name, line.area_code)
        out.writerow([*words[:4], harmless(words[4]), words[5], harmless(line.why), line.decided_on])
        count += 1
    return count
