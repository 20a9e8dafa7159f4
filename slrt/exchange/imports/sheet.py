"""The cells of one sheet of a workbook, as text, while its XML streams by."""

import re
from typing import Any, Protocol
from xml.parsers import expat

from slrt.exchange.imports.problems import unreadable
from slrt.exchange.imports.tables import ERROR_VALUE, FORMULA, FORMULA_EMPTY, Row

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
PRECISE = 15
"""Digits of a number that Excel keeps; what follows in a longer one is lost, and stands there as 0."""

EXACT = 2**53
"""Whole numbers up to here can be kept without loss."""

HEADER_WITHIN = 20
"""Rows among which the header stands; columns further right than these reach are not read."""

_TRUTH = {"1": "YA", "0": "TIDAK"}
_PLAIN = re.compile(r"-?\d{1,15}")


class SharedTexts(Protocol):
    """Texts of the workbook by number."""

    def __getitem__(self, number: int) -> str: ...


class SheetReader:
    """Handlers for the XML of a sheet; `take` gives the rows that are complete."""

    def __init__(self, texts: SharedTexts) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = None
        self._texts = texts
        self._complete: list[Row] = []
        self._number = self._place = 0
        self._cells: list[str] = []
        self._remarks: list[tuple[int, str]] = []
        self._kind = ""
        self._formula = self._phonetic = False
        self._value: list[str] = []
        self._width, self._widest, self._seen = LAST_COLUMN, 0, 0
        self._columns: dict[str, int] = {}

    def take(self) -> list[Row]:
        """The rows that were completed since the last call."""
        rows, self._complete = self._complete, []
        return rows

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "c":
            self._begin_cell(given)
        elif tag in ("v", "t"):
            self.parser.CharacterDataHandler = None if self._phonetic else self._value.append
        elif tag == "f":
            self._formula = True
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "row":
            self._number = int(given.get("r", self._number + 1))
            if not 1 <= self._number <= LAST_ROW:
                raise _beyond()
            self._place = -1
        elif ":" in tag:
            self._start(tag.rpartition(":")[2], given)

    def _end(self, tag: str) -> None:
        if tag == "c":
            self._end_cell()
        elif tag in ("v", "t"):
            self.parser.CharacterDataHandler = None
        elif tag == "row":
            self._end_row()
        elif tag == "rPh":
            self._phonetic = False
        elif ":" in tag:
            self._end(tag.rpartition(":")[2])

    def _end_row(self) -> None:
        if any(self._cells) or self._remarks:
            self._complete.append(Row(self._number, self._cells, tuple(self._remarks)))
            self._seen += 1
            self._widest = max(self._widest, len(self._cells))
            if self._seen == HEADER_WITHIN:
                self._width = self._widest
        self._cells, self._remarks = [], []

    def _begin_cell(self, given: dict[str, Any]) -> None:
        reference = given.get("r")
        if reference is None:
            self._place += 1
        else:
            letters = reference.rstrip("0123456789")
            place = self._columns.get(letters)
            if place is None:
                place = self._columns[letters] = _column(letters)
            self._place = place
        self._kind = given.get("t", "n")
        self._formula = False
        self._value.clear()

    def _end_cell(self) -> None:
        if self._place >= self._width:
            return
        value = self._text_of("".join(self._value))
        if self._kind == "e":
            self._remarks.append((self._place, ERROR_VALUE))
        elif self._formula:
            self._remarks.append((self._place, FORMULA if value else FORMULA_EMPTY))
        cells = self._cells
        if self._place == len(cells):
            cells.append(value)
            return
        if value or self._formula:
            cells.extend([""] * (self._place + 1 - len(cells)))
            cells[self._place] = value

    def _text_of(self, value: str) -> str:
        kind = self._kind
        if kind == "s":
            return self._shared(value)
        if kind == "n":
            return value if not value or _PLAIN.fullmatch(value) else number_text(value)
        if kind == "b":
            return _TRUTH.get(value, value)
        return value.partition("T")[0] if kind == "d" else value

    def _shared(self, number: str) -> str:
        try:
            return self._texts[int(number)]
        except (ValueError, IndexError) as missing:
            raise unreadable(
                "broken_workbook",
                f"Baris {self._number}: sel menunjuk teks yang tidak ada. Buka di Excel dan simpan ulang.",
                f"Row {self._number}: a cell points to a text that is not there. Open it in Excel and save it again.",
            ) from missing


def number_text(value: str) -> str:
    """A number of a cell as people read it: whole where it is whole, in scientific form where digits were lost.

    Excel keeps 15 digits. A number of 16 digits that ends in 0, or that no computer keeps exactly, may be another one
    than was typed, so it is shown in the form that a reader of NIKs refuses with an explanation.
    """
    try:
        number = float(value)
        whole = int(value) if value.lstrip("-").isdecimal() else int(number)
    except (ValueError, OverflowError):
        return value
    if number != whole and abs(number) < EXACT:
        return repr(number)
    if abs(whole) < 10**PRECISE:
        return str(whole)
    if whole % 10 == 0 or abs(whole) > EXACT:
        return f"{number:.14G}".replace(".", ",")
    return str(whole)


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise _beyond()
        place = place * 26 + ord(letter) - 64
        if place > LAST_COLUMN:
            raise _beyond()
    return place - 1


def _beyond() -> Exception:
    return unreadable(
        "beyond_the_sheet",
        f"Ada sel di luar batas lembar Excel ({LAST_ROW:,} baris, {LAST_COLUMN:,} kolom). Simpan ulang di Excel.",
        f"A cell lies beyond the limits of a sheet ({LAST_ROW:,} rows, {LAST_COLUMN:,} columns). Save it again in"
        " Excel.",
    )
