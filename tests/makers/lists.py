"""Lists as ministries send them, written for tests: rows of the DTSEN layout as CSV or XLSX."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from slrt.domain.access import Actor
from slrt.exchange.imports.gate import Order, dry_run
from slrt.exchange.imports.layouts import layout

COLUMNS = (
    "no_kk", "nik", "nama", "hubungan", "jenis_kelamin", "tanggal_lahir", "status_kawin", "kode_wilayah", "alamat",
    "rt", "rw", "desil", "tanggal_desil", "pendidikan", "bekerja", "hamil", "disabilitas", "kepesertaan",
)  # fmt: skip

SITI = (
    "1906012505180001", "1906014507850002", "SITI AMINAH", "KEPALA KELUARGA", "P", "1985-07-05", "CERAI MATI",
    "19.06.01.2001", "JL PELABUHAN", "001", "002", "2", "2025-10-20", "SD", "YA", "TIDAK", "", "PKH;SEMBAKO",
)  # fmt: skip
RIZKI = (
    "1906012505180001", "1906011203120003", "MUH RIZKI", "ANAK", "L", "2012-03-12", "BELUM KAWIN",
    "19.06.01.2001", "JL PELABUHAN", "001", "002", "2", "2025-10-20", "SMP", "TIDAK", "", "", "PIP",
)  # fmt: skip

Rows = Sequence[Sequence[str]]


def row(like: Sequence[str] = SITI, **cells: str) -> tuple[str, ...]:
    """A row like another one, with some cells of its own."""
    given = dict(zip(COLUMNS, like, strict=True))
    return tuple({**given, **cells}.values())


def text(rows: Rows, *, separator: str = ",", header: Sequence[str] = COLUMNS) -> str:
    """The rows as separated text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([header, *rows])
    return out.getvalue()


def csv_file(folder: Path, rows: Rows, *, encoding: str = "utf-8", **how: Any) -> Path:
    """A CSV file of these rows under the header of the layout."""
    path = folder / "list.csv"
    path.write_bytes(text(rows, **how).encode(encoding))
    return path


def xlsx_file(folder: Path, write: Callable[[Any], None], **options: Any) -> Path:
    """A workbook; `write` fills its one sheet."""
    path = folder / "list.xlsx"
    with xlsxwriter.Workbook(path, options) as book:
        write(book.add_worksheet())
    return path


def plain_sheet(rows: Rows) -> Callable[[Any], None]:
    """Fills a sheet with the header and these rows as texts."""

    def write(sheet: Any) -> None:
        for number, cells in enumerate([COLUMNS, *rows]):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell)

    return write


def checked(actor: Actor, path: Path, **more: Any) -> dict[str, Any]:
    """What a dry run says of the file."""
    order = Order(actor=actor, file=path, layout=layout("dtsen"), work=path.parent / "work", **more)
    return dry_run(order, lambda done, total: None).to_json()


OUTCOMES = ("new", "changed", "unchanged", "invalid", "duplicate", "out_of_scope")


def outcomes(report: dict[str, Any]) -> dict[str, int]:
    """The outcomes that some row has."""
    return {name: report[name] for name in OUTCOMES if report[name]}


def found(report: dict[str, Any], kind: str = "errors") -> list[tuple[int, str, str]]:
    """Row, column and code of each error or warning, in order."""
    return [(one["row"], one["column"], one["code"]) for one in report[kind]]
