"""Dividing a file into batches that fit in memory: rows of one nomor KK together, wherever they stand in the file.

Rows lie in files of the work folder while the file is checked, readable by their owner alone. Beside them lie the NIKs
and their rows, so that second and later occurrences are found without holding all numbers in memory.
"""

import marshal
import os
import zlib
from array import array
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from slrt.domain import identity
from slrt.exchange.imports.header import Header
from slrt.exchange.imports.numbers import Numbers, unquoted
from slrt.exchange.imports.problems import unreadable
from slrt.exchange.imports.tables import Table

BATCH_BYTES = 2 * 1024**2
"""Text of one batch: with Python's own needs it comes to some tens of MB."""

MOST_BYTES = 32 * BATCH_BYTES
"""A batch beyond this is no batch of families."""

MOST_BATCHES = 512
HELD = 96
"""Rows of a batch that wait in memory before they are written together."""

LENGTH_BYTES = 4
"""Before each group of rows in a file stands its length."""

NIK_FILES = 32
NIKS_HELD = 4096

Held = tuple[int, str, str, list[str], tuple[tuple[int, str], ...]]
"""Row number, 16 digits of the nomor KK or "", valid NIK or "", cells, remarks."""

Done = Callable[[int, int], None]
"""Hears how far the work is, and how far it goes."""


class Spread:
    """The batches of one file in a folder; counts its data rows."""

    def __init__(self, folder: Path, text_bytes: int) -> None:
        self._folder = folder
        self.batches = max(1, min(MOST_BATCHES, text_bytes // BATCH_BYTES))
        self.rows = 0
        self.last = 0
        self._held: list[list[Held]] = [[] for _ in range(self.batches)]
        self._niks = [array("Q") for _ in range(NIK_FILES)]

    def fill(self, table: Table, header: Header, numbers: Numbers, done: Done) -> None:
        """Read the whole file once."""
        kk, nik, held = header.places["no_kk"], header.places["nik"], self._held
        for row in table.rows(header.sheet):
            if row.number <= header.last:
                continue
            number, cells, remarks = row
            key = _key(cells[kk]) if kk < len(cells) else ""
            valid = numbers.nik(cells[nik]) if nik < len(cells) else ""
            if valid:
                self._note(int(valid), number)
            place = zlib.crc32(key.encode() if key else number.to_bytes(8, "big")) % self.batches
            rows = held[place]
            rows.append((number, key, valid, cells, remarks))
            if len(rows) >= HELD:
                self._write(place)
            self.rows += 1
            self.last = number
            if not self.rows & 4095:
                done(table.done, table.size)
        for place in range(self.batches):
            self._write(place)
        for place in range(NIK_FILES):
            self._write_niks(place)

    def later_rows(self) -> bytearray:
        """One bit for each row number: whether an earlier row has the same valid NIK."""
        later = bytearray(self.last // 8 + 1)
        for place in range(NIK_FILES):
            pairs = array("Q")
            path = self._folder / f"nik-{place}"
            if path.exists():
                pairs.frombytes(path.read_bytes())
                path.unlink()
            seen: set[int] = set()
            for at in range(0, len(pairs), 2):
                nik, row = pairs[at], pairs[at + 1]
                if nik in seen:
                    later[row >> 3] |= 1 << (row & 7)
                seen.add(nik)
        return later

    def batch(self, place: int) -> list[Held]:
        """The rows of a batch, in their order; its file goes with reading.

        Raises Unreadable where so many rows share one nomor KK that they do not fit.
        """
        path = self._folder / f"rows-{place}"
        rows: list[Held] = []
        if path.exists():
            if path.stat().st_size > MOST_BYTES:
                raise unreadable(
                    "one_kk",
                    "Terlalu banyak baris memakai nomor KK yang sama. Periksa kolom nomor KK; mungkin isinya pengisi.",
                    "Far too many rows have one and the same nomor KK. Check that column; it may hold a filler.",
                )
            content, at = memoryview(path.read_bytes()), 0
            while at < len(content):
                begins = at + LENGTH_BYTES
                at = begins + int.from_bytes(content[at:begins], "big")
                rows.extend(marshal.loads(content[begins:at]))  # noqa: S302 - this process wrote it, in its own folder
            path.unlink()
        return rows

    def _note(self, nik: int, row: int) -> None:
        place = nik % NIK_FILES
        pairs = self._niks[place]
        pairs.append(nik)
        pairs.append(row)
        if len(pairs) >= NIKS_HELD:
            self._write_niks(place)

    def _write(self, place: int) -> None:
        if self._held[place]:
            with _append(self._folder / f"rows-{place}") as file:
                content = marshal.dumps(self._held[place])
                file.write(len(content).to_bytes(LENGTH_BYTES, "big"))
                file.write(content)
            self._held[place].clear()

    def _write_niks(self, place: int) -> None:
        if self._niks[place]:
            with _append(self._folder / f"nik-{place}") as file:
                self._niks[place].tofile(file)
            self._niks[place] = array("Q")


def _append(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb")


def _key(text: str) -> str:
    """What rows of one family share: the digits of the nomor KK, "" for what cannot be one."""
    digits = text if len(text) == identity.LENGTH else identity.normalise(unquoted(text))
    fits = len(digits) == identity.LENGTH and digits.isascii() and digits.isdigit()
    return digits if fits and digits != digits[0] * identity.LENGTH else ""


def families_of(rows: Iterable[Held]) -> Iterable[list[Held]]:
    """Rows by nomor KK; each without one is alone."""
    found: dict[str, list[Held]] = {}
    for row in rows:
        found.setdefault(row[1] or f"row {row[0]}", []).append(row)
    return found.values()
