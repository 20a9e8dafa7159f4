"""What every file format gives: numbered rows of text cells, one after another."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from slrt.domain.problems import Problem

FORMULA, FORMULA_EMPTY, ERROR_VALUE = "formula", "formula_empty", "error_value"
"""What may be remarked of a cell: its value was computed; no computed value was kept; the value is an error."""


class Row(NamedTuple):
    """One row: its number as the spreadsheet shows it, its cells as text, and (place, remark) of peculiar cells."""

    number: int
    cells: list[str]
    remarks: tuple[tuple[int, str], ...] = ()


class Table(ABC):
    """A file that has been opened and found to be a table. `notes` are things worth knowing of the file as a whole.

    `dates_from_1904` says how day numbers of the file count; `separator` is that of a text file.
    """

    kind: str
    dates_from_1904 = False
    separator = ","
    encoding = "utf-8"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[Problem] = []
        self.size = max(1, path.stat().st_size)
        self.done = 0
        """How far reading is, of `size`."""

    @abstractmethod
    def rows(self, sheet: int = 0) -> Iterator[Row]:
        """The rows of a sheet from the first on; empty ones are left out but counted. Memory does not grow.

        Raises Unreadable where the file breaks off or is not what it says it is.
        """

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets; a text file has one."""
        return [""]

    @property
    def text_bytes(self) -> int:
        """About how many bytes the rows come to as text: what the work is divided by."""
        return self.size
