"""The rejects file: rows that were not taken, as they came, with the reason in a last column.

Rows come batch by batch and leave in the order of the file, so they wait in files of the work folder, each for a range
of row numbers.
"""

import csv
import marshal
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from slrt.exchange.imports.header import Header
from slrt.exchange.imports.outcomes import CheckedFamily
from slrt.exchange.imports.tables import Table

REASON = "alasan"
ROWS_TOGETHER = 32_768
"""Row numbers of one range."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet program takes a cell that begins so for a formula."""


class Rejects:
    """Collects rows that are not taken and writes them in the format of the input."""

    def __init__(self, folder: Path, table: Table, header: Header) -> None:
        self._folder, self._table, self._header = folder, table, header
        self._ranges: set[int] = set()

    def add(self, family: CheckedFamily) -> None:
        """Take the family's rows that are in the way of being applied."""
        for member in family.members:
            if not member.taken:
                reason = " ".join(f"{self._header.text(one.column)}: {one.message_id}" for one in member.faults)
                self._put(member.row, [*member.cells, reason.removeprefix(": ")])

    def write(self, path: Path) -> None:
        """Write the file, readable by its owner alone: header, then the rows by their numbers."""
        path.touch(mode=0o600)
        path.chmod(0o600)
        if self._table.kind == "xlsx":
            self._workbook(path)
        else:
            self._text(path)

    def _put(self, row: int, cells: list[str]) -> None:
        place = row // ROWS_TOGETHER
        self._ranges.add(place)
        opened = os.open(self._folder / f"rejects-{place}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(opened, "wb") as file:
            marshal.dump((row, cells), file)

    def _rows(self) -> Iterator[list[str]]:
        yield [*self._header.texts, REASON]
        for place in sorted(self._ranges):
            path = self._folder / f"rejects-{place}"
            rows: list[tuple[int, list[str]]] = []
            with path.open("rb") as file:
                size = path.stat().st_size
                while file.tell() < size:
                    rows.append(marshal.load(file))  # noqa: S302 - written by this process, in a folder of its own
            for _, cells in sorted(rows):
                yield cells

    def _text(self, path: Path) -> None:
        encoding = {"cp1252": "utf-8-sig", "utf-8": "utf-8"}.get(self._table.encoding, self._table.encoding)
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=self._table.separator)
            writer.writerows([harmless(cell) for cell in cells] for cells in self._rows())

    def _workbook(self, path: Path) -> None:
        options: dict[str, Any] = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
        options["strings_to_urls"] = False
        with xlsxwriter.Workbook(path, options) as book:
            sheet = book.add_worksheet()
            for number, cells in enumerate(self._rows()):
                for place, cell in enumerate(cells):
                    if cell:
                        sheet.write_string(number, place, harmless(cell))


def harmless(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet program would run it."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell
