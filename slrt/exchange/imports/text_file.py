"""CSV and its kin: separators and encodings are found by looking, rows are streamed."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from slrt.domain.problems import Problem
from slrt.exchange.imports.problems import unreadable
from slrt.exchange.imports.tables import Row, Table

SEPARATORS = ",;\t|"
LOOKED_AT = 256 * 1024
"""Bytes at the beginning by which encoding and separator are found."""

LONGEST_CELL = 32_767
"""Characters of the longest cell, as in Excel; more means a quotation mark that was never closed."""

WINDOWS = "slrt-windows-1252"
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8 are what Windows writes; five of them mean nothing there either."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end


codecs.register_error(WINDOWS, _as_windows)


class TextTable(Table):
    """A text file with separated values."""

    kind = "csv"

    def __init__(self, path: Path) -> None:
        """Look at the beginning of the file. Raises Unreadable for one that is empty or no text."""
        super().__init__(path)
        with path.open("rb") as file:
            beginning = file.read(LOOKED_AT)
        self.encoding = _encoding(beginning)
        text = beginning.decode(self.encoding, errors="replace" if self.encoding == "utf-16" else WINDOWS)
        if not text.strip():
            raise unreadable("empty_file", "Berkas ini kosong.", "This file is empty.")
        _refuse_binary(text)
        self.separator = _separator(text)
        if self.encoding == "utf-8" and not _is_utf8(beginning):
            self.encoding = "cp1252"
            self.notes.append(
                Problem(
                    "windows_text",
                    "Berkas ini bukan UTF-8 dan dibaca sebagai teks Windows (1252). Periksa nama yang beraksen.",
                    "This file is not UTF-8 and was read as Windows text (1252). Check names with accents.",
                )
            )

    def rows(self, sheet: int = 0) -> Iterator[Row]:
        """The records, numbered as a spreadsheet numbers them: a cell with line breaks is still one row."""
        csv.field_size_limit(LONGEST_CELL)
        with self.path.open("rb") as raw, self._decoded(raw) as text:
            number = 0
            try:
                for number, cells in enumerate(csv.reader(text, delimiter=self.separator), 1):
                    if number & 1023 == 0:
                        self.done = raw.tell()
                    if any(cells):
                        yield Row(number, cells)
            except csv.Error as broken:
                raise self._broken(number + 1) from broken
            except UnicodeError as broken:
                raise unreadable(
                    "broken_text",
                    f"Berkas rusak sesudah baris {number}: tanda tidak dapat dibaca. Simpan ulang sebagai CSV UTF-8.",
                    f"The file is broken after row {number}: signs cannot be read. Save it again as CSV UTF-8.",
                ) from broken
        self.done = self.size

    def _decoded(self, raw: IO[bytes]) -> io.TextIOWrapper:
        encoding = "utf-8" if self.encoding == "cp1252" else self.encoding
        errors = "strict" if encoding == "utf-16" else WINDOWS
        return io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline="")

    def _broken(self, number: int) -> Exception:
        return unreadable(
            "quote_not_closed",
            f"Baris {number}: satu sel lebih panjang dari {LONGEST_CELL} tanda. Biasanya tanda kutip tidak ditutup."
            " Perbaiki baris itu, lalu coba lagi.",
            f"Row {number}: one cell is longer than {LONGEST_CELL} characters. Usually a quotation mark is not closed."
            " Mend that row and try again.",
        )


def _encoding(beginning: bytes) -> str:
    return next((name for mark, name in _MARKS if beginning.startswith(mark)), "utf-8")


def _is_utf8(beginning: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_binary(text: str) -> None:
    if text.count("\x00") > len(text) // 20:
        raise unreadable(
            "not_a_table",
            "Ini bukan berkas CSV atau XLSX. Simpan tabelnya sebagai CSV UTF-8 atau .xlsx, lalu coba lagi.",
            "This is neither a CSV nor an XLSX file. Save the table as CSV UTF-8 or .xlsx and try again.",
        )


def _separator(text: str) -> str:
    said = _SAID.match(text)
    if said:
        return said.group(1)
    return max(SEPARATORS, key=lambda separator: _columns(text, separator))


def _columns(text: str, separator: str) -> int:
    """How many columns most rows of the beginning have with this separator; the last one may be cut."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    widths: Counter[int] = Counter()
    with suppress(csv.Error):  # one endless cell of quoted text: what came before it says enough
        widths.update(len(cells) for cells, _ in zip(rows, range(200), strict=False) if any(cells))
    return max(widths, key=lambda width: (widths[width], width)) if widths else 0
