"""Telling by its first bytes what a file is, and opening it; refusing what cannot be read, with what to do."""

from pathlib import Path

from slrt.exchange.imports.problems import unreadable
from slrt.exchange.imports.tables import Table
from slrt.exchange.imports.text_file import TextTable
from slrt.exchange.imports.workbook import Workbook

ZIP, OLD_OFFICE, PDF = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def open_table(path: Path) -> Table:
    """The file as a table. Raises Unreadable: no such file, empty, old or protected Excel, no table at all."""
    try:
        with path.open("rb") as file:
            first = file.read(8)
    except OSError as error:
        raise unreadable(
            "cannot_open",
            f"Berkas {path.name} tidak dapat dibuka: {error.strerror}.",
            f"The file {path.name} cannot be opened: {error.strerror}.",
        ) from error
    if first.startswith(OLD_OFFICE):
        raise unreadable(
            "old_or_protected_excel",
            "Ini berkas Excel lama (.xls) atau yang dikunci kata sandi. Buka di Excel, hapus kata sandinya, simpan"
            " sebagai .xlsx, lalu coba lagi.",
            "This is an old Excel file (.xls), or one with a password. Open it in Excel, take the password off, save"
            " it as .xlsx and try again.",
        )
    if first.startswith(PDF):
        raise unreadable(
            "not_a_table",
            "Ini berkas PDF, bukan tabel. Mintalah daftarnya sebagai CSV atau .xlsx.",
            "This is a PDF file, not a table. Ask for the list as CSV or .xlsx.",
        )
    return Workbook(path) if first.startswith(ZIP) else TextTable(path)
